"""What is kept for lists agrees with the decisions that it follows from: after the demo, and after any acts in any order."""

import datetime as dt
import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from assessment.models import UnitSignOff
from assessment.services.countersign import countersign
from assessment.services.reopen_unit import reopen_unit
from assessment.services.sign_off_unit import sign_off_unit
from centres.gates import Refused
from centres.models import Job, Membership, Role
from centres.models.job import JobState
from iqa.models import Action, Sample
from iqa.services.add_sample import add_sample
from iqa.services.answer_action import answer_action
from iqa.services.record_finding import record_finding
from portfolio.models import CriterionProgress, Evidence, Registration, UnitEnrolment
from portfolio.services.drop_unit import drop_unit
from portfolio.services.link_evidence import link_evidence
from portfolio.services.submit_evidence import submit_evidence
from portfolio.services.withdraw_evidence import withdraw_evidence
from portfolio.states import EvidenceState
from tests import factories
from tests.assessment.acts import MET, NOT_YET, judge
from tests.assessment.invariants import CHECKS, complaints, implied_state
from tests.cast import Cast, assemble
from tests.claims.agreement import disagreements

STEPS = 150


@pytest.mark.django_db
def test_the_demo_is_consistent(subtests: Any) -> None:
    call_command("load_catalogue", verbosity=0)
    call_command("seed_demo", verbosity=0)
    for check in CHECKS:
        with subtests.test(check.__name__):
            assert check() == []
    with subtests.test("rules"):
        assert disagreements() == []
    with subtests.test("jobs"):
        unfinished = Job.objects.exclude(state=JobState.DONE).exclude(purpose="make_previews")  # left to the worker
        assert list(unfinished.values_list("key", "state", "error")) == []
    with subtests.test("people"):
        assert Registration.objects.values("candidate").distinct().count() == 13
        states = set(CriterionProgress.objects.values_list("state", flat=True))
        assert states == {"none", "sent", "not_yet", "met", "reopened"}  # an appeal was upheld
        assert set(UnitEnrolment.objects.values_list("state", flat=True)) == {"progress", "awaiting", "signed", "hold"}


