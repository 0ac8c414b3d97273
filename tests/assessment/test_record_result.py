"""What a test or assignment came to is recorded as the body gave it, and the unit's sign-off rests on it."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from assessment.gates import sign_off_gate
from assessment.models import Countersignature, CriterionDecision, UnitResult
from assessment.selectors.countersigning import awaiting
from assessment.services.countersign import countersign
from assessment.services.sign_off_unit import sign_off_unit
from centres.models import AuditEvent, Role
from portfolio.models import Registration, StoredFile, UnitEnrolment
from portfolio.states import UnitState
from tests import factories
from tests.assessment.acts import refused
from tests.assessment.sittings import assignment, marks, offered, recorded, sitting
from tests.at_once import together
from tests.cast import Cast, assemble

pytestmark = pytest.mark.core


def test_a_passed_test_completes_the_unit_without_a_decision_on_any_criterion(cast: Cast) -> None:
    unit = offered(cast).test
    with refused("no_result"):
        sign_off_unit(actor=cast.bob, enrolment=unit)
    result = recorded(cast.alice, unit, sitting(words="Pass with merit"))
    assert (result.attempt, result.passed, result.words) == (1, True, "Pass with merit")
    signed = sign_off_unit(actor=cast.bob, enrolment=unit)
    unit.refresh_from_db()
    assert (signed.result, unit.state) == (result, UnitState.SIGNED)
    assert not CriterionDecision.objects.exists()
    verbs = AuditEvent.objects.about(unit).order_by("at").values_list("verb", flat=True)
    assert list(verbs) == ["result.recorded", "unit.signed_off"]


def test_a_failed_attempt_leaves_the_unit_open_for_the_next(cast: Cast) -> None:
    unit = offered(cast).test
    recorded(cast.bob, unit, sitting(passed=False, days_ago=9))
    with refused("not_passed"):
        sign_off_unit(actor=cast.bob, enrolment=unit)
    assert recorded(cast.bob, unit).attempt == 2
    assert sign_off_gate.blockers(actor=cast.bob, enrolment=unit) == []
    with refused("passed_already"):
        recorded(cast.bob, unit, sitting(days_ago=1))


def test_sixty_two_minutes_of_sixty_are_a_query_and_no_failure(cast: Cast) -> None:
    unit = offered(cast).test
    result = recorded(cast.bob, unit, sitting(minutes=62, marks=marks(unit, 3, 0)))
    assert list(UnitResult.objects.unanswered("over_time")) == [result]
    assert sign_off_gate.blockers(actor=cast.bob, enrolment=unit) == []
    exactly = recorded(cast.bob, offered_to_dan(cast, "T/1"), sitting(minutes=60))
    assert list(UnitResult.objects.unanswered("over_time")) == [result]
    assert list(UnitResult.objects.unanswered("no_marks")) == [exactly]


def offered_to_dan(cast: Cast, code: str) -> UnitEnrolment:
    day = timezone.localdate() - dt.timedelta(days=30)
    Registration.objects.filter(pk=cast.other_registration.pk).update(registered_on=day)
    cast.other_registration.refresh_from_db()
    return factories.whole_enrolment(cast.other_registration, cast.specification.units.get(code=code))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"days_ago": 31}, "before_registration"),
        ({"days_ago": -1}, "in_the_future"),
        ({"taken_on": None}, "taken_on"),
        ({"minutes": None}, "minutes"),
        ({"minutes": 0}, "minutes"),
        ({"invigilator": " "}, "invigilator"),
        ({"invigilator": "carol  COLE"}, "own_invigilator"),
        ({"passed": None}, "words"),
        ({"words": " "}, "words"),
        ({"version": "B/2"}, "version_unreadable"),
        ({"numbers": (3, None)}, "marks_missing"),
        ({"numbers": (4, 1)}, "too_many_marks 1"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(cast: Cast, wrong: dict[str, Any], code: str) -> None:
    unit = offered(cast).test
    numbers = wrong.pop("numbers", None)
    more = {"marks": marks(unit, *numbers)} if numbers else {}
    with refused(code):
        recorded(cast.bob, unit, sitting(**wrong, **more))
    assert not UnitResult.objects.exists()
    assert recorded(cast.bob, unit, sitting(days_ago=30, marks=marks(unit, 3, 2))).marks.count() == 2


def test_nothing_is_assessed_before_the_unit_was_open(cast: Cast) -> None:
    unit = offered(cast).test
    unit.unit.available_from = timezone.localdate() - dt.timedelta(days=2)
    unit.unit.save(update_fields=["available_from"])
    with refused("not_open_yet"):
        recorded(cast.bob, unit, sitting(days_ago=3))
    recorded(cast.bob, unit, sitting(days_ago=2))


def test_attempts_go_by_their_days(cast: Cast) -> None:
    unit = offered(cast).test
    recorded(cast.bob, unit, sitting(passed=False, days_ago=3))
    with refused("out_of_order"):
        recorded(cast.bob, unit, sitting(days_ago=4))


def test_a_re_sit_of_an_assignment_takes_another_version_or_a_reason(cast: Cast) -> None:
    unit = offered(cast).assignment
    with refused("version"):
        recorded(cast.bob, unit, assignment(version=""))
    recorded(cast.bob, unit, assignment(passed=False, version="b", days_ago=9))
    with refused("same_version") as refusal:
        recorded(cast.bob, unit, assignment(version="B"))
    assert "centre policy" in refusal.blockers[0].detail
    again = recorded(cast.bob, unit, assignment(version="B", version_reason="The body has withdrawn A and C."))
    assert (again.attempt, again.version) == (2, "B")


def test_an_assignment_is_recorded_by_the_competent_assessor_who_marked_it(cast: Cast) -> None:
    unit = offered(cast).assignment
    with refused("not_competent", "not_their_assessor"):
        recorded(cast.alice, unit, assignment())
    result = recorded(cast.bob, unit, assignment())
    assert (result.recorded_by, result.competence.unit) == (cast.bob, unit.unit)
    cast.bob.competences.all().update(valid_until=dt.date(2025, 1, 1))
    with refused("not_competent"):
        recorded(cast.bob, offered_to_dan(cast, "T/2"), assignment())


def test_a_test_is_written_down_by_an_admin_or_the_candidates_own_assessor(cast: Cast) -> None:
    unit = offered(cast).test
    for who in (cast.carol, cast.ivan, cast.eve):
        with refused("role"):
            recorded(who, unit)
    with refused("not_their_assessor"):
        recorded(cast.bea, unit)
    as_admin = factories.member(cast.centre, Role.ADMIN)
    as_admin.user = cast.carol.user
    as_admin.save(update_fields=["user"])
    with refused("own_work"):
        recorded(as_admin, unit)
    recorded(cast.alice, unit)


def test_a_unit_of_criteria_takes_no_result_and_a_closed_registration_none_either(cast: Cast) -> None:
    unit = offered(cast).test
    plain = factories.enrolment(cast.registration, cast.specification.units.get(code="X/101"))
    with refused("by_criteria", "minutes"):
        recorded(cast.bob, plain, sitting(minutes=None))
    Registration.objects.filter(pk=cast.registration.pk).update(state="withdrawn")
    unit.refresh_from_db()
    with refused("registration_closed"):
        recorded(cast.bob, unit)


def test_an_assignment_marked_in_training_counts_once_it_is_countersigned(cast: Cast) -> None:
    unit = offered(cast).assignment
    Registration.objects.filter(pk=cast.registration.pk).update(assessor=cast.tess)
    unit.refresh_from_db()
    assert recorded(cast.tess, unit, assignment()).in_training
    with refused("trainee_signs_first"):
        sign_off_unit(actor=cast.bea, enrolment=unit)
    signed = sign_off_unit(actor=cast.tess, enrolment=unit)
    unit.refresh_from_db()
    assert (signed.needs_countersignature, unit.state) == (True, UnitState.AWAITING)
    countersign(actor=cast.bea, sign_off=signed)
    unit.refresh_from_db()
    assert (unit.state, Countersignature.objects.get().countersigner) == (UnitState.SIGNED, cast.bea)


def test_what_a_trainee_marked_is_countersigned_whoever_signs(cast: Cast) -> None:
    unit = offered(cast).assignment
    Registration.objects.filter(pk=cast.registration.pk).update(assessor=cast.tess)
    unit.refresh_from_db()
    recorded(cast.tess, unit, assignment())
    Registration.objects.filter(pk=cast.registration.pk).update(assessor=cast.bob)
    unit.refresh_from_db()
    assert sign_off_unit(actor=cast.bob, enrolment=unit).needs_countersignature
    assert [row.enrolment for row in awaiting(cast.bea)] == [unit]


def test_the_marker_does_not_countersign(cast: Cast) -> None:
    unit = offered(cast).assignment
    Registration.objects.filter(pk=cast.registration.pk).update(assessor=cast.tess)
    unit.refresh_from_db()
    recorded(cast.bea, unit, assignment())
    signed = sign_off_unit(actor=cast.tess, enrolment=unit)
    with refused("assessed_before"):
        countersign(actor=cast.bea, sign_off=signed)


def test_pressing_twice_records_once_and_a_colleague_is_told(cast: Cast) -> None:
    unit = offered(cast).test
    first = recorded(cast.alice, unit, attempt=1)
    assert recorded(cast.alice, unit, attempt=1) == first
    with refused("recorded_meanwhile"):
        recorded(cast.bob, unit, sitting(passed=False), attempt=1)
    assert UnitResult.objects.count() == 1


def test_a_slip_is_kept_with_the_result_and_nothing_of_a_refused_one(cast: Cast) -> None:
    unit = offered(cast).test

    def slip() -> SimpleUploadedFile:
        return SimpleUploadedFile("C:\\scans\\slip.txt", b"The slip of attempt 1.")

    with refused("minutes"):
        recorded(cast.bob, unit, sitting(minutes=None), files=[slip()])
    assert not StoredFile.objects.exists()
    result = recorded(cast.bob, unit, files=[slip(), slip()])
    assert [(row.name, row.file.size) for row in result.files.select_related("file")] == [("slip.txt", 22)]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_one_moment_one_records_the_attempt() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one connection write at a time.")
    cast = assemble()
    unit = offered(cast).test
    found = together(
        lambda: recorded(cast.alice, unit, attempt=1),
        lambda: recorded(cast.bob, unit, sitting(minutes=50), attempt=1),
    )
    assert UnitResult.objects.count() == 1
    assert sum(isinstance(one, UnitResult) for one in found) == 1
