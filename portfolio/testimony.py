"""What a witness says, the seal over it, and the document that is kept of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from centres.canonical import digest_of
from portfolio.models import Testimony, WitnessRequest
from portfolio.models.witness import Relationship, Tie
from portfolio.vault import is_kept, open_file

DECLARATION = (
    "I saw myself what I describe here. It is true to the best of my knowledge. I know that I record what I saw, and that "
    "the assessor decides whether it meets the standard. I may be contacted about it."
)
SEALED = (
    "request_id",
    "signed_at",
    "seen_on",
    "name",
    "job",
    "employer",
    "email",
    "phone",
    "relationship",
    "tie",
    "tie_detail",
    "expert",
    "expertise",
    "words",
    "lines",
    "declaration",
    "signature",
    "confirmed",
    "network",
    "device",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion as the witness reads it. `progress`: the key of the candidate's progress with it."""

    progress: str
    unit: str
    number: str
    label: str
    saw: bool

    def as_data(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("progress", "unit", "number", "label", "saw")}


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that the witness filled in. `lines`: all the criteria that they were asked about."""

    name: str
    job: str
    employer: str
    email: str
    phone: str
    relationship: str
    tie: str
    tie_detail: str
    expertise: str
    seen_on: dt.date
    words: str
    lines: Sequence[Line]
    signature: str

    @property
    def saw(self) -> list[str]:
        return [line.progress for line in self.lines if line.saw]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an answer came from, as little of it as is of use."""

    network: str = ""
    device: str = ""


def testimony_of(request: WitnessRequest, said: Said, *, confirmed: bool, origin: Origin) -> Testimony:
    """The row, sealed and not yet saved."""
    row = Testimony(
        request=request,
        signed_at=timezone.now(),
        expert=request.is_expert,
        declaration=DECLARATION,
        confirmed=confirmed,
        network=origin.network,
        device=origin.device,
        lines=[line.as_data() for line in said.lines],
        **{name: getattr(said, name) for name in Said.__slots__ if name != "lines"},
    )
    row.seal = seal_of(row)
    return row


def seal_of(row: Testimony) -> str:
    """Over every word, the day, the moment and the request, in a form that does not depend on the database."""
    return digest_of({name: getattr(row, name) for name in SEALED})


def seal_holds(row: Testimony) -> bool:
    """Whether every word is still the one that was signed. The seal stands on the document too, whose bytes decisions are
    bound to: who changes the row and seals it anew has not changed that."""
    return seal_of(row) == row.seal and _is_on_document(row)


def _is_on_document(row: Testimony) -> bool:
    document = row.evidence.file
    if document is None or not is_kept(document):
        return False
    with open_file(document) as file:
        return row.seal.encode() in file.read()


def document_of(row: Testimony) -> str:
    """The statement as a plain text that anybody can open and print. How to reach the witness is not in it: the
    candidate may read this document, and an address is for those who check it."""
    request = row.request
    registration = request.registration
    local = timezone.localtime(row.signed_at)
    parts = [
        "WITNESS STATEMENT",
        f"Centre: {registration.centre.name}, centre {registration.centre.number}\n"
        f"Candidate: {registration.candidate.name}\n"
        f"Qualification: {registration.specification.qualification.title}",
        f"Witness: {row.name}, {row.job}, {row.employer}\n"
        f"To the candidate: {Relationship(row.relationship).label}\n"
        f"Conflict of interest: {Tie(row.tie).label}{f' ({row.tie_detail})' if row.tie_detail else ''}"
        f"{_expert(row)}",
        f"Seen on {row.seen_on:%-d %B %Y}, in the witness's own words:\n\n{row.words}",
        "\n".join(_lines(row)),
        f"{row.declaration}\n\nSigned: {row.signature}, {local:%-d %B %Y, %H:%M:%S}",
        "The witness gave the code sent to the address they were asked at."
        if row.confirmed
        else "Identity not confirmed when this was signed.",
        f"Seal of the whole record (SHA-256): {row.seal}",
    ]
    return "\n\n".join(parts) + "\n"


def _expert(row: Testimony) -> str:
    if not row.expert:
        return ""
    return f"\nExpert witness, identified beforehand by the assessor: {row.request.expert_basis}\nIn their words: {row.expertise}"


def _lines(row: Testimony) -> list[str]:
    said = {True: "SAW", False: "DID NOT SEE"}
    return [f"{said[line['saw']]}: {line['unit']}, {line['number']} {line['label']}" for line in row.lines]
