import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from centres.gates import Refused
from centres.models import AuditEvent, Invitation, Job, Membership, Role, User
from centres.services.run_job import run_job
from portfolio.models import Candidate, Registration
from portfolio.services.register_candidate import register_candidate
from portfolio.states import RegistrationState
from tests import factories
from tests.cast import Cast
from tests.catalogue import load_only
from tests.portfolio.acts import codes
from tests.portfolio.editions import renewed, without_rule
from units.models import RegistrationExtension

pytestmark = pytest.mark.core


def register(cast: Cast, **more: Any) -> Registration:
    fields = {
        "actor": cast.alice,
        "name": "Nia North",
        "email": "Nia@example.org",
        "date_of_birth": dt.date(1990, 5, 17),
        "uln": "1000000019",
        "specification": cast.specification,
        "number": "PQ-1001",
        "registered_on": timezone.localdate(),
        "assessor": cast.bob,
        "independent": True,
    }
    return register_candidate(**fields | more)


def test_nobody_is_registered_with_an_assessor_who_was_not_asked_about_a_conflict_of_interest(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        register(cast, independent=False)
    assert codes(caught) == ["not_asked"]
    assert register(cast).assessor == cast.bob


def test_a_candidate_is_registered_and_invited(cast: Cast) -> None:
    registration = register(cast)
    candidate = registration.candidate
    assert (candidate.name, candidate.uln, candidate.membership.role) == ("Nia North", "1000000019", Role.CANDIDATE)
    assert candidate.membership.user.email == "nia@example.org"
    assert (registration.assessor, registration.extension, registration.recorded_by) == (cast.bob, None, cast.alice)
    run_job(job_id=str(Job.objects.get(purpose="mail_invitation").pk))
    assert mail.outbox[0].to == ["nia@example.org"]
    verbs = AuditEvent.objects.order_by("at", "id").values_list("verb", flat=True)
    assert list(verbs) == ["member.invited", "candidate.registered"]


def test_a_second_press_finds_the_first_registration(cast: Cast) -> None:
    assert register(cast) == register(cast)
    assert (Invitation.objects.count(), Candidate.objects.filter(name="Nia North").count()) == (1, 1)


def test_a_member_of_staff_can_be_a_candidate_too(cast: Cast) -> None:
    registration = register(cast, email=cast.bea.user.email, name="Beatrice Black")
    assert registration.candidate.membership.user == cast.bea.user
    assert registration.candidate.name == "Beatrice Black"
    assert set(cast.bea.user.memberships.values_list("role", flat=True)) == {"assessor", "candidate"}


def test_a_candidate_takes_a_second_qualification_as_the_same_person(cast: Cast) -> None:
    first = register(cast)
    other = factories.specification([factories.unit("Y/1"), factories.unit("Y/2")])
    factories.approval(cast.centre, other)
    factories.competence(cast.bea, other, recorded_by=cast.alice)
    second = register(cast, specification=other, number="PQ-1002", assessor=cast.bea, uln="")
    assert second.candidate == first.candidate
    assert second.candidate.uln == "1000000019"
    assert Invitation.objects.count() == 1


def test_only_an_admin_registers(cast: Cast) -> None:
    for actor in (cast.bob, cast.ivan, cast.eve, cast.carol):
        with pytest.raises(Refused) as caught:
            register(cast, actor=actor)
        assert codes(caught) == ["role"]


@time_machine.travel("2026-11-20 12:00")
def test_after_the_last_day_the_bodys_extension_is_needed_and_is_kept(cast: Cast) -> None:
    cast.specification.registration_until = dt.date(2026, 7, 31)
    assert register(cast, registered_on=dt.date(2026, 7, 31)).extension is None
    late = {"registered_on": dt.date(2026, 8, 1), "email": "two@example.org", "number": "PQ-2", "uln": ""}
    extend = {"approval": cast.approval, "recorded_by": cast.alice}
    RegistrationExtension.objects.create(until=dt.date(2026, 7, 31), reference="too short", **extend)
    elsewhere = factories.approval(cast.charlie[Role.ADMIN].centre, cast.specification)
    RegistrationExtension.objects.create(
        approval=elsewhere, until=dt.date(2027, 1, 1), reference="not ours", recorded_by=cast.charlie[Role.ADMIN]
    )
    with pytest.raises(Refused, match=r"The last day for registrations was 31 July 2026\."):
        register(cast, **late)
    extension = RegistrationExtension.objects.create(until=dt.date(2026, 8, 1), reference="PQ/7", **extend)
    assert register(cast, **late).extension == extension


REFUSED = [
    ({"registered_on": dt.date(2026, 12, 29)}, "day_in_future", "29 December 2026 is in the future."),
    ({"registered_on": dt.date(2014, 10, 31)}, "day_too_early", "31 October 2014 is before 1 November 2014, the first day for registrations."),
    ({"number": " "}, "no_number", "The body's registration number is missing."),
    ({"name": ""}, "no_name", "The candidate's name is missing."),
    ({"date_of_birth": dt.date(2027, 1, 1)}, "born_in_future", "The date of birth, 1 January 2027, is in the future."),
    ({"date_of_birth": dt.date(2020, 1, 1)}, "age", "Born on 1 January 2020, the candidate would be 6 on the day of registration."),
    ({"uln": "9276308687"}, "uln_check_digit", "9276308687 is not a unique learner number: its check digit does not fit."),
    ({"uln": "9999999999"}, "uln_temporary", "9999999999 only stands for “not known yet”."),
]  # fmt: skip


@time_machine.travel("2026-11-20 12:00")
@pytest.mark.parametrize(("wrong", "code", "message"), REFUSED, ids=[code for _, code, _ in REFUSED])
def test_what_is_wrong_is_named(cast: Cast, wrong: dict[str, Any], code: str, message: str) -> None:
    cast.specification.registration_from = dt.date(2014, 11, 1)
    cast.approval.approved_from = dt.date(2014, 1, 1)
    cast.approval.save(update_fields=["approved_from"])
    before = Registration.objects.count(), User.objects.count()
    with pytest.raises(Refused) as caught:
        register(cast, **wrong)
    assert [(blocker.code, blocker.message) for blocker in caught.value.blockers] == [(code, message)]
    assert (Registration.objects.count(), User.objects.count()) == before
    register(cast)


def test_every_reason_is_given_at_once(cast: Cast) -> None:
    cast.approval.delete()
    wrong = {"number": cast.registration.number, "uln": "1", "assessor": cast.ivan, "name": ""}
    with pytest.raises(Refused) as caught:
        register(cast, **wrong)
    assert set(codes(caught)) == {"not_approved", "number_taken", "uln_check_digit", "not_an_assessor", "no_name"}


def test_the_assessor_has_to_be_able_to_assess(cast: Cast) -> None:
    idle = factories.member(cast.centre, Role.ASSESSOR, "Idle Ian")
    left = factories.member(cast.centre, Role.ASSESSOR, "Left Lou")
    Membership.objects.filter(pk=left.pk).update(ended_at=timezone.now())
    left.refresh_from_db()
    for assessor, code in (
        (idle, "assessor_not_competent"),
        (left, "not_an_assessor"),
        (cast.charlie[Role.ASSESSOR], "not_an_assessor"),
    ):
        with pytest.raises(Refused) as caught:
            register(cast, assessor=assessor)
        assert code in codes(caught)
    with pytest.raises(Refused) as caught:
        register(cast, email=cast.bob.user.email)
    assert codes(caught) == ["own_assessor"]


def test_a_known_candidate_has_to_be_the_same_person(cast: Cast) -> None:
    register(cast)
    with pytest.raises(Refused) as caught:
        register(cast, number="PQ-2", date_of_birth=dt.date(1991, 1, 1))
    assert codes(caught) == ["another_person", "registered_already"]
    with pytest.raises(Refused) as caught:
        register(cast, number="PQ-3", email="other@example.org")
    assert codes(caught) == ["uln_taken"]


@pytest.mark.parametrize(
    ("code", "born", "day", "open_"),
    [
        ("cg-4417-3", dt.date(2010, 11, 22), dt.date(2026, 11, 21), False),
        ("cg-4417-3", dt.date(2010, 11, 22), dt.date(2026, 11, 22), True),
        ("cg-4417-2", dt.date(2010, 11, 22), dt.date(2026, 11, 21), True),
    ],
)
@time_machine.travel("2026-11-22 12:00")
def test_nobody_under_16_is_registered_for_4417_03(
    cast: Cast, code: str, born: dt.date, day: dt.date, open_: bool
) -> None:
    """domain.md R47 and 5.4: 10. By the day of registration."""
    specification = load_only(code, "cg-4417")
    factories.approval(cast.centre, specification)
    factories.competence(cast.bob, specification, recorded_by=cast.alice)
    asked = {"specification": specification, "date_of_birth": born, "registered_on": day}
    if open_:
        assert register(cast, **asked).candidate.date_of_birth == born
        return
    with pytest.raises(Refused) as caught:
        register(cast, **asked)
    (blocker,) = caught.value.blockers
    assert (blocker.code, blocker.message, blocker.detail) == (
        "too_young",
        "Nobody under 16 is registered for City & Guilds Level 3 Certificate in Customer Service: born on 22 November "
        "2010, the candidate turns 16 on 22 November 2026.",
        "Register them on 22 November 2026 or later, or correct the date of birth.",
    )


@time_machine.travel("2026-02-28 12:00")
def test_whoever_was_born_on_29_february_is_a_year_older_on_1_march(cast: Cast) -> None:
    cast.specification.qualification.minimum_age = 18
    with pytest.raises(Refused, match="turns 18 on 1 March 2026"):
        register(cast, date_of_birth=dt.date(2008, 2, 29))
    with time_machine.travel("2026-03-01 12:00"):
        assert register(cast, date_of_birth=dt.date(2008, 2, 29))


def test_somebody_on_another_edition_is_moved_and_not_registered_twice(cast: Cast) -> None:
    first = register(cast)
    specification = renewed(cast)
    again = {"specification": specification, "number": "PQ-2"}
    with pytest.raises(Refused) as caught:
        register(cast, **again)
    (blocker,) = caught.value.blockers
    assert (blocker.code, blocker.message, blocker.detail) == (
        "registered_already",
        "Nia North is registered for this qualification already, under PQ-1001, on edition 1.",
        "Open the candidate and move them to the other edition there.",
    )
    Registration.objects.filter(pk=first.pk).update(state=RegistrationState.WITHDRAWN)
    assert register(cast, **again).specification == specification


def test_a_qualification_without_a_rule_can_be_registered(cast: Cast) -> None:
    assert register(cast, specification=without_rule(cast)).specification.rule is None
