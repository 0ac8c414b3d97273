"""What this app puts on the pages of people and on the admin's first page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from centres.gates import Blocker
from centres.models import Membership, Role
from centres.panels import Panel, PeopleColumn, Tile
from centres.recall import recalled
from units.forms import AccessForm
from units.models import Competence, ExternalAccess, Qualification, QualityIssue
from units.models.handbook import Severity
from units.selectors.offers import SOON, Offer, offers_of
from units.selectors.rule_checks import to_check_by

ACTING = (Role.ASSESSOR, Role.IQA)
# Buttons at the head of a qualification's page, of upper apps: a dict with "label", "url" and "icon", or None.
QUALIFICATION_ACTIONS: list[Callable[[Membership, Qualification], dict[str, str] | None]] = []


def qualification_actions(actor: Membership, qualification: Qualification) -> list[dict[str, str]]:
    return [action for ask in QUALIFICATION_ACTIONS if (action := ask(actor, qualification))]


def open_ones(member: Membership) -> QuerySet[Competence]:
    """The findings that hold today or later and can be ended, in the order of the units."""
    rows: QuerySet[Competence] = (
        member.competences.filter(Q(valid_until=None) | Q(valid_until__gt=timezone.localdate()))
        .select_related("unit", "qualification")
        .order_by("qualification__title", "unit__code")
    )
    return rows


def findings_of(member: Membership) -> list[dict[str, Any]]:
    """A person's competences, those recorded together in one line: newest first, with their units."""
    today = timezone.localdate()
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    rows = member.competences.select_related("unit", "qualification", "recorded_by__user")
    for row in rows.order_by("-valid_from", "qualification__title", "unit__code"):
        key = (row.qualification_id, row.basis, row.valid_from, row.valid_until)
        ended = row.valid_until is not None and row.valid_until < today
        finding = found.setdefault(key, {"first": row, "units": [], "ended": ended})
        finding["units"].append(row.unit)
    return sorted(found.values(), key=lambda finding: finding["ended"])


def access_form(member: Membership, data: Any = None) -> AccessForm:
    return AccessForm(data, centre=member.centre_id, action=reverse("external_access", args=[member.pk]))


def person_panel(actor: Membership, member: Membership) -> Panel | None:
    if member.role in ACTING:
        findings = findings_of(member)
        units = {unit.pk for finding in findings if not finding["ended"] for unit in finding["units"]}
        return {"template": "units/_competence.html", "findings": findings, "units": len(units)}
    if member.role == Role.EQA:
        access = member.external_access.select_related("qualification").order_by("-valid_from")
        return {"template": "units/_external_access.html", "access": access, "today": timezone.localdate()}
    return None


def competent_for(actor: Membership, members: Sequence[Membership]) -> Mapping[Any, str]:
    """For the list of people: "34 units"; of an EQA what they may look at."""
    keys = [member.pk for member in members]
    units = Competence.objects.on().filter(membership__in=keys).order_by().values_list("membership")
    cells = {
        key: f"{number} unit{'s' if number != 1 else ''}"
        for key, number in units.annotate(Count("unit", distinct=True))
    }
    opened = ExternalAccess.objects.current().filter(membership__in=keys).order_by().values_list("membership")
    for key, number in opened.annotate(Count("qualification", distinct=True)):
        cells[key] = f"looks at {number} qualification{'s' if number != 1 else ''}"
    return cells


PEOPLE_COLUMN = PeopleColumn("Competent for", competent_for)


def issues_tile(actor: Membership) -> Tile | None:
    waiting = _issues(actor).count()
    if not waiting:
        return None
    url = reverse("corrections")
    return Tile(waiting, "Handbook lines to look at", "Stored otherwise than printed", url, "Compare them")


def _issues(actor: Membership) -> QuerySet[QualityIssue]:
    rows: QuerySet[QualityIssue] = QualityIssue.objects.visible_to(actor).open().exclude(severity=Severity.INFO)
    return rows


def registration_panel(actor: Membership) -> Panel | None:
    offers = [offer for offer in _offers(actor) if offer.approval]
    return {"template": "units/_registration.html", "offers": offers} if offers else None


def _offers(actor: Membership) -> list[Offer]:
    """The admin's first page asks twice: for the list and for the card beside it."""
    return recalled(actor, "offers", lambda _: {actor.pk: offers_of(actor)}) or []


def waiting(actor: Membership) -> Iterator[Blocker]:
    yield from _about_dates(actor)
    yield from _about_staff(actor)
    yield from rules_waiting(actor)


def rules_waiting(actor: Membership) -> Iterator[Blocker]:
    """The rules that others entered and that this person can check."""
    for draft in to_check_by(actor).defer("values").select_related("rule_entered_by"):
        name = draft.rule_entered_by.name if draft.rule_entered_by else "Attest, from the document"
        yield Blocker(
            "rule_to_check",
            f"The rule of {draft.title or 'a qualification'} waits for a second person",
            f"Entered by {name}. Compare each clause with its source, then approve or return it.",
            since=draft.rule_entered_at,
            link=reverse("check_rule", args=[draft.pk]),
            link_text="Check the rule",
        )


def _about_dates(actor: Membership) -> Iterator[Blocker]:
    approved = [offer for offer in _offers(actor) if offer.approval]
    if not approved:
        said = "Record which qualifications the awarding organisation approved the centre for."
        yield Blocker("no_approval", "No qualification is approved yet", said, link=reverse("qualifications"))
    for offer in approved:
        left = offer.window.days_left
        if left is None or left > SOON:
            continue
        body = offer.qualification.awarding_organisation
        closed = left < 0
        yield Blocker(
            "registration_closes",
            f"Registration for {offer.qualification} {'is closed' if closed else f'closes in {left} days'}",
            f"{offer.window.words}. Record an extension with {body}'s reference if they grant one.",
            since=offer.window.closes if closed else None,
            link=reverse("qualification", args=[offer.qualification.code]),
            link_text="Open the dates",
        )


def _about_staff(actor: Membership) -> Iterator[Blocker]:
    people = Membership.objects.visible_to(actor).current().filter(role__in=ACTING)
    entitled = Competence.objects.on().values("membership")
    for member in people.exclude(pk__in=entitled).select_related("user").order_by("started_at"):
        yield Blocker(
            "no_competence",
            f"{member.name} is competent for no unit yet",
            f"Without it the {member.role_name} can decide nothing.",
            since=member.started_at,
            link=reverse("competence", args=[member.pk]),
            link_text="Record it",
        )
