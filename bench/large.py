"""A centre of 2,000 candidates, 200,000 items of evidence and 1,000,000 decisions.

Copied in without triggers and foreign keys, which would have nothing to find; checks and unique constraints hold. What the
pages that are measured do not read is left out: the record of acts, the seals, and the bytes of the files.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import time_machine
from django.db import connection
from django.utils import timezone

from assessment.models import CriterionDecision, DecisionEvidence, UnitSignOff
from bench.copying import NULL, copy_in
from centres.models import Membership, Role, User
from portfolio.models import (
    Candidate,
    CriterionProgress,
    Evidence,
    EvidenceLink,
    Registration,
    StoredFile,
    UnitEnrolment,
)
from portfolio.states import CriterionState, EvidenceState, LinkState, UnitState
from tests import factories
from units.models import Competence, Criterion, Specification

CANDIDATES, CASELOAD, ITEMS = 2000, 60, 100  # items of each candidate
UNITS, CRITERIA = 20, 25  # of each candidate; of each unit
EVERY = UNITS * CRITERIA
SIGNED, DECIDED, SUBMITTED = 10 * CRITERIA, 15 * CRITERIA, 15 * CRITERIA + 12  # the first so many of EVERY
TWICE = SIGNED // 2  # not yet met at first
JUDGED = ITEMS - 3  # the last three wait
CARRIED = 4  # criteria of an item that waits
DAYS = 400  # back to the first registration

Rows = Iterator[tuple[object, ...]]


@dataclass
class Large:
    admin: Membership
    assessors: list[Membership]


def build() -> Large:
    centre = factories.centre("Large Centre")
    units = [
        factories.unit(f"LG/{number:02}", title=f"Large unit {number}", outcomes=[5] * (CRITERIA // 5))
        for number in range(UNITS)
    ]
    specification = factories.specification(units)
    factories.approval(centre, specification)
    admin = factories.member(centre, Role.ADMIN, "Large Admin")
    large = Large(admin, [_assessor(admin, specification, number) for number in range(-(-CANDIDATES // CASELOAD))])
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys
        _Filling(large, specification).fill()
        cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM ANALYZE")
    return large


def _assessor(admin: Membership, specification: Specification, number: int) -> Membership:
    """On record as competent before the first decision of the filling: after it, none of them would stand."""
    made = factories.member(admin.centre, Role.ASSESSOR, f"Assessor {number}")
    with time_machine.travel(timezone.now() - dt.timedelta(days=DAYS + 1)):
        factories.competence(made, specification, recorded_by=admin)
    return made


class _Filling:
    """A candidate's criteria and items have places, 0 to EVERY and to ITEMS; whose they are and where tells their key."""

    def __init__(self, large: Large, specification: Specification) -> None:
        self.large, self.specification = large, specification
        self.units = factories.units_in_order(specification)
        self.criteria = [
            key
            for unit in self.units
            for key in Criterion.objects.filter(outcome__unit=unit)
            .order_by("outcome__number", "position")
            .values_list("pk", flat=True)
        ]
        held = Competence.objects.filter(unit__in=self.units)
        self.competences = {(row.membership_id, row.unit_id): row.pk for row in held}
        self.now = timezone.now()
        self.ago = [(self.now - dt.timedelta(days=days)).isoformat() for days in range(DAYS)]

    def fill(self) -> None:
        for model, columns, rows in (
            (User, "id email name", self._user),
            (Membership, "id centre_id user_id role", self._member),
            (Candidate, "id centre_id membership_id name date_of_birth", self._candidate),
            (
                Registration,
                "id centre_id candidate_id specification_id number registered_on assessor_id recorded_by_id recorded_at",
                self._registration,
            ),
            (UnitEnrolment, "id registration_id unit_id state", self._enrolments),
            (UnitSignOff, "id at enrolment_id assessor_id competence_id round needs_countersignature", self._sign_offs),
            (CriterionProgress, "id enrolment_id criterion_id state since", self._progress),
            (StoredFile, "sha256 size media_type verified_at", self._files),
            (
                Evidence,
                "id registration_id file_id file_name batch receipt title state done_on arrived_at declared_at submitted_at",
                self._items,
            ),
            (EvidenceLink, "id evidence_id progress_id linked_by_id state answered_by_id answered_at", self._links),
            (
                CriterionDecision,
                "id at progress_id assessor_id competence_id verdict valid authentic current sufficient feedback attempt",
                self._decisions,
            ),
            (DecisionEvidence, "id at decision_id evidence_id sha256", self._judged),
        ):
            copy_in(model, columns.split(), chain.from_iterable(map(rows, range(CANDIDATES))))

    def _user(self, who: int) -> Rows:
        yield _key("0", who), f"many-{who}@example.org", f"Large Candidate {who}"

    def _member(self, who: int) -> Rows:
        yield _key("1", who), self.large.admin.centre_id, _key("0", who), Role.CANDIDATE.value

    def _candidate(self, who: int) -> Rows:
        yield _key("2", who), self.large.admin.centre_id, _key("1", who), f"Large Candidate {who}", "1990-05-17"

    def _registration(self, who: int) -> Rows:
        begun = self.ago[DAYS - 1]
        people = self._assessor(who).pk, self.large.admin.pk
        centre, specification = self.large.admin.centre_id, self.specification.pk
        yield _key("3", who), centre, _key("2", who), specification, f"LARGE{who}", begun[:10], *people, begun

    def _assessor(self, who: int) -> Membership:
        return self.large.assessors[who // CASELOAD]

    def _enrolments(self, who: int) -> Rows:
        for place, unit in enumerate(self.units):
            state = UnitState.SIGNED if place * CRITERIA < SIGNED else UnitState.PROGRESS
            yield _key("4", who, place), _key("3", who), unit.pk, state.value

    def _sign_offs(self, who: int) -> Rows:
        for place in range(SIGNED // CRITERIA):
            signer = self._assessor(who).pk
            competence = self.competences[signer, self.units[place].pk]
            yield _key("5", who, place), self.ago[100], _key("4", who, place), signer, competence, 1, "f"

    def _progress(self, who: int) -> Rows:
        for place, criterion in enumerate(self.criteria):
            state, days = self._standing(who, place)
            yield _key("6", who, place), _key("4", who, place // CRITERIA), criterion, state.value, self.ago[days]

    def _standing(self, who: int, place: int) -> tuple[CriterionState, int]:
        """And since how many days."""
        if place < DECIDED:
            return (
                CriterionState.NOT_YET if self._last_is_not_yet(place) else CriterionState.MET
            ), 360 - place * 4 // 5
        return (CriterionState.SENT, who % 10) if place < SUBMITTED else (CriterionState.NONE, 399)

    @staticmethod
    def _last_is_not_yet(place: int) -> bool:
        return SIGNED <= place < DECIDED and place % CRITERIA == CRITERIA - 1

    def _files(self, who: int) -> Rows:
        for item in range(ITEMS):
            yield _sha256(who, item), 250_000, "image/jpeg", self.ago[0]

    def _items(self, who: int) -> Rows:
        owner = _key("3", who)
        for item in range(ITEMS):
            at = self.ago[361 - item * 3 if item < JUDGED else who % 10]
            facts = _sha256(who, item), f"photo-{item}.jpg", _key("8", who, item), f"EV-L{who * ITEMS + item:07}"
            yield (
                _key("7", who, item),
                owner,
                *facts,
                f"Photo of work {item}",
                EvidenceState.SENT.value,
                at[:10],
                at,
                at,
                at,
            )

    def _links(self, who: int) -> Rows:
        number = 0
        confirmed = LinkState.CONFIRMED.value, self._assessor(who).pk, self.ago[1]
        proposed = LinkState.PROPOSED.value, NULL, NULL
        for place in range(SUBMITTED):
            answer = confirmed if place < DECIDED else proposed
            for item in _support(place):
                yield _key("9", who, number), _key("7", who, item), _key("6", who, place), _key("1", who), *answer
                number += 1

    def _decisions(self, who: int) -> Rows:
        judge = self._assessor(who).pk
        for number, (place, attempt) in enumerate(_attempts()):
            fails = self._last_is_not_yet(place) or (place < TWICE and attempt == 1)
            at = self.ago[360 - place * 4 // 5 + (place < TWICE and attempt == 1)]
            verdict = (
                ("not_yet", "t", "t", "t", "f", "Show another case.") if fails else ("met", "t", "t", "t", "t", "")
            )
            competence = self.competences[judge, self.units[place // CRITERIA].pk]
            yield _key("a", who, number), at, _key("6", who, place), judge, competence, *verdict, attempt

    def _judged(self, who: int) -> Rows:
        found = 0
        for number, (place, attempt) in enumerate(_attempts()):
            for item in _support(place)[:attempt]:
                yield (
                    _key("b", who, found),
                    self.ago[1],
                    _key("a", who, number),
                    _key("7", who, item),
                    _sha256(who, item),
                )
                found += 1


def _attempts() -> Iterator[tuple[int, int]]:
    """Of each decision of a candidate: its criterion and which attempt it is. 500 of them."""
    for place in range(DECIDED):
        yield from [(place, 1), (place, 2)] if place < TWICE else [(place, 1)]


def _support(place: int) -> list[int]:
    """The items put forward for a criterion."""
    if place < DECIDED:
        return list({place % JUDGED, (place * 5 + 1) % JUDGED})
    return [JUDGED + (place - DECIDED) // CARRIED]


def _key(table: str, who: int, place: int = 0) -> str:
    """In order of time, as all keys are (docs/adr/0007-keys-in-order-of-time.md), and of another range for each table."""
    return f"00{table}0{who:012x}{place:016x}"


def _sha256(who: int, item: int) -> str:
    return f"{who:032x}{item:032x}"
