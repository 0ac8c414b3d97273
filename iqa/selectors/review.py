"""Everything an IQA or EQA looks at to judge one sign-off; a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from assessment.duties import entitled_then, held_on
from assessment.models import RULES_OF_EVIDENCE, Countersignature, CriterionDecision, DecisionEvidence, UnitSignOff
from assessment.selectors.results import UnitResults
from assessment.sufficiency import RULE
from centres.models import Membership
from iqa.models import Clearance, ExternalRelease, Finding, Sample
from portfolio.media import Media
from portfolio.models import CriterionProgress, Evidence, EvidenceLink
from portfolio.selectors.pinpoints import with_pins
from units.models import Competence, Criterion, Outcome


@dataclass
class Judged:
    """A decision with the items it rests on, as they were bound to it on the day. `links`: those of its criterion, by item."""

    decision: CriterionDecision
    links: dict[UUID, Any] = field(default_factory=dict)

    @property
    def items(self) -> list[tuple[Evidence, Media, bool, Any]]:
        """Item, what it is, whether its bytes are still those that were decided on, and its link with the places in it
        that were pointed at by then."""
        bound = self.decision.evidence.all()
        return [
            (
                row.evidence,
                row.evidence.media,
                row.sha256 == (row.evidence.file_id or ""),
                self._pinned(row.evidence_id),
            )
            for row in bound
        ]

    def _pinned(self, item: UUID) -> dict[str, Any]:
        link = self.links.get(item)
        pins = [pin for pin in link.pins if pin.made_at <= self.decision.at] if link else []
        return {"pins": pins, "evidence_id": item}

    @property
    def rules(self) -> list[tuple[str, bool]]:
        return [(rule.capitalize(), getattr(self.decision, rule)) for rule in RULES_OF_EVIDENCE]

    @property
    def entitled(self) -> bool:
        return entitled_then(self.decision)


@dataclass
class Line:
    """One criterion. `decisions`: newest first."""

    progress: CriterionProgress
    decisions: list[Judged] = field(default_factory=list)

    @property
    def criterion(self) -> Criterion:
        return self.progress.criterion

    @property
    def newest(self) -> Judged | None:
        return self.decisions[0] if self.decisions else None

    @property
    def earlier(self) -> list[Judged]:
        return self.decisions[1:]


@dataclass(frozen=True)
class Hand:
    """Somebody who had a part in the assessment, and what entitled them on that day.

    `competence` is None where they judged nothing: who writes down what the body gave, or confirms a correction of it.
    """

    person: Membership
    did: str
    competence: Competence | None
    entitled: bool


@dataclass
class Review:
    actor: Membership
    sign_off: UnitSignOff
    sample: Sample | None

    @cached_property
    def outcomes(self) -> list[tuple[Outcome, list[Line]]]:
        groups = groupby(self._lines.values(), key=lambda line: line.criterion.outcome)
        return [(outcome, list(lines)) for outcome, lines in groups]

    @cached_property
    def _lines(self) -> dict[UUID, Line]:
        rows = self.sign_off.enrolment.criteria.in_order().select_related("criterion__outcome")
        lines = {row.pk: Line(row) for row in rows}
        decisions = (
            CriterionDecision.objects.filter(progress__in=list(lines))
            .select_related("assessor__user", "competence", "progress__enrolment", "progress__criterion", *RULE)
            .prefetch_related(Prefetch("evidence", DecisionEvidence.objects.select_related("evidence__file")))
            .order_by("-attempt")
        )
        links: dict[UUID, dict[UUID, Any]] = defaultdict(dict)
        for link in with_pins(EvidenceLink.objects.filter(progress__in=list(lines))):
            links[link.progress_id][link.evidence_id] = link
        for decision in decisions:
            lines[decision.progress_id].decisions.append(Judged(decision, links[decision.progress_id]))
        return lines

    @cached_property
    def results(self) -> UnitResults | None:
        """Of a unit that is assessed as a whole: its record is sampled, what the body gave is not judged again."""
        enrolment = self.sign_off.enrolment
        return UnitResults(self.actor, enrolment) if enrolment.whole else None

    @cached_property
    def hands(self) -> list[Hand]:
        """Who signed, who else decided or recorded, who countersigned."""
        if self.results:
            signed = _hand(self.sign_off.assessor, "signed it off", self.sign_off, [])
            return [signed, *_recorders(self.results), *self._countersigner]
        newest: dict[Membership, list[Judged]] = defaultdict(list)
        for line in self._lines.values():
            if line.newest:
                newest[line.newest.decision.assessor].append(line.newest)
        own = newest.pop(self.sign_off.assessor, [])
        signed = _hand(self.sign_off.assessor, f"signed it off and decided {self._of(own)}", self.sign_off, own)
        others = [_hand(person, f"decided {self._of(rows)}", rows[0].decision, rows) for person, rows in newest.items()]
        return [signed, *others, *self._countersigner]

    def _of(self, rows: list[Judged]) -> str:
        return f"{len(rows)} of {len(self._lines)} criteria"

    @property
    def _countersigner(self) -> list[Hand]:
        signed = self.countersignature
        return [_hand(signed.countersigner, "countersigned it", signed, [])] if signed else []

    @cached_property
    def countersignature(self) -> Countersignature | None:
        rows = Countersignature.objects.filter(sign_off=self.sign_off)
        return rows.select_related("countersigner__user", "competence").first()

    @cached_property
    def findings(self) -> list[Finding]:
        """Of every sign-off of the unit, newest first, each with its action and the answers."""
        rows = Finding.objects.filter(sample__sign_off__enrolment=self.sign_off.enrolment)
        return list(
            rows.select_related("iqa__user", "assessor__user", "sample__sign_off", "action__owner__user")
            .prefetch_related("action__responses__actor__user")
            .order_by("-at", "-id")
        )

    @cached_property
    def clearance(self) -> Clearance | None:
        return Clearance.objects.filter(sign_off=self.sign_off).select_related("iqa__user", "round").first()

    @cached_property
    def release(self) -> ExternalRelease | None:
        return ExternalRelease.objects.filter(sign_off=self.sign_off).select_related("eqa__user").first()


def _recorders(results: UnitResults) -> Iterator[Hand]:
    for attempt in results.attempts:
        for row in reversed(attempt.rows):
            did = f"{'proposed to correct' if row.revision else 'marked' if row.competence else 'recorded'}"
            competence = row.competence
            entitled = competence is None or held_on(competence, timezone.localdate(row.at))
            yield Hand(row.recorded_by, f"{did} attempt {row.attempt}", competence, entitled)
            if row.revision and (answer := getattr(row, "answer", None)) and answer.confirmed:
                yield Hand(answer.person, f"confirmed the correction of attempt {row.attempt}", None, True)


def _hand(
    person: Membership, did: str, act: UnitSignOff | CriterionDecision | Countersignature, decided: list[Judged]
) -> Hand:
    entitled = held_on(act.competence, timezone.localdate(act.at)) and all(row.entitled for row in decided)
    return Hand(person, did, act.competence, entitled)
