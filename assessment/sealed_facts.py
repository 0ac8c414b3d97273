"""What a seal says about one act: every column of its rows, and what it rested on that day.

Columns are taken as they are in the table, not from a list, so that a new one is sealed from its first day. A column of
a sealed table is therefore never renamed or dropped (docs/adr/0023-sealed-acts.md).
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from assessment.models import ActKind
from portfolio.fingerprint import fingerprint
from units.wording import wording_digest

Facts = dict[str, Any]
Pinned = Mapping[UUID, Iterable[Any]]


def columns(row: Any) -> Facts:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def of_decision(decision: Any, bound: Iterable[Any], *, worded: bool, pinned: Pinned | None = None) -> Facts:
    """`bound`: its rows of evidence, with their items; `pinned`: the pinpoints that stood, by item. Needs criterion,
    enrolment with unit and registration, competence."""
    progress = decision.progress
    return _rule(decision) | {
        "act": ActKind.DECISION,
        "row": columns(decision),
        "evidence": [
            _judged(row, (pinned or {}).get(row.evidence_id, ())) for row in sorted(bound, key=lambda row: row.pk)
        ],
        "criterion": {"id": progress.criterion_id, "wording": wording_digest(progress.criterion, worded=worded)},
        "competence": columns(decision.competence),
        "person": _person(decision.assessor),
        "unit": _unit(progress.enrolment),
    }


def of_sign_off(sign_off: Any) -> Facts:
    return _rule(sign_off) | {
        "act": ActKind.SIGN_OFF,
        "row": columns(sign_off),
        "competence": columns(sign_off.competence),
        "person": _person(sign_off.assessor),
        "unit": _unit(sign_off.enrolment),
    }


def of_countersignature(signed: Any) -> Facts:
    return {
        "act": ActKind.COUNTERSIGNATURE,
        "row": columns(signed),
        "competence": columns(signed.competence),
        "person": _person(signed.countersigner),
        "unit": _unit(signed.sign_off.enrolment),
    }


def of_reopening(reopening: Any, criteria: Iterable[Any]) -> Facts:
    return {
        "act": ActKind.REOPENING,
        "row": columns(reopening),
        "criteria": _in_order(criteria),
        "person": _person(reopening.actor),
        "unit": _unit(reopening.enrolment),
    }


def of_result(result: Any, marks: Iterable[Any], files: Iterable[Any]) -> Facts:
    """Of a test or assignment, or a correction of it; the body marks its own tests, and no competence stands behind it."""
    held = {"competence": columns(result.competence)} if result.competence else {}
    return held | {
        "act": ActKind.RESULT,
        "row": columns(result),
        "marks": _in_order(marks),
        "files": _in_order(files),
        "person": _person(result.recorded_by),
        "unit": _unit(result.enrolment),
    }


def of_answer(answer: Any) -> Facts:
    return {
        "act": ActKind.ANSWER,
        "row": columns(answer),
        "person": _person(answer.person),
        "unit": _unit(answer.result.enrolment),
    }


def of_outcome(outcome: Any, lines: Iterable[Any]) -> Facts:
    """Of an appeal: what was decided on each point, and who decides anew."""
    return {
        "act": ActKind.APPEAL,
        "row": columns(outcome),
        "lines": _in_order(lines),
        "person": _person(outcome.decider),
        "unit": _unit(outcome.appeal.enrolment),
    }


def _rule(act: Any) -> Facts:
    """The centre's sufficiency rule that the act was held to, if there was one. A migration seals rows older than that."""
    rule = getattr(act, "sufficiency_rule", None)
    return {"sufficiency": columns(rule)} if rule else {}


def _in_order(rows: Iterable[Any]) -> list[Facts]:
    return [columns(row) for row in sorted(rows, key=lambda row: row.pk)]


def _judged(bound: Any, pinpoints: Iterable[Any]) -> Facts:
    """An item without pinpoints is sealed as if there were no such thing (docs/seals.md)."""
    said = {**columns(bound), "fingerprint": fingerprint(bound.evidence)}
    places = _in_order(pinpoints)
    return said | {"pinpoints": places} if places else said


def _person(membership: Any) -> Facts:
    """Who, in which role; a name may change, and the seal would not know why."""
    return {"membership": membership.pk, "user": membership.user_id, "role": membership.role}


def _unit(enrolment: Any) -> Facts:
    registration = enrolment.registration
    return {
        "enrolment": enrolment.pk,
        "unit": enrolment.unit_id,
        "code": enrolment.unit.code,
        "edition": enrolment.unit.edition,
        "registration": enrolment.registration_id,
        "candidate": registration.candidate_id,
    }
