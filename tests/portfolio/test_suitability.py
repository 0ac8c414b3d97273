"""Whom a unit suits is acknowledged by whoever chooses it (domain.md R22)."""

from collections.abc import Callable

import pytest
from django.test import Client

from centres.models import AuditEvent, Membership
from portfolio.models import SuitabilityAcknowledgement
from portfolio.services.choose_units import choose_units
from portfolio.suitability import to_acknowledge
from tests import factories
from tests.assessment.acts import refused
from tests.cast import Cast
from units.models import Unit

pytestmark = pytest.mark.core
STATEMENT = "Only for people who manage others."


@pytest.fixture
def units(cast: Cast) -> list[Unit]:
    """The first is not for everybody."""
    found = list(cast.specification.units.order_by("code"))
    Unit.objects.filter(pk=found[0].pk).update(suits=STATEMENT)
    return list(cast.specification.units.order_by("code"))


def test_a_unit_that_is_not_for_everybody_is_chosen_only_with_its_tick(cast: Cast, units: list[Unit]) -> None:
    mine = {"actor": cast.carol, "registration": cast.registration}
    with refused(f"suitability {units[0].code}"):
        choose_units(**mine, units=units[:2])
    assert not cast.registration.enrolments.exists()
    choose_units(**mine, units=units[:2], acknowledged={units[0].code})
    row = SuitabilityAcknowledgement.objects.get()
    assert (row.unit, row.statement, row.by) == (units[0], STATEMENT, cast.carol)
    assert AuditEvent.objects.filter(verb="unit.suitability").count() == 1


def test_each_person_acknowledges_and_a_new_wording_asks_again(cast: Cast, units: list[Unit]) -> None:
    choose_units(actor=cast.carol, registration=cast.registration, units=units[:1], acknowledged={units[0].code})
    assert to_acknowledge(cast.carol, cast.registration) == []
    assert to_acknowledge(cast.bob, cast.registration) == units[:1]
    Unit.objects.filter(pk=units[0].pk).update(suits="Only for people who lead a team.")
    assert to_acknowledge(cast.carol, cast.registration) == units[:1]


def test_a_unit_that_is_signed_off_asks_for_nothing(cast: Cast, units: list[Unit]) -> None:
    factories.sign_off(factories.enrolment(cast.registration, units[0]), assessor=cast.bob)
    assert to_acknowledge(cast.bob, cast.registration) == []


def test_the_page_has_the_tick_beside_the_statement_and_keeps_it(
    cast: Cast, units: list[Unit], client_of: Callable[[Membership], Client]
) -> None:
    client, codes = client_of(cast.carol), [unit.code for unit in units[:2]]
    page = client.post("/my/units/choose/", {"unit": codes})
    text = page.content.decode()
    assert page.status_code == 409
    assert f"is not for everybody: {STATEMENT}" in text
    assert "I have read this, and it fits" in text
    assert client.post("/my/units/choose/", {"unit": codes, "suits": codes[:1]}).status_code == 302
    assert cast.registration.enrolments.count() == 2
