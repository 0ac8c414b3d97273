"""What stops a registration (domain.md R42 to R48, 2.12, 5.4: 10, 11, 29)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from centres.gates import Blocker, Gate
from centres.models import Membership, Role
from portfolio.conflicts import conflict_blockers
from portfolio.models import Candidate, Registration
from portfolio.states import RegistrationState
from units.models import Competence, QualificationApproval, RegistrationExtension, Specification
from units.references import is_valid_uln

YOUNGEST, OLDEST = 14, 100
TEMPORARY_ULN = "9999999999"


@dataclass(frozen=True, slots=True)
class Application:
    """What is asked for: the subject of the gate, before there is a row."""

    name: str
    email: str
    date_of_birth: dt.date
    uln: str
    specification: Specification
    number: str
    registered_on: dt.date
    assessor: Membership

    @property
    def approval(self) -> QualificationApproval | None:
        return QualificationApproval.objects.filter(
            centre_id=self.assessor.centre_id, qualification_id=self.specification.qualification_id
        ).first()

    @property
    def needs_extension(self) -> bool:
        last = self.specification.registration_until
        return last is not None and self.registered_on > last

    @property
    def extension(self) -> RegistrationExtension | None:
        """The one that this registration uses: the body's earliest that still covers the day."""
        if not self.needs_extension or self.approval is None:
            return None
        return self.approval.extensions.filter(until__gte=self.registered_on).order_by("until", "recorded_at").first()


registration_gate = Gate("registration")
Found = Iterator[Blocker]


