"""A verdict or a plan as JSON, without Django: `python -m units.combination evaluate|plan RULE --achieved a,b,c`.

Exit 0: met, or there is a plan. 1: not met, or there is no way. 2: bad input. See docs/rules.md.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from units.combination.evaluation import evaluate
from units.combination.files import load_rule, load_units
from units.combination.model import Rule, RuleError
from units.combination.outcome import Outcome
from units.combination.planning import plan


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        rule = load_rule(options.rule, load_units(options.units) if options.units else None)
        done, shown = options.judge(rule, options)
    except RuleError as error:
        _tell(str(error) if error.path == options.rule else f"{options.rule}: {error}")
        return 2
    _tell_unknown(rule, options)
    return _print(shown, 0 if done else 1)


def _evaluate(rule: Rule, options: argparse.Namespace) -> tuple[bool, dict[str, Any]]:
    outcome = evaluate(rule, options.achieved)
    return outcome.met, _shown(outcome)


def _plan(rule: Rule, options: argparse.Namespace) -> tuple[bool, dict[str, Any]]:
    found = plan(
        rule,
        options.achieved,
        underway=options.underway,
        offered=options.offered,
        exclude=options.exclude,
        require=options.require,
        by=options.by,
    )
    return found.best is not None, found.to_dict()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m units.combination", description="Judge a rule of combination.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    evaluating = commands.add_parser("evaluate", help="does a set of achieved units satisfy the rule?")
    planning = commands.add_parser("plan", help="which further units finish the qualification for the least?")
    for command, judge in ((evaluating, _evaluate), (planning, _plan)):
        command.set_defaults(judge=judge, offered=None)
        command.add_argument("rule", metavar="RULE", help="a rule's name, such as proqual-l4-cs, or its file")
        command.add_argument("--achieved", required=True, type=_codes, metavar="CODES", help="unit codes, by commas")
        command.add_argument("--units", type=Path, metavar="FILE", help="unit facts, instead of the catalogue's")
    for name, help in _CHOICES.items():
        planning.add_argument(
            f"--{name}", type=_codes, default=None if name == "offered" else [], metavar="CODES", help=help
        )
    planning.add_argument(
        "--by", choices=("credits", "criteria", "hours"), default="credits", help="what is to be least"
    )
    return parser


_CHOICES = {
    "underway": "units begun, preferred where plans cost the same",
    "offered": "the units that can be taken; all, unless named",
    "exclude": "units that are not to be taken",
    "require": "units that are to be taken in any case",
}


def _codes(value: str) -> list[str]:
    codes = [code.strip() for code in value.split(",")] if value.strip() else []
    if not all(codes):
        raise argparse.ArgumentTypeError("a unit code is missing between two commas")
    return codes


def _tell_unknown(rule: Rule, options: argparse.Namespace) -> None:
    """A slip in a code changes no exit code, since a unit from elsewhere is surplus; but it is not passed over."""
    for code in dict.fromkeys(options.achieved):
        if code not in rule.facts:
            _tell(f"no unit is known by the code {code}: it is surplus")
    for code in dict.fromkeys(options.offered or ()):
        if code not in rule.facts:
            _tell(f"no unit is known by the code {code}: it is not offered")


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _shown(outcome: Outcome) -> dict[str, Any]:
    """The stored form, with a clause's title under the name `text`."""
    data = outcome.to_dict()
    for holder in (data, *data["readings"]):
        holder["clauses"] = [{"text": clause.pop("title"), **clause} for clause in holder["clauses"]]
    return data


def _print(shown: dict[str, Any], code: int) -> int:
    """As plain text where the terminal can show all of it. Whoever reads may leave early, as `head` does."""
    text = json.dumps(shown, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(shown, indent=2)
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains once more as it ends
        if not isinstance(error, BrokenPipeError):
            _tell(f"the answer cannot be written: {error.strerror}")
            return 2
    return code


if __name__ == "__main__":
    sys.exit(main())
