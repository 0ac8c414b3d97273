"""What a claim freezes on the day it is made: the numbers of its documents, and the snapshot that they print."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from centres.models import Membership
from claims.documents import DOCUMENTS_OF, Candidate, Centre, Qualification, Snapshot, SnapshotClause, SnapshotUnit
from claims.models import Document
from claims.standing import UnitStanding
from portfolio.models import Registration
from units.combination import ClauseOutcome, Outcome, Reading
from units.combination.words import plural

READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that can be taken for something else


def new_documents(kind: str) -> list[Document]:
    """Not saved yet. The number is for people to read out, the code for nobody to guess."""
    return [Document(kind=name, number=_new_number(), code=secrets.token_urlsafe(18)) for name in DOCUMENTS_OF[kind]]


def _new_number() -> str:
    while True:
        letters = "".join(secrets.choice(READABLE) for _ in range(6))
        number = f"AT-{timezone.localdate():%y}-{letters}"
        if not Document.objects.filter(number=number).exists():
            return number


def address_of(document: Document) -> str:
    return f"{settings.BASE_URL}{reverse('verify', args=[document.code])}"


def take_snapshot(
    *,
    actor: Membership,
    registration: Registration,
    units: Sequence[UnitStanding],
    outcome: Outcome | None,
    documents: Iterable[Document],
) -> Snapshot:
    """`outcome` is the rule's verdict for a full claim, None for a unit certificate, which counts towards nothing."""
    total = sum(unit.unit.credit for unit in units)
    reading = deciding(outcome) if outcome else None
    iqa_name, iqa_on = _quality_assurer(units)
    return Snapshot(
        kind="full" if outcome else "unit",
        **_parties(registration),
        units=tuple(_unit(unit, reading) for unit in units),
        credits_counted=reading.credits_counted if reading else total,
        credits_total=total,
        clauses=tuple(_clause(clause) for clause in reading.clauses) if reading else (),
        rule_id=outcome.rule_id if outcome else "",
        rule_version=outcome.rule_version if outcome else "",
        reading=reading.label if outcome and reading and not outcome.met else "",
        claimed_on=timezone.localdate(),
        claimed_by=actor.name,
        iqa_name=iqa_name,
        iqa_on=iqa_on,
        documents={document.kind: document.number for document in documents},
        verification={document.kind: address_of(document) for document in documents},
    )


def deciding(outcome: Outcome) -> Reading:
    """The reading that a claim rests on: the strict one, else the first that holds, which the body has to confirm."""
    return next((reading for reading in outcome.readings if reading.met), outcome.readings[0])


def counts(unit: UnitStanding, reading: Reading | None) -> bool:
    return reading is None or unit.unit.code in reading.counted


def _parties(registration: Registration) -> dict[str, Any]:
    centre, qualification = registration.centre, registration.specification.qualification
    return {
        "centre": Centre(name=centre.name, number=centre.number, address=", ".join(centre.address.splitlines())),
        "candidate": Candidate(
            name=registration.candidate.name, registration_number=registration.number, centre_registration=""
        ),
        "qualification": Qualification(
            title=qualification.title,
            number=qualification.number,
            awarding_organisation=qualification.awarding_organisation.name,
            level=qualification.level,
        ),
        "specification_version": registration.specification.version,
    }


def _unit(standing: UnitStanding, reading: Reading | None) -> SnapshotUnit:
    unit = standing.unit
    return SnapshotUnit(
        code=unit.reference or unit.code,
        number_submitted=unit.code,
        title=unit.title,
        level=unit.level,
        credit=unit.credit,
        counted=counts(standing, reading),
        signed_off_on=standing.achieved_on,
    )


def _clause(clause: ClauseOutcome) -> SnapshotClause:
    word, number = ("at least", clause.need) if clause.limit is None else ("at most", clause.limit)
    return SnapshotClause(
        title=clause.title,
        have=clause.have,
        need=f"{word} {plural(number, clause.measure)}",
        source=clause.cited,
        explain=clause.explain,
    )


def _quality_assurer(units: Sequence[UnitStanding]) -> tuple[str, Any]:
    """A name is printed only where one and the same IQA let every unit through; the day is that of the last."""
    clearances = [unit.sign_off.clearance for unit in units if unit.sign_off]
    if len({clearance.iqa.user_id for clearance in clearances}) != 1:
        return "", None
    return clearances[0].iqa.name, timezone.localdate(max(clearance.at for clearance in clearances))
