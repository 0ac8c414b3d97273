"""Who looks at what was picked: the person who draws, where they may, else another IQA who may."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse

from assessment.models import UnitSignOff
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from iqa.duties import may_quality_assure
from iqa.states import SampleState
from portfolio.models import ConflictMitigation


def allocate(*, preferred: Membership, sign_offs: Iterable[UnitSignOff]) -> dict[UUID, Membership]:
    """An IQA for each sign-off, by its id. Refuses, naming the units, where nobody may look at one."""
    people = [preferred, *_others(preferred)]
    chosen: dict[UUID, Membership] = {}
    blockers = []
    for sign_off in sign_offs:
        person = next((one for one in [*_named(sign_off, people), *people] if _may(one, sign_off)), None)
        if person is None:
            blockers.append(_nobody(sign_off))
        else:
            chosen[sign_off.pk] = person
    if blockers:
        raise Refused(*blockers)
    return chosen


def _others(preferred: Membership) -> list[Membership]:
    """The other IQAs of the centre, those with the fewest planned samples first."""
    planned = Count("samples", filter=Q(samples__state=SampleState.PLANNED))
    here = Membership.objects.current().filter(centre_id=preferred.centre_id, role=Role.IQA)
    others = here.exclude(pk=preferred.pk).annotate(planned=planned).select_related("user")
    return list(others.order_by("planned", "user__name", "pk"))


def _named(sign_off: UnitSignOff, people: list[Membership]) -> list[Membership]:
    """Whoever was named to look at every sign-off of an assessor with a conflict of interest."""
    made = ConflictMitigation.objects.filter(conflict__candidate=sign_off.enrolment.registration.candidate_id)
    theirs = made.filter(conflict__person__user=sign_off.assessor.user_id).values_list("iqa", flat=True)
    order = list(theirs)
    return sorted((one for one in people if one.pk in order), key=lambda one: order.index(one.pk))


def _may(person: Membership, sign_off: UnitSignOff) -> bool:
    return not any(may_quality_assure(person, sign_off.enrolment))


def _nobody(sign_off: UnitSignOff) -> Blocker:
    enrolment = sign_off.enrolment
    return Blocker(
        "nobody_may",
        f"No IQA may look at {enrolment.unit} of {enrolment.registration.candidate.name}: each lacks competence "
        "for the unit, or had a part in it.",
        "A centre admin records another IQA as competent for the unit.",
        owner_role="centre admin",
        since=sign_off.at,
        link=reverse("people"),
        link_text="Open the people",
    )
