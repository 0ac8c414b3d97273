from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from centres.audit import record
from centres.models import AuditEvent, Membership, Role
from portfolio.models import Registration
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.core


def test_an_act_is_recorded_with_who_what_and_the_facts(cast: Cast) -> None:
    with transaction.atomic():
        record(cast.alice, "member.ended", cast.bob, reason="left", until=cast.registration.registered_on)
    event = AuditEvent.objects.get()
    assert (event.actor, event.centre, event.object_id, event.object_label) == (
        cast.alice,
        cast.centre,
        cast.bob.pk,
        "Bob Brown, Assessor",
    )
    assert event.facts == {"reason": "left", "until": cast.registration.registered_on.isoformat()}


def test_an_act_that_no_app_named_is_refused(cast: Cast) -> None:
    with pytest.raises(LookupError, match=r"member\.teleported"):
        record(cast.alice, "member.teleported", cast.bob)


@pytest.mark.django_db(transaction=True)
def test_an_act_cannot_be_recorded_outside_its_transaction() -> None:
    if transaction.get_connection().vendor == "sqlite":
        pytest.skip("Emptying the tables afterwards needs PostgreSQL: on SQLite the triggers forbid it.")
    from tests.cast import assemble

    cast = assemble()
    with pytest.raises(transaction.TransactionManagementError, match="outside a transaction"):
        record(cast.alice, "member.ended", cast.bob)


def test_only_admins_and_eqas_read_the_acts_of_others(cast: Cast) -> None:
    with transaction.atomic():
        record(cast.alice, "member.ended", cast.bob)
        record(cast.bob, "member.joined", cast.bob)
    counts = {
        name: AuditEvent.objects.visible_to(getattr(cast, name)).count()
        for name in ("alice", "eve", "bob", "ivan", "carol")
    }
    assert counts == {"alice": 2, "eve": 2, "bob": 1, "ivan": 0, "carol": 0}
    assert not AuditEvent.objects.visible_to(cast.charlie[Role.ADMIN]).exists()


def test_an_eqa_reads_the_acts_about_what_they_may_look_at_and_no_others(
    cast: Cast, client_of: Callable[[Membership], Client]
) -> None:
    """Carol is on another body's qualification, Dan on the one that Eve may see; a draft is nobody's but Dan's."""
    elsewhere = factories.specification(list(cast.specification.units.all()))
    Registration.objects.filter(pk=cast.registration.pk).update(specification=elsewhere)
    draft = factories.evidence(cast.other_registration, state="draft")
    with transaction.atomic():
        seen = record(cast.alice, "candidate.registered", cast.other_registration)
        record(cast.alice, "candidate.registered", Registration.objects.get(pk=cast.registration.pk))
        record(cast.alice, "member.invited", cast.carol, email="carol@example.org")
        record(cast.dan, "evidence.stored", draft)
    assert list(AuditEvent.objects.visible_to(cast.eve)) == [seen]
    assert AuditEvent.objects.visible_to(cast.alice).count() == 4
    page = client_of(cast.eve).get(reverse("activity")).content.decode()
    assert ("Dan Dale" in page, "Carol Cole" in page, "carol@example.org" in page) == (True, False, False)
