"""What a document says of units, as drafts: another edition of it, or single units on an admin's word."""

import datetime as dt
import re
from collections.abc import Collection, Container, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from units.handbook_copies import HandbookCopy, spoken
from units.handbooks import ReadHandbook, ReadOutcome, ReadUnit
from units.interchange.values import CriterionValues, OutcomeValues, QualificationValues, UnitValues
from units.models import Specification
from units.rows import qualification_values


def editions_from(
    copy: HandbookCopy, codes: Collection[str], readable: Container[UUID]
) -> Iterator[tuple[Specification, QualificationValues]]:
    """Each edition in use that has one of these units, with what the next one would be: those units as printed."""
    chosen = {unit.code: unit for unit in copy.contradicting if unit.code in codes}
    for specification in copy.specifications:
        values = qualification_values(specification, readable=readable)
        known = {unit.code for unit in values.units}
        added = [unit for code, unit in chosen.items() if code not in known and _belongs(unit, values)]
        if added or known & chosen.keys():
            units = [_as_printed(unit, chosen[unit.code]) if unit.code in chosen else unit for unit in values.units]
            units += [_as_printed(_blank(unit, values), unit) for unit in added]
            edition = _another(values, copy.read) if copy.other_edition else values
            yield specification, replace(edition, version=_version(copy, specification), units=tuple(units))


def _belongs(unit: ReadUnit, values: QualificationValues) -> bool:
    """A unit that the catalogue lacks goes where the document's own table puts it."""
    return unit.group in (values.rule or {}).get("groups", {})


def _blank(unit: ReadUnit, values: QualificationValues) -> UnitValues:
    scheme, _, number = unit.code.rpartition("-")
    scheme = scheme or values.units[0].scheme
    return UnitValues(scheme, number or unit.code, unit.title, unit.level, unit.credit, (), group=unit.group)


def _version(copy: HandbookCopy, specification: Specification) -> str:
    """As the document names itself; a copy of the same edition that says otherwise is the centre's own."""
    return copy.read.edition if copy.other_edition else f"{specification.version}, our copy"


def _another(values: QualificationValues, read: ReadHandbook) -> QualificationValues:
    """With the dates of its own document. Where that names no month of issue, an admin says when it was published."""
    return replace(
        values,
        published_on=_first_of_month(read.edition),
        registration_from=read.registration_from or values.registration_from,
        registration_until=read.registration_until or values.registration_until,
    )


def _first_of_month(edition: str) -> Any:
    month = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", edition)
    return dt.date(int(month[1]), int(month[2]), 1) if month else None


def _as_printed(unit: UnitValues, read: ReadUnit) -> UnitValues:
    """The body's facts and words from the document; our label wherever the criterion is the same."""
    return replace(
        unit,
        title=read.title or unit.title,
        level=read.level,
        credit=read.credit,
        guided_hours=unit.guided_hours if read.guided_hours is None else read.guided_hours,
        minutes=unit.minutes if read.minutes is None else read.minutes,
        aim=read.aim or unit.aim,
        information=dict(read.information) or unit.information,
        outcomes=tuple(
            _outcome(outcome, unit.outcomes[i] if i < len(unit.outcomes) else None)
            for i, outcome in enumerate(read.outcomes)
        ),
    )


def _outcome(read: ReadOutcome, was: OutcomeValues | None) -> OutcomeValues:
    before = was.criteria if was else ()
    labels = _labels(read, before)
    criteria = tuple(
        CriterionValues(label, row.text, row.printed[:12], row.guidance)
        for row, label in zip(read.criteria, labels, strict=True)
    )
    label = was.label if was else ""
    return OutcomeValues(label, criteria, read.text, read.questions or (was.questions if was else None))


def _labels(read: ReadOutcome, before: tuple[CriterionValues, ...]) -> list[str]:
    """By their words; by their place only where their number is the same and no words are known. Else left to write."""
    if before and not any(row.text for row in before) and len(before) == len(read.criteria):
        return [row.label for row in before]
    by_words = {spoken(row.text): row.label for row in before if row.text}
    return [by_words.get(spoken(row.text), "") for row in read.criteria]
