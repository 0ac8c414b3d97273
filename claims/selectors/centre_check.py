"""The rule, checked for everybody at once: in a handful of queries, whatever the number of candidates.

What counts as cleared is what a standing counts (claims/loading.py); none of the rows are read that only a gate needs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from claims.models import Claim
from claims.models.claim import Kind
from claims.structures import Judge, Units
from iqa.sign_offs import standing as standing_sign_offs
from portfolio.models import Registration, UnitEnrolment
from units.combination import ClauseOutcome, Outcome
from units.models import Specification

NONE: Units = frozenset()


class Edition(NamedTuple):
    qualification: str
    version: str
    rule: str  # its name and version, "" where none is on file


@dataclass(frozen=True, slots=True)
class Check:
    """One registration. `verdict` is the rule's on the cleared units, `prospect` on all that are chosen; None without a rule.

    `prospect` is None too where it was not asked for.
    """

    registration: UUID
    number: str
    candidate: str
    edition: Edition
    claim: str  # the state of the live full claim, "" where there is none
    credits_cleared: int
    verdict: Outcome | None
    prospect: Outcome | None

    @property
    def may_pass(self) -> bool:
        """Whether the rule lets a claim through; where the readings differ, it is made and held."""
        return self.verdict is not None and (self.verdict.met or self.verdict.held)

    @property
    def failing(self) -> list[ClauseOutcome]:
        return [clause for clause in self.verdict.clauses if not clause.met] if self.verdict else []

    @property
    def credits(self) -> tuple[int, int]:
        """Have and need: of the clause that asks for credits in all, else what is cleared and nothing."""
        for clause in self.verdict.clauses if self.verdict else ():
            if clause.kind == "minimum_credits":
                return clause.have, clause.need
        return self.credits_cleared, 0

    @property
    def left(self) -> int:
        """Credits that are still to be cleared."""
        have, need = self.credits
        return max(0, need - have)


def check(registrations: "QuerySet[Registration]", *, prospects: bool = True) -> list[Check]:
    """In the order of the query. Without `prospects`, what is chosen and not cleared is not read."""
    rows = list(registrations.values_list("pk", "number", "candidate__name", "specification"))
    specifications, claims = specifications_of({row[-1] for row in rows}), dict(_live_claims(registrations))
    cleared = grouped(_cleared(registrations))
    chosen = grouped(_chosen(registrations)) if prospects else {}
    judge = Judge(specifications, (unit for parts in (cleared, chosen) for units in parts.values() for unit in units))
    editions = {key: _edition(row) for key, row in specifications.items()}
    return [
        Check(
            registration=key,
            number=number,
            candidate=name,
            edition=editions[specification],
            claim=claims.get(key, ""),
            credits_cleared=judge.credits(cleared.get(key, NONE)),
            verdict=judge.verdict(specification, cleared.get(key, NONE)),
            prospect=judge.verdict(specification, chosen.get(key, NONE)) if prospects else None,
        )
        for key, number, name, specification in rows
    ]


def grouped(rows: Iterable[tuple[UUID, UUID]]) -> Mapping[UUID, Units]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for registration, unit in rows:
        found[registration].append(unit)
    return {registration: frozenset(units) for registration, units in found.items()}


def _chosen(registrations: "QuerySet[Registration]") -> Any:
    rows = UnitEnrolment.objects.filter(registration__in=registrations)
    return rows.order_by().values_list("registration", "unit")


def _cleared(registrations: "QuerySet[Registration]") -> Any:
    rows = standing_sign_offs().filter(enrolment__registration__in=registrations, clearance__isnull=False)
    return rows.order_by().values_list("enrolment__registration", "enrolment__unit")


def _live_claims(registrations: "QuerySet[Registration]") -> Any:
    rows = Claim.objects.live().filter(registration__in=registrations, kind=Kind.FULL)
    return rows.order_by().values_list("registration", "state")


def specifications_of(keys: Iterable[UUID]) -> dict[UUID, Specification]:
    rows = Specification.objects.filter(pk__in=keys).select_related("qualification")
    return {row.pk: row for row in rows}


def _edition(row: Specification) -> Edition:
    rule = f"{row.rule['rule']}, version {row.rule['version']}" if row.rule else ""
    return Edition(row.qualification.title, row.version, rule)
