import pytest
from django.db import transaction

from centres.audit import record
from centres.models import AuditEvent, Role
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
