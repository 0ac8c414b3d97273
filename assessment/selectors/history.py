"""What happened to a candidate's unit, newest first, read from the rows of the acts themselves; one query for all kinds."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, F, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from assessment.models import (
    AppealStep,
    Countersignature,
    CriterionDecision,
    ReopenedCriterion,
    ResultAnswer,
    StepKind,
    UnitReopening,
    UnitResult,
    UnitSignOff,
)
from centres.models import Membership
from centres.prepared import prepared
from portfolio.models import Evidence, EvidenceLink, UnitEnrolment


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of `components/timeline.html`."""

    icon: str
    kind: str
    who: str
    what: str
    at: dt.datetime
    note: str = ""


class Act(NamedTuple):
    """One row of an act. `said`: what is put into its words; `number`: the criterion that it is about, if one."""

    at: dt.datetime
    code: str
    who: str
    said: str
    note: str
    number: str
    outcome: int
    position: int


Words = Callable[[Act], tuple[str, str, str]]  # icon, colour and what was done
# Upper apps append their own acts on a unit, by its key, in `AppConfig.ready()`: what makes the rows, and the words for each code.
HISTORY: list[Callable[[Membership, UUID], Iterable["QuerySet[Any]"]]] = []
WORDS: dict[str, Words] = {
    "met": lambda act: ("check-circle-fill", "met", f"decided {act.number} met"),
    "not_yet": lambda act: ("arrow-return-left", "notyet", f"decided {act.number} not yet met"),
    "signed": lambda act: ("pen", "met", "signed the unit off"),
    "signed_waits": lambda act: ("pen", "met", "signed the unit off, awaiting countersignature"),
    "countersigned": lambda act: ("patch-check-fill", "met", "countersigned the unit"),
    "reopened": lambda act: ("arrow-counterclockwise", "reopened", f"reopened {act.number}"),
    "submitted": lambda act: ("hourglass-split", "sent", f"submitted “{act.said}”"),
    "recorded": lambda act: ("hourglass-split", "sent", f"recorded “{act.said}”"),
    "withdrew": lambda act: ("x-circle", "none", f"withdrew “{act.said}”"),
    "passed": lambda act: ("check-circle-fill", "met", f"recorded attempt {act.said}"),
    "not_passed": lambda act: ("arrow-return-left", "notyet", f"recorded attempt {act.said}"),
    "proposed": lambda act: ("pencil", "none", f"proposed to correct attempt {act.said}"),
    "confirmed": lambda act: ("people-fill", "none", f"confirmed the correction of attempt {act.said}"),
    "turned_down": lambda act: ("people-fill", "none", f"turned down the correction of attempt {act.said}"),
    "unit_reopened": lambda act: ("arrow-counterclockwise", "reopened", "opened the unit again"),
}


def _of_appeal(label: str) -> Words:
    return lambda act: ("chat-square-quote", "none", label)


WORDS |= {f"appeal_{kind}": _of_appeal(label) for kind, label in StepKind.choices}


def acts(
    rows: "QuerySet[Any]", code: Any, who: Any, *, at: str = "at", said: str = "", note: str = "", criterion: str = ""
) -> "QuerySet[Any]":
    """One kind of act, as a part of the query. `who` is or leads to a name; `said`, `note` and `criterion` to fields, if any."""
    words = [Cast(F(name) if name else Value(""), TextField()) for name in (said, note)]
    number = F(f"{criterion}__number") if criterion else Value("", CharField())
    places = ("outcome__number", "position")
    order = [F(f"{criterion}__{place}") if criterion else Value(0, IntegerField()) for place in places]
    named = Coalesce(F(who) if isinstance(who, str) else who, Value("Attest"))
    fields = (F(at), Cast(code, TextField()), Cast(named, TextField()), *words, Cast(number, TextField()), *order)
    return rows.order_by().values_list(*fields)


def history(actor: Membership, enrolment: UnitEnrolment, *, every_item: bool = True) -> list[Entry]:
    """`every_item`: also what was done with items that the actor may not open."""
    found = [Act(*row) for row in _acts_on(actor, enrolment.pk, enrolment.whole, every_item)]
    return sorted(_entries(found), key=lambda entry: entry.at, reverse=True)


