import pytest

from centres.gates import Refused
from centres.models import AuditEvent, Role
from iqa.models import Sample, SamplingRound
from iqa.sampling import ALGORITHM, Entry, draw
from iqa.services.answer_action import answer_action
from iqa.services.close_round import close_round
from iqa.services.draw_round import draw_round
from iqa.services.record_finding import record_finding
from iqa.sign_offs import due
from portfolio.states import UnitState
from tests import factories
from tests.cast import Cast
from tests.iqa.scenes import AGREED, also, codes, held, policy, sampled, sign_off_again, signed
from units.models import Competence

pytestmark = pytest.mark.core


def drawn(cast: Cast, actor=None, seed: str = "seed") -> SamplingRound:
    return draw_round(actor=actor or cast.ivan, qualification=cast.specification.qualification, seed=seed)


def waiting(cast: Cast) -> list:
    return list(due(cast.centre.pk, cast.specification.qualification))


def test_a_round_keeps_all_that_is_needed_to_draw_it_again(cast: Cast) -> None:
    rule = policy(cast, percent=25)
    sign_offs = [
        signed(cast, number, registration=registration)
        for number in range(4)
        for registration in (cast.registration, cast.other_registration)
    ]
    round = drawn(cast)
    assert (round.policy, round.algorithm, round.seed, round.closed_at) == (rule, ALGORITHM, "seed", None)
    assert {entry["id"] for entry in round.population} == {str(row.pk) for row in sign_offs}
    again = draw([Entry(**entry) for entry in reversed(round.population)], round.seed, 25, 100)
    assert {pick.id: pick.reason for pick in again} == {
        str(sample.sign_off_id): sample.reason for sample in round.samples.all()
    }
    assert {sample.reason for sample in round.samples.all()} == {"drawn: 3 of 8 at 25 %, never fewer than 3"}
    assert AuditEvent.objects.get(verb="sampling.round_drawn").facts == {"seed": "seed", "population": 8, "picks": 3}


def test_the_seed_is_random_unless_given(cast: Cast) -> None:
    policy(cast)
    signed(cast, 0)
    first = draw_round(actor=cast.ivan, qualification=cast.specification.qualification)
    signed(cast, 1)
    second = draw_round(actor=cast.ivan, qualification=cast.specification.qualification)
    assert len({first.seed, second.seed, ""}) == 3


def test_trainees_are_sampled_at_their_own_percentage(cast: Cast) -> None:
    policy(cast, percent=1)
    for number in range(4):
        signed(cast, number)
        trainees = signed(cast, number, registration=cast.other_registration, assessor=cast.tess)
        trainees.enrolment.state = UnitState.SIGNED  # countersigned
        trainees.enrolment.save(update_fields=["state"])
    samples = drawn(cast).samples.select_related("sign_off")
    assert sorted(sample.sign_off.assessor_id == cast.tess.pk for sample in samples) == [False] * 3 + [True] * 4
    assert {sample.reason for sample in samples if sample.sign_off.assessor_id == cast.tess.pk} == {
        "trainee: all are sampled"
    }


def test_the_population_is_what_stands_and_is_neither_cleared_nor_sampled_nor_in_an_open_round(cast: Cast) -> None:
    cleared, on_hold = sampled(cast, signed(cast, 0)), sampled(cast, signed(cast, 1))
    record_finding(actor=cast.ivan, sample=cleared, **AGREED)
    held(cast, on_hold)
    signed(cast, 2, assessor=cast.tess)  # awaits its countersignature
    assert waiting(cast) == []
    fresh = signed(cast, 3)
    elsewhere = factories.specification([factories.unit("Y/101")])
    other = factories.registration(cast.carol, elsewhere, assessor=cast.bob, recorded_by=cast.alice)
    factories.competence(cast.bob, elsewhere, recorded_by=cast.alice)
    factories.sign_off(factories.enrolment(other, elsewhere.units.get()), assessor=cast.bob)
    assert waiting(cast) == [fresh]
    policy(cast)
    drawn(cast)
    assert waiting(cast) == []


def test_what_was_signed_off_again_after_a_finding_is_always_picked(cast: Cast) -> None:
    policy(cast, percent=1)
    finding = held(cast, sampled(cast, signed(cast, 0)))
    answer_action(actor=cast.bob, action=finding.action, text="Decided again.")
    again = sign_off_again(cast, finding.sample.sign_off.enrolment)
    for number in (1, 2, 3):
        signed(cast, number)
        signed(cast, number, registration=cast.other_registration)
    reasons = {sample.sign_off_id: sample.reason for sample in drawn(cast).samples.all()}
    assert reasons[again.pk] == "signed off again after a finding: always sampled"
    assert len(reasons) == 4


def test_what_was_upheld_and_then_reopened_is_drawn_like_any_other(cast: Cast) -> None:
    sample = sampled(cast)
    record_finding(actor=cast.ivan, sample=sample, **AGREED)
    again = sign_off_again(cast, sample.sign_off.enrolment)
    assert [(row, row.again) for row in waiting(cast)] == [(again, False)]


