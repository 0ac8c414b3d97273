"""Rounds, their members, and the check that a draw can be repeated."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from assessment.models import UnitSignOff
from centres.models import Membership
from iqa.models import Sample, SamplingRound
from iqa.sampling import KNOWN, Entry, draw
from iqa.sign_offs import PARTS
from iqa.states import SampleState
from units.models import Qualification


def rounds_of(actor: Membership, qualification: Qualification) -> "QuerySet[SamplingRound]":
    """Newest first, each with its number of samples and of those that have a finding."""
    rows: QuerySet[SamplingRound] = SamplingRound.objects.visible_to(actor).filter(qualification=qualification)
    found = Count("samples", filter=~Q(samples__state=SampleState.PLANNED))
    return rows.annotate(picked=Count("samples"), found=found).select_related("drawn_by__user").order_by("-drawn_at")


@dataclass(frozen=True)
class Member:
    """One sign-off of a population. `sample` is also set where it was added by hand."""

    entry: Entry
    sign_off: UnitSignOff
    sample: Sample | None
    picked: bool

    @property
    def cleared(self) -> bool:
        return getattr(self.sign_off, "clearance", None) is not None


def members_of(round: SamplingRound) -> list[Member]:
    """The picks first, then the rest, each by candidate."""
    entries = {entry["id"]: Entry(**entry) for entry in round.population}
    rows = UnitSignOff.objects.filter(pk__in=list(entries)).select_related("clearance", *PARTS)
    samples = {row.sign_off_id: row for row in Sample.objects.filter(sign_off__in=rows).select_related("iqa__user")}
    found = [_member(round, entries[str(row.pk)], row, samples.get(row.pk)) for row in rows]
    return sorted(found, key=lambda one: (not one.picked, one.sign_off.enrolment.registration.candidate.name))


def _member(round: SamplingRound, entry: Entry, sign_off: UnitSignOff, sample: Sample | None) -> Member:
    return Member(entry, sign_off, sample, sample is not None and sample.round_id == round.pk)


@dataclass(frozen=True)
class Redraw:
    """What drawing again from the stored seed gives, against what is stored."""

    known: bool  # this version has the algorithm
    picks: int = 0
    identical: bool = False


def redraw(round: SamplingRound) -> Redraw:
    if round.algorithm not in KNOWN:
        return Redraw(known=False)
    population = [Entry(**entry) for entry in round.population]
    picks = draw(population, round.seed, round.policy.percent, round.policy.trainee_percent)
    stored = {str(key): reason for key, reason in round.samples.values_list("sign_off", "reason")}
    return Redraw(known=True, picks=len(picks), identical={pick.id: pick.reason for pick in picks} == stored)
