"""What a candidate of the demo does, in sentences: each method is a use case, done by the right person at its time."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessment.models import UnitSignOff
from assessment.plan_forms import CONTRACT
from assessment.ruling import Ruling
from assessment.selectors.feedback import unread_of
from assessment.services.acknowledge_feedback import acknowledge_feedback
from assessment.services.agree_plan import agree_plan
from assessment.services.countersign import countersign
from assessment.services.decide_many import decide_many
from assessment.services.plan_task import plan_task
from assessment.services.record_review import record_review
from assessment.services.sign_off_unit import sign_off_unit
from assessment.services.sign_plan import sign_plan
from assessment.services.sign_review import sign_review
from centres.models import Membership
from demo.clock import moment
from demo.documents import film, photo, record
from demo.people import Staff, address, join
from portfolio.models import Aim, CriterionProgress, Evidence, Registration, UnitEnrolment
from portfolio.services.choose_units import choose_units
from portfolio.services.describe_evidence import describe_evidence
from portfolio.services.link_evidence import link_evidence
from portfolio.services.register_candidate import register_candidate
from portfolio.services.save_plan import save_plan
from portfolio.services.store_upload import store_upload
from portfolio.services.submit_evidence import submit_evidence

numbers = itertools.count(2291847)
ASKS = "You say what you did. I still need how you knew that it worked: a reply from the customer, or two minutes of recording."


class Portfolio:
    """One candidate of the demo and their registration."""

    def __init__(self, staff: Staff, name: str, assessor: Membership, *, born: dt.date, days_ago: float) -> None:
        self.staff, self.assessor = staff, assessor
        with moment(days_ago):
            self.registration: Registration = register_candidate(
                actor=staff.maureen,
                name=name,
                email=address(name),
                date_of_birth=born,
                uln="",
                specification=staff.specification,
                number=f"PQ-{next(numbers)}",
                registered_on=timezone.localdate(),
                assessor=assessor,
                independent=True,
            )
            self.person = join(self.registration.candidate.membership)

    def chooses(self, *codes: str, days_ago: float) -> "Portfolio":
        with moment(days_ago):
            choose_units(
                actor=self.person,
                registration=self.registration,
                units=list(self.registration.specification.units.filter(code__in=codes)),
                acknowledged=set(codes),
            )
        return self

    def plans(self, *codes: str, days_ago: float) -> "Portfolio":
        """With their assessor, who saves it."""
        units = list(self.registration.specification.units.filter(code__in=codes))
        with moment(days_ago):
            save_plan(actor=self.assessor, registration=self.registration, units=units, aim=Aim.HAND)
        return self

    def unit(self, code: str) -> UnitEnrolment:
        return self.registration.enrolments.get(unit__code=code)

    def criteria(self, *codes: str, first: int | None = None) -> list[CriterionProgress]:
        """The criteria of these units in order; `first` takes that many of each."""
        return [row for code in codes for row in self.unit(code).criteria.in_order()[:first]]

    def uploads(self, title: str, upload: SimpleUploadedFile, *, days_ago: float) -> Evidence:
        with moment(days_ago):
            item = store_upload(actor=self.person, registration=self.registration, upload=upload)
            done_on = timezone.localdate() - dt.timedelta(days=2)
            shows = "What I did, step by step, and what came of it for the customer."
            return describe_evidence(
                actor=self.person, evidence=item, title=title, kind="product", shows=shows, done_on=done_on
            )

    def submits(self, item: Evidence, rows: Sequence[CriterionProgress], *, days_ago: float) -> "Portfolio":
        with moment(days_ago):
            link_evidence(actor=self.person, evidence=item, progress=list(rows))
            submit_evidence(actor=self.person, evidence=item, declared=True)
        return self

    def shows(self, *codes: str, days_ago: float, first: int | None = None) -> "Portfolio":
        """A record, a photo or a film for these units, put forward for their criteria."""
        rows = self.criteria(*codes, first=first)
        title, upload = self.next_document(codes[0])
        return self.submits(self.uploads(title, upload, days_ago=days_ago), rows, days_ago=days_ago)

    def next_document(self, code: str) -> tuple[str, SimpleUploadedFile]:
        count, subject = self.registration.evidence.count(), self.unit(code).unit.title
        if count % 4 == 2:
            return f"Whiteboard: {subject}"[:120], photo(
                subject[:38], ["What we found", "What we agreed", "Who does it, by when"]
            )
        if count % 4 == 3:
            return "How a refund is logged", film()
        return f"Record: {subject}"[:120], record(
            f"Record {1100 + count}", self.registration.candidate.name, subject, PARAGRAPHS
        )

    def is_judged(
        self, *codes: str, days_ago: float, not_yet: Iterable[str] = (), first: int | None = None
    ) -> "Portfolio":
        """The assessor decides what was submitted for these units; the criteria numbered in `not_yet` need more."""
        late = set(not_yet)
        rows = [row for row in self.criteria(*codes, first=first) if row.state == "sent"]
        with moment(days_ago):
            decide_many(
                actor=self.assessor, rulings=[self.ruling(row, row.criterion.number not in late) for row in rows]
            )
        return self

    @staticmethod
    def ruling(row: CriterionProgress, met: bool) -> Ruling:
        praise = "Clear, and your own work." if row.criterion.position == 1 else ""
        verdict, feedback = ("met", praise) if met else ("not_yet", ASKS)
        return Ruling(row, verdict, valid=True, authentic=True, current=True, sufficient=met, feedback=feedback)

    def reads(self, *, days_ago: float) -> "Portfolio":
        """Everything that was written to them so far."""
        with moment(days_ago):
            acknowledge_feedback(
                actor=self.person,
                registration=self.registration,
                decisions=list(unread_of(self.registration)),
            )
        return self

    def is_to(
        self, what: str, *rows: CriterionProgress, by: dt.date, days_ago: float, kind: str = "", place: str = ""
    ) -> "Portfolio":
        """Planned by the assessor."""
        task: dict[str, Any] = {"what": what, "due_on": by, "kind": kind, "place": place, "criteria": rows}
        with moment(days_ago):
            plan_task(actor=self.assessor, registration=self.registration, **task)
        return self

    def has_a_plan(self, *, days_ago: float, agrees: float | None = None) -> "Portfolio":
        """Signed by the assessor and, `agrees` days ago, by the candidate."""
        with moment(days_ago):
            plan = sign_plan(actor=self.assessor, registration=self.registration, words=PLAN)
        if agrees is not None:
            with moment(agrees):
                agree_plan(actor=self.person, plan=plan)
        return self

    def is_reviewed(self, progress: str, *, days_ago: float, signs: float) -> "Portfolio":
        with moment(days_ago):
            today = timezone.localdate()
            said: dict[str, Any] = {"held_on": today, "progress": progress, "next_on": today + dt.timedelta(weeks=8)}
            review = record_review(actor=self.assessor, registration=self.registration, **said)
        with moment(signs):
            sign_review(actor=self.person, review=review)
        return self

    def is_signed_off(self, *codes: str, days_ago: float) -> "Portfolio":
        with moment(days_ago):
            for code in codes:
                sign_off_unit(actor=self.assessor, enrolment=self.unit(code))
        return self

    def is_countersigned(self, *codes: str, days_ago: float) -> "Portfolio":
        with moment(days_ago):
            for sign_off in self.sign_offs(*codes):
                countersign(actor=self.staff.anil, sign_off=sign_off)
        return self

    def sign_offs(self, *codes: str) -> list[UnitSignOff]:
        return list(
            UnitSignOff.objects.filter(enrolment__registration=self.registration, enrolment__unit__code__in=codes)
        )

    def completes(self, *codes: str, days_ago: float) -> "Portfolio":
        """Two units to an item of evidence, each judged three days later and signed off the day after."""
        for number, pair in enumerate(itertools.zip_longest(codes[::2], codes[1::2])):
            units, day = [code for code in pair if code], days_ago - 6 * number
            self.shows(*units, days_ago=day).is_judged(*units, days_ago=day - 3).is_signed_off(*units, days_ago=day - 4)
        return self.reads(days_ago=day - 4)


PLAN = {
    "needs": "Writing up a call so that somebody else can follow it. Everything else is daily work.",
    "fit": "Leads the complaints desk, so meets every criterion at work within a few months.",
    "support": "Half an hour a week with the team leader; questions to the assessor at any time.",
    "contract": CONTRACT,
}
PARAGRAPHS = [
    (
        "What the customer told us",
        "A refund promised three weeks earlier had not arrived. She had called twice and had to tell it all again each time.",
    ),
    (
        "What I found",
        "The refund was approved but stuck: one digit of the bank details was missing, and nobody had noted the second call.",
    ),
    (
        "What I offered",
        "Two ways to put it right: a refund to her bank within five working days, or a credit on the next bill. I asked which suited her.",
    ),
    (
        "What came of it",
        "She chose the refund and had it on the fourth day. I changed our call note so that bank details are read back.",
    ),
]
