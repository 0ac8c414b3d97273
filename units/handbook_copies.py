"""A centre's copy of a document: from the bytes of a file to what would be stored, without writing anything."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from centres.gates import Blocker, Refused
from units.handbooks import (
    Correction,
    ExpectedUnit,
    NotAHandbook,
    ReadHandbook,
    ReadUnit,
    layout_of,
    read_handbook,
    text_of,
)
from units.interchange.cells import CONTROL
from units.models import Criterion, Outcome, Qualification, Specification, Unit

MOST_BYTES = 20 * 1024 * 1024
NUMBER = re.compile(r"(?<!\d)\d{3}/\d{4}/[\dX](?!\d)", re.ASCII)
PLAIN = str.maketrans("’‘“”–\u00a0", "''\"\"- ")
EARLIER_KEPT = "An earlier handbook worded this differently. Decisions may rest on that wording, so it was kept."
Places = Mapping[str, tuple[Outcome | Criterion, str]]  # "2" or "2.1" -> row, its wording in this copy


@dataclass(frozen=True, slots=True)
class Document:
    """A file's name, the hash of its bytes, and its text."""

    name: str
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class HandbookCopy:
    """What one file says of the editions that the centre has. `differences`: where another wording is kept already."""

    sha256: str
    read: ReadHandbook
    specifications: tuple[Specification, ...]
    rows: Mapping[str, Unit]  # by code; every unit that the document may speak of
    differences: tuple[Correction, ...] = ()
    pages: tuple[int, ...] = ()  # of a PDF: the first line of each page but the first

    @property
    def units(self) -> list[ReadUnit]:
        """Those that agree with the catalogue, and so may be filled in."""
        return [] if self.other_edition else [unit for unit in self.read.units if unit.fits]

    @property
    def contradicting(self) -> list[ReadUnit]:
        """Those that are used only on an admin's word, in an edition of their own."""
        return [unit for unit in self.read.units if unit.outcomes and (self.other_edition or not unit.fits)]

    @property
    def agreeing(self) -> list[Unit]:
        """The rows about which the document says what the catalogue has."""
        codes = [
            *(unit.code for unit in self.units),
            *(place.code for place in self.read.places),
            *(row.code for row in self.read.comparisons),
        ]
        return [self.rows[code] for code in dict.fromkeys(codes) if code in self.rows]

    @property
    def other_edition(self) -> bool:
        """The document names another edition of itself than the centre has."""
        return bool(self.read.edition) and all(row.version != self.read.edition for row in self.specifications)

    @property
    def outcomes_read(self) -> int:
        return sum(len(unit.outcomes) for unit in self.units)

    @property
    def criteria_read(self) -> int:
        return sum(len(outcome.criteria) for unit in self.units for outcome in unit.outcomes)

    @property
    def issues(self) -> list[Correction]:
        """Everything that a person should know, in the order of the document."""
        found = (*self.read.corrections, *self.read.contradictions, *self.differences)
        return [replace(issue, place=self._place(issue)) for issue in sorted(found, key=lambda issue: issue.line)]

    def _place(self, issue: Correction) -> str:
        """A PDF has no lines that anybody could count."""
        return f"page {bisect_right(self.pages, issue.line) + 1}" if self.pages and issue.line else issue.place


def open_document(name: str, content: bytes) -> Document:
    """Text or PDF. Refused where it is neither, too large, or has no text in it."""
    refuse_size(len(content))
    with _refusing():
        return Document(_storable(name), hashlib.sha256(content).hexdigest(), text_of(content))


def _storable(name: str) -> str:
    """A file's name may hold what no text does: half characters, and signs that end a line or a string."""
    return CONTROL.sub("\ufffd", name)[:200]


def refuse_size(size: int) -> None:
    """Asked before a file is read into memory, wherever its size is known."""
    if size > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise Refused(
            Blocker(
                "too_large",
                f"The file has {-(-size // 1024 // 1024)} MB, and a handbook at most {most} MB.",
                "Choose the handbook itself and import it again; a PDF can be saved without its pictures.",
            )
        )


def read_copy(document: Document, *, centre: UUID | None) -> HandbookCopy:
    """Refused, with what to do, where the document cannot be used as a whole.

    `centre` is the key of the one whose editions count; None: the catalogue's.
    """
    with _refusing():
        scheme = layout_of(document.text).SCHEME
        in_use = _specifications(document.text, scheme, centre)
        copy = _read(document, scheme, in_use)
        named = tuple(_named(row, copy.read.edition, centre) for row in in_use)
        if named != in_use:
            copy = _read(document, scheme, named)
    copy = replace(copy, differences=tuple(_differences(copy)), pages=tuple(_pages(document.text)))
    if not (copy.agreeing or copy.contradicting):
        raise Refused(_nothing_fits(copy))
    return copy


def _read(document: Document, scheme: str, specifications: tuple[Specification, ...]) -> HandbookCopy:
    rows = _rows(specifications, scheme)
    read = read_handbook(document.text, expected=[_expected(unit) for unit in rows.values()])
    return HandbookCopy(document.sha256, read, specifications, rows)


