"""The second look at a claim, taken by the system before anything is printed: is all that it rests on still so?"""

from collections.abc import Iterator, Sequence
from typing import Any

from centres.gates import Blocker
from centres.models import Membership
from claims.gates import claim_gate, day_of
from claims.loading import standing_of
from claims.models import Claim
from claims.models.claim import Kind
from claims.standing import Standing
from units.combination import Outcome, evaluate


def what_stops(*, claim: Claim, actor: Membership) -> list[Blocker]:
    """The gate again, and that every unit is still what it was. Read under the locks that the caller holds."""
    standing = standing_of(claim.registration)
    found = claim_gate.blockers(
        actor=actor, registration=claim.registration, kind=claim.kind, standing=standing, claim=claim
    )
    return [*found, *_changed_units(claim, standing), *_changed_outcome(claim, standing)]


def _changed_units(claim: Claim, standing: Standing) -> Iterator[Blocker]:
    there = {unit.enrolment.pk: unit.sign_off for unit in standing.on_claim(claim.kind, day_of(claim), aside=claim)}
    for row in claim.units.select_related("enrolment__unit"):
        if there.get(row.enrolment_id) != row.sign_off:
            yield Blocker(
                f"changed {row.enrolment.unit.code}",
                f"“{row.enrolment.unit.title}” is no longer what was claimed.",
                f"Since the claim it is {row.enrolment.get_state_display().lower()}; its sign-off of that day does not count.",
            )


def _changed_outcome(claim: Claim, standing: Standing) -> Iterator[Blocker]:
    if claim.kind == Kind.FULL and standing.rule is not None:
        codes = claim.units.values_list("enrolment__unit__code", flat=True)
        if evaluate(standing.rule, codes) != Outcome.from_dict(claim.outcome):
            yield Blocker(
                "changed_rule",
                "The rule of combination was changed since the claim was made.",
                "Claim again, so that the verdict is that of the rule in force.",
            )


def as_stored(blockers: Sequence[Blocker]) -> list[dict[str, Any]]:
    """What a pulled claim keeps of its reasons."""
    return [{"code": one.code, "message": one.message, "detail": one.detail} for one in blockers]
