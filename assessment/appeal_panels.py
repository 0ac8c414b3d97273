"""Appeals on the pages of units, on the candidate's home and on the admin's first page."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from assessment.appeal_turns import NEXT, WAITS_FOR, Part
from assessment.home_steps import signatures
from assessment.models import Appeal
from assessment.selectors.appeals import Line, is_overdue, listed, turn_of
from centres.gates import Blocker
from centres.models import Membership, Role
from centres.panels import Tile
from centres.templatetags._words import counted
from portfolio.models import UnitEnrolment
from portfolio.next_steps import Home, NextStep, Rank, Waiting
from portfolio.panels import Panel

BEGINS = (Role.CANDIDATE, Role.ADMIN)


def of_unit(actor: Membership, enrolment: UnitEnrolment) -> Panel | None:
    """Where the appeals about a unit stand; for the candidate and an admin, how to begin one."""
    rows = list(listed(actor).filter(enrolment=enrolment)) if getattr(enrolment, "has_appeals", True) else []
    for row in rows:
        row.enrolment = enrolment
    running = any(row.is_open for row in rows)
    begin = reverse("begin_appeal", args=[enrolment.pk]) if actor.role in BEGINS and not running else ""
    if not rows and not begin:
        return None
    lines = [Line(row, actor) for row in rows]
    return {"template": "assessment/_appeals_panel.html", "place": "foot", "lines": lines, "begin": begin}


def steps(home: Home) -> Iterator[NextStep]:
    found = signatures(home)
    if found["appeal"] and NEXT[found["appeal_state"]] == Part.CANDIDATE:
        what = f"Answer what was said to your appeal: {found['appeal_unit']}"
        why, link = "Accept it, or take the appeal further before that day.", reverse("appeal", args=[found["appeal"]])
        since, due = found["appeal_since"], found["appeal_due"]
        yield NextStep(Rank.AGREE, what, why, link, "Read it", since=since, due_on=due)


def waits(home: Home) -> Iterator[Waiting]:
    found = signatures(home)
    state = found["appeal_state"]
    if found["appeal"] and NEXT[state] != Part.CANDIDATE:
        people = {Part.ASSESSOR: home.registration.assessor.name, Part.DECIDER: found["appeal_decider"]}
        by = f" by {found['appeal_due']:%-d %B}" if found["appeal_due"] else ""
        what = f"{WAITS_FOR[state].capitalize()}{by}: {found['appeal_unit']}"
        yield Waiting(people.get(NEXT[state], "A centre admin"), "for your appeal", what, found["appeal_since"])


def overdue_tile(actor: Membership) -> Tile | None:
    """On the admin's first page, while any is open."""
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    figures = Appeal.objects.visible_to(actor).open().aggregate(open=Count("pk"), late=late)
    if not figures["open"]:
        return None
    detail = f"of {counted(figures['open'], 'open appeal')}"
    return Tile(figures["late"], "appeals past their day", detail, reverse("appeals"), "See whose turn")


def waiting_for_admin(actor: Membership) -> Iterator[Blocker]:
    """What an admin does next, and whatever of others' is past its day."""
    for appeal in listed(actor).open():  # type: ignore[attr-defined]
        if NEXT[appeal.state] == Part.ADMIN or is_overdue(appeal):
            by = f"By {appeal.due_on:%-d %B %Y}." if appeal.due_on else ""
            late = "past its day: " if is_overdue(appeal) else ""
            yield Blocker(
                "appeal",
                f"Appeal of {appeal.enrolment.registration.candidate.name}, {late}{turn_of(appeal)}",
                f"{appeal.enrolment.unit.title}. {by}",
                since=appeal.since,
                link=reverse("appeal", args=[appeal.pk]),
                link_text="Open the appeal",
            )
