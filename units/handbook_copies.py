"""A centre's copy of a handbook: from the bytes of a file to what would be stored, without writing anything."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from centres.gates import Blocker, Refused
from units.handbooks import Correction, ExpectedUnit, NotAHandbook, ReadHandbook, ReadUnit, read_handbook
from units.models import Criterion, Outcome, Qualification, Specification, Unit

MOST_BYTES = 20 * 1024 * 1024
NUMBER = re.compile(r"(?<!\d)\d{3}/\d{4}/[\dX](?!\d)", re.ASCII)
AGAIN = "Save the handbook as plain text in UTF-8 and import it again."
EARLIER_KEPT = "An earlier handbook worded this differently. Decisions may rest on that wording, so it was kept."
Places = Mapping[str, tuple[Outcome | Criterion, str]]  # "2" or "2.1" -> row, its wording in this copy


@dataclass(frozen=True, slots=True)
class HandbookCopy:
    """What one file says. `differences`: where the database holds another wording, which stays."""

    sha256: str
    specification: Specification
    read: ReadHandbook
    differences: tuple[Correction, ...]

    @property
    def units(self) -> list[ReadUnit]:
        """Those that agree with the catalogue."""
        return [unit for unit in self.read.units if unit.fits]

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
        return sorted(found, key=lambda issue: issue.line)


def read_copy(content: bytes) -> HandbookCopy:
    """Refused, with one complete sentence of what to do, where the file cannot be used as a whole."""
    try:
        text = _decode(content)
        specification = _specification_of(text)
        read = read_handbook(text, expected=_expected(specification))
    except NotAHandbook as error:
        what, _, then = str(error).partition(". ")
        raise Refused(Blocker("not_a_handbook", what.rstrip(".") + ".", then)) from error
    copy = HandbookCopy(
        hashlib.sha256(content).hexdigest(), specification, read, tuple(_differences(specification, read))
    )
    if not copy.units:
        raise Refused(_nothing_fits(copy))
    return copy


def _decode(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        size = len(content) / 1024 / 1024
        raise NotAHandbook(f"The file has {size:.0f} MB, and the text of a handbook at most 20 MB. {AGAIN}")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotAHandbook(f"The file is in UTF-16. {AGAIN}")
    if b"\0" in content or content.startswith((b"%PDF", b"PK\x03\x04")):
        raise NotAHandbook(f"The file is not plain text (it may be a PDF, a Word document or a picture). {AGAIN}")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotAHandbook(
            f"The file is not in UTF-8: line {line} has the byte {content[error.start]:02X}. {AGAIN}"
        ) from error


def _specification_of(text: str) -> Specification:
    """The current edition of the qualification whose number the document prints first."""
    printed = list(dict.fromkeys(NUMBER.findall(text)))
    known = {row.number: row for row in Qualification.objects.filter(number__in=printed[:500])}
    found = next((known[number] for number in printed if number in known), None)
    if found is None:
        read_handbook(text, expected=())  # says it better where this is no handbook at all
        raise NotAHandbook(
            "The handbook prints no qualification number that Attest knows. "
            "Choose the handbook of a qualification in the list, and import it again."
        )
    specification: Specification = found.current
    return specification


def _expected(specification: Specification) -> list[ExpectedUnit]:
    units = specification.units.order_by("places__position").prefetch_related("outcomes__criteria")
    return [
        ExpectedUnit(
            unit.code,
            unit.title,
            unit.level,
            unit.credit,
            tuple(len(outcome.criteria.all()) for outcome in unit.outcomes.all()),
        )
        for unit in units
    ]


def _nothing_fits(copy: HandbookCopy) -> Blocker:
    first = copy.read.contradictions[0].reason if copy.read.contradictions else ""
    return Blocker(
        "no_unit_fits",
        f"No unit of this file agrees with {copy.specification.qualification}.",
        f"{first} Choose the handbook as the awarding organisation issued it.".strip(),
    )


def rows_of(specification: Specification, units: list[ReadUnit]) -> Iterator[tuple[ReadUnit, Places]]:
    """Each unit that was read with the rows that its wording belongs to."""
    codes = [unit.code for unit in units]
    rows: dict[str, Unit] = {
        row.code: row for row in specification.units.filter(code__in=codes).prefetch_related("outcomes__criteria")
    }
    for unit in units:
        places: dict[str, tuple[Outcome | Criterion, str]] = {}
        for outcome, said in zip(rows[unit.code].outcomes.all(), unit.outcomes, strict=True):
            places[str(said.number)] = (outcome, said.text)
            for criterion, read in zip(outcome.criteria.all(), said.criteria, strict=True):
                places[read.number] = (criterion, read.text)
        yield unit, places


def _differences(specification: Specification, read: ReadHandbook) -> Iterator[Correction]:
    lines = _lines(read)
    for unit, places in rows_of(specification, [unit for unit in read.units if unit.fits]):
        for number, (row, text) in places.items():
            if row.text and row.text != text:
                line = lines[unit.code, number]
                kind = "Outcome" if number.isdigit() else "Criterion"
                yield Correction(
                    "warning", f"line {line}", line, unit.code, text, row.text, f"{kind} {number}: {EARLIER_KEPT}"
                )


def _lines(read: ReadHandbook) -> dict[tuple[str, str], int]:
    """(unit, "2" or "2.1") -> the line of the document."""
    lines: dict[tuple[str, str], int] = {}
    for unit in read.units:
        for outcome in unit.outcomes:
            lines[unit.code, str(outcome.number)] = outcome.line
            lines.update({(unit.code, criterion.number): criterion.line for criterion in outcome.criteria})
    return lines
