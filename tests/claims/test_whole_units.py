"""The certificates 4417, whose units are assessed as a whole: from the registration to the certificate."""

import datetime as dt

import pytest
from django.utils import timezone

from assessment.services.answer_correction import answer_correction
from assessment.services.propose_correction import propose_correction
from assessment.services.sign_off_unit import sign_off_unit
from centres.gates import Refused
from centres.models import Membership
from claims.gates import claim_gate
from claims.models import Claim
from claims.models.claim import Kind
from claims.selectors import verdict
from claims.services.make_claim import make_claim
from claims.states import ClaimState
from iqa.services.close_round import close_round
from iqa.services.draw_round import draw_round
from iqa.services.record_finding import record_finding
from iqa.services.set_sampling_policy import set_sampling_policy
from portfolio.models import Registration, UnitEnrolment
from portfolio.services.choose_units import choose_units
from portfolio.services.register_candidate import register_candidate
from portfolio.states import UnitState
from tests import factories
from tests.assessment.acts import refused
from tests.assessment.sittings import assignment, marks, recorded, sitting
from tests.cast import Cast
from tests.catalogue import load_only
from tests.claims import story
from units.models import Specification, Unit

pytestmark = pytest.mark.core


def certificate(cast: Cast, code: str = "cg-4417-2") -> Specification:
    """One of the two, which the centre may claim directly; Bob assesses it, Ivan and Iris quality assure it."""
    specification = load_only(code, "cg-4417")
    factories.approval(cast.centre, specification)
    for person in (cast.bob, cast.ivan, cast.iris):
        factories.competence(person, specification, recorded_by=cast.alice)
    return specification


def on_it(cast: Cast, specification: Specification, candidate: str = "Kim King") -> Registration:
    return register_candidate(
        actor=cast.alice,
        name=candidate,
        email=f"{candidate.split()[0].lower()}@example.org",
        date_of_birth=dt.date(1999, 1, 2),
        uln="",
        specification=specification,
        number=f"CG-{candidate}",
        registered_on=timezone.localdate() - dt.timedelta(days=30),
        assessor=cast.bob,
        independent=True,
    )


def chosen(cast: Cast, registration: Registration, *numbers: str) -> list[UnitEnrolment]:
    units = list(registration.specification.units.filter(number__in=numbers))
    return choose_units(actor=cast.bob, registration=registration, units=units)


def passed(cast: Cast, enrolment: UnitEnrolment) -> None:
    """As the admin writes a test down, or Bob marks an assignment; Bob signs off either."""
    if enrolment.unit.method == Unit.Method.TEST:
        recorded(cast.alice, enrolment)
    else:
        recorded(cast.bob, enrolment, assignment())
    sign_off_unit(actor=cast.bob, enrolment=enrolment)


def cleared(cast: Cast, registration: Registration, iqa: Membership) -> None:
    """Sampled by the whole, each found in order."""
    set_sampling_policy(actor=iqa, percent=100, trainee_percent=100)
    drawn = draw_round(actor=iqa, qualification=registration.specification.qualification)
    for sample in drawn.samples.all():
        record_finding(
            actor=sample.iqa, sample=sample, outcome="agreed", competent=True, fair=True, recorded=True, comment=""
        )
    close_round(actor=iqa, round=drawn)


def claimed(cast: Cast, registration: Registration) -> Claim:
    return make_claim(actor=cast.alice, registration=registration, kind=Kind.FULL)


@pytest.mark.parametrize("numbers", [("201", "272"), ("201", "202"), ("202", "271")])
def test_a_candidate_comes_from_registration_to_the_certificate(cast: Cast, numbers: tuple[str, ...]) -> None:
    """By tests alone, by both, by assignments alone; the claim carries the numbers of the way taken (domain.md R29-R34)."""
    registration = on_it(cast, certificate(cast))
    for enrolment in chosen(cast, registration, *numbers):
        passed(cast, enrolment)
    cleared(cast, registration, cast.ivan)
    claim = claimed(cast, registration)
    assert story.work(claim).state == "done"
    claim.refresh_from_db()
    assert claim.state == ClaimState.MADE
    assert sorted(unit["number_submitted"] for unit in claim.snapshot["units"]) == [
        f"4417-{number}" for number in numbers
    ]
    listing = " ".join(story.printed(claim.documents.get(kind="listing")).split())
    assert all(f"4417-{number}" in listing for number in numbers)
    assert not registration.enrolments.filter(criteria__isnull=False).exists()


