"""The catalogue's files, read strictly: facts of a qualification, its units and their criteria, as plain values."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from units.combination import RuleError, UnitFact, parse_rule
from units.combination.fields import known, listed, required, table, text, texts, whole
from units.combination.files import CATALOGUE, read_toml
from units.handbooks.references import is_valid_reference

QUALIFICATION = (
    *("awarding_organisation", "code", "scheme", "title", "number", "level", "version", "published_on"),
    *("registration_from", "registration_until", "guided_hours", "total_hours", "grading", "rule"),
)
UNIT = ("code", "edition", "reference", "title", "level", "credit", "guided_hours", "expires_on", "group", "outcomes")


@dataclass(frozen=True, slots=True)
class CatalogueOutcome:
    label: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CatalogueUnit:
    """`facts` are the columns of the unit's row, its key (code, edition) included."""

    facts: Mapping[str, Any]
    group: str
    outcomes: tuple[CatalogueOutcome, ...]


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """`facts` and `dates` are the columns of the qualification's and of the specification's row."""

    awarding_organisation: str
    facts: Mapping[str, Any]
    version: str
    dates: Mapping[str, Any]
    units: tuple[CatalogueUnit, ...]
    rule: Mapping[str, Any] | None


def read_catalogue(folder: Path = CATALOGUE) -> list[CatalogueFile]:
    """Every qualification in the folder, in the order of the file names. RuleError names the file and the place."""
    return [_named(path) for path in sorted(folder.glob("*.toml"))]


def _named(path: Path) -> CatalogueFile:
    try:
        return read_catalogue_file(path)
    except RuleError as error:
        raise RuleError(error.message, f"{path.name} {error.path}") from error


def read_catalogue_file(path: Path) -> CatalogueFile:
    data = read_toml(path)
    known(data, ("qualification", "units"), "$")
    qualification = table(required(data, "qualification", "$"), "$.qualification")
    known(qualification, QUALIFICATION, "$.qualification")
    units = tuple(
        _unit(table(unit, f"$.units[{i}]"), f"$.units[{i}]") for i, unit in enumerate(listed(data, "units", "$"))
    )
    _refuse_twice([unit.facts["code"] for unit in units])
    return CatalogueFile(
        awarding_organisation=text(qualification, "awarding_organisation", "$.qualification"),
        facts=_qualification_facts(qualification),
        version=text(qualification, "version", "$.qualification"),
        dates=_dates(qualification),
        units=units,
        rule=_rule(qualification, path.parent / "rules", units),
    )


def _qualification_facts(data: Mapping[str, Any]) -> dict[str, Any]:
    path = "$.qualification"
    hours = {name: whole(data, name, path) if name in data else None for name in ("guided_hours", "total_hours")}
    number = text(data, "number", path) if "number" in data else ""
    level = whole(data, "level", path, least=0)
    return {
        "code": text(data, "code", path),
        "title": text(data, "title", path),
        "number": number,
        "level": level,
    } | hours


def _dates(data: Mapping[str, Any]) -> dict[str, Any]:
    """An edition known by its month only ("2023-08") counts as published on the first day of it."""
    path = "$.qualification"
    dates: dict[str, Any] = {name: _date(data, name, path) for name in ("registration_from", "registration_until")}
    published = _date(data, "published_on", path)
    if published is None:
        month = re.fullmatch(r"(\d{4})-(\d{2})", text(data, "version", path))
        if month is None or not 1 <= int(month[2]) <= 12:
            raise RuleError("“published_on” is needed where the version is not a month, such as 2023-08", path)
        published = dt.date(int(month[1]), int(month[2]), 1)
    return {"published_on": published, **dates}


def _date(data: Mapping[str, Any], key: str, path: str) -> dt.date | None:
    value = data.get(key)
    if value is not None and type(value) is not dt.date:
        raise RuleError("must be a date, such as 2026-07-31", f"{path}.{key}")
    return value


def _unit(data: Mapping[str, Any], path: str) -> CatalogueUnit:
    known(data, UNIT, path)
    code = text(data, "code", path)
    facts = {
        "code": code,
        "edition": whole(data, "edition", path) if "edition" in data else 1,
        "reference": text(data, "reference", path) if "reference" in data else code if is_valid_reference(code) else "",
        "title": text(data, "title", path),
        "level": whole(data, "level", path, least=0),
        "credit": whole(data, "credit", path, least=0),
        "guided_hours": whole(data, "guided_hours", path) if "guided_hours" in data else None,
        "expires_on": _date(data, "expires_on", path),
    }
    outcomes = tuple(_outcome(row, f"{path}.outcomes[{i}]") for i, row in enumerate(listed(data, "outcomes", path)))
    return CatalogueUnit(facts, text(data, "group", path) if "group" in data else "", outcomes)


def _outcome(value: object, path: str) -> CatalogueOutcome:
    data = table(value, path)
    known(data, ("label", "criteria"), path)
    return CatalogueOutcome(text(data, "label", path), texts(data, "criteria", path))


def _refuse_twice(codes: Sequence[str]) -> None:
    for i, code in enumerate(codes):
        if code in codes[:i]:
            raise RuleError(f"the unit {code} is named twice", f"$.units[{i}].code")


def _rule(data: Mapping[str, Any], folder: Path, units: Sequence[CatalogueUnit]) -> Mapping[str, Any] | None:
    """The rule as written, once the engine has accepted it for these units."""
    if "rule" not in data:
        return None
    name = text(data, "rule", "$.qualification")
    rule = read_toml(folder / f"{name}.toml")
    facts = [UnitFact(u.facts["code"], u.facts["title"], u.facts["credit"], u.facts["level"]) for u in units]
    try:
        parse_rule(rule, {fact.code: fact for fact in facts})
    except RuleError as error:
        raise RuleError(error.message, f"rules/{name}.toml {error.path}") from error
    return rule
