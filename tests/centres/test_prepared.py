"""What is built once finds the same as what is built for everybody anew."""

import datetime as dt
import gc
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import CharField, Prefetch, QuerySet, Value
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centres import navigation
from centres.models import Membership, Role, User
from centres.prepared import keys_of, one_or_404, prepared
from tests.cast import Cast
from tests.fixtures import Compared
from tests.sender import wait_until

pytestmark = pytest.mark.django_db


def people(cast: Cast) -> list[Membership]:
    return [cast.alice, cast.bob, cast.bea, cast.ivan, cast.eve, cast.carol, *cast.charlie.values()]


def test_the_navigations_numbers_are_those_of_whoever_asks(cast: Cast, compared: Compared) -> None:
    for actor in people(cast):
        navigation.numbers_of(actor)
    assert compared() == sum(any(page.count for page in navigation.PAGES[Role(one.role)]) for one in people(cast))


@prepared
def own_name(actor: Membership) -> "QuerySet[Any]":
    return Membership.objects.filter(pk=actor.pk, user=actor.user_id, centre=actor.centre_id).values_list("user__name")


def test_everybody_gets_their_own_answer(cast: Cast) -> None:
    assert [list(own_name(actor)) for actor in people(cast)] == [[(actor.name,)] for actor in people(cast)]


@prepared
def in_either(first: UUID, others: tuple[UUID, ...], said: str) -> "QuerySet[Any]":
    rows = Membership.objects.filter(pk__in=[first, *others]).select_related("user")
    return rows.annotate(said=Value(said, CharField())).order_by("user__name")


def test_rows_come_with_their_parts_whatever_the_number_of_keys(cast: Cast) -> None:
    everybody = sorted(people(cast), key=lambda one: one.name)
    for number in range(1, len(everybody)):
        found = in_either(everybody[0].pk, keys_of(everybody[1 : number + 1]), "so")
        with CaptureQueriesContext(connection) as captured:
            assert [row.user.name for row in found] == [one.name for one in everybody[: number + 1]]
        assert len(captured) == 1


def test_few_statements_do_for_any_number_of_keys(cast: Cast) -> None:
    asked = [in_either(cast.bob.pk, keys_of([cast.carol] * number), "so") for number in range(1, 9)]
    assert [len(list(rows)) for rows in asked] == [2] * 8
    assert len({rows.query.built.sql for rows in asked}) == 4  # for one, two, four and eight


@pytest.mark.parametrize("said", ["O'Brien", "100 % of “%s”", "back\\slash", "$1 %%", "'; DROP TABLE centres_user; --"])
def test_what_is_written_into_the_statement_comes_back_as_it_was(cast: Cast, said: str) -> None:
    assert [row.said for row in in_either(cast.bob.pk, (), said)] == [said]


def test_nothing_is_asked_where_nothing_can_be_found(cast: Cast, django_assert_num_queries: Any) -> None:
    @prepared
    def among(keys: tuple[UUID, ...]) -> "QuerySet[Any]":
        return Membership.objects.filter(pk__in=keys)

    with django_assert_num_queries(0):
        assert list(among(())) == []


def test_one_row_or_not_found(cast: Cast) -> None:
    assert one_or_404(own_name(cast.bob)) == (cast.bob.name,)
    with pytest.raises(Http404):
        one_or_404(own_name(Membership(pk=cast.bob.pk, role=cast.bob.role)))


@pytest.mark.parametrize("others", [("iqa", "admin"), (None,), (1,)])
def test_a_tuple_holds_keys_or_people(cast: Cast, others: Any) -> None:
    with pytest.raises(TypeError, match="keys, or people"):
        in_either(cast.bob.pk, others, "so")
    with pytest.raises(TypeError, match="keys, or people"):
        in_either(cast.bob.pk, (cast.carol.pk, *others), "so")


@prepared
def of_trainees(actor: Membership) -> "QuerySet[Any]":
    return Membership.objects.filter(pk=actor.pk, trainee=actor.trainee)


@prepared
def beside_own(actor: Membership) -> "QuerySet[Any]":
    return User.objects.prefetch_related(Prefetch("memberships", Membership.objects.filter(pk=actor.pk)))


def test_what_a_stand_in_cannot_tell_is_not_built(cast: Cast) -> None:
    with pytest.raises(Membership.DoesNotExist):
        of_trainees(cast.bob)
    with pytest.raises(ImproperlyConfigured, match="filtered for a stand-in"):
        beside_own(cast.bob)


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:.*:pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_thread_that_is_over_leaves_no_connection(cast: Cast) -> None:
    def ask(number: int) -> None:
        list(in_either(cast.bob.pk, (), f"thread {number}"))

    before = backends()
    for number in range(5):
        thread = Thread(target=ask, args=(number,))
        thread.start()
        thread.join()
    gc.collect()
    wait_until(lambda: backends() <= before)


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_postgresql_plans_it_once_and_nothing_else(cast: Cast) -> None:
    for person in (cast.bob, cast.carol, cast.alice):
        assert list(own_name(person)) == [(person.name,)]
        assert Membership.objects.filter(pk=person.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements")
        kept = {statement: plans for statement, *plans in cursor.fetchall() if "centres_membership" in statement}
    assert list(kept.values()) == [[3, 0]]


def backends() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_a_prepared_query_is_not_filtered_further(cast: Cast) -> None:
    with pytest.raises(TypeError, match="whole"):
        own_name(cast.bob).filter(pk=cast.bob.pk)


@prepared
def begun_by_today(actor: Membership) -> "QuerySet[Any]":
    return Membership.objects.filter(pk=actor.pk, started_at__date__lte=timezone.localdate()).values_list("pk")


def test_what_asks_for_the_day_is_built_anew_each_day(cast: Cast) -> None:
    before = timezone.now() - dt.timedelta(days=2)
    with time_machine.travel(before, tick=False):
        assert not list(begun_by_today(cast.bob))
    assert list(begun_by_today(cast.bob))


@prepared
def begun_by_now(actor: Membership) -> "QuerySet[Any]":
    return Membership.objects.filter(pk=actor.pk, started_at__lte=timezone.now()).values_list("pk")


@prepared
def with_half_a_key(actor: Membership) -> "QuerySet[Any]":
    return Membership.objects.filter(user__email__startswith=str(actor.pk)[-4:])


@pytest.mark.parametrize("build", [begun_by_now, with_half_a_key])
def test_what_asks_for_the_time_or_looks_into_a_key_is_refused(cast: Cast, build: Any) -> None:
    with pytest.raises(ImproperlyConfigured):
        build(cast.bob)
