"""What a centre sets where no awarding organisation prescribes it, from which day on."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.policies import DAYS_OF_SILENCE, DAYS_TO_DECIDE
from centres.gates import Refused
from centres.models import AuditEvent, Membership, PolicyValue, Role
from centres.policy import POLICIES, Policy, PolicyHistory, policy_on
from centres.services.set_policy import set_policy
from tests.cast import Cast

ClientOf = Callable[[Membership], Client]
pytestmark = pytest.mark.core
DAY = dt.timedelta(days=1)


def put(cast: Cast, value: int, after: int = 0, policy: Policy = DAYS_TO_DECIDE, **more: Any) -> PolicyValue:
    facts = {"actor": cast.alice, "valid_from": timezone.localdate() + after * DAY, "reason": "Agreed in June."}
    return set_policy(policy=policy, value=value, **facts | more)


def reasons(cast: Cast, *args: Any, **more: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        put(cast, *args, **more)
    return [blocker.code for blocker in caught.value.blockers]


def in_ten_days(cast: Cast) -> list[int]:
    history = PolicyHistory(cast.centre.pk)
    days = [timezone.localdate() + number * DAY for number in range(10)]
    found = [history.on(DAYS_TO_DECIDE, day) for day in days]
    assert found == [policy_on(cast.centre.pk, DAYS_TO_DECIDE, day) for day in days]
    return found


def test_the_default_holds_until_the_centre_sets_something(cast: Cast) -> None:
    assert in_ten_days(cast) == [10] * 10
    put(cast, 5)
    assert in_ten_days(cast) == [5] * 10
    assert policy_on(cast.centre.pk, DAYS_TO_DECIDE, timezone.localdate() - DAY) == 10
    assert policy_on(cast.centre.pk, DAYS_OF_SILENCE) == 28
    assert policy_on(cast.charlie[Role.ADMIN].centre_id, DAYS_TO_DECIDE) == 10


def test_a_value_for_later_waits_for_its_day(cast: Cast) -> None:
    put(cast, 5, after=4)
    put(cast, 7)
    assert in_ten_days(cast) == [7] * 4 + [5] * 6
    put(cast, 6, after=4)  # of two for the same day the later one holds
    assert in_ten_days(cast) == [7] * 4 + [6] * 6


def test_the_values_of_earlier_days_stand_for_ever(cast: Cast) -> None:
    put(cast, 5)
    yesterday = timezone.localdate()
    with time_machine.travel(timezone.now() + DAY):
        put(cast, 8)
        assert [policy_on(cast.centre.pk, DAYS_TO_DECIDE, day) for day in (yesterday, yesterday + DAY)] == [5, 8]
        assert reasons(cast, 9, after=-1) == ["valid_from"]


def test_every_reason_is_given_at_once(cast: Cast) -> None:
    assert reasons(cast, 0, after=-1, reason=" ") == ["value", "valid_from", "reason"]
    assert reasons(cast, 61) == ["value"]
    assert reasons(cast, 10) == ["value"]
    assert reasons(cast, 5, actor=cast.bob) == ["role"]
    assert PolicyValue.objects.count() == 0


def test_a_second_press_sets_nothing_more(cast: Cast) -> None:
    assert put(cast, 5) == put(cast, 5)
    assert AuditEvent.objects.get(verb="policy.set").facts == {
        "policy": "Days to decide submitted evidence",
        "value": 5,
        "before": 10,
        "valid_from": str(timezone.localdate()),
    }


def test_policies_are_labelled_explained_and_within_their_own_limits() -> None:
    for policy in POLICIES.values():
        assert policy.least <= policy.default <= policy.most
        assert policy.meaning.endswith(".")
        assert len(policy.label) < 60


def test_the_admin_sets_it_on_a_page_that_the_iqa_and_eqa_read(cast: Cast, client_of: ClientOf) -> None:
    path, admin = reverse("policy", args=["days_to_decide"]), client_of(cast.alice)
    today = timezone.localdate().isoformat()
    wrong = admin.post(path, {"value": "90", "valid_from": today, "reason": "Long."})
    assert (wrong.status_code, "90 working days is outside" in wrong.content.decode()) == (409, True)
    said = admin.post(path, {"value": "5", "valid_from": today, "reason": "Agreed in June."}, follow=True)
    assert "5 working days since" in said.content.decode()
    assert "Agreed in June." in said.content.decode()
    for reader in (cast.ivan, cast.eve):
        client = client_of(reader)
        assert "5 working days" in client.get(reverse("policies")).content.decode()
        assert "Change it" not in client.get(path).content.decode()
        assert client.post(path, {"value": "6"}).status_code == 403
    assert admin.get(reverse("policy", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_long_the_history(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: Any, number: int
) -> None:
    for value in range(number):
        put(cast, 20 + value)
    client = client_of(cast.eve)
    with django_assert_max_num_queries(6):
        assert client.get(reverse("policies")).status_code == 200
