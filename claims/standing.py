"""Where a registration stands with its claims: all that the gate reads, put together once."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from assessment.models import UnitSignOff
from centres.models import Membership
from claims.models import Claim
from claims.models.claim import Kind
from iqa.models import Action, Sample, SamplingRound
from portfolio.models import Registration, UnitEnrolment
from portfolio.states import UnitState
from units.combination import Outcome, Rule, evaluate
from units.models import QualificationApproval, Unit


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """A unit between the first criterion and the certificate. `sign_off` is the newest, whether it still stands or not."""

    enrolment: UnitEnrolment
    met: int
    total: int
    waiting: int  # criteria that wait for a decision
    waiting_since: dt.datetime | None
    sign_off: UnitSignOff | None
    passed: bool | None  # its test or assignment; None where it is decided criterion by criterion
    cleared: bool  # the newest sign-off stands and internal quality assurance has let it through
    sample: Sample | None
    open_round: SamplingRound | None  # the round, not closed yet, whose population contains the sign-off
    action: Action | None  # the oldest that is open
    claims: tuple[Claim, ...]  # the live ones that it is on
    appealed: bool  # an appeal about it is open

    @property
    def unit(self) -> Unit:
        return self.enrolment.unit

    @property
    def held(self) -> bool:
        return self.enrolment.state == UnitState.HOLD

    @property
    def released(self) -> bool:
        """By an EQA, on the very sign-off that would be claimed."""
        return hasattr(self.sign_off, "external_release")

    @property
    def achieved_on(self) -> dt.date:
        """The day from which the sign-off counted: a trainee's counts from its countersignature."""
        assert self.sign_off is not None
        countersignature = getattr(self.sign_off, "countersignature", None)
        return timezone.localdate(countersignature.at if countersignature else self.sign_off.at)


@dataclass(frozen=True)
class Standing:
    registration: Registration
    rule: Rule | None
    approval: QualificationApproval | None
    units: tuple[UnitStanding, ...]  # in the order of the structure
    claims: tuple[Claim, ...]  # live, newest first
    eqas: tuple[Membership, ...]  # who may release units of this qualification

    @cached_property
    def cleared(self) -> list[UnitStanding]:
        return [unit for unit in self.units if unit.cleared]

    @cached_property
    def verdict(self) -> Outcome | None:
        """The rule's, on the cleared units alone."""
        return self._judge(self.cleared)

    @cached_property
    def prospect(self) -> Outcome | None:
        """The rule's verdict on the day on which every unit under way is cleared too."""
        return self._judge(self.units)

    def _judge(self, units: Iterable[UnitStanding]) -> Outcome | None:
        return evaluate(self.rule, [row.unit.code for row in units]) if self.rule else None

    @property
    def full_claim(self) -> Claim | None:
        return next((claim for claim in self.claims if claim.kind == Kind.FULL), None)

    def needs_release(self, day: dt.date) -> bool:
        """Without direct claims status on the day of the claim, an EQA releases each unit first."""
        return self.approval is None or not self.approval.direct_claims_on(day)

    def unclaimed(self, *, aside: Claim | None = None) -> list[UnitStanding]:
        """Cleared units that are on no live claim; `aside` is the claim that is being checked."""
        return [unit for unit in self.cleared if not [claim for claim in unit.claims if claim != aside]]

    def on_claim(self, kind: str, day: dt.date, *, aside: Claim | None = None) -> list[UnitStanding]:
        """What a claim of this kind lists: all that is achieved, or what no certificate lists yet and may go on one."""
        if kind == Kind.FULL:
            return self.cleared
        free: Callable[[UnitStanding], bool] = (lambda unit: unit.released) if self.needs_release(day) else bool
        return [unit for unit in self.unclaimed(aside=aside) if free(unit)]
