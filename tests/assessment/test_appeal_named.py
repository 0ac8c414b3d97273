"""What a centre's other assessors see and may do once an upheld appeal gave something of a unit to one of them."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.gates import sign_off_gate
from assessment.models import Appeal
from assessment.selectors.appeals import their_turn
from assessment.selectors.caseload import caseload
from assessment.selectors.queue import queue, trainees_queue
from assessment.services.decide_appeal import Finding, decide_appeal
from assessment.services.lodge_appeal import lodge_appeal
from assessment.services.propose_correction import propose_correction
from assessment.services.reopen_unit import reopen_unit
from centres.models import Membership
from portfolio.models import Evidence, Registration, UnitEnrolment
from tests import factories
from tests.assessment.acts import NOT_YET, judge, refused
from tests.assessment.appeals import WRONG, decided, lodged, looked_into, not_yet
from tests.assessment.conftest import Work, qualify, submitted
from tests.assessment.sittings import assignment, offered, recorded
from tests.cast import Cast

pytestmark = pytest.mark.core
ClientOf = Callable[[Membership], Client]


@pytest.fixture
def quinn(cast: Cast) -> Membership:
    return qualify(cast, "Quinn Quill")


def appeal_of_walts(cast: Cast, work: Work, made: object, anew: Membership) -> Appeal:
    """Tess, whom Bea countersigns, decided it; the appeal gives it to somebody else."""
    walt = work.enrolment.registration.candidate.membership
    appeal = lodge_appeal(actor=walt, enrolment=work.enrolment, about=[made], text=WRONG, formal=True)
    decided(looked_into(cast, appeal, cast.iris), cast.iris, True, anew=anew)
    return appeal


@pytest.fixture
def given(cast: Cast, tess_work: Work, quinn: Membership) -> Work:
    appeal_of_walts(cast, tess_work, judge(cast.tess, tess_work.rows[0], **NOT_YET), quinn)
    return tess_work


def test_whoever_countersigns_for_a_trainee_decides_nothing_that_an_appeal_gave_to_another(
    cast: Cast, given: Work, quinn: Membership
) -> None:
    for who in (cast.tess, cast.bea):
        with refused("given_to_another"):
            judge(who, given.rows[0], attempt=2)
    assert judge(cast.bea, given.rows[1]).assessor == cast.bea
    assert judge(quinn, given.rows[0], attempt=2).assessor == quinn
    with refused("given_to_another"):
        reopen_unit(actor=cast.bea, enrolment=given.enrolment, progress=given.rows[:1], reason="Another day.")


def test_nor_is_it_in_their_queue_or_caseload(cast: Cast, given: Work, quinn: Membership) -> None:
    before = [len(trainees_queue(cast.bea)), [row.waiting for row in caseload(cast.bea)]]
    item = factories.evidence(given.enrolment.registration, progress=given.rows[:1])
    assert [len(trainees_queue(cast.bea)), [row.waiting for row in caseload(cast.bea)]] == before
    assert item.pk in {row.pk for row in queue(quinn)}


def test_nor_do_they_sign_the_unit_off_in_the_place_of_whom_it_named(
    cast: Cast, given: Work, quinn: Membership
) -> None:
    judge(quinn, given.rows[0], attempt=2)
    for row in given.rows[1:]:
        judge(cast.bea, row)
    found = {who: codes(who, given) for who in (cast.tess, cast.bea, quinn)}
    assert found == {cast.tess: ["signed_by_another"], cast.bea: ["signed_by_another"], quinn: []}


def test_nor_do_they_mark_an_assignment_again(cast: Cast, quinn: Membership) -> None:
    Registration.objects.filter(pk=cast.registration.pk).update(assessor=cast.tess)
    cast.registration.refresh_from_db()
    unit = offered(cast).assignment
    factories.competence(quinn, cast.specification, recorded_by=cast.alice, units=[unit.unit])
    result = recorded(cast.tess, unit, assignment(passed=False))
    decided(looked_into(cast, lodged(cast, result), cast.iris), cast.iris, True, anew=quinn)
    again = {"result": result, "sitting": assignment(), "reason": "Marked again."}
    with refused("given_to_another"):
        propose_correction(actor=cast.bea, **again)
    assert propose_correction(actor=quinn, **again).recorded_by == quinn


def codes(who: Membership, work: Work) -> list[str]:
    enrolment = UnitEnrolment.objects.get(pk=work.enrolment.pk)
    return [blocker.code for blocker in sign_off_gate.blockers(actor=who, enrolment=enrolment)]


def standing(cast: Cast, work: Work, *people: Membership) -> dict[Membership, tuple[list[str], int, bool]]:
    """What stops them from signing off, how many appeals wait for them, and is the candidate open to them?"""
    theirs = Registration.objects.filter(pk=cast.registration.pk)
    return {who: (codes(who, work), their_turn(who).count(), theirs.visible_to(who).exists()) for who in people}


SIGNS, WAITS_FOR_NOTHING = ([], 1, True), (["signed_by_another"], 0, False)


def given_by_appeal(cast: Cast, work: Work, number: int, decider: Membership, anew: Membership) -> None:
    decided(looked_into(cast, lodged(cast, not_yet(cast, work, number)), decider), decider, True, anew=anew)


def test_of_two_whom_appeals_named_in_a_unit_the_first_signs_off_and_it_waits_for_nobody_else(
    cast: Cast, work: Work, quinn: Membership
) -> None:
    given_by_appeal(cast, work, 0, cast.iris, cast.bea)
    given_by_appeal(cast, work, 1, cast.ivan, quinn)
    for who, row in zip((cast.bea, quinn, cast.bob), work.rows, strict=True):
        judge(who, row)
    assert standing(cast, work, cast.bea, quinn) == {cast.bea: SIGNS, quinn: WAITS_FOR_NOTHING}


def test_whoever_was_replaced_in_turn_has_nothing_to_sign_off(cast: Cast, work: Work, quinn: Membership) -> None:
    given_by_appeal(cast, work, 0, cast.iris, cast.bea)
    second = lodged(cast, judge(cast.bea, work.rows[0], **NOT_YET))
    decided(looked_into(cast, second, cast.ivan), cast.ivan, True, anew=quinn)
    for who, row in zip((quinn, cast.bob, cast.bob), work.rows, strict=True):
        judge(who, row)
    assert standing(cast, work, cast.bea, quinn) == {cast.bea: WAITS_FOR_NOTHING, quinn: SIGNS}


def test_of_a_candidate_of_somebody_elses_the_caseload_counts_what_is_to_decide_anew(
    cast: Cast, work: Work, quinn: Membership
) -> None:
    submitted(cast.registration, 1)
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), quinn)
    assert waiting_of(cast, quinn) == 0  # who decides the appeal marks nothing
    decided(appeal, quinn, True, anew=cast.bea)
    assert waiting_of(cast, cast.bea) == len(queue(cast.bea)) == 1
    assert waiting_of(cast, cast.bob) == len(queue(cast.bob)) == 2


def waiting_of(cast: Cast, who: Membership) -> int:
    return next(row.waiting for row in caseload(who) if row.registration == cast.registration)


def test_the_unit_leads_whoever_decided_anew_to_nothing_that_is_closed_to_them(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    other = factories.evidence(cast.registration, title="A letter from elsewhere", progress=work.rows[1:2])
    given_by_appeal(cast, work, 0, cast.iris, cast.bea)
    judge(cast.bea, work.rows[0])
    assert set(Evidence.objects.visible_to(cast.bea)) == {work.item}
    client, page = client_of(cast.bea), reverse("unit", args=[work.enrolment.pk])
    shown = client.get(page).content.decode()
    assert other.title not in shown
    assert reverse("marking", args=[work.item.pk]) in shown
    assert [link for link in linked(shown) if client.get(link).status_code >= 400] == []
    assert other.title in client_of(cast.bob).get(page).content.decode()


def test_what_appeals_gave_away_is_asked_once_for_the_unit_and_its_criteria(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    given_by_appeal(cast, work, 0, cast.iris, cast.bea)
    judge(cast.bea, work.rows[0])
    judge(cast.bob, work.rows[1])
    for who in (cast.bob, cast.bea):
        client, page = client_of(who), reverse("unit", args=[work.enrolment.pk])
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        assert sum(query["sql"].startswith('SELECT "assessment_appealline"') for query in captured) == 1


def linked(page: str) -> set[str]:
    return {link for link in re.findall(r'href="(/[^"#?]*)', page) if not link.startswith("/static")}


def test_another_name_for_the_same_outcome_is_not_taken_for_a_second_press(
    cast: Cast, work: Work, quinn: Membership
) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    points: dict[UUID, bool] = {point.pk: True for point in appeal.points.all()}
    first = decided(appeal, cast.iris, *points.values(), anew=cast.bea)
    said = {"actor": cast.iris, "appeal": appeal}
    assert decide_appeal(**said, finding=Finding(points, first.reasons, cast.bea)) == first
    with refused("decided_before", "over"):
        decide_appeal(**said, finding=Finding(points, first.reasons, quinn))
    assert first.lines.get().assessor == cast.bea
