"""Seals acts in the transaction that makes them. Whoever calls this has locked the unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef

from assessment import sealed_facts
from assessment.models import (
    AppealLine,
    AppealOutcome,
    Countersignature,
    CriterionDecision,
    DecisionEvidence,
    ReopenedCriterion,
    ResultAnswer,
    Seal,
    UnitReopening,
    UnitResult,
    UnitSignOff,
)
from assessment.seal import VERSION, digest_of, first_previous, key_id, mac_of, statement_of
from assessment.sealed_facts import Facts
from centres.models import Membership
from units.selectors import units_with_wording


def seal_decisions(
    actor: Membership, decisions: Sequence[CriterionDecision], bound: Iterable[DecisionEvidence]
) -> dict[UUID, str]:
    """The digest of each, by the decision's key. Three queries, however many there are and of however many units, where
    the links of the criteria with their pinpoints are loaded (`lock_criteria`)."""
    worded = units_with_wording(actor)
    evidence: dict[UUID, list[DecisionEvidence]] = {decision.pk: [] for decision in decisions}
    for row in bound:
        evidence[row.decision_id].append(row)
    return seal_all(
        sealed_facts.of_decision(
            decision,
            evidence[decision.pk],
            worded=decision.progress.enrolment.unit_id in worded,
            pinned={link.evidence_id: list(link.pinpoints.all()) for link in decision.progress.links.all()},
        )
        for decision in decisions
    )


def seal_sign_off(sign_off: UnitSignOff) -> str:
    return _seal(sealed_facts.of_sign_off(sign_off))


def seal_countersignature(signed: Countersignature) -> str:
    return _seal(sealed_facts.of_countersignature(signed))


def seal_reopening(reopening: UnitReopening, criteria: Iterable[ReopenedCriterion]) -> str:
    return _seal(sealed_facts.of_reopening(reopening, criteria))


def seal_result(result: UnitResult) -> str:
    """With its marks and files, which stand by now."""
    return _seal(sealed_facts.of_result(result, result.marks.all(), result.files.all()))


def seal_answer(answer: ResultAnswer) -> str:
    return _seal(sealed_facts.of_answer(answer))


def seal_outcome(outcome: AppealOutcome, lines: Iterable[AppealLine]) -> str:
    return _seal(sealed_facts.of_outcome(outcome, lines))


def _seal(facts: Facts) -> str:
    return next(iter(seal_all([facts]).values()))


@dataclass
class Chain:
    """Where the chain of one unit ends."""

    number: int
    digest: str

    def add(self, facts: Facts, *, later: bool = False) -> dict[str, Any]:
        """The columns of the next seal."""
        statement = statement_of({**facts, "sealed_later": True} if later else facts)
        previous, key = self.digest, settings.SEAL_KEYS[0]
        self.number, self.digest = self.number + 1, digest_of(previous, statement)
        return {
            "enrolment_id": facts["unit"]["enrolment"],
            "number": self.number,
            "kind": facts["act"],
            "act": facts["row"]["id"],
            "version": VERSION,
            "statement": statement,
            "previous": previous,
            "digest": self.digest,
            "key": key_id(key),
            "mac": mac_of(key, self.digest),
            "sealed_later": later,
        }


def seal_all(acts: Iterable[Facts]) -> dict[UUID, str]:
    """In the order given, each after what was sealed last in its unit."""
    found = list(acts)
    chains = _chains({facts["unit"]["enrolment"] for facts in found})
    made = Seal.objects.bulk_create(Seal(**chains[facts["unit"]["enrolment"]].add(facts)) for facts in found)
    return {seal.act: seal.digest for seal in made}


def _chains(enrolments: Iterable[UUID]) -> dict[UUID, Chain]:
    later = Seal.objects.filter(enrolment=OuterRef("enrolment"), number__gt=OuterRef("number"))
    heads = Seal.objects.filter(~Exists(later), enrolment__in=list(enrolments))
    found = {head.enrolment_id: Chain(head.number, head.digest) for head in heads.only("enrolment", "number", "digest")}
    return {key: found.get(key) or Chain(0, first_previous(key)) for key in enrolments}
