"""What stands behind the addresses of `test_urls.py`: one row of everything."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils import timezone

from assessment.models import Phrase, UnitSignOff
from assessment.services.ask_for_adjustment import ask_for_adjustment
from assessment.services.ask_for_check import ask_for_check
from assessment.services.ask_for_consideration import ask_for_consideration
from assessment.services.lodge_appeal import lodge_appeal
from assessment.services.propose_correction import propose_correction
from centres.models import Membership, Role
from claims.models import Claim
from iqa.services.draw_round import draw_round
from iqa.services.record_finding import record_finding
from iqa.services.set_sampling_policy import set_sampling_policy
from portfolio.models import ConflictOfInterest, UnitEnrolment
from portfolio.services.declare_conflict import declare_conflict
from tests import factories
from tests.assessment.appeals import letter
from tests.assessment.sittings import offered, recorded, sitting
from tests.cast import Cast, assemble
from tests.portfolio import witnesses
from units.models import QualityIssue
from units.services.begin_edition import begin_edition

ADMIN, ASSESSOR, IQA, EQA, CANDIDATE = Role.ADMIN, Role.ASSESSOR, Role.IQA, Role.EQA, Role.CANDIDATE


@dataclass
class World:
    """Alice's centre with one row of everything, all of it about Carol, and the arguments of each address."""

    cast: Cast
    subjects: dict[str, list[Any]]
    insiders: dict[Role, Membership]
    outsiders: list[Membership]  # of Alice's centre, but not concerned


def build() -> World:
    cast = assemble()
    first, second = list(cast.specification.units.all())[:2]
    signed, open_unit = factories.enrolment(cast.registration, first), factories.enrolment(cast.registration, second)
    sign_off = factories.sign_off(signed, assessor=cast.bob)
    waiting = factories.evidence(cast.registration, progress=list(open_unit.criteria.all()))
    preview = waiting.file.previews.create(
        page=1, image=factories.stored_file(b"\xff\xd8\xff", "image/jpeg"), width=1, height=1
    )
    subjects = {
        "": [],
        "code": [cast.specification.qualification.code],
        "unit": [first.pk],
        **descriptions(cast),
        "batch": [uuid4()],
        "written": ["journal"],
        "written_batch": ["journal", uuid4()],
        "kind": ["json"],
        "policy": ["days_to_decide"],
        "bob": [cast.bob.pk],
        "eve": [cast.eve.pk],
        "registration": [cast.registration.pk],
        "enrolment": [signed.pk],
        "evidence": [waiting.pk],
        "upload": [factories.upload(cast.registration).pk],
        "page": [waiting.pk, preview.page],
        "sign_off": [sign_off.pk],
        "waiting": [waiting.pk],
        "pinpoint": [waiting.links.first().pinpoints.create(kind="page", page=1, made_by=cast.carol).pk],
        "infected": [factories.evidence(cast.registration, file=factories.infected_file()).file_id],
        **a_witness(cast, open_unit),
        "observation": [cast.registration.pk, "observation"],
        "assessment_plan": [factories.assessment_plan(cast.registration, made_by=cast.bob).pk],
        "review": [factories.review(cast.registration, made_by=cast.bob).pk],
        "task": [factories.task(cast.registration, planned_by=cast.bob).pk],
        "phrase": [Phrase.objects.create(owner=cast.bob, words="Say when it was.").pk],
        "conflict": [conflict_with(cast).pk],
        "check": [ask_for_check(actor=cast.alice, enrolment=signed).pk],
        **results(cast),
        **an_appeal(cast),
        **arrangements(cast),
        **quality_assurance(cast, sign_off),
        **papers(cast, sign_off),
    }
    insiders = {ADMIN: cast.alice, ASSESSOR: cast.bob, IQA: cast.ivan, EQA: cast.eve, CANDIDATE: cast.carol}
    blind = factories.member(cast.centre, EQA, "Ed Elsewhere")
    return World(cast, subjects, insiders, [cast.bea, cast.dan, blind])


def conflict_with(cast: Cast) -> ConflictOfInterest:
    """Bob's own, declared after what he did for Carol."""
    today = timezone.localdate()
    return declare_conflict(
        actor=cast.bob,
        person=cast.bob,
        candidate=cast.registration.candidate,
        relationship="family",
        since=today + dt.timedelta(days=1),
    )


