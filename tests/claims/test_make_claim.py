import re

import pytest
from django.conf import settings
from django.utils import timezone

from centres.gates import Refused
from centres.models import AuditEvent, Job
from claims.documents import Snapshot
from claims.models import Claim
from claims.models.claim import Kind
from claims.services.make_claim import make_claim
from claims.states import ClaimState
from portfolio.models import Registration
from portfolio.services.move_registration import move_registration
from tests.cast import Cast
from tests.claims import story
from tests.portfolio.editions import renewed
from units.combination import Outcome

pytestmark = pytest.mark.core


def test_a_claim_freezes_the_verdict_its_units_and_two_numbered_documents(cast: Cast) -> None:
    claim = make_claim(actor=cast.alice, registration=story.ready(cast), kind=Kind.FULL)
    assert (claim.state, claim.claimed_by) == (ClaimState.QUEUED, cast.alice)
    assert Outcome.from_dict(claim.outcome).met
    assert sorted(claim.units.values_list("enrolment__unit__code", "credit", "counted")) == [
        ("X/101", 5, True),
        ("X/102", 5, True),
        ("X/201", 5, True),
    ]
    documents = list(claim.documents.all())
    assert [document.kind for document in documents] == ["listing", "title"]
    assert all(re.fullmatch(r"AT-\d\d-[2-9A-HJKMNP-TV-Z]{6}", document.number) for document in documents)
    assert all(len(document.code) == 24 and document.file is None for document in documents)
    assert Job.objects.filter(purpose="finish_claim", object_id=str(claim.pk)).count() == 1
    assert list(AuditEvent.objects.about(claim).values_list("verb", flat=True)) == ["claim.made"]


def test_the_snapshot_says_who_what_and_where_it_is_verified(cast: Cast) -> None:
    claim = make_claim(actor=cast.alice, registration=story.ready(cast), kind=Kind.FULL)
    snapshot = Snapshot.from_json(claim.snapshot)
    assert (snapshot.candidate.name, snapshot.claimed_by, snapshot.iqa_name) == (
        "Carol Cole",
        "Alice Adams",
        "Ivan Ives",
    )
    assert (snapshot.claimed_on, snapshot.iqa_on) == (timezone.localdate(), timezone.localdate())
    assert (snapshot.credits_counted, snapshot.credits_total) == (15, 15)
    assert [clause.need for clause in snapshot.clauses] == [
        "at least 15 credits",
        "at least 10 credits",
        "at least 5 credits",
    ]
    for document in claim.documents.all():
        assert snapshot.documents[document.kind] == document.number
        assert snapshot.verification[document.kind] == f"{settings.BASE_URL}/verify/{document.code}/"


def test_after_a_move_the_new_rule_counts_by_code_and_what_is_gone_is_listed_last(cast: Cast) -> None:
    registration = story.ready(cast, ["X/202", "X/101", "X/102", "X/201"])
    specification = renewed(cast)
    move_registration(actor=cast.alice, registration=registration, specification=specification, reason="It closes.")
    registration.refresh_from_db()
    claim = story.claimed(cast, registration)
    assert claim.state == ClaimState.MADE
    snapshot = Snapshot.from_json(claim.snapshot)
    assert (snapshot.specification_version, snapshot.credits_counted, snapshot.credits_total) == ("2", 15, 20)
    assert [(unit.code, unit.counted) for unit in snapshot.units] == [
        ("X/101", True),
        ("X/102", True),
        ("X/201", True),
        ("X/202", False),
    ]
    assert Outcome.from_dict(claim.outcome).credits_achieved == 20


def test_no_iqa_is_named_where_two_of_them_cleared_the_units(cast: Cast) -> None:
    story.ready(cast, ["X/101", "X/102"])
    story.cleared(cast.registration, "X/201", assessor=cast.bob, iqa=cast.iris)
    claim = make_claim(actor=cast.alice, registration=cast.registration, kind=Kind.FULL)
    assert (claim.snapshot["iqa_name"], claim.snapshot["iqa_on"]) == ("", None)


def test_claiming_again_returns_the_claim_that_is_there(cast: Cast) -> None:
    registration = story.ready(cast)
    first = make_claim(actor=cast.alice, registration=registration, kind=Kind.FULL)
    assert make_claim(actor=cast.alice, registration=registration, kind=Kind.FULL) == first
    assert (Claim.objects.count(), Job.objects.filter(purpose="finish_claim").count()) == (1, 1)


