"""Each blocker alone, and all at once."""

import datetime as dt

import pytest
from django.utils import timezone

from assessment.gates import assessing_gate, countersign_gate, decision_gate, reopening_gate, sign_off_gate
from assessment.models import Countersignature
from centres.models import Membership, Role
from iqa.gates import closing_gate, finding_gate, release_gate
from iqa.models import ExternalRelease, Sample, SamplingRound
from iqa.services.record_finding import record_finding
from portfolio.gates import allocation_gate
from portfolio.models import EvidenceLink
from portfolio.states import UnitState
from tests import factories
from tests.cast import Cast
from tests.iqa.scenes import AGREED, also, codes, held, policy, sampled, sign_off_again, signed
from units.models import Competence

pytestmark = pytest.mark.core


def finding_codes(actor: Membership, sample: Sample, outcome: str = "agreed") -> list[str]:
    return codes(finding_gate.blockers(actor=actor, sample=Sample.objects.get(pk=sample.pk), outcome=outcome))


def countersigned(cast: Cast, sign_off, by: Membership) -> None:
    Countersignature.objects.create(
        sign_off=sign_off, assessor=sign_off.assessor, countersigner=by, competence=sign_off.competence
    )
    enrolment = sign_off.enrolment
    enrolment.state = UnitState.SIGNED
    enrolment.save(update_fields=["state"])


# The finding ------------------------------------------------------------------------------------------------------
def test_nothing_stops_a_competent_iqa_who_had_no_part(cast: Cast) -> None:
    assert finding_codes(cast.ivan, sampled(cast)) == []


def test_competence_is_asked_for_on_the_day(cast: Cast) -> None:
    sample = sampled(cast)
    Competence.objects.filter(membership=cast.ivan, unit=sample.sign_off.enrolment.unit).update(
        valid_until=timezone.localdate() - dt.timedelta(days=1)
    )
    assert finding_codes(cast.ivan, sample) == ["competence"]


def test_an_assessor_of_one_criterion_has_a_part(cast: Cast) -> None:
    sample = sampled(cast)
    iqa = also(cast.bea, Role.IQA, cast)
    assert finding_codes(iqa, sample) == []
    factories.decision(sample.sign_off.enrolment.criteria.first(), assessor=cast.bea)
    assert finding_codes(iqa, sample) == ["assessed"]


def test_the_countersigner_has_a_part(cast: Cast) -> None:
    """domain.md 5.4, scenario 16."""
    sign_off = signed(cast, assessor=cast.tess)
    countersigned(cast, sign_off, cast.bea)
    sample = sampled(cast, sign_off)
    assert finding_codes(also(cast.bea, Role.IQA, cast), sample) == ["countersigned"]
    assert finding_codes(cast.ivan, sample) == []


def test_the_candidate_has_a_part(cast: Cast) -> None:
    assert finding_codes(also(cast.carol, Role.IQA, cast), sampled(cast)) == ["own_work"]


def test_who_released_the_unit_has_a_part(cast: Cast) -> None:
    sample = sampled(cast)
    ExternalRelease.objects.create(enrolment=sample.sign_off.enrolment, sign_off=sample.sign_off, eqa=cast.eve)
    assert finding_codes(also(cast.eve, Role.IQA, cast), sample) == ["released"]


def test_a_sign_off_that_was_reopened_is_not_sampled(cast: Cast) -> None:
    sample = sampled(cast)
    enrolment = sample.sign_off.enrolment
    enrolment.state = UnitState.PROGRESS
    enrolment.save(update_fields=["state"])
    assert finding_codes(cast.ivan, sample) == ["reopened"]


def test_an_older_sign_off_is_not_sampled(cast: Cast) -> None:
    sample = sampled(cast)
    sign_off_again(cast, sample.sign_off.enrolment)
    assert finding_codes(cast.ivan, sample) == ["superseded"]