def test_an_empty_population_is_refused_with_the_reason(cast: Cast) -> None:
    policy(cast)
    with pytest.raises(Refused) as refused:
        drawn(cast)
    assert codes(refused.value.blockers) == ["nothing_due"]
    signed(cast)
    round = drawn(cast)
    with pytest.raises(Refused) as refused:
        drawn(cast)
    assert [blocker.since for blocker in refused.value.blockers] == [round.drawn_at]


def test_everything_that_keeps_a_round_from_being_drawn_is_said_at_once(cast: Cast) -> None:
    Competence.objects.filter(membership=cast.ivan).delete()
    with pytest.raises(Refused) as refused:
        drawn(cast)
    assert codes(refused.value.blockers) == ["competence", "no_policy", "nothing_due"]
    assert not SamplingRound.objects.exists()


def test_picks_are_the_drawers_unless_they_had_a_part(cast: Cast) -> None:
    policy(cast)
    mine, theirs = signed(cast, 0, assessor=cast.bea), signed(cast, 1)
    pat = also(cast.bob, Role.IQA, cast)
    sampled(cast, signed(cast, 2), iqa=cast.iris)  # Iris has one to look at, Ivan none
    drawn(cast, actor=pat)
    assert {sample.sign_off: sample.iqa for sample in Sample.objects.exclude(round=None)} == {
        mine: pat,
        theirs: cast.ivan,
    }


def test_a_round_of_which_nobody_may_look_at_a_unit_is_not_drawn(cast: Cast) -> None:
    policy(cast)
    signed(cast, 0, assessor=cast.bea)
    alone = signed(cast, 1)
    pat = also(cast.bob, Role.IQA, cast)
    Competence.objects.filter(membership__in=[cast.ivan, cast.iris], unit=alone.enrolment.unit).delete()
    with pytest.raises(Refused) as refused:
        drawn(cast, actor=pat)
    assert codes(refused.value.blockers) == ["nobody_may"]
    assert str(alone.enrolment.unit) in refused.value.blockers[0].message
    assert not SamplingRound.objects.exists()


def test_only_an_iqa_draws(cast: Cast) -> None:
    for actor in (cast.alice, cast.bob, cast.eve, cast.carol):
        with pytest.raises(Refused) as refused:
            drawn(cast, actor=actor)
        assert codes(refused.value.blockers) == ["role"]


# Closing ----------------------------------------------------------------------------------------------------------
def round_of_five(cast: Cast) -> SamplingRound:
    policy(cast, percent=1)
    for number in range(4):
        signed(cast, number)
    signed(cast, 0, registration=cast.other_registration)
    return drawn(cast)


def test_closing_clears_what_was_not_picked(cast: Cast) -> None:
    round = round_of_five(cast)
    with pytest.raises(Refused) as refused:
        close_round(actor=cast.ivan, round=round)
    assert codes(refused.value.blockers) == ["no_finding"] * 3
    samples = list(round.samples.all())
    record_finding(actor=cast.ivan, sample=samples[0], **AGREED)
    held(cast, samples[1])
    held(cast, samples[2])
    closed = close_round(actor=cast.ivan, round=round)
    assert closed.closed_at is not None
    assert round.clearances.count() == 2
    assert set(round.clearances.values_list("sign_off", flat=True)).isdisjoint(s.sign_off_id for s in samples)
    assert AuditEvent.objects.get(verb="sampling.round_closed").facts == {"cleared": 2}


def test_closing_twice_changes_nothing(cast: Cast) -> None:
    round = round_of_five(cast)
    for sample in round.samples.all():
        record_finding(actor=cast.ivan, sample=sample, **AGREED)
    first = close_round(actor=cast.ivan, round=round)
    assert close_round(actor=cast.iris, round=round).closed_at == first.closed_at
    assert AuditEvent.objects.filter(verb="sampling.round_closed").count() == 1


def test_closing_leaves_out_what_was_set_aside_or_picked_by_hand_since(cast: Cast) -> None:
    round = round_of_five(cast)
    picked = set(round.samples.values_list("sign_off", flat=True))
    for sample in round.samples.all():
        record_finding(actor=cast.ivan, sample=sample, **AGREED)
    by_hand, reopened = [row for row in signed_rows(cast) if row.pk not in picked]
    sampled(cast, by_hand)
    sign_off_again(cast, reopened.enrolment)
    close_round(actor=cast.ivan, round=round)
    assert not round.clearances.exists()


def signed_rows(cast: Cast):
    from assessment.models import UnitSignOff

    return list(UnitSignOff.objects.filter(enrolment__registration__centre=cast.centre))


def test_a_round_of_another_centre_is_not_closed(cast: Cast) -> None:
    round = round_of_five(cast)
    with pytest.raises(Refused) as refused:
        close_round(actor=cast.charlie[Role.IQA], round=round)
    assert codes(refused.value.blockers) == ["out_of_scope"]
