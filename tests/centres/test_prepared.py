"""What is built once says the same as what is built for everybody anew."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from centres import navigation
from centres.models import Membership, Role
from centres.prepared import first_row
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def people(cast: Cast) -> list[Membership]:
    return [cast.alice, cast.bob, cast.bea, cast.ivan, cast.eve, cast.carol, *cast.charlie.values()]


def test_the_navigations_query_is_the_same_for_a_stand_in_as_for_whoever_asks(cast: Cast) -> None:
    asked = {}

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        asked[actor.pk] = (sql, tuple(params))
        return execute(sql, params, many, context)

    for actor in people(cast):
        with connection.execute_wrapper(note):
            navigation.numbers_of(actor)
        if any(page.count for page in navigation.PAGES[Role(actor.role)]):
            anew = navigation.numbers_query(actor).query.sql_with_params()
            assert repr(asked.get(actor.pk)) == repr(anew), actor
    assert len(asked) >= 7


def test_everybody_gets_their_own_answer(cast: Cast) -> None:
    assert [first_row(own_name, actor) for actor in people(cast)] == [(actor.name,) for actor in people(cast)]


def own_name(actor: Membership):  # type: ignore[no-untyped-def]
    return Membership.objects.filter(pk=actor.pk, user=actor.user_id, centre=actor.centre_id).values_list("user__name")


def begun_by_today(actor: Membership):  # type: ignore[no-untyped-def]
    return Membership.objects.filter(pk=actor.pk, started_at__date__lte=timezone.localdate()).values_list("pk")


def test_what_asks_for_the_day_is_built_anew_each_day(cast: Cast) -> None:
    before = timezone.now() - dt.timedelta(days=2)
    with time_machine.travel(before, tick=False):
        assert first_row(begun_by_today, cast.bob) is None
    assert first_row(begun_by_today, cast.bob) is not None


def begun_by_now(actor: Membership):  # type: ignore[no-untyped-def]
    return Membership.objects.filter(pk=actor.pk, started_at__lte=timezone.now()).values_list("pk")


def test_what_asks_for_the_time_is_refused(cast: Cast) -> None:
    with pytest.raises(ImproperlyConfigured):
        first_row(begun_by_now, cast.bob)
