"""What each kind of evidence is asked, who makes it, and which may be without a file."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from centres.gates import Refused
from portfolio import kinds
from portfolio.kinds import Kind
from portfolio.models import CriterionProgress, Evidence
from portfolio.services.describe_evidence import describe_evidence
from portfolio.services.save_drafts import Description
from portfolio.services.submit_evidence import submit_evidence
from portfolio.services.write_evidence import write_evidence
from tests import factories
from tests.cast import Cast
from tests.portfolio.acts import chosen, codes, ready, states

pytestmark = pytest.mark.core
DAY = dt.date(2024, 5, 17)
SEEN = {
    "what": "The complaints file",
    "where": "Cabinet 2, Leeds",
    "seen_by": "Bob Brown",
    "seen_on": "2024-05-20",
    "why": "Names",
}


@pytest.fixture
def rows(cast: Cast) -> list[CriterionProgress]:
    return list(chosen(cast)[0].criteria.in_order())


def written(cast: Cast, rows: list[CriterionProgress], kind: str = "journal", **details: Any) -> Evidence:
    said = Description({}, kind, "", DAY, rows, details=details, confidential=True)
    batch = uuid4()
    for _ in range(2):  # a second press is the same draft
        item = write_evidence(actor=cast.carol, registration=cast.registration, batch=batch, title="Week 3", said=said)
    return item


def test_every_kind_has_its_shape_and_somebody_who_makes_it() -> None:
    assert set(kinds.SHAPES) == set(Kind)
    assert [kind for kind, shape in kinds.SHAPES.items() if not shape.file] == []
    assert set(Kind) - set(kinds.made_by(kinds.CANDIDATE)) == {Kind.OBSERVATION, Kind.QUESTIONS}
    assert set(kinds.made_by(kinds.ASSESSOR)) == {Kind.OBSERVATION, Kind.DISCUSSION, Kind.QUESTIONS, Kind.SEEN}


def test_details_are_held_to_the_description_of_the_kind() -> None:
    given = {"award": " A Level ", "body": "", "awarded_on": dt.date(2020, 7, 1), "number": None, "other": "x"}
    assert kinds.held("prior", given) == {"award": "A Level", "awarded_on": "2020-07-01"}
    pairs = [{"question": "Why? ", "answer": "So."}, {"question": " ", "answer": ""}]
    assert kinds.held("questions", {"mode": "oral", "pairs": pairs}) == {
        "mode": "oral",
        "pairs": [{"question": "Why?", "answer": "So."}],
    }


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("questions", {"mode": "sung"}),
        ("questions", {"pairs": [{"question": "q", "answer": "a"}] * 31}),
        ("questions", {"pairs": [{"question": "q", "answer": "a" * 8001}]}),
        ("discussion", {"minutes": 0}),
        ("discussion", {"minutes": "soon"}),
        ("seen", {"seen_on": "yesterday"}),
        ("seen", {"where": "x" * 201}),
    ],
)
def test_what_a_kind_does_not_take_is_named(kind: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        kinds.held(kind, wrong)


def test_what_is_missing_depends_on_who_makes_it() -> None:
    def names(maker: str, **details: Any) -> list[str]:
        return [detail.name for detail in kinds.missing("discussion", details, maker)]

    assert names(kinds.CANDIDATE) == ["partner"]
    assert names(kinds.ASSESSOR) == ["how", "said"]
    half = {"mode": "oral", "pairs": [{"question": "Why?", "answer": ""}]}
    assert [detail.name for detail in kinds.missing("questions", half, kinds.ASSESSOR)] == ["pairs"]


def test_a_journal_needs_no_file_and_goes_the_same_way(cast: Cast, rows: list[CriterionProgress]) -> None:
    item = written(cast, rows, entry="I called the customer back.")
    assert (item.file, item.kind, item.confidential, str(item)) == (None, "journal", True, "Week 3")
    assert states(cast.registration) == ["draft"] * 3
    sent = submit_evidence(actor=cast.carol, evidence=item, declared=True)
    assert [(detail.heading, value) for detail, value in sent.said] == [
        ("What was done", "I called the customer back.")
    ]
    assert (states(cast.registration), Evidence.objects.count()) == (["sent"] * 3, 1)


def test_what_the_kind_asks_is_asked_before_it_is_submitted(cast: Cast, rows: list[CriterionProgress]) -> None:
    item = written(cast, rows, "seen", **SEEN | {"where": ""})
    with pytest.raises(Refused) as caught:
        submit_evidence(actor=cast.carol, evidence=item, declared=True)
    assert [blocker.message for blocker in caught.value.blockers] == ["“Where it is” is missing."]
    done = write_evidence(
        actor=cast.carol,
        registration=cast.registration,
        batch=item.batch,
        title="File",
        said=Description({}, "seen", "", DAY, rows, details=SEEN),
    )
    assert submit_evidence(actor=cast.carol, evidence=done, declared=True).state == "sent"


def test_a_candidate_uploads_the_recording_of_a_discussion_but_no_record_of_an_assessor(
    cast: Cast, rows: list[CriterionProgress]
) -> None:
    item = ready(cast, rows)

    def say(kind: str, **details: Any) -> Evidence:
        fields = {"title": "Log", "shows": "", "done_on": DAY, "kind": kind, "details": details}
        return describe_evidence(actor=cast.carol, evidence=item, **fields)

    with pytest.raises(Refused) as caught:
        submit_evidence(actor=cast.carol, evidence=say("observation"), declared=True)
    assert codes(caught) == ["kind_of_another"]
    sent = submit_evidence(actor=cast.carol, evidence=say("discussion", partner="Bob", minutes=12), declared=True)
    assert sent.details == {"partner": "Bob", "minutes": 12}


def test_a_file_and_a_kind_that_do_not_fit_are_refused(cast: Cast, rows: list[CriterionProgress]) -> None:
    plain = {"actor": cast.carol, "title": "x", "shows": "", "done_on": None}
    with pytest.raises(Refused) as caught:
        describe_evidence(evidence=ready(cast, rows), kind="seen", **plain)
    assert codes(caught) == ["kind_has_no_file"]
    with pytest.raises(Refused) as caught:
        describe_evidence(evidence=written(cast, rows, entry="x"), kind="product", **plain)
    assert codes(caught) == ["kind_needs_file"]


@pytest.mark.parametrize(
    ("kind", "constraint"), [("product", "no_file_only_where"), ("observation", "a_statement_has_its_assessor")]
)
def test_the_database_keeps_no_item_without_a_file_where_the_kind_needs_one(
    cast: Cast, kind: str, constraint: str
) -> None:
    with transaction.atomic(), pytest.raises(IntegrityError, match=constraint):
        factories.evidence(cast.registration, kind=kind, file=None)