def test_an_open_action_stops_upholding_alone(cast: Cast) -> None:
    sample = held(cast).sample
    assert finding_codes(cast.ivan, sample, "agreed") == ["unanswered"]
    assert finding_codes(cast.ivan, sample, "not_upheld") == []
    assert finding_codes(cast.ivan, sample, "") == []


def test_every_reason_is_given_at_once(cast: Cast) -> None:
    """Bob is the candidate, decided, countersigned, released, is not competent as an IQA, and the unit was reopened."""
    sample = held(cast).sample
    sign_off, enrolment = sample.sign_off, sample.sign_off.enrolment
    pat = Membership.objects.create(user=cast.bob.user, centre=cast.centre, role=Role.IQA)
    eqa = Membership.objects.create(user=cast.bob.user, centre=cast.centre, role=Role.EQA)
    second = factories.sign_off(enrolment, assessor=cast.tess)
    countersigned(cast, second, cast.bob)
    ExternalRelease.objects.create(enrolment=enrolment, sign_off=sign_off, eqa=eqa)
    cast.carol.user = cast.bob.user
    cast.carol.save(update_fields=["user"])
    assert finding_codes(pat, sample) == [
        "assessed",
        "competence",
        "countersigned",
        "own_work",
        "released",
        "superseded",
        "unanswered",
    ]


# The closing ------------------------------------------------------------------------------------------------------
def round_of(cast: Cast, *sign_offs) -> SamplingRound:
    return SamplingRound.objects.create(
        centre=cast.centre,
        qualification=cast.specification.qualification,
        policy=policy(cast),
        seed="1",
        algorithm="attest-2",
        population=[{"id": str(row.pk)} for row in sign_offs],
        drawn_by=cast.ivan,
    )


def test_a_round_is_open_while_a_sample_has_no_finding(cast: Cast) -> None:
    sample = sampled(cast)
    round = round_of(cast, sample.sign_off)
    Sample.objects.filter(pk=sample.pk).update(round=round)
    assert codes(closing_gate.blockers(actor=cast.ivan, round=round)) == ["no_finding"]
    held(cast, sample)
    assert closing_gate.blockers(actor=cast.ivan, round=round) == []


def test_a_sign_off_that_was_set_aside_holds_no_round_up(cast: Cast) -> None:
    sample = sampled(cast)
    round = round_of(cast, sample.sign_off)
    Sample.objects.filter(pk=sample.pk).update(round=round)
    sign_off_again(cast, sample.sign_off.enrolment)
    assert closing_gate.blockers(actor=cast.ivan, round=round) == []


def test_nobody_clears_by_closing_what_they_assessed(cast: Cast) -> None:
    round = round_of(cast, signed(cast))
    assert closing_gate.blockers(actor=cast.ivan, round=round) == []
    pat = also(cast.bob, Role.IQA, cast)
    assert codes(closing_gate.blockers(actor=pat, round=round)) == ["own_part"]


def test_nobody_clears_by_closing_what_they_recorded_evidence_in(cast: Cast) -> None:
    sign_off = signed(cast)
    round = round_of(cast, sign_off)
    pat = also(cast.bea, Role.IQA, cast)
    assert closing_gate.blockers(actor=pat, round=round) == []
    rows = list(sign_off.enrolment.criteria.all())
    item = factories.evidence(cast.registration, kind="observation", made_by=cast.bea)
    EvidenceLink.objects.bulk_create(EvidenceLink(evidence=item, progress=row, linked_by=cast.bea) for row in rows)
    assert codes(closing_gate.blockers(actor=pat, round=round)) == ["own_part"]


def test_nobody_clears_by_closing_what_they_released(cast: Cast) -> None:
    """Released as EQA, reopened and signed off again: as IQA the same person does not let it through."""
    first = signed(cast)
    ExternalRelease.objects.create(enrolment=first.enrolment, sign_off=first, eqa=cast.eve)
    round = round_of(cast, sign_off_again(cast, first.enrolment))
    assert closing_gate.blockers(actor=cast.ivan, round=round) == []
    assert codes(closing_gate.blockers(actor=also(cast.eve, Role.IQA, cast), round=round)) == ["own_part"]