def _named(in_use: Specification, edition: str, centre: UUID | None) -> Specification:
    """The edition that the document names, be it no longer in use: candidates may be on it."""
    editions = in_use.qualification.specifications.of_centre(centre).select_related("qualification")
    named: Specification | None = editions.filter(version=edition).first() if edition != in_use.version else None
    return named or in_use


@contextmanager
def _refusing() -> Iterator[None]:
    """A reader's one sentence on what is wrong, and those on what to do."""
    try:
        yield
    except NotAHandbook as error:
        what, _, then = str(error).partition(". ")
        raise Refused(Blocker("not_a_handbook", what.rstrip(".") + ".", then)) from error


def _specifications(text: str, scheme: str, centre: UUID | None) -> tuple[Specification, ...]:
    """The editions in use that the document is about: those of its scheme, or of the number that it prints first."""
    known = Qualification.objects.of_centre(centre).order_by("code")
    if scheme:
        editions = Specification.objects.of_centre(centre).filter(units__scheme=scheme)
        found = list(known.filter(pk__in=editions.values("qualification")))
    else:
        printed = list(dict.fromkeys(NUMBER.findall(text)))[:500]
        rows = list(known.filter(number__in=printed))
        first = next((number for number in printed if any(row.number == number for row in rows)), "")
        found = [row for row in rows if row.number == first]
    in_the_catalogue_first = sorted(found, key=lambda row: row.centre_id is not None)
    specifications = tuple(row.current_for(centre) for row in in_the_catalogue_first)
    if not specifications:
        raise NotAHandbook(
            "The handbook prints no qualification number that Attest knows. "
            "Choose the handbook of a qualification in the list and import it again, or describe this one first: "
            "Qualifications, “Add a qualification”."
        )
    return specifications


def _rows(specifications: tuple[Specification, ...], scheme: str) -> dict[str, Unit]:
    """In the order of the structures; a unit of several qualifications once."""
    rows: dict[str, Unit] = {}
    for specification in specifications:
        places = specification.structure.select_related("unit").prefetch_related("unit__outcomes__criteria")
        for place in places:
            if place.unit.scheme == scheme or not scheme:
                rows.setdefault(place.unit.code, place.unit)
    return rows


def _expected(unit: Unit) -> ExpectedUnit:
    return ExpectedUnit(
        unit.code,
        unit.title,
        unit.level,
        unit.credit,
        tuple(len(outcome.criteria.all()) for outcome in unit.outcomes.all()),
        unit.reference,
        unit.guided_hours,
        unit.expires_on,
        unit.sector_number,
    )


def _nothing_fits(copy: HandbookCopy) -> Blocker:
    first = copy.read.contradictions[0].reason if copy.read.contradictions else ""
    return Blocker(
        "no_unit_fits",
        f"No unit of this file agrees with {copy.specifications[0].qualification}.",
        f"{first} Choose the handbook as the awarding organisation issued it.".strip(),
    )


def rows_of(copy: HandbookCopy) -> Iterator[tuple[ReadUnit, Places]]:
    """Each unit that may be filled in, with the rows that its wording belongs to."""
    for unit in copy.units:
        places: dict[str, tuple[Outcome | Criterion, str]] = {}
        for outcome, said in zip(copy.rows[unit.code].outcomes.all(), unit.outcomes, strict=True):
            places[str(said.number)] = (outcome, said.text)
            for criterion, read in zip(outcome.criteria.all(), said.criteria, strict=True):
                places[read.number] = (criterion, read.text)
        yield unit, places


def _pages(text: str) -> Iterator[int]:
    """The line in which each form feed stands: what comes after it is on the next page."""
    for number, line in enumerate(text.split("\n"), 1):
        yield from [number] * line.count("\f")


def _differences(copy: HandbookCopy) -> Iterator[Correction]:
    lines = _lines(copy.read)
    for unit, places in rows_of(copy):
        for number, (row, text) in places.items():
            if row.text and spoken(row.text) != spoken(text):
                line = lines[unit.code, number]
                kind = "Outcome" if number.isdigit() else "Criterion"
                reason = f"{kind} {number}: {EARLIER_KEPT}"
                yield Correction("warning", f"line {line}", line, unit.code, text, row.text, reason)


def spoken(text: str) -> str:
    """What two copies of one edition have in common, be the one plain text and the other a PDF."""
    plain = text.translate(PLAIN)
    return re.sub(r"\s+", " ", plain).replace("- ", "-").strip()


def _lines(read: ReadHandbook) -> dict[tuple[str, str], int]:
    """(unit, "2" or "2.1") -> the line of the document."""
    lines: dict[tuple[str, str], int] = {}
    for unit in read.units:
        for outcome in unit.outcomes:
            lines[unit.code, str(outcome.number)] = outcome.line
            lines.update({(unit.code, criterion.number): criterion.line for criterion in outcome.criteria})
    return lines


def facts_of(copy: HandbookCopy) -> dict[str, Any]:
    """The columns of the row that remembers the import."""
    return {
        "title": copy.read.title[:200],
        "edition": copy.read.edition[:20],
        "layout": copy.read.layout,
        "units_read": len(copy.agreeing),
        "outcomes_read": copy.outcomes_read,
        "criteria_read": copy.criteria_read,
    }
