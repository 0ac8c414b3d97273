import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from centres.gates import Refused
from centres.models import AuditEvent, Role
from portfolio.models import Aim, UnitPlan
from portfolio.services.save_plan import save_plan
from portfolio.states import RegistrationState, move
from tests import factories
from tests.cast import Cast
from tests.portfolio.acts import chosen, codes
from tests.portfolio.test_choose_units import on_4417
from units.models import Competence, Unit

pytestmark = pytest.mark.core


def units_of(cast: Cast, *wanted: str) -> list[Unit]:
    return list(cast.specification.units.filter(code__in=wanted))


def save(cast: Cast, *wanted: str, aim: str = Aim.HAND) -> UnitPlan:
    return save_plan(actor=cast.carol, registration=cast.registration, units=units_of(cast, *wanted), aim=aim)


def test_the_newest_plan_counts_and_the_same_one_is_not_saved_twice(cast: Cast) -> None:
    first = save(cast, "X/201", "X/102")
    assert (first.codes, first.by, first.saved_by) == (["X/102", "X/201"], "hand", cast.carol)
    assert save(cast, "X/102", "X/201") == first
    by_credits = save(cast, "X/102", "X/201", aim=Aim.CREDITS)
    other = save(cast, "X/102")
    assert list(cast.registration.plans.all()) == [other, by_credits, first]
    assert save(cast, "X/102", "X/201") != first  # back to an earlier plan is a new one
    events = AuditEvent.objects.filter(verb="units.planned", object_id=cast.registration.pk)
    assert events.count() == 4
    assert events.earliest("at").facts == {"units": ["X/102", "X/201"], "aim": "hand"}


def test_a_plan_enrols_nobody_and_need_not_finish(cast: Cast) -> None:
    save(cast, "X/102")
    assert not cast.registration.enrolments.exists()


def test_a_saved_plan_stays_as_it_is(cast: Cast) -> None:
    save(cast, "X/102")
    for statement in ("UPDATE portfolio_unitplan SET saved_by_id = NULL", "DELETE FROM portfolio_unitplan"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_candidate_their_assessor_and_an_admin_save(cast: Cast) -> None:
    units = units_of(cast, "X/101")
    for number, actor in enumerate((cast.carol, cast.bob, cast.alice)):
        plan = save_plan(actor=actor, registration=cast.registration, units=units, aim=Aim.values[number])
        assert plan.saved_by == actor
    for actor in (cast.dan, cast.bea, cast.charlie[Role.ADMIN], cast.charlie[Role.CANDIDATE]):
        with pytest.raises(Refused) as caught:
            save_plan(actor=actor, registration=cast.registration, units=units, aim=Aim.HAND)
        assert codes(caught) == ["not_yours"]
    with pytest.raises(Refused) as caught:
        save_plan(actor=cast.ivan, registration=cast.registration, units=units, aim=Aim.HAND)
    assert codes(caught) == ["role"]
    assert UnitPlan.objects.count() == 3


def test_nothing_planned_and_a_strange_unit_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        save(cast)
    assert codes(caught) == ["no_unit"]
    with pytest.raises(Refused) as caught:
        save_plan(actor=cast.carol, registration=cast.registration, units=[factories.unit("Z/9")], aim=Aim.HAND)
    assert set(codes(caught)) == {"not_in_structure", "nobody_competent"}
    assert save(cast, "X/101")


def test_a_registration_that_is_over_is_not_planned(cast: Cast) -> None:
    move(cast.registration, RegistrationState, RegistrationState.WITHDRAWN)
    with pytest.raises(Refused) as caught:
        save(cast, "X/101")
    assert codes(caught) == ["registration_over"]


def test_a_unit_that_cannot_be_chosen_is_not_planned_unless_it_is_chosen(cast: Cast) -> None:
    chosen(cast, 1)
    Competence.objects.all().delete()
    Unit.objects.filter(code="X/102").update(expires_on=dt.date(2014, 12, 31))
    with pytest.raises(Refused) as caught:
        save(cast, "X/101", "X/102")
    assert codes(caught) == ["unit_expired", "nobody_competent"]
    assert save(cast, "X/101").codes == ["X/101"]


def test_two_ways_of_assessing_one_unit_are_not_both_planned(cast: Cast) -> None:
    registration = on_4417(cast, "cg-4417-2")

    def plan(*numbers: str) -> UnitPlan:
        units = list(registration.specification.units.filter(number__in=numbers))
        return save_plan(actor=cast.carol, registration=registration, units=units, aim=Aim.HAND)

    with pytest.raises(Refused, match="two ways of assessing") as caught:
        plan("201", "271", "202")
    assert codes(caught) == ["barred_pair"]
    assert plan("201", "202").codes == ["4417-201", "4417-202"]
