"""An assessor in training qualifies, or gets another countersigner."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from centres.gates import Refused
from centres.models import AuditEvent, Membership, Role
from centres.services.change_training import change_training
from centres.services.end_membership import end_membership
from tests.cast import Cast

ClientOf = Callable[[Membership], Client]


def change(cast: Cast, membership: Membership, trainee: bool, countersigner: Membership | None = None) -> Membership:
    return change_training(actor=cast.alice, membership=membership, trainee=trainee, countersigner=countersigner)


def reasons(cast: Cast, membership: Membership, trainee: bool, countersigner: Membership | None = None) -> list[str]:
    with pytest.raises(Refused) as caught:
        change(cast, membership, trainee, countersigner)
    return [blocker.code for blocker in caught.value.blockers]


def test_a_trainee_qualifies_and_keeps_who_countersigns_what_was_decided_in_training(cast: Cast) -> None:
    for _ in range(2):
        tess = change(cast, cast.tess, False)
        assert (tess.trainee, tess.countersigner) == (False, cast.bea)
    event = AuditEvent.objects.get(verb="member.training_changed")
    assert (event.object_id, event.facts) == (cast.tess.pk, {"trainee": False, "countersigner": "Bea Black"})


def test_another_countersigner_is_named_when_the_first_has_left(cast: Cast) -> None:
    end_membership(actor=cast.alice, membership=cast.bea, reason="Left")
    assert reasons(cast, cast.tess, True) == ["not_qualified"]
    assert change(cast, cast.tess, True, cast.bob).countersigner == cast.bob


def test_only_a_qualified_assessor_of_the_centre_countersigns(cast: Cast) -> None:
    for wrong in (cast.ivan, cast.charlie[Role.ASSESSOR]):
        for trainee in (True, False):
            assert reasons(cast, cast.tess, trainee, wrong) == ["not_qualified"]
    assert reasons(cast, cast.tess, True, cast.tess) == ["own_countersigner"]
    assert reasons(cast, cast.bob, True) == ["no_countersigner"]
    assert reasons(cast, cast.ivan, True, cast.bob) == ["not_assessor"]
    assert reasons(cast, cast.bea, True, cast.bob) == ["countersigns"]
    end_membership(actor=cast.alice, membership=cast.tess, reason="Left")
    assert reasons(cast, cast.tess, False) == ["member_ended"]


def test_only_an_admin_of_the_centre_changes_it(cast: Cast) -> None:
    with pytest.raises(Refused):
        change_training(actor=cast.bea, membership=cast.tess, trainee=False, countersigner=None)
    with pytest.raises(Membership.DoesNotExist):
        change_training(actor=cast.charlie[Role.ADMIN], membership=cast.tess, trainee=False, countersigner=None)


def test_the_page_changes_it_and_says_what_stands_in_the_way(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    page, path = [reverse(name, args=[cast.tess.pk]) for name in ("person", "change_training")]
    assert "Change the training" in client.get(page).content.decode()
    assert "Change the training" not in client.get(reverse("person", args=[cast.bob.pk])).content.decode()
    answer = client.post(path, {"trainee": "on", "countersigner": str(cast.ivan.pk)})
    assert "This is not in the list" in answer.content.decode()
    answer = client.post(path, {"trainee": "on", "countersigner": str(cast.bob.pk)}, follow=True)
    assert "is in training, countersigned by Bob Brown from now on" in answer.content.decode()
    answer = client.post(path, {"countersigner": str(cast.bob.pk)}, follow=True)
    assert "Tess Trainee is qualified from now on" in answer.content.decode()
    end_membership(actor=cast.alice, membership=cast.bob, reason="Left")
    answer = client.post(path, {"trainee": "on"})
    assert (answer.status_code, "no qualified assessor" in answer.content.decode()) == (409, True)