def descriptions(cast: Cast) -> dict[str, list[Any]]:
    """A draft with a clause and a unit, and the edition in use compared with itself."""
    draft = begin_edition(actor=cast.alice, qualification=cast.specification.qualification)
    code, edition = cast.specification.qualification.code, cast.specification.pk
    return {
        "draft": [draft.pk],
        "part": [draft.pk, 1],
        "editions": [code, edition, edition],
        "format": [code, "csv"],
        "unit_in_code": [code, cast.specification.units.order_by("code")[0].pk],
    }


def a_witness(cast: Cast, unit: UnitEnrolment) -> dict[str, list[Any]]:
    """One who has answered, and one who has not."""
    testimony = witnesses.sealed(cast, list(unit.criteria.all()), confirmed=False)
    return {"asked": [witnesses.asked(cast, list(unit.criteria.all())).pk], "testimony": [testimony.pk]}


def results(cast: Cast) -> dict[str, list[Any]]:
    """A test of Carol's with a correction that waits, and a slip."""
    whole = offered(cast).test
    result = recorded(cast.alice, whole)
    said = sitting(passed=False)
    correction = propose_correction(actor=cast.alice, result=result, sitting=said, reason="The slip.")
    slip = result.files.create(file=factories.stored_file(), name="slip.txt")
    return {"whole": [whole.pk], "result": [result.pk], "correction": [correction.pk], "slip": [slip.pk]}


def an_appeal(cast: Cast) -> dict[str, list[Any]]:
    """About a result, with a letter; the candidate may withdraw it."""
    whole = cast.registration.enrolments.get(unit__code="T/1")
    result = whole.results.get(revision=0)
    appeal = lodge_appeal(actor=cast.alice, enrolment=whole, about=[result], text="The slip.", files=letter())
    file = appeal.steps.get().files.get()
    return {"appeal": [appeal.pk], "appeal_step": [appeal.pk, "withdrawn"], "appeal_file": [file.pk]}


def arrangements(cast: Cast) -> dict[str, list[Any]]:
    """Asked for and not answered yet."""
    adjustment = ask_for_adjustment(
        actor=cast.carol, registration=cast.registration, kind="scribe", need="My wrist.", files=letter()
    )
    result = cast.registration.enrolments.get(unit__code="T/1").results.get(revision=0)
    consideration = ask_for_consideration(
        actor=cast.carol, registration=cast.registration, about=result, circumstances="I was ill."
    )
    file = adjustment.need.files.get()
    return {"adjustment": [adjustment.pk], "consideration": [consideration.pk], "need_file": [file.pk]}


def quality_assurance(cast: Cast, sign_off: UnitSignOff) -> dict[str, list[Any]]:
    set_sampling_policy(actor=cast.ivan, percent=25, trainee_percent=100)
    drawn = draw_round(actor=cast.ivan, qualification=cast.specification.qualification)
    sample = drawn.samples.get()
    finding = record_finding(
        actor=cast.ivan,
        sample=sample,
        outcome="action",
        competent=True,
        fair=True,
        recorded=False,
        comment="No date.",
        asks="Add the date.",
        due_on=timezone.localdate(),
    )
    return {"round": [drawn.pk], "sample": [sample.pk], "action": [finding.action.pk]}


def papers(cast: Cast, sign_off: UnitSignOff) -> dict[str, list[Any]]:
    handbook = factories.handbook(cast.centre, cast.specification)
    issue = QualityIssue.objects.create(
        handbook=handbook,
        severity="warning",
        line=3,
        place="line 3",
        subject="X/101",
        printed="11",
        stored="1.1",
        reason="The point is missing.",
    )
    claim = Claim.objects.create(
        registration=cast.registration, kind="unit", state="made", outcome={}, snapshot={}, claimed_by=cast.alice
    )
    printed = factories.stored_file(b"%PDF-1.7 invented", "application/pdf")
    document = claim.documents.create(
        kind="listing", number="AT-26-000001", code="secret", file=printed, issued_at=timezone.now()
    )
    made = {"claim": [claim.pk], "document": [document.pk]}
    return {"handbook": [handbook.pk], "issue": [issue.pk], "sha256": ["0" * 64], **made}
