"""A candidate gets another assessor."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from centres.gates import Refused
from centres.models import AuditEvent, Membership, Role
from portfolio.models import Registration
from portfolio.services.change_assessor import change_assessor
from portfolio.states import RegistrationState
from tests import factories
from tests.cast import Cast
from tests.portfolio.acts import codes

pytestmark = pytest.mark.core
ClientOf = Callable[[Membership], Client]


def change(cast: Cast, assessor: Membership, reason: str = "Bob Brown leaves.") -> Registration:
    facts = {"registration": cast.registration, "assessor": assessor, "reason": reason, "independent": True}
    return change_assessor(actor=cast.alice, **facts)


def test_another_assessor_takes_over_and_it_is_recorded_once(cast: Cast) -> None:
    for _ in range(2):
        assert change(cast, cast.bea).assessor == cast.bea
    event = AuditEvent.objects.get(verb="candidate.assessor_changed")
    facts = {"before": "Bob Brown", "assessor": "Bea Black", "reason": "Bob Brown leaves."}
    assert event.facts == facts | {"independent": True}
    assert Registration.objects.visible_to(cast.bea).filter(pk=cast.registration.pk).exists()


def test_only_somebody_who_can_assess_takes_over(cast: Cast) -> None:
    new = factories.member(cast.centre, Role.ASSESSOR, "Nia New")
    themself = Membership.objects.create(user=cast.carol.user, centre=cast.centre, role=Role.ASSESSOR)
    expected = {
        new: ["assessor_not_competent"],
        themself: ["own_assessor", "assessor_not_competent"],
        cast.ivan: ["not_an_assessor"],
        cast.charlie[Role.ASSESSOR]: ["not_an_assessor"],
    }
    for assessor, reasons in expected.items():
        with pytest.raises(Refused) as caught:
            change(cast, assessor)
        assert codes(caught) == reasons
    with pytest.raises(Refused) as caught:
        change(cast, new, " ")
    assert codes(caught) == ["no_reason", "assessor_not_competent"]
    with pytest.raises(Refused) as caught:
        change_assessor(
            actor=cast.bob,
            registration=cast.registration,
            assessor=cast.bea,
            reason="Mine no more.",
            independent=True,
        )
    assert codes(caught) == ["role"]


def test_nobody_takes_over_who_was_not_asked_about_a_conflict_of_interest(cast: Cast) -> None:
    asked = {"registration": cast.registration, "assessor": cast.bea, "reason": "Bob Brown leaves."}
    with pytest.raises(Refused) as caught:
        change_assessor(actor=cast.alice, independent=False, **asked)
    assert codes(caught) == ["not_asked"]
    assert change_assessor(actor=cast.alice, independent=True, **asked).assessor == cast.bea


def test_nobody_changes_the_assessor_of_a_registration_that_is_over(cast: Cast) -> None:
    Registration.objects.filter(pk=cast.registration.pk).update(state=RegistrationState.COMPLETED)
    with pytest.raises(Refused) as caught:
        change(cast, cast.bea)
    assert codes(caught) == ["registration_over"]


def test_the_page_changes_it_keeps_what_was_typed_and_shows_every_reason(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    page, path = [reverse(name, args=[cast.registration.pk]) for name in ("candidate", "change_assessor")]
    assert "Change the assessor" in client.get(page).content.decode()
    answer = client.post(path, {"assessor": str(cast.bea.pk), "reason": "", "independent": "on"})
    assert "Fill this in" in answer.content.decode()
    themself = Membership.objects.create(user=cast.carol.user, centre=cast.centre, role=Role.ASSESSOR)
    factories.competence(themself, cast.specification, recorded_by=cast.alice)
    answer = client.post(path, {"assessor": str(themself.pk), "reason": "Bob leaves.", "independent": "on"})
    assert (answer.status_code, "cannot assess themselves" in answer.content.decode()) == (409, True)
    assert 'value="Bob leaves."' in answer.content.decode()
    typed = {"assessor": str(cast.bea.pk), "reason": "Bob leaves."}
    assert "Ask the assessor and tick this." in client.post(path, typed).content.decode()
    answer = client.post(path, typed | {"independent": "on"}, follow=True)
    assert "assessor is Bea Black from now on" in answer.content.decode()
    assert "Change the assessor" not in client_of(cast.ivan).get(page).content.decode()
