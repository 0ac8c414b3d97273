from collections.abc import Iterator

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from centres.gates import Blocker
from centres.models import Membership, Role
from centres.panels import TODAY_ACTIONS, TODAY_PANELS, TODAY_TILES, TODAY_WAITING, filled
from centres.people import LAPSED, not_joined
from centres.permissions import ActorRequest, roles
from centres.recall import together

COUNTED = {
    Role.CANDIDATE: "candidate",
    Role.ASSESSOR: "assessor",
    Role.IQA: "IQA",
    Role.EQA: "EQA",
    Role.ADMIN: "centre admin",
}


@roles(Role.ADMIN)
@require_safe
def admin_home(request: ActorRequest) -> HttpResponse:
    """What waits for the admin, oldest first, and the figures of the day."""
    together([request.actor])  # several of the apps ask the same
    waiting = [blocker for ask in TODAY_WAITING for blocker in ask(request.actor)]
    panels = filled(TODAY_PANELS, request.actor)
    context = {
        "today": timezone.localdate(),
        "counts": _people_in_words(request.actor),
        "actions": TODAY_ACTIONS,
        "tiles": [tile for make in TODAY_TILES if (tile := make(request.actor)) is not None],
        "waiting": sorted(waiting, key=lambda blocker: blocker.since.isoformat() if blocker.since else "9999"),
        "main_panels": [panel for panel in panels if panel.get("place") == "main"],
        "side_panels": [panel for panel in panels if panel.get("place") != "main"],
    }
    return render(request, "centres/admin_home.html", context)


def _people_in_words(actor: Membership) -> str:
    here = Membership.objects.visible_to(actor).current().order_by()
    counts = dict(here.values_list("role").annotate(Count("pk")))
    said = [
        f"{counts[role]} {word}{'s' if counts[role] != 1 else ''}" for role, word in COUNTED.items() if role in counts
    ]
    return ", ".join(said)


def people_waiting(actor: Membership) -> Iterator[Blocker]:
    """Those who have not followed their invitation: one line for all whose link works, one for each that ran out."""
    rows = list(not_joined(actor))
    for member in rows:
        if member.standing == LAPSED:
            yield Blocker(
                "invitation_lapsed",
                f"{member.name}'s invitation ran out",
                f"They were invited as {member.role_name} and did not follow the link.",
                since=member.invited_at,
                link=reverse("person", args=[member.pk]),
                link_text="Send a new one",
            )
    invited = [member for member in rows if member.standing != LAPSED]
    if invited:
        names = ", ".join(member.name for member in invited[:3])
        more = f" and {len(invited) - 3} more" if len(invited) > 3 else ""
        yield Blocker(
            "not_joined",
            f"{len(invited)} {'person has' if len(invited) == 1 else 'people have'} not joined yet",
            f"{names}{more}: invited, and the link still works.",
            since=invited[0].invited_at,
            link=f"{reverse('people')}?view=waiting",
            link_text="See who",
        )