class Walk:
    """People of one centre who do at random what the use cases let them, and try what they do not."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.random, self.done = cast, random.Random(seed), list[str]()
        pat = factories.member(cast.centre, Role.ASSESSOR, "Pat Both")
        both = pat.user.memberships.create(centre=cast.centre, role=Role.IQA)
        for person in (pat, both):
            factories.competence(person, cast.specification, recorded_by=cast.alice)
        self.staff = [cast.bob, cast.bea, cast.tess, cast.ivan, cast.iris, pat, both]
        for assessor in (cast.bob, cast.tess, pat):
            self.register(assessor)
        self.acts: list[Callable[[], object]] = [
            *[self.submit, self.decide_unit, self.sign_off] * 4,
            *[self.decide_one, self.countersign, self.sample, self.find, self.answer] * 2,
            self.withdraw,
            self.reopen,
            self.draft,
            self.drop,
        ]

    def register(self, assessor: Membership) -> None:
        candidate = factories.member(self.cast.centre, Role.CANDIDATE, f"Candidate of {assessor.name}")
        made = factories.registration(
            candidate, self.cast.specification, assessor=assessor, recorded_by=self.cast.alice
        )
        for unit in self.cast.specification.units.order_by("code")[:2]:
            factories.enrolment(made, unit)

    def one(self, model: type[Model], **which: object) -> Any:
        rows = list(model._default_manager.filter(**which).order_by("pk"))
        if not rows:
            raise Refused
        return self.random.choice(rows)

    def somebody(self, usual: Membership) -> Membership:
        return usual if self.random.random() < 0.7 else self.random.choice(self.staff)

    def draft(self) -> Evidence:
        unit = self.one(UnitEnrolment)
        person = unit.registration.candidate.membership
        item = factories.evidence(unit.registration, state=EvidenceState.DRAFT)
        rows = list(CriterionProgress.objects.filter(enrolment__registration=unit.registration))
        wanted = self.random.sample(rows, self.random.randint(1, len(rows))) if rows else []
        link_evidence(actor=person, evidence=item, progress=wanted)
        return item

    def submit(self) -> None:
        item = self.draft() if self.random.random() < 0.7 else self.one(Evidence)
        submit_evidence(actor=item.registration.candidate.membership, evidence=item, declared=True)

    def withdraw(self) -> None:
        item = self.one(Evidence)
        withdraw_evidence(actor=item.registration.candidate.membership, evidence=item, reason="Wrong file")

    def drop(self) -> None:
        unit = self.one(UnitEnrolment)
        drop_unit(actor=unit.registration.candidate.membership, enrolment=unit)

    def decide_one(self) -> None:
        row = self.one(CriterionProgress, state__in=["sent", "reopened"])
        ruling = self.random.choice([MET, MET, NOT_YET])
        judge(self.somebody(row.enrolment.registration.assessor), row, **ruling)

    def decide_unit(self) -> None:
        unit = self.one(UnitEnrolment)
        for row in unit.criteria.exclude(state="met"):
            with suppress(Refused):
                judge(unit.registration.assessor, row)

    def sign_off(self) -> None:
        unit = self.one(UnitEnrolment)
        sign_off_unit(actor=self.somebody(unit.registration.assessor), enrolment=unit)

    def countersign(self) -> None:
        sign_off = self.one(UnitSignOff)
        countersign(actor=self.somebody(self.cast.bea), sign_off=sign_off)

    def reopen(self) -> None:
        unit = self.one(UnitEnrolment)
        rows = list(unit.criteria.all())
        progress = self.random.sample(rows, self.random.randint(1, len(rows)))
        reopen_unit(actor=unit.registration.assessor, enrolment=unit, progress=progress, reason="Look again")

    def sample(self) -> None:
        add_sample(actor=self.somebody(self.cast.ivan), sign_off=self.one(UnitSignOff), reason="By hand")

    def find(self) -> None:
        sample = self.one(Sample)
        outcome = self.random.choice(["agreed", "agreed", "action", "not_upheld"])
        upheld = outcome == "agreed"
        record_finding(
            actor=self.somebody(sample.iqa),
            sample=sample,
            outcome=outcome,
            competent=True,
            fair=True,
            recorded=upheld,
            comment="" if upheld else "No date.",
            asks="" if upheld else "Add the date.",
            due_on=None if upheld else timezone.localdate() + dt.timedelta(days=7),
        )

    def answer(self) -> None:
        action = self.one(Action)
        answer_action(actor=action.owner, action=action, text="Added.")

    def step(self) -> None:
        act = self.random.choice(self.acts)
        with suppress(Refused):
            act()
            self.done.append(act.__name__)


def test_whatever_people_do_in_whatever_order_the_states_follow(db: None) -> None:
    criteria, units = set[str](), set[str]()
    for seed in range(3):
        with transaction.atomic():
            walk = Walk(assemble(), seed)
            for step in range(STEPS):
                walk.step()
                criteria |= set(CriterionProgress.objects.values_list("state", flat=True))
                units |= set(UnitEnrolment.objects.values_list("state", flat=True))
                if step % 25 == 24:
                    assert complaints() == [], walk.done[-25:]
            transaction.set_rollback(True)
    # The walks were long enough to mean something.
    assert criteria == {"none", "draft", "sent", "not_yet", "met", "reopened"}
    assert units == {"progress", "awaiting", "signed", "hold"}


def test_the_projection_would_see_a_state_that_nothing_implies(cast: Cast) -> None:
    unit = factories.enrolment(cast.registration, cast.specification.units.first())
    row = unit.criteria.first()
    assert (row.state, implied_state(row), complaints()) == ("none", "none", [])
    CriterionProgress.objects.filter(pk=row.pk).update(state="met")
    UnitEnrolment.objects.filter(pk=unit.pk).update(state="signed")
    assert len(complaints()) == 3