@pytest.mark.parametrize(("numbers", "credits"), [(("201", "271"), 6), (("202", "272"), 7)])
def test_two_ways_of_assessing_one_unit_never_make_a_certificate(
    cast: Cast, numbers: tuple[str, ...], credits: int
) -> None:
    """domain.md 5.4, 6 and 7. The choice would refuse the pair, so here it comes from elsewhere."""
    registration = on_it(cast, certificate(cast))
    for unit in registration.specification.units.filter(number__in=numbers):
        passed(cast, factories.whole_enrolment(registration, unit))
    cleared(cast, registration, cast.ivan)
    outcome = verdict(registration)
    assert outcome is not None
    assert (outcome.met, outcome.credits_counted) == (False, credits)
    with pytest.raises(Refused):
        claimed(cast, registration)


def test_a_claim_says_what_a_unit_waits_for(cast: Cast) -> None:
    registration = on_it(cast, certificate(cast))
    _, second = chosen(cast, registration, "201", "202")
    recorded(cast.bob, second, assignment())
    blockers = claim_gate.blockers(actor=cast.alice, registration=registration, kind=Kind.FULL)
    assert {blocker.detail for blocker in blockers if blocker.code.startswith("in_progress")} == {
        "Test set by the body: not passed yet.",
        "Assignment: passed, the sign-off is left.",
    }


def test_a_pass_that_was_none_pulls_the_claim_that_rests_on_it(cast: Cast) -> None:
    registration = on_it(cast, certificate(cast))
    enrolments = chosen(cast, registration, "201", "202")
    for enrolment in enrolments:
        passed(cast, enrolment)
    cleared(cast, registration, cast.ivan)
    claim = claimed(cast, registration)
    result = enrolments[0].results.get()
    said = sitting(passed=False)
    proposal = propose_correction(actor=cast.alice, result=result, sitting=said, reason="The slip says fail.")
    answer_correction(actor=cast.bob, correction=proposal, confirmed=True)
    story.work(claim)
    claim.refresh_from_db()
    assert claim.state == ClaimState.PULLED
    enrolments[0].refresh_from_db()
    assert enrolments[0].state == UnitState.PROGRESS


def test_what_is_on_a_certificate_is_not_corrected_away_before_the_body_is_told(cast: Cast) -> None:
    registration = on_it(cast, certificate(cast))
    (enrolment,) = chosen(cast, registration, "201")
    passed(cast, enrolment)
    cleared(cast, registration, cast.ivan)
    story.work(make_claim(actor=cast.alice, registration=registration, kind=Kind.UNIT))
    result = enrolment.results.get()
    slower = propose_correction(actor=cast.alice, result=result, sitting=sitting(minutes=80), reason="The slip.")
    answer_correction(actor=cast.bob, correction=slower, confirmed=True)
    fail = propose_correction(actor=cast.alice, result=slower, sitting=sitting(passed=False), reason="The slip.")
    with refused("on_certificate"):
        answer_correction(actor=cast.bob, correction=fail, confirmed=True)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.results.standing().get()) == (UnitState.SIGNED, slower)


def test_who_wrote_a_result_down_does_not_sample_it_nor_the_other_way_round(cast: Cast) -> None:
    registration = on_it(cast, certificate(cast))
    enrolment, other = chosen(cast, registration, "201", "202")
    as_iqa = factories.member(cast.centre, cast.ivan.role, "Alice as IQA")
    Membership.objects.filter(pk=as_iqa.pk).update(user=cast.alice.user)
    as_iqa.refresh_from_db()
    factories.competence(as_iqa, registration.specification, recorded_by=cast.alice)
    unit = enrolment.unit
    recorded(cast.alice, enrolment, sitting(marks=marks(enrolment, *unit.outcomes.values_list("questions", flat=True))))
    sign_off_unit(actor=cast.bob, enrolment=enrolment)
    set_sampling_policy(actor=cast.ivan, percent=100, trainee_percent=100)
    sample = draw_round(actor=cast.ivan, qualification=registration.specification.qualification).samples.get()
    found = {"outcome": "agreed", "competent": True, "fair": True, "recorded": True, "comment": ""}
    with refused("entered_result"):
        record_finding(actor=as_iqa, sample=sample, **found)
    record_finding(actor=cast.ivan, sample=sample, **found)
    as_admin = factories.member(cast.centre, cast.alice.role, "Ivan as admin")
    Membership.objects.filter(pk=as_admin.pk).update(user=cast.ivan.user)
    as_admin.refresh_from_db()
    with refused("quality_assured"):
        said = sitting(minutes=50)
        propose_correction(actor=as_admin, result=enrolment.results.get(), sitting=said, reason="The slip.")
    assert other.results.count() == 0
