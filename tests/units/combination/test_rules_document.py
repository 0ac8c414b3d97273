"""docs/rules.md explains every word of the language, and what it shows is what the engine does."""

import copy
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from units.combination import RuleError, UnitFact, load_units, parse_rule
from units.combination.__main__ import main
from units.combination.clauses import KINDS
from units.combination.files import shipped_rules
from units.combination.groups import MOST_GROUPS, MOST_UNITS, SCOPES
from units.combination.language import MOST_CLAUSES, MOST_READINGS
from units.combination.model import Kind

DOCUMENT = (Path(__file__).parents[3] / "docs" / "rules.md").read_text(encoding="utf-8")
RULE, UNITS, *_ = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.S)
ABOUT_KINDS = DOCUMENT.partition("\n## The kinds of clause\n")[2].partition("\n## ")[0]
SECTIONS = {section.partition("\n")[0].rpartition(": ")[2]: section for section in ABOUT_KINDS.split("\n### ")[1:]}
REFUSED = DOCUMENT.partition("\n## What is refused\n")[2].partition("\n## ")[0]
TOLD = [row for row in re.findall(r"^\| (.+?) \| ", REFUSED, re.M) if row != "told"]


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    rule, units = tmp_path / "rule.toml", tmp_path / "units.toml"
    rule.write_text(RULE, encoding="utf-8")
    units.write_text(UNITS, encoding="utf-8")
    return str(rule), str(units)


@pytest.fixture
def facts(files: tuple[str, str]) -> dict[str, UnitFact]:
    return load_units(Path(files[1]))


def test_every_kind_has_a_section() -> None:
    assert set(SECTIONS) == set(KINDS) == set(get_args(Kind))


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_kind_takes_all_its_words_and_reads_as_is_said(kind: str, facts: dict[str, UnitFact]) -> None:
    section, rule = SECTIONS[kind], tomllib.loads(RULE)
    words = next(words for name, (words, _) in KINDS.items() if name == kind)
    assert all(word in section for word in words)
    example = tomllib.loads(section.partition("```toml\n")[2].partition("```")[0])
    others = [
        clause for clause in rule["clauses"] if (clause["kind"], clause.get("group")) != (kind, example.get("group"))
    ]
    rule["clauses"] = [example, *others]
    assert example["kind"] == kind
    assert f"It reads: “{title(rule, facts)}”" in section


def title(rule: dict[str, Any], facts: dict[str, UnitFact]) -> str:
    return parse_rule(rule, facts).interpretations[0].clauses[0].title


def test_every_other_word_is_there() -> None:
    words = ("rule", "version", "title", "source", "outside", "level", "scope", "name", "label", "caps", "levels")
    choices = (*SCOPES, "part_units", *shipped_rules())
    for word in (*words, *choices):
        assert re.search(rf"`[^`]*\b{re.escape(word)}\b[^`]*`", DOCUMENT), word
    sizes = f"{MOST_GROUPS} groups, {MOST_CLAUSES} clauses, {MOST_READINGS} readings and {MOST_UNITS:,}"
    assert sizes in DOCUMENT.replace("\n", " ")


@pytest.mark.parametrize(
    ("achieved", "code", "surplus"),
    [
        ("L-1,L-2,L-3,L-5,M-1", 1, []),
        ("L-1,L-2,L-3,L-6,L-7,L-8,M-1", 0, ["L-7", "L-8"]),
        ("L-1,L-2,L-4", 1, []),
    ],
)
def test_the_whole_example_is_judged_on_the_command_line(
    files: tuple[str, str], achieved: str, code: int, surplus: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    rule, units = files
    assert main(["evaluate", rule, "--units", units, "--achieved", achieved]) == code
    shown = json.loads(capsys.readouterr().out)
    assert shown["surplus"] == surplus
    for word in (*shown, *shown["clauses"][0], *shown["readings"][0]):
        assert f"`{word}`" in DOCUMENT, word
    assert main(["plan", rule, "--units", units, "--achieved", achieved]) == 0
    for word in json.loads(capsys.readouterr().out):
        assert f"`{word}`" in DOCUMENT, word


def put(path: str, value: Any) -> Callable[[Any], None]:
    """A value at a place such as "clauses.0.credits"."""

    def change(data: Any) -> None:
        *steps, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
        for step in steps:
            data = data[step]
        if value is None:
            del data[last]
        else:
            data[last] = value

    return change


def clause(kind: str, **words: Any) -> Callable[[Any], None]:
    return lambda data: data["clauses"].append({"kind": kind, "source": "page 9", **words})


READING = {"name": "higher_levels", "label": "Again", "levels": "at_or_above"}
BROKEN = [
    put("clauses.0.colour", "red"),
    put("clauses.0.source", None),
    put("clauses.0.credits", 12.5),
    put("clauses.0.credits", 0),
    put("title", " "),
    put("clauses.2.units", 3),
    put("groups.A.units", ["L-3", "L-9"]),
    put("groups.A.units", ["L-3", "L-1"]),
    clause("barred_together", units=["L-1", "M-1"]),
    put("clauses.1.group", "Z"),
    put("groups.optional.groups", ["A", "optional"]),
    put("groups.D", {"title": "Group D", "groups": ["A"]}),
    clause("minimum_credits", credits=22),
    put("clauses.0.credits", 41),
    clause("minimum_from_group", group="B", credits=10),
    put("clauses.0.credits", 33),
    put("clauses.6", {"kind": "minimum_from_group", "group": "wide", "credits": 4, "source": "page 6"}),
    clause("minimum_from_group", group="elsewhere", credits=1),
    put("readings", [{"name": "x", "label": "X"}]),
    put("readings", [READING, READING]),
]


@pytest.mark.parametrize(("change", "told"), list(zip(BROKEN, TOLD, strict=True)), ids=TOLD)
def test_every_refusal_is_told_in_these_words(
    change: Callable[[Any], None], told: str, facts: dict[str, UnitFact]
) -> None:
    data = copy.deepcopy(tomllib.loads(RULE))
    change(data)
    if any(one.get("group") == "wide" for one in data["clauses"]):
        data["groups"]["wide"] = {"title": "wide", "groups": ["B", "elsewhere"]}
    with pytest.raises(RuleError) as caught:
        parse_rule(data, facts)
    assert told in caught.value.message
