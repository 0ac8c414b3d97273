"""What a claim says, frozen at the moment it was made. A document is printed from this and never from live rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

from claims.documents import strict_json

FORMAT = 2
BEFORE_EXPLANATIONS = 1  # claims of then print what was frozen: their clauses without a sentence
DocumentName = Literal["listing", "title"]
DOCUMENTS_OF: dict[str, list[DocumentName]] = {"full": ["listing", "title"], "unit": ["listing"]}


class SnapshotError(ValueError):
    """The snapshot contradicts itself, or the stored record is not one."""


@dataclass(frozen=True, kw_only=True)
class Centre:
    name: str
    number: str
    address: str  # one line


@dataclass(frozen=True, kw_only=True)
class Candidate:
    name: str
    registration_number: str  # the awarding organisation's
    centre_registration: str


@dataclass(frozen=True, kw_only=True)
class Qualification:
    title: str
    number: str  # "" where the awarding organisation prints none
    awarding_organisation: str
    level: int


@dataclass(frozen=True, kw_only=True)
class SnapshotUnit:
    code: str
    number_submitted: str  # the number under which it is claimed; the same unit may have several
    title: str
    level: int
    credit: int
    counted: bool  # False: achieved beyond what the rule needs, still listed
    signed_off_on: date


@dataclass(frozen=True, kw_only=True)
class SnapshotClause:
    title: str
    have: int
    need: str  # "at least 20 credits", "at most 1 unit"
    source: str
    explain: str  # the sentence of the verdict, as the claim's page shows it


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    kind: Literal["full", "unit"]
    centre: Centre
    candidate: Candidate
    qualification: Qualification
    specification_version: str
    units: tuple[SnapshotUnit, ...]  # in the order in which they are printed
    credits_counted: int
    credits_total: int
    clauses: tuple[SnapshotClause, ...]
    rule_id: str
    rule_version: str
    reading: (
        str  # of the rule, where it is another than the strict one: the body confirms it before anything is printed
    )
    claimed_on: date
    claimed_by: str
    iqa_name: str  # "" unless that IQA signed the release
    iqa_on: date | None
    documents: Mapping[str, str]  # "listing" and, for a full claim, "title": the document's number
    verification: Mapping[str, str]  # the same keys: the public address that confirms it

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise SnapshotError(problem)

    def _problems(self) -> list[str]:
        credits, expected = sum(unit.credit for unit in self.units), DOCUMENTS_OF.get(self.kind)
        checks = {
            f"kind {self.kind!r} is neither full nor unit": expected is None,
            "a claim lists at least one unit": not self.units,
            f"the units add up to {credits} credits, not {self.credits_total}": credits != self.credits_total,
            f"{self.credits_counted} credits cannot count out of {credits}": not 0 <= self.credits_counted <= credits,
            f"a {self.kind} claim numbers {expected}": sorted(self.documents) != expected,
            f"a {self.kind} claim has an address for {expected}": sorted(self.verification) != expected,
            "an IQA's name and date come together": bool(self.iqa_name) != (self.iqa_on is not None),
        }
        return [problem for problem, found in checks.items() if found]

    def to_record(self) -> dict[str, Any]:
        """Plain values, for a column that holds JSON."""
        return {"format": FORMAT, **strict_json.dump(self)}

    def to_json(self) -> str:
        """The same snapshot gives the same bytes, so a hash of them identifies it."""
        return json.dumps(self.to_record(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, stored: str | bytes | Mapping[str, Any]) -> Self:
        """Accepts what `to_json` writes and wrote, as text or already parsed. Raises SnapshotError at the first difference."""
        try:
            record = dict(stored if isinstance(stored, Mapping) else json.loads(stored))
            found = record.pop("format", None)
            if found == BEFORE_EXPLANATIONS:
                record |= {"reading": "", "clauses": [{**clause, "explain": ""} for clause in record["clauses"]]}
            elif found != FORMAT:
                raise SnapshotError(f"not a snapshot of format {FORMAT}")
            return strict_json.load(cls, record)
        except (json.JSONDecodeError, UnicodeDecodeError, TypeError, KeyError, strict_json.JsonMismatch) as error:
            raise SnapshotError(str(error)) from error