def in_words(day: dt.date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""


@registration_gate.register
def edition_is_known(*, actor: Membership, application: Application) -> Found:
    """An edition that another centre made is not there for this one."""
    if not Specification.objects.of_centre(actor.centre_id).filter(pk=application.specification.pk).exists():
        said = f"This is no edition of {application.specification.qualification} that the centre has."
        yield Blocker("another_centres", said, "Choose one from the list.")


@registration_gate.register
def centre_is_approved(*, actor: Membership, application: Application) -> Found:
    qualification = application.specification.qualification
    approval = application.approval
    if approval is None or not approval.holds_on(application.registered_on):
        yield Blocker(
            "not_approved",
            f"The centre holds no approval for {qualification} on {in_words(application.registered_on)}.",
            "Record the body's approval under Qualifications, or correct the day.",
        )


@registration_gate.register
def day_is_in_the_window(*, actor: Membership, application: Application) -> Found:
    day, specification = application.registered_on, application.specification
    if day > timezone.localdate():
        yield Blocker("day_in_future", f"{in_words(day)} is in the future.", "Enter the day the body registered them.")
    if specification.registration_from and day < specification.registration_from:
        yield Blocker(
            "day_too_early",
            f"{in_words(day)} is before {in_words(specification.registration_from)}, the first day for registrations.",
            "Correct the day, or choose an earlier edition.",
        )
    if application.needs_extension and application.extension is None:
        yield Blocker(
            "registration_closed",
            f"The last day for registrations was {in_words(specification.registration_until)}.",
            "Record the body's extension with its reference under Qualifications, if there is one.",
        )


@registration_gate.register
def number_is_new(*, actor: Membership, application: Application) -> Found:
    if not application.number:
        yield Blocker("no_number", "The body's registration number is missing.", "Enter it as the body gave it.")
        return
    holder = Registration.objects.filter(centre_id=actor.centre_id, number=application.number).first()
    if holder is not None:
        yield Blocker(
            "number_taken",
            f"The number {application.number} belongs to {holder.candidate}.",
            "Check the number with the body's confirmation.",
        )


@registration_gate.register
def person_is_plausible(*, actor: Membership, application: Application) -> Found:
    born = application.date_of_birth
    if not application.name:
        yield Blocker("no_name", "The candidate's name is missing.", "Enter it as certificates are to carry it.")
    age = _age_on(application.registered_on, born)
    if born > timezone.localdate():
        yield Blocker("born_in_future", f"The date of birth, {in_words(born)}, is in the future.", "Correct it.")
    elif not YOUNGEST <= age <= OLDEST:
        yield Blocker(
            "age",
            f"Born on {in_words(born)}, the candidate would be {age} on the day of registration.",
            "Check the year of birth.",
        )


def _age_on(day: dt.date, born: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@registration_gate.register
def candidate_is_old_enough(*, actor: Membership, application: Application) -> Found:
    """On the day of registration, not of the claim (domain.md R47)."""
    qualification, born = application.specification.qualification, application.date_of_birth
    least = qualification.minimum_age
    if least is None or born > timezone.localdate() or _age_on(application.registered_on, born) >= least:
        return
    birthday = in_words(_birthday(born, least))
    yield Blocker(
        "too_young",
        f"Nobody under {least} is registered for {qualification}: born on {in_words(born)}, the candidate turns "
        f"{least} on {birthday}.",
        f"Register them on {birthday} or later, or correct the date of birth.",
    )


def _birthday(born: dt.date, age: int) -> dt.date:
    """Whoever was born on 29 February turns a year older on 1 March where there is no such day, as `_age_on` counts."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)


@registration_gate.register
def uln_is_right(*, actor: Membership, application: Application) -> Found:
    uln = application.uln
    if not uln:
        return
    if uln == TEMPORARY_ULN:
        yield Blocker(
            "uln_temporary", f"{uln} only stands for “not known yet”.", "Leave the field empty until it is known."
        )
    elif not is_valid_uln(uln):
        yield Blocker(
            "uln_check_digit",
            f"{uln} is not a unique learner number: its check digit does not fit.",
            "Compare it with the candidate's record, ten digits, or leave it empty.",
        )
    holder = Candidate.objects.filter(centre_id=actor.centre_id, uln=uln).exclude(
        membership__user__email__iexact=application.email
    )
    for other in holder:
        yield Blocker("uln_taken", f"{uln} is the unique learner number of {other}.", "Check whose it is.")


@registration_gate.register
def known_candidate_agrees(*, actor: Membership, application: Application) -> Found:
    """Someone who is a candidate here already is the same person, and not on the qualification in any edition now."""
    known = (
        Candidate.objects.filter(centre_id=actor.centre_id, membership__user__email__iexact=application.email)
        .select_related("membership")
        .first()
    )
    if known is None:
        return
    if known.membership.ended_at is not None:
        yield Blocker("candidate_left", f"{known} has left the centre as a candidate.", "Use another e-mail address.")
    if known.date_of_birth != application.date_of_birth:
        yield Blocker(
            "another_person",
            f"{application.email} belongs to {known}, born on {in_words(known.date_of_birth)}.",
            "Correct the date of birth, or use the other person's own e-mail address.",
        )
    yield from _registered_already(known, application.specification)
    yield from conflict_blockers(application.assessor, known, assesses=True)


def _registered_already(known: Candidate, specification: Specification) -> Found:
    here = Q(specification=specification)
    runs = Q(specification__qualification=specification.qualification_id, state=RegistrationState.ACTIVE)
    before = known.registrations.filter(here | runs).select_related("specification").first()
    if before is not None:
        move = "" if before.specification == specification else " and move them to the other edition there"
        yield Blocker(
            "registered_already",
            f"{known} is registered for this qualification already, under {before.number}, on edition "
            f"{before.specification.version}.",
            f"Open the candidate{move}.",
            link=reverse("candidate", args=[before.pk]),
            link_text="Open the candidate",
        )


@registration_gate.register
def assessor_can_assess(*, actor: Membership, application: Application) -> Found:
    assessor = application.assessor
    themself = assessor.user is not None and assessor.user.email == application.email.strip().lower()
    units = application.specification.units.all()
    yield from can_assess(actor, assessor, application.specification, units, themself=themself)


def can_assess(
    actor: Membership, assessor: Membership, specification: Specification, units: Any, *, themself: bool
) -> Found:
    """`units`: a query of those of which the assessor needs one."""
    if assessor.role != Role.ASSESSOR or assessor.centre_id != actor.centre_id or assessor.ended_at is not None:
        yield Blocker("not_an_assessor", f"{assessor.name} is not an assessor here.", "Choose another assessor.")
        return
    if themself:
        yield Blocker("own_assessor", f"{assessor.name} cannot assess themselves.", "Choose another assessor.")
    if not Competence.objects.on().filter(membership=assessor, unit__in=units).exists():
        yield Blocker(
            "assessor_not_competent",
            f"{assessor.name} is competent for no unit of {specification.qualification} today.",
            "Record their competence under Qualifications, or choose another assessor.",
        )
