"""An upheld appeal raises the share that is sampled of what the assessor assesses, for a year."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from assessment.services.sign_off_unit import sign_off_unit
from iqa.models import SamplingRound
from iqa.services.draw_round import draw_round
from tests.assessment.acts import judge
from tests.assessment.appeals import decided, lodged, looked_into, not_yet
from tests.assessment.conftest import submitted
from tests.cast import Cast
from tests.iqa.scenes import policy, signed

pytestmark = pytest.mark.core


@pytest.fixture
def upheld(cast: Cast) -> None:
    """Bob decided a criterion of Carol's; Iris upheld the appeal, and Bea has it to decide anew."""
    work = submitted(cast.registration, 3)
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    decided(appeal, cast.iris, True, anew=cast.bea)


def drawn(cast: Cast) -> SamplingRound:
    policy(cast, percent=1)
    return draw_round(actor=cast.ivan, qualification=cast.specification.qualification, seed="seed")


def reasons(cast: Cast) -> dict[str, str]:
    return {
        row.sign_off.assessor.name: row.reason for row in drawn(cast).samples.select_related("sign_off__assessor__user")
    }


@pytest.mark.usefixtures("upheld")
def test_an_upheld_appeal_raises_the_share_of_what_that_assessor_signs_off(cast: Cast) -> None:
    signed(cast), signed(cast, 1, registration=cast.other_registration, assessor=cast.bea)
    assert reasons(cast) == {
        "Bob Brown": "upheld appeal: all are sampled",
        "Bea Black": "drawn: 1 of 1 at 1 %",
    }


@pytest.mark.usefixtures("upheld")
def test_after_a_year_it_counts_no_more(cast: Cast) -> None:
    with time_machine.travel(timezone.now() + dt.timedelta(days=366)):
        signed(cast)
        assert reasons(cast) == {"Bob Brown": "drawn: 1 of 1 at 1 %"}


def test_a_dismissed_appeal_raises_nothing(cast: Cast) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, submitted(cast.registration, 3))), cast.iris)
    decided(appeal, cast.iris, False)
    signed(cast)
    assert reasons(cast) == {"Bob Brown": "drawn: 1 of 1 at 1 %"}


def test_the_unit_that_was_appealed_is_at_the_higher_share_whoever_signed_it(cast: Cast) -> None:
    work = submitted(cast.registration)
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    decided(appeal, cast.iris, True, anew=cast.bea)
    judge(cast.bea, work.rows[0])
    for row in work.rows[1:]:
        judge(cast.bob, row)
    sign_off_unit(actor=cast.bea, enrolment=work.enrolment)
    assert reasons(cast) == {"Bea Black": "upheld appeal: all are sampled"}


@pytest.mark.usefixtures("upheld")
def test_the_page_says_so_before_a_round_is_drawn(cast: Cast, client_of) -> None:
    policy(cast)
    signed(cast)
    page = client_of(cast.ivan).get(reverse("sampling")).content.decode()
    assert "by assessors of whom an appeal was upheld in the last year" in page
