"""`python -m units.combination evaluate RULE --achieved a,b,c`: the verdict as JSON, without Django.

Exit 0: met. 1: not met. 2: bad input.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from units.combination.evaluation import evaluate
from units.combination.files import load_rule, load_units
from units.combination.model import RuleError
from units.combination.outcome import Outcome


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        rule = load_rule(options.rule, load_units(options.units) if options.units else None)
    except RuleError as error:
        sys.stderr.write(f"{options.rule}: {error}\n")
        return 2
    outcome = evaluate(rule, options.achieved)
    sys.stdout.write(json.dumps(_shown(outcome), ensure_ascii=False, indent=2) + "\n")
    return 0 if outcome.met else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m units.combination", description="Judge a rule of combination.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("evaluate", help="does a set of achieved units satisfy the rule?")
    command.add_argument("rule", metavar="RULE", help="a rule's name, such as proqual-l4-cs, or its file")
    command.add_argument("--achieved", required=True, type=_codes, metavar="CODES", help="unit codes, by commas")
    command.add_argument("--units", type=Path, metavar="FILE", help="unit facts, instead of the catalogue's")
    return parser


def _codes(value: str) -> list[str]:
    codes = [code.strip() for code in value.split(",")] if value.strip() else []
    if not all(codes):
        raise argparse.ArgumentTypeError("a unit code is missing between two commas")
    return codes


def _shown(outcome: Outcome) -> dict[str, Any]:
    """The stored form, with a clause's title under the name `text`."""
    data = outcome.to_dict()
    for holder in (data, *data["readings"]):
        holder["clauses"] = [{"text": clause.pop("title"), **clause} for clause in holder["clauses"]]
    return data


if __name__ == "__main__":
    sys.exit(main())