def test_a_refused_claim_writes_nothing_and_names_every_reason(cast: Cast) -> None:
    story.ready(cast, ["X/101"])
    with pytest.raises(Refused) as refusal:
        make_claim(actor=cast.alice, registration=cast.registration, kind=Kind.FULL)
    assert len(refusal.value.blockers) == 3
    assert not Claim.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize("who", ["bob", "ivan", "eve", "carol"])
def test_only_a_centre_admin_claims(cast: Cast, who: str) -> None:
    registration = story.ready(cast)
    with pytest.raises(Refused, match="Centre admin"):
        make_claim(actor=getattr(cast, who), registration=registration, kind=Kind.FULL)


def test_another_centres_admin_finds_no_registration(cast: Cast) -> None:
    with pytest.raises(Registration.DoesNotExist):
        make_claim(actor=cast.charlie["admin"], registration=story.ready(cast), kind=Kind.FULL)


def test_a_unit_certificate_lists_what_no_certificate_lists_yet(cast: Cast) -> None:
    story.ready(cast, ["X/101", "X/102"])
    first = story.claimed(cast, cast.registration, Kind.UNIT)
    story.cleared(cast.registration, "X/201", assessor=cast.bob, iqa=cast.ivan)
    second = story.claimed(cast, cast.registration, Kind.UNIT)
    listed = [
        list(claim.units.values_list("enrolment__unit__code", flat=True).order_by("enrolment__unit__code"))
        for claim in (first, second)
    ]
    assert listed == [["X/101", "X/102"], ["X/201"]]
    assert [document.kind for document in first.documents.all()] == ["listing"]
    assert (first.snapshot["kind"], first.snapshot["credits_total"], first.outcome) == ("unit", 10, {})


def test_pressing_twice_for_a_unit_certificate_makes_one(cast: Cast) -> None:
    story.ready(cast, ["X/101"])
    first = story.claimed(cast, cast.registration, Kind.UNIT)
    assert story.claimed(cast, cast.registration, Kind.UNIT, printed=False) == first


def test_a_full_claim_after_a_unit_certificate_lists_each_unit_once(cast: Cast) -> None:
    story.ready(cast, ["X/101"])
    story.claimed(cast, cast.registration, Kind.UNIT)
    story.cleared(cast.registration, "X/102", assessor=cast.bob, iqa=cast.ivan)
    story.cleared(cast.registration, "X/201", assessor=cast.bob, iqa=cast.ivan)
    claim = story.claimed(cast, cast.registration)
    assert (claim.state, claim.snapshot["credits_total"], len(claim.snapshot["units"])) == (ClaimState.MADE, 15, 3)


def test_only_released_units_go_on_a_unit_claim_without_direct_claims_status(cast: Cast) -> None:
    registration = story.ready(cast)
    cast.approval.direct_claims_from = None
    cast.approval.save(update_fields=["direct_claims_from"])
    for code in ("X/101", "X/201"):
        story.released(registration.enrolments.get(unit__code=code), cast.eve)
    claim = story.claimed(cast, registration, Kind.UNIT)
    assert claim.state == ClaimState.MADE
    assert [unit["code"] for unit in claim.snapshot["units"]] == ["X/101", "X/201"]


def test_surplus_is_listed_and_not_counted(cast: Cast) -> None:
    """Vector P3: three of Group C count, the fourth is surplus."""
    claim = make_claim(actor=cast.alice, registration=story.proqual(cast, story.P3), kind=Kind.FULL)
    assert claim.state == ClaimState.QUEUED
    assert list(claim.units.filter(counted=False).values_list("enrolment__unit__code", flat=True)) == ["T/506/1980"]
    assert (claim.snapshot["credits_counted"], claim.snapshot["credits_total"]) == (50, 54)


def test_a_claim_on_which_the_readings_differ_is_held_and_nothing_is_queued(cast: Cast) -> None:
    """Vector P2: 47 credits by the strict reading, 50 where a unit may count in part."""
    claim = make_claim(actor=cast.alice, registration=story.proqual(cast, story.P2), kind=Kind.FULL)
    outcome = Outcome.from_dict(claim.outcome)
    assert (claim.state, outcome.met, outcome.held, outcome.credits_counted) == (ClaimState.HELD, False, True, 47)
    assert claim.snapshot["credits_counted"] == 50
    assert not Job.objects.filter(purpose="finish_claim").exists()
