"""The catalogue's files, read strictly: qualifications and comparisons as plain values."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from units.combination import RuleError, UnitFact, parse_rule
from units.combination.fields import choice, known, listed, required, table, text, texts, whole
from units.combination.files import CATALOGUE, UnitTable, read_toml, unit_tables
from units.interchange.values import CriterionValues, OutcomeValues, QualificationValues, UnitValues
from units.references import is_valid_reference

QUALIFICATION = (
    *("awarding_organisation", "code", "scheme", "framework", "title", "number", "level", "version", "published_on"),
    *("registration_from", "registration_until", "guided_hours", "total_hours", "grading", "minimum_age", "rule"),
)
UNIT = (
    *("number", "edition", "reference", "sector_number", "title", "level", "credit", "guided_hours", "method"),
    *("minutes", "questions", "available_from", "expires_on", "suits", "standards", "key_skills", "group", "outcomes"),
)
COMPARISON = ("number", "theme", "difference", "printed", "remark", "previous")
METHODS = ("portfolio", "assignment", "test")
DIFFERENCES = ("new", "minor", "none", "unspecified")


@dataclass(frozen=True, slots=True)
class PredecessorValues:
    scheme: str
    number: str
    basis: str  # stated, narrative, inferred
    confidence: str  # high, low
    level_changed: bool


@dataclass(frozen=True, slots=True)
class ComparisonValues:
    """How far the unit of this code differs from those before it; ``facts`` are the columns of its row."""

    code: str
    facts: Mapping[str, str]
    predecessors: tuple[PredecessorValues, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    qualifications: tuple[QualificationValues, ...]
    comparisons: tuple[ComparisonValues, ...]


def read_catalogue(folder: Path = CATALOGUE) -> Catalogue:
    """Everything in the folder, in the order of the file names. RuleError names the file and the place."""
    qualifications: list[QualificationValues] = []
    comparisons: list[ComparisonValues] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            data = read_toml(path)
            if "qualification" in data:
                qualifications.append(_qualification(data, path))
            elif "comparison" in data:
                comparisons.extend(_comparisons(data))
            elif "framework" not in data:
                raise RuleError("has no [qualification], [framework] or [comparison]", "$")
        except RuleError as error:
            raise RuleError(error.message, f"{path.name} {error.path}") from error
    return Catalogue(tuple(qualifications), tuple(comparisons))


def _qualification(document: Mapping[str, Any], file: Path) -> QualificationValues:
    known(document, ("qualification", "structure", "units"), "$")
    data, path = table(required(document, "qualification", "$"), "$.qualification"), "$.qualification"
    known(data, QUALIFICATION, path)
    units = tuple(_unit(row) for row in unit_tables(file))
    return QualificationValues(
        code=text(data, "code", path),
        awarding_organisation=text(data, "awarding_organisation", path),
        scheme=_text(data, "scheme", path),
        title=text(data, "title", path),
        number=_text(data, "number", path),
        level=whole(data, "level", path, least=0),
        version=text(data, "version", path),
        published_on=_published_on(data, path),
        registration_from=_date(data, "registration_from", path),
        registration_until=_date(data, "registration_until", path),
        guided_hours=_whole(data, "guided_hours", path),
        total_hours=_whole(data, "total_hours", path),
        grading=_text(data, "grading", path),
        minimum_age=_whole(data, "minimum_age", path),
        rule=_rule(data, file.parent / "rules", units),
        units=units,
    )


def _text(data: Mapping[str, Any], key: str, path: str) -> str:
    return text(data, key, path) if key in data else ""


def _texts(data: Mapping[str, Any], key: str, path: str) -> tuple[str, ...]:
    return texts(data, key, path) if key in data else ()


def _whole(data: Mapping[str, Any], key: str, path: str) -> int | None:
    return whole(data, key, path) if key in data else None


def _date(data: Mapping[str, Any], key: str, path: str) -> dt.date | None:
    value = data.get(key)
    if value is not None and type(value) is not dt.date:
        raise RuleError("must be a date, such as 2026-07-31", f"{path}.{key}")
    return value


def _published_on(data: Mapping[str, Any], path: str) -> dt.date:
    """An edition known by its month only ("2023-08") counts as published on the first day of it."""
    published = _date(data, "published_on", path)
    month = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text(data, "version", path))
    if published is None and month is None:
        raise RuleError("“published_on” is needed where the version is not a month, such as 2023-08", path)
    return published or dt.date(int(month[1]), int(month[2]), 1)  # type: ignore[index]


def _unit(row: UnitTable) -> UnitValues:
    data, path = row.data, row.path
    known(data, UNIT, path)
    number = text(data, "number", path)
    reference = text(data, "reference", path) if "reference" in data else number if is_valid_reference(number) else ""
    return UnitValues(
        scheme=row.scheme,
        number=number,
        edition=whole(data, "edition", path) if "edition" in data else 1,
        reference=_checked(reference, path),
        sector_number=_text(data, "sector_number", path),
        title=text(data, "title", path),
        level=whole(data, "level", path, least=0),
        credit=whole(data, "credit", path, least=0),
        guided_hours=_whole(data, "guided_hours", path),
        method=choice(data, "method", path, METHODS) if "method" in data else "portfolio",
        minutes=_whole(data, "minutes", path),
        available_from=_date(data, "available_from", path),
        expires_on=_date(data, "expires_on", path),
        suits=_text(data, "suits", path),
        standards=_texts(data, "standards", path),
        key_skills=_texts(data, "key_skills", path),
        group=row.group,
        outcomes=_outcomes(data, path),
    )


def _checked(reference: str, path: str) -> str:
    if reference and not is_valid_reference(reference):
        raise RuleError(f"“{reference}” is no unit reference: its first letter does not check", f"{path}.reference")
    return reference


def _outcomes(data: Mapping[str, Any], path: str) -> tuple[OutcomeValues, ...]:
    rows = listed(data, "outcomes", path)
    questions = [None] * len(rows) if "questions" not in data else list(listed(data, "questions", path))
    if len(questions) != len(rows):
        raise RuleError(f"has {len(questions)} numbers for {len(rows)} outcomes", f"{path}.questions")
    return tuple(
        _outcome(row, number, f"{path}.outcomes[{i}]")
        for i, (row, number) in enumerate(zip(rows, questions, strict=True))
    )


def _outcome(value: object, questions: int | None, path: str) -> OutcomeValues:
    data = table(value, path)
    known(data, ("label", "criteria"), path)
    criteria = tuple(CriterionValues(label) for label in texts(data, "criteria", path))
    return OutcomeValues(text(data, "label", path), criteria, questions=questions)


def _rule(data: Mapping[str, Any], folder: Path, units: tuple[UnitValues, ...]) -> Mapping[str, Any] | None:
    """The rule as written, once the engine has accepted it for these units."""
    if "rule" not in data:
        return None
    name = text(data, "rule", "$.qualification")
    rule = read_toml(folder / f"{name}.toml")
    try:
        parse_rule(rule, {unit.code: UnitFact(unit.code, unit.title, unit.credit, unit.level) for unit in units})
    except RuleError as error:
        raise RuleError(error.message, f"rules/{name}.toml {error.path}") from error
    return rule


def _comparisons(document: Mapping[str, Any]) -> list[ComparisonValues]:
    """`[comparison]` names the two schemes; each of `[[units]]` says what a number of the new one came from."""
    known(document, ("comparison", "units"), "$")
    schemes = table(required(document, "comparison", "$"), "$.comparison")
    known(schemes, ("scheme", "previous_scheme"), "$.comparison")
    new, old = text(schemes, "scheme", "$.comparison"), text(schemes, "previous_scheme", "$.comparison")
    return [_comparison(row, new, old, f"$.units[{i}]") for i, row in enumerate(listed(document, "units", "$"))]


def _comparison(value: object, new: str, old: str, path: str) -> ComparisonValues:
    data = table(value, path)
    known(data, COMPARISON, path)
    facts = {
        "theme": text(data, "theme", path),
        "difference": choice(data, "difference", path, DIFFERENCES),
        "printed": _text(data, "printed", path),
        "remark": _text(data, "remark", path),
    }
    previous = listed(data, "previous", path) if "previous" in data else ()
    number = text(data, "number", path)
    return ComparisonValues(
        f"{new}-{number}",
        facts,
        tuple(_predecessor(row, old, number, f"{path}.previous[{i}]") for i, row in enumerate(previous)),
    )


def _predecessor(value: object, scheme: str, successor: str, path: str) -> PredecessorValues:
    """The first digit of a number is its level, in both series."""
    data = table(value, path)
    known(data, ("number", "basis", "confidence"), path)
    number = text(data, "number", path)
    basis = choice(data, "basis", path, ("stated", "narrative", "inferred")) if "basis" in data else "stated"
    confidence = choice(data, "confidence", path, ("high", "low")) if "confidence" in data else "high"
    return PredecessorValues(scheme, number, basis, confidence, number[0] != successor[0])
