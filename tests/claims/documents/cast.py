"""An invented claim, and what the tests read out of a printed record."""

from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
from pypdf import PdfReader

from claims.documents import Candidate, Centre, Qualification, Snapshot, SnapshotClause, SnapshotUnit

NUMBERS = {"listing": "HBT-26-0418-7KQ4", "title": "HBT-26-0419-M2XR"}
QUALIFICATION = "Level 4 Diploma in Lantern Keeping"


def a_unit(index: int, *, counted: bool = True, title: str = "") -> SnapshotUnit:
    number = f"T/900/{1000 + index}"
    return SnapshotUnit(
        code=number,
        number_submitted=number,
        title=title or f"Keep lantern {index}",
        level=4,
        credit=3 + index % 5,
        counted=counted,
        signed_off_on=date(2026, 1 + index % 12, 14),
    )


def a_snapshot(
    *, units: tuple[SnapshotUnit, ...] = (), name: str = "Bob Ferry", kind: str = "full", **changes: Any
) -> Snapshot:
    units = units or tuple(a_unit(index) for index in range(3))
    changes = ({"clauses": ()} if kind == "unit" else {}) | changes
    numbers = NUMBERS if kind == "full" else {"listing": NUMBERS["listing"]}
    facts = {
        "kind": kind,
        "centre": Centre(name="Harbour Training", number="8214", address="Whitby, North Yorkshire"),
        "candidate": Candidate(name=name, registration_number="LK-2291847", centre_registration="HBT-118"),
        "qualification": Qualification(
            title=QUALIFICATION, number="900/1234/5", awarding_organisation="Beacon Awards", level=4
        ),
        "specification_version": "2.1",
        "units": units,
        "credits_counted": sum(unit.credit for unit in units if unit.counted),
        "credits_total": sum(unit.credit for unit in units),
        "clauses": (
            SnapshotClause(
                title="Group A, all required",
                have=9,
                need="at least 9 credits",
                source="spec 4.1",
                explain="Met: 9 credits of 9.",
            ),
        ),
        "rule_id": "lantern-4",
        "rule_version": "1",
        "reading": "",
        "claimed_on": date(2026, 11, 27),
        "claimed_by": "Alice Moor",
        "iqa_name": "Ines Quay",
        "iqa_on": date(2026, 11, 20),
        "documents": numbers,
        "verification": {key: f"https://attest.example/v/{number}" for key, number in numbers.items()},
    }
    return Snapshot(**(facts | changes))


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, one space between any two."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def tags_of(pdf: bytes) -> list[tuple[str, str]]:
    """(structure type, alternative text) of every element, in reading order."""
    found: list[tuple[str, str]] = []

    def walk(element: Any) -> None:
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append((str(element["/S"]).lstrip("/"), str(element.get("/Alt", ""))))
            walk(element.get("/K"))

    with pikepdf.open(BytesIO(pdf)) as document:
        walk(document.Root.StructTreeRoot.K)
    return found
