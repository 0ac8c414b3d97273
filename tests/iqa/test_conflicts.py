"""A conflict of interest keeps a person out of everything that happens to a candidate (domain.md 5.4, scenario 17)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.gates import assessing_gate, countersign_gate, reopening_gate, sign_off_gate
from assessment.services.sign_off_unit import sign_off_unit
from centres.gates import Refused
from centres.models import AuditEvent, Membership, Role
from centres.panels import TODAY_WAITING
from iqa.duties import may_quality_assure
from iqa.gates import closing_gate, release_gate
from iqa.models import Sample
from iqa.selectors.rounds import redraw
from iqa.services.close_round import close_round
from iqa.services.draw_round import draw_round
from iqa.sign_offs import due
from portfolio.gates import Application, allocation_gate, registration_gate
from portfolio.models import ConflictOfInterest, Registration
from portfolio.services.declare_conflict import declare_conflict
from portfolio.services.end_conflict import end_conflict
from portfolio.services.mitigate_conflict import mitigate_conflict
from tests import factories
from tests.assessment.acts import judge, refused
from tests.assessment.conftest import submitted
from tests.assessment.sittings import assignment, offered, recorded
from tests.cast import Cast
from tests.iqa.scenes import also, codes, policy, signed
from tests.queries import queries_of

pytestmark = pytest.mark.core
ClientOf = Callable[[Membership], Client]


def declared(cast: Cast, person: Membership, **more: Any) -> ConflictOfInterest:
    facts = {"actor": person, "relationship": "family", "since": timezone.localdate()} | more
    return declare_conflict(person=person, candidate=cast.registration.candidate, **facts)


def safe(cast: Cast, conflict: ConflictOfInterest, iqa: Membership) -> None:
    mitigate_conflict(actor=cast.alice, conflict=conflict, why="Nobody else is competent for it.", iqa=iqa)


def test_everybody_declares_their_own_and_an_admin_anybodys_once(cast: Cast) -> None:
    first = declared(cast, cast.bob)
    assert declared(cast, cast.bob) == first
    assert declared(cast, cast.bea, actor=cast.alice).declared_by == cast.alice
    events = AuditEvent.objects.filter(verb="conflict.declared")
    assert {str(event.object_label) for event in events} == {"Bob Brown and Carol Cole", "Bea Black and Carol Cole"}
    with refused("not_yours"):
        declared(cast, cast.bea, actor=cast.bob)
    with refused("role"):
        declared(cast, cast.carol)
    with refused("not_staff"):
        declared(cast, cast.dan, actor=cast.alice)
    with refused("detail", "backwards"):
        declared(cast, cast.bob, relationship="other", until=timezone.localdate() - dt.timedelta(days=1))
    with refused("elsewhere"):
        declared(cast, cast.charlie[Role.ASSESSOR])


def test_a_conflict_keeps_a_person_out_in_whatever_role(cast: Cast) -> None:
    """Each gate is open before and says `conflict` after; only the candidate it is about."""
    sign_off = signed(cast)
    enrolment, other = sign_off.enrolment, factories.enrolment(cast.other_registration, sign_off.enrolment.unit)
    bob_as_iqa = also(cast.bob, Role.IQA, cast)

    def said() -> list[set[str]]:
        allocation = {"registration": cast.registration, "assessor": cast.bob, "reason": "So."}
        asked = [
            assessing_gate.blockers(actor=cast.bob, enrolment=enrolment),
            sign_off_gate.blockers(actor=cast.bob, enrolment=enrolment),
            reopening_gate.blockers(actor=cast.bob, enrolment=enrolment),
            countersign_gate.blockers(actor=cast.bob, sign_off=sign_off),
            list(may_quality_assure(bob_as_iqa, enrolment)),
            release_gate.blockers(actor=bob_as_iqa, enrolment=enrolment),
            allocation_gate.blockers(actor=cast.alice, **allocation),
        ]
        return [{blocker.code for blocker in found} & {"conflict"} for found in asked]

    assert said() == [set()] * 7
    declared(cast, cast.bob)
    assert said() == [{"conflict"}] * 7
    assert "conflict" not in codes(assessing_gate.blockers(actor=cast.bob, enrolment=other))


def test_nothing_is_decided_while_it_holds_nor_signed_off_on_what_was(cast: Cast) -> None:
    """It began before the decisions and is declared after them: they do not carry a sign-off either."""
    work = submitted(cast.registration)
    for row in work.rows[:2]:
        judge(cast.bob, row)
    conflict = declared(cast, cast.bob, since=timezone.localdate() - dt.timedelta(days=30))
    with refused("conflict"):
        judge(cast.bob, work.rows[2])
    safe(cast, conflict, cast.ivan)
    judge(cast.bob, work.rows[2])
    found = sign_off_gate.blockers(actor=cast.bob, enrolment=work.enrolment)
    assert codes(found) == ["decider_in_conflict"] * 2
    assert found[0].message.startswith("1.1 Show thing 1.1 was decided by Bob Brown on ")


def test_it_ends_by_an_admin_who_is_somebody_else_and_holds_until_that_days_end(cast: Cast) -> None:
    conflict = declared(cast, cast.bob)
    own = declared(cast, cast.alice)
    with refused("own_conflict"):
        end_conflict(actor=cast.alice, conflict=own, reason="Over.")
    with refused("no_reason"):
        end_conflict(actor=cast.alice, conflict=conflict, reason=" ")
    with refused("role"):
        end_conflict(actor=cast.bob, conflict=conflict, reason="Over.")
    ending = end_conflict(actor=cast.alice, conflict=conflict, reason="They moved away.")
    assert end_conflict(actor=cast.alice, conflict=conflict, reason="Again.") == ending
    today = timezone.localdate()
    held = [
        ConflictOfInterest.objects.on(today + dt.timedelta(days=days)).filter(pk=conflict.pk).exists()
        for days in (-1, 0, 1)
    ]
    assert held == [False, True, False]
    assert declared(cast, cast.bob) != conflict  # a new one may begin the same day


def test_only_an_assessor_is_made_safe_and_by_an_iqa_without_a_conflict(cast: Cast) -> None:
    conflict, ivans = declared(cast, cast.bob), declared(cast, cast.ivan)
    with refused("not_assessor"):
        safe(cast, ivans, cast.iris)
    with refused("conflict"):
        safe(cast, conflict, cast.ivan)
    with refused("not_iqa"):
        safe(cast, conflict, cast.bea)
    with refused("same_person", "conflict"):
        safe(cast, conflict, also(cast.bob, Role.IQA, cast))
    safe(cast, conflict, cast.iris)
    assert conflict.mitigations.get().iqa == cast.iris


def test_every_sign_off_of_an_assessor_made_safe_is_sampled_by_the_iqa_who_was_named(cast: Cast) -> None:
    policy(cast, percent=1)
    others = [factories.member(cast.centre, Role.CANDIDATE, f"Candidate {number}") for number in range(5)]
    for person in others:
        made = factories.registration(person, cast.specification, assessor=cast.bea, recorded_by=cast.alice)
        signed(cast, registration=made, assessor=cast.bea)
    conflict = declared(cast, cast.bob)
    safe(cast, conflict, cast.iris)
    mine = [signed(cast, number) for number in (0, 1)]
    drawn = draw_round(actor=cast.ivan, qualification=cast.specification.qualification)
    samples = {sample.sign_off_id: sample for sample in drawn.samples.all()}
    assert [samples[row.pk].iqa for row in mine] == [cast.iris, cast.iris]
    assert samples[mine[0].pk].reason == "the assessor has a conflict of interest: always sampled"
    assert redraw(drawn).identical


def test_who_marked_an_assignment_counts_like_who_decided(cast: Cast) -> None:
    unit = offered(cast).assignment
    recorded(cast.bob, unit, assignment())
    Registration.objects.filter(pk=cast.registration.pk).update(assessor=cast.bea)
    signed_off = sign_off_unit(actor=cast.bea, enrolment=unit)
    qualification = cast.specification.qualification
    assert [row.conflict for row in due(cast.centre.pk, qualification)] == [False]
    declared(cast, cast.bob)
    assert [(row.pk, row.conflict) for row in due(cast.centre.pk, qualification)] == [(signed_off.pk, True)]


def test_a_round_does_not_clear_what_became_a_conflict_after_its_draw(cast: Cast) -> None:
    policy(cast, percent=1)
    sign_offs = [signed(cast, number) for number in range(4)]
    drawn = draw_round(actor=cast.ivan, qualification=cast.specification.qualification)
    left = {row.pk for row in sign_offs} - set(drawn.samples.values_list("sign_off", flat=True))
    declared(cast, cast.bob)
    Sample.objects.filter(round=drawn).update(state="agreed")
    assert closing_gate.blockers(actor=cast.ivan, round=drawn) == []
    close_round(actor=cast.ivan, round=drawn)
    assert (len(left), drawn.clearances.count()) == (1, 0)
    again = draw_round(actor=cast.ivan, qualification=cast.specification.qualification)
    assert {sample.sign_off_id for sample in again.samples.all()} == left


def test_who_sees_which(cast: Cast) -> None:
    conflict = declared(cast, cast.bob)
    seen = [
        who
        for who in (cast.alice, cast.bob, cast.bea, cast.ivan, cast.eve, cast.carol)
        if conflict in ConflictOfInterest.objects.visible_to(who)
    ]
    assert seen == [cast.alice, cast.bob, cast.ivan, cast.eve]


def test_the_pages_declare_make_safe_and_end(cast: Cast, client_of: ClientOf) -> None:
    number = cast.registration.number
    bob = client_of(cast.bob)
    assert f'value="{number}"' in bob.get(f"/conflicts/declare/?candidate={number}").content.decode()
    today = timezone.localdate().isoformat()
    typed = {"candidate": "Nobody Here", "relationship": "friend", "since": today}
    assert "No candidate here is called “Nobody Here”" in bob.post("/conflicts/declare/", typed).content.decode()
    made = bob.post("/conflicts/declare/", typed | {"candidate": "carol cole"})
    conflict = ConflictOfInterest.objects.get()
    assert (made.url, conflict.person, conflict.relationship) == (f"/conflicts/{conflict.pk}/", cast.bob, "friend")
    alice = client_of(cast.alice)
    waits = [blocker.message for ask in TODAY_WAITING for blocker in ask(cast.alice) if blocker.code == "conflict"]
    assert waits == ["Bob Brown assesses Carol Cole, and has declared a conflict of interest"]
    page = f"/conflicts/{conflict.pk}/"
    assert "Choose one" in alice.post(f"{page}mitigate/", {"why": "Only one."}).content.decode()
    assert alice.post(f"{page}mitigate/", {"why": "Only one.", "iqa": str(cast.iris.pk)}).url == page
    assert "Iris Inch looks at every sign-off" in alice.get(page).content.decode()
    assert alice.post(f"{page}end/", {"reason": ""}).status_code == 409
    assert alice.post(f"{page}end/", {"reason": "Parted."}).url == page
    assert "Parted." in alice.get(page).content.decode()
    shown = alice.get(reverse("candidate", args=[cast.registration.pk])).content.decode()
    assert "May assess all the same: Iris Inch looks at every sign-off." in shown


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three(cast: Cast, client_of: ClientOf, number: int) -> None:
    for person in (cast.bob, cast.bea, cast.tess)[:number]:
        declared(cast, person, actor=cast.alice)
    assert queries_of(client_of(cast.alice), "/conflicts/") <= 12


def test_registration_of_a_known_candidate_asks_for_it(cast: Cast) -> None:
    declared(cast, cast.bea)
    other = factories.specification([factories.unit(f"Y/{number}") for number in (1, 2, 3)])
    candidate = cast.registration.candidate
    application = Application(
        candidate.name, candidate.membership.user.email, candidate.date_of_birth, "", other, "N-1",
        timezone.localdate(), cast.bea,
    )  # fmt: skip
    assert "conflict" in codes(registration_gate.blockers(actor=cast.alice, application=application))


def test_a_refusal_says_who_can_do_something(cast: Cast) -> None:
    declared(cast, cast.bob)
    work = submitted(cast.registration)
    with pytest.raises(Refused) as caught:
        judge(cast.bob, work.rows[0])
    (blocker,) = caught.value.blockers
    assert blocker.message == "Bob Brown has declared a conflict of interest with Carol Cole."
    assert blocker.owner_role == "centre admin"
