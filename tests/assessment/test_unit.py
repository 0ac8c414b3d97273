import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment import panels
from assessment.gates import sign_off_gate
from assessment.models import Countersignature, UnitReopening, UnitSignOff
from assessment.selectors import history as selector
from assessment.selectors.history import Entry, acts
from assessment.services.sign_off_unit import sign_off_unit
from centres.models import Membership, Role
from portfolio.models import UnitEnrolment
from portfolio.states import CriterionState, EvidenceState, UnitState
from tests import factories
from tests.assessment.acts import NOT_YET, judge
from tests.assessment.conftest import Work, shell_of
from tests.cast import Cast
from units.models import Competence

ClientOf = Callable[[Membership], Client]


def address(work: Work) -> str:
    return reverse("unit", args=[work.enrolment.pk])


def all_met(cast: Cast, work: Work, by: Membership | None = None) -> None:
    for row in work.rows:
        judge(by or cast.bob, row)


def button(page: str, act: str) -> str:
    """The tag of the button that says `act`."""
    found = re.search(rf"<button[^>]*>{act}</button>", page)
    assert found, f"no button {act}"
    return found[0]


def test_every_criterion_is_shown_with_state_evidence_and_newest_decision(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    judge(cast.bob, work.rows[0], feedback="A clear record.")
    judge(cast.bob, work.rows[1], **NOT_YET)
    page = client_of(cast.bob).get(address(work)).content.decode()
    assert "1 of 3 criteria met" in page
    assert "A clear record." in page
    assert "Add the customer&#x27;s reply." in page
    assert "not confirmed: sufficient" in page
    assert page.count(reverse("marking", args=[work.item.pk])) >= 3
    assert "decided 1.2 not yet met" in page


@pytest.mark.parametrize("person", ["alice", "ivan", "eve"])
def test_quality_assurers_and_admins_read_it_and_find_nothing_to_press(
    cast: Cast, work: Work, client_of: ClientOf, person: str
) -> None:
    all_met(cast, work)
    factories.evidence(cast.registration, state=EvidenceState.DRAFT, title="Only mine", progress=[])
    page = client_of(getattr(cast, person)).get(address(work)).content.decode()
    assert "3 of 3 criteria met" in page
    assert "Sign the unit off" not in page
    assert "Reopen" not in page
    assert reverse("evidence", args=[work.item.pk]) in page
    assert "Only mine" not in page


@pytest.mark.parametrize("person", ["alice", "ivan", "eve"])
def test_what_an_assessor_has_to_decide_is_nobody_elses_and_leads_nowhere(
    cast: Cast, work: Work, client_of: ClientOf, person: str
) -> None:
    page = client_of(getattr(cast, person)).get(address(work)).content.decode()
    assert "wait for a decision." in page
    assert reverse("marking", args=[work.item.pk]) not in page
    assert "This is the complete list.<" in page


def test_drafts_are_not_shown_to_staff(cast: Cast, client_of: ClientOf) -> None:
    enrolment = factories.enrolment(cast.registration, cast.specification.units.first())
    factories.evidence(
        cast.registration, state=EvidenceState.DRAFT, title="Only mine", progress=list(enrolment.criteria.all())
    )
    page = client_of(cast.bob).get(reverse("unit", args=[enrolment.pk])).content.decode()
    assert "Only mine" not in page
    assert "3 not started" in page


def test_strangers_do_not_find_it_and_candidates_have_a_page_of_their_own(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    for role in (Role.ASSESSOR, Role.IQA, Role.ADMIN, Role.EQA):
        assert client_of(cast.charlie[role]).get(address(work)).status_code == 404
    assert client_of(cast.bea).get(address(work)).status_code == 404
    assert client_of(cast.carol).get(address(work)).status_code == 403
    for name in ("sign_off", "reopen"):
        where = reverse(name, args=[work.enrolment.pk])
        assert client_of(cast.charlie[Role.ASSESSOR]).post(where).status_code == 404
        assert client_of(cast.alice).post(where).status_code == 403
        assert client_of(cast.bob).get(where).status_code == 405


# The sign-off -----------------------------------------------------------------------------------------------------
def nothing(cast: Cast, work: Work) -> None: ...


def one_open(cast: Cast, work: Work) -> None:
    work.enrolment.criteria.filter(pk=work.rows[0].pk).update(state=CriterionState.REOPENED)


def withdrawn(cast: Cast, work: Work) -> None:
    type(work.item).objects.update(state=EvidenceState.WITHDRAWN, withdrawn_reason="Wrong", withdrawn_at=timezone.now())


def not_competent(cast: Cast, work: Work) -> None:
    Competence.objects.filter(membership=cast.bob).update(valid_until=timezone.localdate().replace(year=2025))


def another_assessor(cast: Cast, work: Work) -> None:
    cast.bob.countersigner = None
    cast.registration.assessor = cast.tess
    cast.registration.save(update_fields=["assessor"])
    cast.tess.countersigner = cast.bob
    cast.tess.save(update_fields=["countersigner"])


@pytest.mark.parametrize("change", [nothing, one_open, withdrawn, not_competent, another_assessor])
def test_the_button_is_enabled_if_and_only_if_nothing_is_stopping_the_sign_off(
    cast: Cast, work: Work, client_of: ClientOf, change: Callable[[Cast, Work], None]
) -> None:
    all_met(cast, work)
    change(cast, work)
    enrolment = UnitEnrolment.objects.get(pk=work.enrolment.pk)
    blockers = sign_off_gate.blockers(actor=cast.bob, enrolment=enrolment)
    client = client_of(cast.bob)
    page = client.get(address(work)).content.decode()
    assert ("aria-disabled" in button(page, "Sign the unit off")) == bool(blockers)
    for blocker in blockers:
        assert blocker.message.replace("'", "&#x27;") in page
    reply = client.post(reverse("sign_off", args=[work.enrolment.pk]), {"signed": "on"})
    assert (reply.status_code, UnitSignOff.objects.count()) == ((409, 0) if blockers else (302, 1))


def test_the_sign_off_is_signed_with_an_unticked_box(cast: Cast, work: Work, client_of: ClientOf) -> None:
    all_met(cast, work)
    client = client_of(cast.bob)
    page = client.get(address(work)).content.decode()
    assert "Ready to sign off" in page
    assert "I sign this as Bob Brown" in page
    assert "checked" not in page
    reply = client.post(reverse("sign_off", args=[work.enrolment.pk]))
    assert (reply.status_code, UnitSignOff.objects.count()) == (409, 0)
    assert "Tick the box to sign." in reply.content.decode()
    reply = client.post(reverse("sign_off", args=[work.enrolment.pk]), {"signed": "on"}, follow=True)
    assert reply.redirect_chain == [(address(work), 302)]
    assert "Signed off by <b>Bob Brown</b>" in reply.content.decode()
    client.post(reverse("sign_off", args=[work.enrolment.pk]), {"signed": "on"})
    assert UnitSignOff.objects.count() == 1


def test_a_trainee_is_told_that_it_will_be_countersigned(cast: Cast, tess_work: Work, client_of: ClientOf) -> None:
    all_met(cast, tess_work, cast.tess)
    client = client_of(cast.tess)
    assert "It counts once Bea Black has countersigned it." in client.get(address(tess_work)).content.decode()
    reply = client.post(reverse("sign_off", args=[tess_work.enrolment.pk]), {"signed": "on"}, follow=True)
    page = reply.content.decode()
    assert "Signed off. It awaits the countersignature." in page
    assert "Bea Black countersigns it." in page
    assert "Countersign the unit" not in page


def test_a_unit_on_hold_says_so(cast: Cast, work: Work, client_of: ClientOf) -> None:
    all_met(cast, work)
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    UnitEnrolment.objects.update(state=UnitState.HOLD)
    page = client_of(cast.bob).get(address(work)).content.decode()
    assert "Quality assurance asked for something." in page
    assert "Reopen these criteria" in page


# The countersignature ---------------------------------------------------------------------------------------------
@pytest.fixture
def awaiting(cast: Cast, tess_work: Work) -> UnitSignOff:
    all_met(cast, tess_work, cast.tess)
    return sign_off_unit(actor=cast.tess, enrolment=tess_work.enrolment)


def test_the_countersigner_finds_it_in_the_list_and_signs_on_the_units_page(
    cast: Cast, tess_work: Work, awaiting: UnitSignOff, client_of: ClientOf
) -> None:
    client = client_of(cast.bea)
    listed = client.get(reverse("countersigning"))
    assert listed.context["rows"] == [awaiting]
    assert "1 unit awaits your countersignature" in listed.content.decode()
    assert '<span class="badge-count">1' in listed.content.decode()
    page = client.get(address(tess_work)).content.decode()
    assert "aria-disabled" not in button(page, "Countersign the unit")
    where = reverse("countersign", args=[awaiting.pk])
    assert client.post(where).status_code == 409
    assert client.post(where, {"signed": "on"}).status_code == 302
    assert client.post(where, {"signed": "on"}).status_code == 302
    assert Countersignature.objects.count() == 1
    assert "Countersigned by <b>Bea Black</b>" in client.get(address(tess_work)).content.decode()
    assert client.get(reverse("countersigning")).context["rows"] == []


def test_a_countersigner_who_decided_is_shown_why_not(cast: Cast, tess_work: Work, client_of: ClientOf) -> None:
    judge(cast.bea, tess_work.rows[0])
    for row in tess_work.rows[1:]:
        judge(cast.tess, row)
    made = sign_off_unit(actor=cast.tess, enrolment=tess_work.enrolment)
    client = client_of(cast.bea)
    page = client.get(address(tess_work)).content.decode()
    assert 'aria-disabled="true"' in button(page, "Countersign the unit")
    assert "Bea Black assessed this unit, so cannot countersign it as well." in page
    assert client.post(reverse("countersign", args=[made.pk]), {"signed": "on"}).status_code == 409
    assert Countersignature.objects.count() == 0


def test_strangers_do_not_countersign(cast: Cast, awaiting: UnitSignOff, client_of: ClientOf) -> None:
    where = reverse("countersign", args=[awaiting.pk])
    assert client_of(cast.charlie[Role.ASSESSOR]).post(where, {"signed": "on"}).status_code == 404
    assert client_of(cast.bob).post(where, {"signed": "on"}).status_code == 404
    assert client_of(cast.ivan).post(where, {"signed": "on"}).status_code == 403
    assert client_of(cast.carol).get(reverse("countersigning")).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long(
    cast: Cast, tess_work: Work, client_of: ClientOf, django_assert_num_queries: Any, number: int
) -> None:
    registration = tess_work.enrolment.registration
    units = list(cast.specification.units.order_by("code"))[1:]
    for unit in units[:number]:
        factories.sign_off(factories.enrolment(registration, unit), assessor=cast.tess)
    client = client_of(cast.bea)
    with django_assert_num_queries(1 + shell_of(Role.ASSESSOR)):
        assert len(client.get(reverse("countersigning")).context["rows"]) == number


# The reopening ----------------------------------------------------------------------------------------------------
def test_a_signed_unit_is_reopened_with_a_reason(cast: Cast, work: Work, client_of: ClientOf) -> None:
    all_met(cast, work)
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    client, where = client_of(cast.bob), reverse("reopen", args=[work.enrolment.pk])
    reply = client.post(where, {"criteria": [str(work.rows[0].pk)], "reason": ""})
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "The reason is missing." in page
    assert f'id="reopen-{work.rows[0].pk}" checked' in page
    reply = client.post(where, {"criteria": [str(work.rows[0].pk)], "reason": "A second example."}, follow=True)
    page = reply.content.decode()
    assert reply.redirect_chain == [(address(work), 302)]
    assert "reopened 1.1" in page
    assert "A second example." in page
    assert UnitReopening.objects.count() == 1


def test_a_criterion_of_another_unit_is_not_taken(cast: Cast, work: Work, client_of: ClientOf) -> None:
    all_met(cast, work)
    other = factories.enrolment(cast.other_registration, work.unit).criteria.first()
    reply = client_of(cast.bob).post(
        reverse("reopen", args=[work.enrolment.pk]), {"criteria": [str(other.pk)], "reason": "Why not."}
    )
    assert (reply.status_code, UnitReopening.objects.count()) == (409, 0)


# What upper apps add ----------------------------------------------------------------------------------------------
def test_upper_apps_add_panels_and_history(
    cast: Cast, work: Work, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = Entry("eye", "met", "Ivan Ives", "agreed with the decisions", timezone.now())
    monkeypatch.setattr(
        panels,
        "UNIT_PANELS",
        [lambda actor, enrolment: {"template": "assessment/_history_panel.html", "entries": [entry]}],
    )
    seen = Membership.objects.filter(pk=cast.ivan.pk)
    asked = lambda actor, enrolment: [acts(seen, Value("seen"), "user__name", at="started_at")]  # noqa: E731
    monkeypatch.setattr(selector, "HISTORY", [asked])
    monkeypatch.setattr(selector, "_acts_on", selector._acts_on.__wrapped__)  # not the one that was built before
    monkeypatch.setitem(selector.WORDS, "seen", lambda act: ("eye", "met", "agreed with the decisions"))
    page = client_of(cast.bob).get(address(work)).content.decode()
    assert page.count("agreed with the decisions") == 2


def test_the_newest_of_a_long_history_come_first_and_all_when_asked_for(
    cast: Cast, work: Work, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.selectors.unit.NEWEST", 2)
    with time_machine.travel(timezone.now(), tick=False):  # decisions of one second are one entry
        all_met(cast, work)
    client = client_of(cast.bob)
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    newest, whole = (client.get(address(work), {"history": asked}).content.decode() for asked in ("", "all"))
    assert (newest.count("<time"), "Show 1 earlier entry" in newest) == (2, True)
    assert (whole.count("<time"), "earlier entr" in whole) == (3, False)


def test_the_page_costs_the_same_for_three_criteria_as_for_one(cast: Cast, client_of: ClientOf) -> None:
    costs, client = [], client_of(cast.bob)
    client.get(reverse("caseload"))
    for outcomes in ((1,), (2, 1)):
        unit = factories.unit(f"X/30{len(outcomes)}", outcomes=outcomes)
        enrolment = factories.enrolment(cast.registration, unit)
        factories.evidence(cast.registration, progress=list(enrolment.criteria.all()))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("unit", args=[enrolment.pk]))
        costs.append(len(queries))
    assert costs[0] == costs[1]
