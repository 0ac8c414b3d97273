"""The pinpoints that stood when a decision was made are under its seal; those that came later are not."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from assessment.models import Seal
from assessment.verifying import verify
from assessment.verifying.verification import units_of
from portfolio.models import Evidence, Pinpoint
from portfolio.pinpoints import Place
from portfolio.services.add_pinpoint import add_pinpoint
from tests import factories
from tests.assessment.acts import NOT_YET, judge
from tests.assessment.conftest import Work
from tests.assessment.linking import link_of
from tests.cast import Cast

pytestmark = pytest.mark.core
PLACE = Place("time", start=80, until=125, label="The apology")


@pytest.fixture
def film(cast: Cast, work: Work) -> Evidence:
    """Pinned, and decided on as not yet met."""
    made = factories.evidence(
        cast.registration, progress=work.rows[:1], file=factories.stored_file(media_type="video/mp4"), title="The call"
    )
    add_pinpoint(actor=cast.carol, evidence=made, links=[link_of(made, work.rows[0])], place=PLACE)
    judge(cast.bob, work.rows[0], **NOT_YET)
    return made


def said(work: Work) -> list[tuple[str, str]]:
    return [(one.code, one.said) for one in verify(units_of([work.enrolment.pk])).differences]


def test_a_seal_says_which_pinpoints_stood(work: Work, film: Evidence) -> None:
    statement = Seal.objects.get().statement
    assert '"label":"The apology"' in statement
    assert statement.count('"pinpoints"') == 1  # the other item has none, and is sealed as ever
    assert said(work) == []


CHANGES: list[dict[str, Any]] = [
    {"start": 79},
    {"until": None},
    {"label": "Something else"},
    {"kind": "page", "start": None, "until": None, "page": 1},
    {"made_at": timezone.now() - dt.timedelta(days=1)},
]


@pytest.mark.parametrize("changed", CHANGES)
def test_a_changed_pinpoint_is_named(work: Work, film: Evidence, changed: dict[str, Any]) -> None:
    Pinpoint.objects.update(**changed)
    found = said(work)
    assert {code for code, _ in found} == {"pinpoint_changed"}
    assert all(words.startswith(f"of a pinpoint in {film.receipt}, ") for _, words in found)


def test_a_pinpoint_that_is_gone_or_was_put_in_is_named(cast: Cast, work: Work, film: Evidence) -> None:
    pin = Pinpoint.objects.get()
    sealed, made_at = pin.pk, pin.made_at
    Pinpoint.objects.all().delete()
    assert said(work) == [("pinpoint_changed", f"a pinpoint in {film.receipt} is gone ({sealed})")]
    Pinpoint.objects.bulk_create([pin])
    Pinpoint.objects.filter(pk=sealed).update(made_at=made_at)
    other = Pinpoint.objects.create(link=pin.link, made_by=cast.carol, kind="time", start=1)
    assert said(work) == []  # it came later
    Pinpoint.objects.filter(pk=other.pk).update(made_at=made_at)
    assert said(work) == [("pinpoint_changed", f"a pinpoint in {film.receipt} was added afterwards ({other.pk})")]


def test_the_next_decision_is_sealed_with_what_was_pinned_since(cast: Cast, work: Work, film: Evidence) -> None:
    link = link_of(film, work.rows[0])
    add_pinpoint(actor=cast.bob, evidence=film, links=[link], place=Place("time", start=300))
    judge(cast.bob, work.rows[0])
    assert [seal.statement.count('"link_id"') for seal in Seal.objects.order_by("number")] == [1, 2]
    assert said(work) == []
