"""What happened to a candidate's unit, newest first, read from the rows of the acts themselves."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from assessment.models import CriterionDecision, UnitReopening, UnitSignOff, Verdict
from centres.models import Membership
from portfolio.models import Evidence, UnitEnrolment
from units.models import Criterion


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of `components/timeline.html`."""

    icon: str
    kind: str
    who: str
    what: str
    at: dt.datetime
    note: str = ""


# Upper apps append their own acts in `AppConfig.ready()`.
HISTORY: list[Callable[[Membership, UnitEnrolment], list[Entry]]] = []


def history(actor: Membership, enrolment: UnitEnrolment) -> list[Entry]:
    own = [*_decisions(enrolment), *_sign_offs(enrolment), *_reopenings(enrolment), *_submissions(enrolment)]
    found = [*own, *(entry for ask in HISTORY for entry in ask(actor, enrolment))]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _decisions(enrolment: UnitEnrolment) -> Iterator[Entry]:
    """Those that one person made in one go are one line."""
    rows = CriterionDecision.objects.on_unit(enrolment).select_related("assessor__user", "progress__criterion__outcome")
    key = lambda row: (row.at.replace(microsecond=0), row.assessor.name, row.verdict)  # noqa: E731
    for (at, who, verdict), group in groupby(sorted(rows, key=key), key=key):
        numbers = _numbers(row.progress.criterion for row in group)
        met = verdict == Verdict.MET
        icon, kind = ("check-circle-fill", "met") if met else ("arrow-return-left", "notyet")
        yield Entry(icon, kind, who, f"decided {numbers} {Verdict(verdict).label.lower()}", at)


def _sign_offs(enrolment: UnitEnrolment) -> Iterator[Entry]:
    rows = UnitSignOff.objects.filter(enrolment=enrolment)
    for row in rows.select_related("assessor__user", "countersignature__countersigner__user"):
        what = "signed the unit off" + (", awaiting countersignature" if row.needs_countersignature else "")
        yield Entry("pen", "met", row.assessor.name, what, row.at)
        signed = getattr(row, "countersignature", None)
        if signed:
            yield Entry("patch-check-fill", "met", signed.countersigner.name, "countersigned the unit", signed.at)


def _reopenings(enrolment: UnitEnrolment) -> Iterator[Entry]:
    rows = UnitReopening.objects.filter(enrolment=enrolment).select_related("actor__user")
    for row in rows.prefetch_related("criteria__progress__criterion__outcome"):
        numbers = _numbers(one.progress.criterion for one in row.criteria.all())
        yield Entry("arrow-counterclockwise", "reopened", row.actor.name, f"reopened {numbers}", row.at, row.reason)


def _submissions(enrolment: UnitEnrolment) -> Iterator[Entry]:
    rows = Evidence.objects.filter(links__progress__enrolment=enrolment, submitted_at__isnull=False).distinct()
    for row in rows.select_related("registration__candidate", "made_by__user"):
        who, did = (row.made_by.name, "recorded") if row.made_by else (row.registration.candidate.name, "submitted")
        if row.submitted_at:
            yield Entry("hourglass-split", "sent", who, f"{did} “{row.title}”", row.submitted_at)
        if row.withdrawn_at:
            yield Entry("x-circle", "none", who, f"withdrew “{row.title}”", row.withdrawn_at, row.withdrawn_reason)


def _numbers(criteria: Iterable[Criterion]) -> str:
    in_order = sorted(criteria, key=lambda one: (one.outcome.number, one.position))
    return ", ".join(criterion.number for criterion in in_order)