# The release ------------------------------------------------------------------------------------------------------
def release_codes(actor: Membership, enrolment) -> list[str]:
    enrolment.refresh_from_db()
    return codes(release_gate.blockers(actor=actor, enrolment=enrolment))


def test_a_unit_is_released_when_it_is_signed_off_and_cleared(cast: Cast) -> None:
    sample = sampled(cast)
    enrolment = sample.sign_off.enrolment
    assert release_codes(cast.eve, enrolment) == ["not_cleared"]
    record_finding(actor=cast.ivan, sample=sample, **AGREED)
    assert release_codes(cast.eve, enrolment) == []
    held_unit = held(cast, sampled(cast, signed(cast, 1))).sample.sign_off.enrolment
    assert release_codes(cast.eve, held_unit) == ["not_signed_off"]


@pytest.mark.parametrize(("member", "role"), [("bob", "assessed"), ("ivan", "quality_assured"), ("carol", "own_work")])
def test_who_had_a_part_does_not_release(cast: Cast, member: str, role: str) -> None:
    sample = sampled(cast)
    record_finding(actor=cast.ivan, sample=sample, **AGREED)
    eqa = also(getattr(cast, member), Role.EQA, cast)
    assert release_codes(eqa, sample.sign_off.enrolment) == [role]


# What assessment asks ---------------------------------------------------------------------------------------------
@pytest.fixture
def quality_assured(cast: Cast):
    """A sample of Carol's with an action; and Ivan as her assessor from today."""
    finding = held(cast)
    second = also(cast.ivan, Role.ASSESSOR, cast)
    cast.registration.assessor = second
    cast.registration.save(update_fields=["assessor"])
    return finding.sample.sign_off, second


def new_codes(gate, actor: Membership, **subject) -> set[str]:
    return set(codes(gate.blockers(actor=actor, **subject))) & {"quality_assured", "released"}


def test_who_quality_assured_a_unit_neither_decides_nor_signs_nor_countersigns_it(cast: Cast, quality_assured) -> None:
    sign_off, ivan = quality_assured
    enrolment = sign_off.enrolment
    assert new_codes(assessing_gate, ivan, enrolment=enrolment) == {"quality_assured"}
    assert new_codes(decision_gate, ivan, progress=enrolment.criteria.first()) == {"quality_assured"}
    assert new_codes(sign_off_gate, ivan, enrolment=enrolment) == {"quality_assured"}
    assert new_codes(countersign_gate, ivan, sign_off=sign_off) == {"quality_assured"}
    for gate, subject in (
        (assessing_gate, {"enrolment": enrolment}),
        (sign_off_gate, {"enrolment": enrolment}),
        (countersign_gate, {"sign_off": sign_off}),
    ):
        assert new_codes(gate, cast.bea, **subject) == set()


def test_who_quality_assured_a_candidates_unit_does_not_become_their_assessor(cast: Cast, quality_assured) -> None:
    sign_off, ivan = quality_assured
    registration = sign_off.enrolment.registration
    subject = {"registration": registration, "reason": "Bob Brown leaves."}
    assert "quality_assured" in codes(allocation_gate.blockers(actor=cast.alice, assessor=ivan, **subject))
    assert codes(allocation_gate.blockers(actor=cast.alice, assessor=cast.bea, **subject)) == []


def test_reopening_stays_possible(cast: Cast, quality_assured) -> None:
    sign_off, ivan = quality_assured
    assert new_codes(reopening_gate, ivan, enrolment=sign_off.enrolment) == set()


def test_who_released_a_unit_does_not_assess_it(cast: Cast) -> None:
    sign_off = signed(cast)
    ExternalRelease.objects.create(enrolment=sign_off.enrolment, sign_off=sign_off, eqa=cast.eve)
    second = also(cast.eve, Role.ASSESSOR, cast)
    assert new_codes(sign_off_gate, second, enrolment=sign_off.enrolment) == {"released"}
