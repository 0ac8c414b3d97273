"""What stops evidence from going to the assessor (domain.md R57 to R60, 2.2)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from django.utils import timezone

from centres.gates import Blocker, Gate
from centres.models import Membership
from portfolio.kinds import NEEDED, file_of, made_by, missing
from portfolio.models import CriterionProgress, Evidence, EvidenceLink
from portfolio.quarantine import why_closed
from portfolio.states import RegistrationState, UnitState
from portfolio.vault import is_kept

submission_gate = Gate("submission")
Found = Iterator[Blocker]
Linked = Sequence[CriterionProgress]
LISTED_ONE_BY_ONE = 3  # items without a name; more of them are one line


@submission_gate.register
def bytes_are_kept(*, actor: Membership, evidence: Evidence, linked: Linked, declared: bool) -> Found:
    if evidence.file is None:
        if file_of(evidence.kind, evidence.maker) == NEEDED:
            label = evidence.get_kind_display()
            yield Blocker("no_file", f"{label} needs a file.", "Upload it, or choose another kind.", yours=True)
    elif not is_kept(evidence.file):
        yield Blocker("not_stored", f"“{evidence.file_name}” is not in the store.", "Upload it again.", yours=True)


@submission_gate.register
def it_is_clean(*, actor: Membership, evidence: Evidence, linked: Linked, declared: bool) -> Found:
    closed = why_closed(evidence.file, evidence.file_name)
    if closed and closed.code == "being_checked":
        yield replace(closed, detail="Submit it in a minute, when the virus scanner has answered.")
    elif closed:
        yield replace(closed, detail="Remove it, have your device checked, and send a clean copy.", yours=True)


@submission_gate.register
def it_is_described(*, actor: Membership, evidence: Evidence, linked: Linked, declared: bool) -> Found:
    if not evidence.title:
        yield Blocker("no_title", f"“{evidence}” has no name yet.", "Say in a few words what it is.", yours=True)
    day = evidence.done_on
    if day is None:
        yield Blocker("no_day", "The day is missing.", "Enter the day you did the work.", yours=True)
    elif day > timezone.localdate():
        yield Blocker(
            "day_in_future", f"{day:%-d %B %Y} is in the future.", "Enter the day you did the work.", yours=True
        )
    elif day < evidence.registration.candidate.date_of_birth:
        yield Blocker(
            "day_before_birth",
            f"{day:%-d %B %Y} is before your date of birth.",
            "Enter the day you did the work.",
            yours=True,
        )


@submission_gate.register
def its_kind_is_answered(*, actor: Membership, evidence: Evidence, linked: Linked, declared: bool) -> Found:
    """What the kind is asked; and that whoever makes this kind has made it."""
    if evidence.kind not in made_by(evidence.maker):
        yield Blocker(
            "kind_of_another",
            f"{evidence.get_kind_display()} is made by your assessor.",
            "Choose the kind that your file is.",
            yours=True,
        )
        return
    for detail in missing(evidence.kind, evidence.details, evidence.maker):
        said = f"“{detail.label}” is missing."
        yield Blocker("no_detail", said, f"{evidence.get_kind_display()} needs it.", yours=True)


@submission_gate.register
def it_is_linked(*, actor: Membership, evidence: Evidence, linked: Linked, declared: bool) -> Found:
    if not linked:
        yield Blocker("not_linked", "No criterion is ticked.", "Tick at least one that it shows.", yours=True)


@submission_gate.register
def units_are_open(*, actor: Membership, evidence: Evidence, linked: Linked, declared: bool) -> Found:
    if evidence.registration.state != RegistrationState.ACTIVE:
        state = evidence.registration.get_state_display().lower()
        yield Blocker("registration_over", f"Your registration is {state}.", "Ask your centre.")
    closed = {progress.enrolment for progress in linked if progress.enrolment.state != UnitState.PROGRESS}
    for enrolment in sorted(closed, key=lambda row: row.unit.code):
        yield Blocker(
            "unit_closed",
            f"{enrolment.unit.title} is {enrolment.get_state_display().lower()}.",
            "Untick its criteria.",
            yours=True,
        )


@submission_gate.register
def it_is_declared(*, actor: Membership, evidence: Evidence, linked: Linked, declared: bool) -> Found:
    if not declared:
        yield Blocker("not_declared", "The declaration is not ticked.", "Tick it if this is your own work.", yours=True)


def blockers_of_all(
    *, actor: Membership, items: Sequence[Evidence], declared: bool, linked: Linked | None = None
) -> list[Blocker]:
    """What stops items that came through one form, in the order of the form; a reason that several share once.

    `linked`: what is ticked on a page that is not saved yet, for all of them.
    """
    if not items:
        return [Blocker("no_file", "There is no file yet.", "Choose at least one.", yours=True)]
    saved = _linked_to_each(items) if linked is None else {}
    found: list[Blocker] = []
    for item in items:
        rows = saved.get(item.pk, []) if linked is None else linked
        found += submission_gate.blockers(actor=actor, evidence=item, linked=rows, declared=declared)
    return sorted(_nameless_together(dict.fromkeys(found)), key=_place_on_the_form)


def _nameless_together(found: Iterable[Blocker]) -> list[Blocker]:
    """Twenty photos without a name are one thing to do, not twenty."""
    blockers = list(found)
    nameless = [blocker for blocker in blockers if blocker.code == "no_title"]
    if len(nameless) <= LISTED_ONE_BY_ONE:
        return blockers
    one = replace(
        nameless[0], message=f"{len(nameless)} items have no name yet.", detail="Say in a few words what each is."
    )
    return [one, *(blocker for blocker in blockers if blocker.code != "no_title")]


def _linked_to_each(items: Sequence[Evidence]) -> dict[UUID, list[CriterionProgress]]:
    links = EvidenceLink.objects.filter(evidence__in=items).select_related("progress__enrolment__unit")
    found: dict[UUID, list[CriterionProgress]] = defaultdict(list)
    for link in links:
        found[link.evidence_id].append(link.progress)
    return found


def _place_on_the_form(blocker: Blocker) -> int:
    return {
        "not_stored": 0,
        "being_checked": 0,
        "infected": 0,
        "infected_removed": 0,
        "no_title": 0,
        "not_declared": 2,
    }.get(blocker.code, 1)
