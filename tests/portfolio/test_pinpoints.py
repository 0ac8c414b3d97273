"""Where in an item a criterion is shown: every place fits its file, in the form, the gate and the database."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from centres.models import AuditEvent
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, Pinpoint
from portfolio.pinpoints import Place
from portfolio.services.add_pinpoint import add_pinpoint
from portfolio.services.remove_pinpoint import remove_pinpoint
from tests import factories
from tests.assessment.acts import NOT_YET, judge, refused
from tests.assessment.linking import taken_back, turned_down
from tests.cast import Cast

pytestmark = pytest.mark.core(every_case=True)
REGION = {"kind": "region", "page": 1, "left": 1000, "top": 2000, "width": 3000, "height": 500}


@pytest.fixture
def rows(cast: Cast) -> list[CriterionProgress]:
    return list(factories.enrolment(cast.registration, cast.specification.units.first()).criteria.in_order())


def item(cast: Cast, rows: list[CriterionProgress], media_type: str, pages: int | None = None, **more: Any) -> Evidence:
    file = factories.stored_file(media_type=media_type)
    file.pages = pages
    file.save(update_fields=["pages"])
    return factories.evidence(cast.registration, progress=rows, file=file, **more)


def pinned(actor: Any, found: Evidence, place: Place, *rows: CriterionProgress) -> list[Pinpoint]:
    links = list(EvidenceLink.objects.filter(evidence=found, progress__in=rows or [found.links.first().progress]))
    return add_pinpoint(actor=actor, evidence=found, links=links, place=place)


PLACES = [
    ("video/mp4", None, Place("time", start=80, until=125), "1:20 to 2:05"),
    ("audio/mpeg", None, Place("time", start=3725, label="The apology"), "from 1:02:05: The apology"),
    ("video/x-msvideo", None, Place("time", start=0), "from 0:00"),
    ("application/pdf", 3, Place("page", page=3), "p. 3"),
    ("application/pdf", None, Place("page", page=2, last_page=9), "pp. 2 to 9"),
    ("application/msword", 2, Place(**REGION), "p. 1, marked area"),
    ("image/jpeg", 1, Place(**REGION), "p. 1, marked area"),
]


@pytest.mark.parametrize(("media_type", "pages", "place", "words"), PLACES)
def test_a_place_is_kept_as_it_was_pointed_at(
    cast: Cast, rows: list[CriterionProgress], media_type: str, pages: int | None, place: Place, words: str
) -> None:
    (pin,) = pinned(cast.carol, item(cast, rows, media_type, pages), place)
    pin.refresh_from_db()
    assert ({name: getattr(pin, name) for name in place.columns()}, str(pin)) == (place.columns(), words)


NO_PLACES = [
    ("text/plain", None, Place("page", page=1), "no_such_place"),
    ("video/mp4", None, Place("page", page=1), "no_such_place"),
    ("application/pdf", 3, Place("time", start=1), "no_such_place"),
    ("image/png", 1, Place("page", page=1), "no_such_place"),
    ("video/mp4", None, Place("time"), "no_start"),
    ("video/mp4", None, Place("time", start=9, until=9), "ends_before"),
    ("application/pdf", 3, Place("page"), "no_page"),
    ("application/pdf", 3, Place("page", page=0), "no_page"),
    ("application/pdf", 3, Place("page", page=4), "beyond_the_end"),
    ("application/pdf", 3, Place("page", page=2, last_page=4), "beyond_the_end"),
    ("application/pdf", 3, Place("page", page=2, last_page=2), "pages_backwards"),
    ("application/pdf", 3, Place(**REGION | {"page": 4}), "beyond_the_end"),
    ("image/png", 1, Place(**REGION | {"left": 7001}), "outside"),
    ("image/png", 1, Place(**REGION | {"height": 0}), "outside"),
    ("image/png", 1, Place(**REGION | {"top": None}), "outside"),
]


@pytest.mark.parametrize(("media_type", "pages", "place", "code"), NO_PLACES)
def test_a_place_that_the_file_does_not_have_is_refused(
    cast: Cast, rows: list[CriterionProgress], media_type: str, pages: int | None, place: Place, code: str
) -> None:
    found = item(cast, rows, media_type, pages)
    with refused(code):
        pinned(cast.carol, found, place)
    assert Pinpoint.objects.count() == 0


WRONG = [
    {"kind": "time"},
    {"kind": "time", "start": 5, "until": 5},
    {"kind": "time", "start": 5, "page": 1},
    {"kind": "page"},
    {"kind": "page", "page": 0},
    {"kind": "page", "page": 2, "last_page": 2},
    REGION | {"left": None},
    REGION | {"top": None},
    REGION | {"width": 0},
    REGION | {"left": 7001},
    REGION | {"top": 9501},
    REGION | {"last_page": 2},
]


@pytest.mark.parametrize("columns", WRONG)
def test_the_database_holds_no_place_that_is_none(cast: Cast, rows: list[CriterionProgress], columns: Any) -> None:
    link = item(cast, rows, "application/pdf").links.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Pinpoint.objects.create(link=link, made_by=cast.carol, **columns)


def test_one_press_points_for_several_criteria_and_a_second_press_for_none(
    cast: Cast, rows: list[CriterionProgress]
) -> None:
    found = item(cast, rows, "application/pdf", 3)
    first = pinned(cast.carol, found, Place("page", page=2), *rows[:2])
    again = pinned(cast.carol, found, Place("page", page=2), *rows)
    assert (len(first), len(again), Pinpoint.objects.count()) == (2, 3, 3)
    assert AuditEvent.objects.filter(verb="evidence.pinned").count() == 2
    with refused("no_criterion"):
        add_pinpoint(actor=cast.carol, evidence=found, links=[], place=Place("page", page=2))


def test_an_assessor_of_the_candidate_points_too_and_nobody_else(cast: Cast, rows: list[CriterionProgress]) -> None:
    found = item(cast, rows, "application/pdf", 3)
    (pin,) = pinned(cast.bob, found, Place("page", page=2))
    assert pin.made_by == cast.bob
    for person, code in ((cast.bea, "not_yours"), (cast.dan, "not_yours"), (cast.alice, "role"), (cast.ivan, "role")):
        with refused(code):
            pinned(person, found, Place("page", page=1))
    with refused("not_yours"):
        remove_pinpoint(actor=cast.carol, pinpoint=pin)
    remove_pinpoint(actor=cast.bob, pinpoint=pin)
    remove_pinpoint(actor=cast.bob, pinpoint=pin)
    assert AuditEvent.objects.filter(verb="evidence.unpinned").count() == 1


def test_what_was_decided_with_a_pinpoint_keeps_it(cast: Cast, rows: list[CriterionProgress]) -> None:
    found = item(cast, rows, "application/pdf", 3)
    (pin,) = pinned(cast.carol, found, Place("page", page=2), rows[0])
    judge(cast.bob, rows[0], **NOT_YET)
    with refused("decided_on"):
        remove_pinpoint(actor=cast.carol, pinpoint=pin)
    (later,) = pinned(cast.carol, found, Place("page", page=3), rows[0])
    remove_pinpoint(actor=cast.carol, pinpoint=later)
    judge(cast.bob, rows[0])
    with refused("already_met"):
        pinned(cast.carol, found, Place("page", page=3), rows[0])


def test_a_candidate_points_at_the_place_before_proposing_again(cast: Cast, rows: list[CriterionProgress]) -> None:
    found = item(cast, rows, "application/pdf", 3)
    turned_down(cast.bob, found, rows[0])
    with refused("not_accepted"):
        pinned(cast.bob, found, Place("page", page=2), rows[0])
    pinned(cast.carol, found, Place("page", page=2), rows[0])


def test_a_pinpoint_that_went_with_its_link_is_removed_already(cast: Cast, rows: list[CriterionProgress]) -> None:
    found = item(cast, rows, "application/pdf", 3)
    (pin,) = pinned(cast.carol, found, Place("page", page=2))
    taken_back(cast.carol, found, pin.link.progress)
    remove_pinpoint(actor=cast.carol, pinpoint=pin)
    assert not AuditEvent.objects.filter(verb="evidence.unpinned").exists()
