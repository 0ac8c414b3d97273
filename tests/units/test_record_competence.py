import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from centres.gates import Refused
from centres.models import AuditEvent, Membership, Role
from tests import factories
from tests.cast import Cast
from tests.factories import units_in_order
from units.gates import competence_blockers
from units.models import Competence
from units.services.end_competence import end_competence
from units.services.record_competence import record_competence

YESTERDAY, TODAY, TOMORROW = (timezone.localdate() + dt.timedelta(days=days) for days in (-1, 0, 1))


@pytest.fixture
def newcomer(cast: Cast) -> Membership:
    return factories.member(cast.centre, Role.ASSESSOR, "Nia New")


def facts(cast: Cast, membership: Membership, **changed: Any) -> dict[str, Any]:
    return {
        "actor": cast.alice,
        "membership": membership,
        "qualification": cast.specification.qualification,
        "units": units_in_order(cast.specification),
        "basis": "CAVA, certificate 7781",
        "valid_from": YESTERDAY,
    } | changed


def test_a_person_becomes_competent_for_each_unit(cast: Cast, newcomer: Membership) -> None:
    unit = units_in_order(cast.specification)[0]
    assert [blocker.code for blocker in competence_blockers(newcomer, unit)] == ["competence"]
    made = record_competence(**facts(cast, newcomer))
    assert [row.unit for row in made] == units_in_order(cast.specification)
    assert list(competence_blockers(newcomer, unit)) == []
    event = AuditEvent.objects.get(verb="competence.recorded")
    assert event.facts["units"] == ["X/101", "X/102", "X/201", "X/202"]


def test_the_second_submit_changes_nothing(cast: Cast, newcomer: Membership) -> None:
    for until in (None, TOMORROW):
        first = record_competence(**facts(cast, newcomer, valid_until=until))
        assert record_competence(**facts(cast, newcomer, valid_until=until)) == first
    assert Competence.objects.filter(membership=newcomer).count() == 4
    assert AuditEvent.objects.filter(verb="competence.recorded").count() == 1


def test_a_dated_competence_can_be_followed_by_the_next(cast: Cast, newcomer: Membership) -> None:
    record_competence(**facts(cast, newcomer, valid_from=TODAY - dt.timedelta(days=9), valid_until=YESTERDAY))
    unit = units_in_order(cast.specification)[0]
    assert "ended on" in next(iter(competence_blockers(newcomer, unit))).message
    record_competence(**facts(cast, newcomer, valid_from=TODAY))
    assert Competence.objects.filter(membership=newcomer).count() == 8
    assert list(competence_blockers(newcomer, unit)) == []


def test_every_reason_is_said_at_once(cast: Cast) -> None:
    stranger = factories.unit("Z/999")
    cast.carol.ended_at = timezone.now()
    cast.carol.save(update_fields=["ended_at"])
    with pytest.raises(Refused) as refusal:
        record_competence(
            **facts(cast, cast.carol, units=[stranger], basis=" ", valid_from=TOMORROW, valid_until=YESTERDAY)
        )
    codes = [blocker.code for blocker in refusal.value.blockers]
    assert codes == ["member_ended", "not_assessing", "outside", "no_basis", "future", "backwards"]
    with pytest.raises(Refused, match="not in your centre"):
        record_competence(**facts(cast, cast.charlie[Role.ASSESSOR]))
    with pytest.raises(Refused, match="No unit is chosen"):
        record_competence(**facts(cast, cast.bea, units=[]))


def test_only_an_admin_records_competence(cast: Cast, newcomer: Membership) -> None:
    for actor in (cast.bob, cast.ivan, cast.eve, cast.carol):
        with pytest.raises(Refused, match="Centre admin"):
            record_competence(**facts(cast, newcomer, actor=actor))
    assert len(record_competence(**facts(cast, newcomer))) == 4


def test_a_competence_ends_with_a_reason_and_can_begin_again(cast: Cast) -> None:
    rows = list(Competence.objects.filter(membership=cast.bob)[:2])
    for more, said in (({"reason": " "}, "reason is missing"), ({"last_day": YESTERDAY}, "is in the past")):
        with pytest.raises(Refused, match=said):
            end_competence(**{"actor": cast.alice, "competences": rows, "reason": "Left the sector"} | more)
    with pytest.raises(Refused):
        end_competence(actor=cast.bob, competences=rows, reason="Left the sector")
    assert end_competence(actor=cast.alice, competences=rows, reason="Left the sector") == 2
    assert end_competence(actor=cast.alice, competences=rows, reason="Left the sector") == 0
    assert AuditEvent.objects.filter(verb="competence.ended").count() == 1
    assert list(competence_blockers(cast.bob, rows[0].unit)) == []  # today is the last day
    open_units = Competence.objects.filter(membership=cast.bob, valid_until=None).count()
    record_competence(**facts(cast, cast.bob, valid_from=TODAY))
    assert Competence.objects.filter(membership=cast.bob, valid_until=None).count() == open_units + 2


def test_nobody_ends_a_competence_of_another_centre(cast: Cast) -> None:
    row = Competence.objects.filter(membership=cast.bob).first()
    assert end_competence(actor=cast.charlie[Role.ADMIN], competences=[row], reason="x") == 0
    row.refresh_from_db()
    assert row.valid_until is None
