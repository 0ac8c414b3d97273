"""The policy, samples by hand, answers, releases."""

import pytest

from centres.gates import Refused
from centres.models import AuditEvent, Role
from iqa.models import ActionResponse, ExternalRelease, Sample, SamplingPolicy
from iqa.services.add_sample import add_sample
from iqa.services.answer_action import answer_action
from iqa.services.record_finding import record_finding
from iqa.services.release_unit import release_unit
from iqa.services.set_sampling_policy import set_sampling_policy
from iqa.states import ActionState
from portfolio.states import UnitState
from tests.cast import Cast
from tests.iqa.scenes import AGREED, also, codes, held, sampled, sign_off_again, signed

pytestmark = pytest.mark.core


# The policy -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["ivan", "alice"])
def test_a_policy_holds_from_now_on_and_the_earlier_ones_stay(cast: Cast, role: str) -> None:
    set_sampling_policy(actor=getattr(cast, role), percent=25, trainee_percent=100)
    set_sampling_policy(actor=getattr(cast, role), percent=10, trainee_percent=50)
    rows = SamplingPolicy.objects.order_by("at", "id").values_list("percent", "trainee_percent")
    assert list(rows) == [(25, 100), (10, 50)]
    assert AuditEvent.objects.first().facts == {"percent": 10, "trainee_percent": 50, "before": "25 % and 100 %"}


def test_the_same_policy_again_changes_nothing(cast: Cast) -> None:
    first = set_sampling_policy(actor=cast.ivan, percent=25, trainee_percent=100)
    assert set_sampling_policy(actor=cast.iris, percent=25, trainee_percent=100) == first
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(("percent", "trainee"), [(0, 101), (101, 0), (-5, 200)])
def test_percentages_outside_1_to_100_are_refused(cast: Cast, percent: int, trainee: int) -> None:
    with pytest.raises(Refused) as refused:
        set_sampling_policy(actor=cast.ivan, percent=percent, trainee_percent=trainee)
    assert codes(refused.value.blockers) == ["percent", "trainee_percent"]


@pytest.mark.parametrize("role", ["bob", "eve", "carol"])
def test_others_do_not_set_the_policy(cast: Cast, role: str) -> None:
    with pytest.raises(Refused) as refused:
        set_sampling_policy(actor=getattr(cast, role), percent=25, trainee_percent=100)
    assert codes(refused.value.blockers) == ["role"]


# By hand ----------------------------------------------------------------------------------------------------------
def test_an_iqa_adds_a_sample_with_a_reason(cast: Cast) -> None:
    sign_off = signed(cast)
    sample = add_sample(actor=cast.ivan, sign_off=sign_off, reason=" First unit of this candidate. ")
    assert (sample.iqa, sample.reason, sample.round) == (cast.ivan, "First unit of this candidate.", None)
    assert add_sample(actor=cast.iris, sign_off=sign_off, reason="Another reason") == sample
    assert AuditEvent.objects.filter(verb="sampling.sample_added").count() == 1


def test_a_sample_that_the_adder_may_not_look_at_goes_to_another_iqa(cast: Cast) -> None:
    pat = also(cast.bob, Role.IQA, cast)
    assert add_sample(actor=pat, sign_off=signed(cast), reason="New unit").iqa in (cast.ivan, cast.iris)


@pytest.mark.parametrize(("reason", "words"), [(" ", "missing"), ("x" * 201, "201 characters")])
def test_a_sample_needs_a_reason_of_some_length(cast: Cast, reason: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        add_sample(actor=cast.ivan, sign_off=signed(cast), reason=reason)


def test_only_what_stands_is_sampled(cast: Cast) -> None:
    waiting = signed(cast, 0, assessor=cast.tess)
    old = signed(cast, 1)
    sign_off_again(cast, old.enrolment)
    for sign_off in (waiting, old):
        with pytest.raises(Refused) as refused:
            add_sample(actor=cast.ivan, sign_off=sign_off, reason="By hand")
        assert codes(refused.value.blockers) == ["not_standing"]
    assert not Sample.objects.exists()


def test_a_unit_of_another_centre_is_out_of_scope(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        add_sample(actor=cast.charlie[Role.IQA], sign_off=signed(cast), reason="By hand")
    assert codes(refused.value.blockers) == ["out_of_scope"]


# The answer -------------------------------------------------------------------------------------------------------
def test_the_owner_answers_and_the_unit_stays_on_hold(cast: Cast) -> None:
    action = held(cast).action
    answer_action(actor=cast.bob, action=action, text=" Added the date. ")
    action.refresh_from_db()
    assert (action.state, action.responses.get().text) == (ActionState.ANSWERED, "Added the date.")
    assert action.finding.sample.sign_off.enrolment.state == UnitState.HOLD


def test_a_second_press_is_one_answer_and_other_words_are_another(cast: Cast) -> None:
    action = held(cast).action
    first = answer_action(actor=cast.bob, action=action, text="Added the date.")
    assert answer_action(actor=cast.bob, action=action, text="Added the date.") == first
    answer_action(actor=cast.bob, action=action, text="And who was there.")
    assert ActionResponse.objects.count() == 2


def test_an_answer_has_words_and_comes_from_the_owner(cast: Cast) -> None:
    action = held(cast).action
    with pytest.raises(Refused) as refused:
        answer_action(actor=cast.bea, action=action, text="  ")
    assert codes(refused.value.blockers) == ["not_owner", "text"]
    with pytest.raises(Refused) as refused:
        answer_action(actor=also(cast.bob, Role.IQA, cast), action=action, text="Done.")
    assert codes(refused.value.blockers) == ["role"]


def test_a_closed_action_takes_no_answer(cast: Cast) -> None:
    finding = held(cast)
    answer_action(actor=cast.bob, action=finding.action, text="Done.")
    record_finding(actor=cast.ivan, sample=finding.sample, **AGREED)
    with pytest.raises(Refused) as refused:
        answer_action(actor=cast.bob, action=finding.action, text="One more thing.")
    assert codes(refused.value.blockers) == ["closed"]


# The release ------------------------------------------------------------------------------------------------------
def test_an_eqa_releases_a_cleared_unit_once(cast: Cast) -> None:
    sample = sampled(cast)
    enrolment = sample.sign_off.enrolment
    with pytest.raises(Refused) as refused:
        release_unit(actor=cast.eve, enrolment=enrolment)
    assert codes(refused.value.blockers) == ["not_cleared"]
    record_finding(actor=cast.ivan, sample=sample, **AGREED)
    release = release_unit(actor=cast.eve, enrolment=enrolment)
    assert (release.sign_off, release.eqa) == (sample.sign_off, cast.eve)
    assert release_unit(actor=cast.eve, enrolment=enrolment) == release
    assert ExternalRelease.objects.count() == 1


def test_others_do_not_release(cast: Cast) -> None:
    sample = sampled(cast)
    record_finding(actor=cast.ivan, sample=sample, **AGREED)
    for actor, code in ((cast.iris, "role"), (cast.alice, "role"), (cast.charlie[Role.EQA], "out_of_scope")):
        with pytest.raises(Refused) as refused:
            release_unit(actor=actor, enrolment=sample.sign_off.enrolment)
        assert codes(refused.value.blockers) == [code]