@prepared
def _acts_on(actor: Membership, enrolment: UUID, whole: bool, every_item: bool) -> "QuerySet[Any]":
    made = _results(enrolment) if whole else _submissions(enrolment, None if every_item else actor)
    first, *rest = [*_own(enrolment), *made, *(rows for ask in HISTORY for rows in ask(actor, enrolment))]
    return first.union(*rest, all=True)


def _own(enrolment: UUID) -> Iterator["QuerySet[Any]"]:
    criterion = "progress__criterion"
    decisions = CriterionDecision.objects.filter(progress__enrolment=enrolment)
    yield acts(decisions, F("verdict"), "assessor__user__name", criterion=criterion)
    waits = Case(When(needs_countersignature=True, then=Value("signed_waits")), default=Value("signed"))
    yield acts(UnitSignOff.objects.filter(enrolment=enrolment), waits, "assessor__user__name")
    countersigned = Countersignature.objects.filter(sign_off__enrolment=enrolment)
    yield acts(countersigned, Value("countersigned"), "countersigner__user__name")
    reopened = ReopenedCriterion.objects.filter(reopening__enrolment=enrolment)
    by = {"at": "reopening__at", "note": "reopening__reason", "criterion": criterion}
    yield acts(reopened, Value("reopened"), "reopening__actor__user__name", **by)
    steps = AppealStep.objects.filter(appeal__enrolment=enrolment)
    yield acts(steps, Concat(Value("appeal_"), F("kind")), "by__user__name")


def _results(enrolment: UUID) -> Iterator["QuerySet[Any]"]:
    """Of a unit that is assessed as a whole: attempts, corrections with their second person, and what those undid."""
    rows = UnitResult.objects.filter(enrolment=enrolment)
    rows = rows.annotate(told=Concat(Cast("attempt", CharField()), Value(": “"), F("words"), Value("”")))
    recorded = Case(When(passed=True, then=Value("passed")), default=Value("not_passed"))
    code = Case(When(revision__gt=0, then=Value("proposed")), default=recorded)
    yield acts(rows, code, "recorded_by__user__name", said="told", note="reason")
    answers = ResultAnswer.objects.filter(result__enrolment=enrolment)
    answered = Case(When(confirmed=True, then=Value("confirmed")), default=Value("turned_down"))
    yield acts(answers, answered, "person__user__name", said="result__attempt", note="note")
    undone = UnitReopening.objects.filter(enrolment=enrolment, criteria=None)
    yield acts(undone, Value("unit_reopened"), "actor__user__name", note="reason")


def _submissions(enrolment: UUID, visible_to: Membership | None) -> Iterator["QuerySet[Any]"]:
    linked = EvidenceLink.objects.filter(progress__enrolment=enrolment).values("evidence")
    shown = Evidence.objects.visible_to(visible_to) if visible_to else Evidence.objects.all()
    items = shown.filter(pk__in=linked).exclude(submitted_at=None)
    who = Coalesce(F("made_by__user__name"), F("registration__candidate__name"))
    by = Case(When(made_by=None, then=Value("submitted")), default=Value("recorded"))
    yield acts(items, by, who, at="submitted_at", said="title")
    withdrawn = items.exclude(withdrawn_at=None)
    yield acts(withdrawn, Value("withdrew"), who, at="withdrawn_at", said="title", note="withdrawn_reason")


def _entries(found: Sequence[Act]) -> Iterator[Entry]:
    """What one person did to several criteria in one go is one line."""
    key = lambda act: (act.at.replace(microsecond=0), act.who, act.code, act.said, act.note)  # noqa: E731
    for _, group in groupby(sorted(found, key=key), key=key):
        together = sorted(group, key=lambda act: (act.outcome, act.position))
        act = together[0]._replace(number=", ".join(one.number for one in together if one.number))
        icon, kind, what = WORDS[act.code](act)
        yield Entry(icon, kind, act.who, what, act.at, act.note)
