"""Everything that is on record about some units, read at once: the number of queries does not grow with them."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from assessment.models import (
    ActKind,
    AppealLine,
    AppealOutcome,
    Countersignature,
    CriterionDecision,
    DecisionEvidence,
    ReopenedCriterion,
    ResultAnswer,
    ResultFile,
    ResultMark,
    Seal,
    UnitReopening,
    UnitResult,
    UnitSignOff,
)
from assessment.verifying.moment import one_moment
from centres.models import AuditEvent, Membership
from portfolio.models import CriterionProgress, Pinpoint, UnitEnrolment

LABELS: dict[str, Any] = dict(ActKind.choices)
HELD_TO = ("competence", "sufficiency_rule")
UNIT_PARTS = ("unit", "registration__candidate")
PARTS = (
    "unsealed",
    "evidence",
    "pinpoints",
    "reopened",
    "marks",
    "result_files",
    "lines",
    "progress",
    "people",
    "trail",
)
WHO: dict[str, str] = {  # of the others: the assessor
    ActKind.COUNTERSIGNATURE: "countersigner_id",
    ActKind.REOPENING: "actor_id",
    ActKind.RESULT: "recorded_by_id",
    ActKind.ANSWER: "person_id",
    ActKind.APPEAL: "decider_id",
}


@dataclass(frozen=True)
class Sealed:
    """A seal, and what it says; nothing where its statement cannot be read any more."""

    seal: Seal
    facts: dict[str, Any]

    @classmethod
    def of(cls, seal: Seal) -> "Sealed":
        try:
            facts = json.loads(seal.statement)
        except ValueError:
            facts = {}
        return cls(seal, facts if isinstance(facts, dict) else {})

    @property
    def kind(self) -> str:
        """As it was sealed; the column beside it may say something else by now."""
        return str(self.facts.get("act") or self.seal.kind)

    @property
    def row(self) -> dict[str, Any]:
        found: dict[str, Any] = self.facts.get("row", {})
        return found

    @property
    def at(self) -> dt.datetime | None:
        return parse_datetime(self.row.get("at") or "")


class Record:
    """Acts are found by their seal and by their unit: one that was moved to another unit is found all the same.

    All of it is read when it is made, as of one moment.
    """

    def __init__(self, enrolments: Iterable[UnitEnrolment]) -> None:
        self.enrolments: dict[UUID, UnitEnrolment] = {row.pk: row for row in enrolments}
        with one_moment():
            self._read()

    def _read(self) -> None:
        seals = Seal.objects.filter(enrolment__in=self.enrolments).order_by("enrolment", "number")
        self.sealed = [Sealed.of(seal) for seal in seals]
        self._ids = [one.seal.act for one in self.sealed]
        for part in PARTS:
            getattr(self, part)

    def _acts(self, model: Any, unit: str, *parts: str) -> dict[UUID, Any]:
        ours = Q(**{f"{unit}__in": self.enrolments}) | Q(pk__in=self._ids)
        return {row.pk: row for row in model.objects.filter(ours).select_related(*parts)}

    def _has(self, kind: str) -> bool:
        return any(one.kind == kind for one in self.sealed)

    @cached_property
    def decisions(self) -> dict[UUID, CriterionDecision]:
        parts = ("progress__criterion", *(f"progress__enrolment__{part}" for part in UNIT_PARTS))
        return self._acts(CriterionDecision, "progress__enrolment", *HELD_TO, "assessor__user", *parts)

    @cached_property
    def sign_offs(self) -> dict[UUID, UnitSignOff]:
        parts = tuple(f"enrolment__{part}" for part in UNIT_PARTS)
        return self._acts(UnitSignOff, "enrolment", *HELD_TO, "assessor__user", *parts)

    @cached_property
    def countersignatures(self) -> dict[UUID, Countersignature]:
        if not self.sign_offs and not self._has(ActKind.COUNTERSIGNATURE):
            return {}
        parts = tuple(f"sign_off__enrolment__{part}" for part in UNIT_PARTS)
        return self._acts(Countersignature, "sign_off__enrolment", "competence", "countersigner__user", *parts)

    @cached_property
    def reopenings(self) -> dict[UUID, UnitReopening]:
        parts = tuple(f"enrolment__{part}" for part in UNIT_PARTS)
        return self._acts(UnitReopening, "enrolment", "actor__user", *parts)

    @cached_property
    def results(self) -> dict[UUID, UnitResult]:
        parts = tuple(f"enrolment__{part}" for part in UNIT_PARTS)
        return self._acts(UnitResult, "enrolment", "competence", "recorded_by__user", *parts)

    @cached_property
    def answers(self) -> dict[UUID, ResultAnswer]:
        if not self.results and not self._has(ActKind.ANSWER):
            return {}
        parts = tuple(f"result__enrolment__{part}" for part in UNIT_PARTS)
        return self._acts(ResultAnswer, "result__enrolment", "person__user", *parts)

    @cached_property
    def outcomes(self) -> dict[UUID, AppealOutcome]:
        parts = tuple(f"appeal__enrolment__{part}" for part in UNIT_PARTS)
        return self._acts(AppealOutcome, "appeal__enrolment", "decider__user", *parts)

    @cached_property
    def lines(self) -> dict[UUID, list[AppealLine]]:
        """By the outcome of an appeal."""
        return _by(AppealLine.objects.filter(outcome__in=self.outcomes), "outcome_id") if self.outcomes else {}

    @cached_property
    def marks(self) -> dict[UUID, list[ResultMark]]:
        """By result."""
        return _by(ResultMark.objects.filter(result__in=self.results), "result_id")

    @cached_property
    def result_files(self) -> dict[UUID, list[ResultFile]]:
        """By result."""
        return _by(ResultFile.objects.filter(result__in=self.results), "result_id")

    @cached_property
    def evidence(self) -> dict[UUID, list[DecisionEvidence]]:
        """By decision."""
        rows = DecisionEvidence.objects.filter(decision__in=self.decisions)
        rows = rows.select_related("evidence__file", "evidence__testimony")
        return _by(rows, "decision_id")

    @cached_property
    def pinpoints(self) -> dict[tuple[UUID, UUID], list[Pinpoint]]:
        """By item and criterion, of every item that a decision rests on."""
        judged = [row.evidence_id for rows in self.evidence.values() for row in rows]
        found: dict[tuple[UUID, UUID], list[Pinpoint]] = defaultdict(list)
        for row in Pinpoint.objects.filter(link__evidence__in=judged).select_related("link") if judged else ():
            found[row.link.evidence_id, row.link.progress_id].append(row)
        return found

    def pinned(self, decision: CriterionDecision) -> dict[UUID, list[Pinpoint]]:
        """By item: what pointed into it when the decision was made. What came later is no part of it."""
        rows = self.evidence.get(decision.pk, [])
        places = {row.evidence_id: self.pinpoints.get((row.evidence_id, decision.progress_id), []) for row in rows}
        return {key: [pin for pin in found if pin.made_at <= decision.at] for key, found in places.items()}

    @cached_property
    def reopened(self) -> dict[UUID, list[ReopenedCriterion]]:
        """By reopening."""
        return _by(ReopenedCriterion.objects.filter(reopening__in=self.reopenings), "reopening_id")

    @cached_property
    def progress(self) -> dict[str, CriterionProgress]:
        """By key, those that a decision names or named. Where all decisions are there, they came with them."""
        found = {str(row.progress_id): row.progress for row in self.decisions.values()}
        missing = {str(key) for one in self.sealed if (key := one.row.get("progress_id"))} - found.keys()
        rows = CriterionProgress.objects.filter(pk__in=missing).select_related("criterion") if missing else ()
        return found | {str(row.pk): row for row in rows}

    @cached_property
    def trail(self) -> list[AuditEvent]:
        """The entries of the record of acts that name a seal."""
        criteria = CriterionProgress.objects.filter(enrolment__in=self.enrolments).values("pk")
        about = Q(object_id__in=self.enrolments) | Q(object_id__in=criteria)
        rows = AuditEvent.objects.filter(about).select_related("actor__user").order_by("at", "pk")
        return [row for row in rows if row.facts.get("seal")]

    @cached_property
    def people(self) -> dict[str, str]:
        """By the key of a membership that a seal or an act names: their name today. Mostly they came with the acts."""
        acts = [(_who(kind), row) for kind, rows in self._tables.items() for row in rows.values()]
        found = {str(getattr(row, who)): getattr(row, who.removesuffix("_id")).name for who, row in acts}
        missing = {str(key) for one in self.sealed if (key := one.row.get(_who(one.kind)))} - found.keys()
        rows = Membership.objects.filter(pk__in=missing).select_related("user") if missing else ()
        return found | {str(row.pk): row.name for row in rows}

    def act_of(self, one: Sealed) -> Any:
        """The row that a seal is about; None where it is gone."""
        return self._tables.get(one.kind, {}).get(one.seal.act)

    @cached_property
    def _tables(self) -> dict[str, dict[UUID, Any]]:
        return {
            ActKind.DECISION: self.decisions,
            ActKind.SIGN_OFF: self.sign_offs,
            ActKind.COUNTERSIGNATURE: self.countersignatures,
            ActKind.REOPENING: self.reopenings,
            ActKind.RESULT: self.results,
            ActKind.ANSWER: self.answers,
            ActKind.APPEAL: self.outcomes,
        }

    @cached_property
    def unsealed(self) -> list[tuple[str, Any]]:
        """Kind and row of the acts without a seal."""
        known = set(self._ids)
        return [(kind, row) for kind, rows in self._tables.items() for key, row in rows.items() if key not in known]

    def title_of(self, one: Sealed) -> str:
        """As it was sealed: the row may say something else by now."""
        return self._title(one.kind, one.row.get("progress_id"), one.at, one.row.get(_who(one.kind)))

    def title_of_row(self, kind: str, row: Any) -> str:
        return self._title(kind, getattr(row, "progress_id", None), row.at, getattr(row, _who(kind)))

    def _title(self, kind: str, progress: object, at: dt.datetime | None, who: object) -> str:
        day = f" of {localtime(at):%-d %B %Y}" if at else ""
        said = f"{LABELS.get(kind, 'Act')}{day} by {self.people.get(str(who), 'somebody who is not on record')}"
        if kind != ActKind.DECISION:
            return said
        row = self.progress.get(str(progress))
        return f"Criterion {row.criterion.number if row else 'that is gone'}, {said[0].lower()}{said[1:]}"


def _who(kind: str) -> str:
    return WHO.get(kind, "assessor_id")


def _by(rows: Iterable[Any], name: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def unit_of(row: Any) -> UnitEnrolment:
    """The enrolment that an act is about."""
    for path in ("progress", "sign_off", "result", "appeal"):
        row = row if hasattr(row, "enrolment") else getattr(row, path, row)
    found: UnitEnrolment = row.enrolment
    return found
