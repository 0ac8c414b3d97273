from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessment.promise import Promises
from assessment.selectors.queue import candidates_of, trainees_queue
from assessment.selectors.queue import queue as read_queue
from assessment.selectors.queue_figures import assessor_queues
from centres.models import Role
from centres.permissions import ActorRequest, roles


@require_safe
@roles(Role.ASSESSOR)
def queue(request: ActorRequest) -> HttpResponse:
    """What waits, what is past its promise first; `?by=candidate` keeps each candidate's items together."""
    promises = Promises(request.actor.centre_id)
    rows = read_queue(request.actor, promises)
    grouped = request.GET.get("by") == "candidate"
    context = {
        "rows": rows,
        "groups": candidates_of(rows) if grouped else [("", rows)],
        "grouped": grouped,
        "overdue": sum(row.overdue for row in rows),
        "days_to_decide": promises.days,
        "trainees": trainees_queue(request.actor, promises),
    }
    return render(request, "assessment/queue.html", context)


@require_safe
@roles(Role.ASSESSOR)
def take_next(request: ActorRequest) -> HttpResponse:
    """The first of the queue as it stands now, whatever another window showed."""
    rows = read_queue(request.actor)
    return redirect("marking", rows[0].item.pk) if rows else redirect("queue")


@require_safe
@roles(Role.ADMIN, Role.IQA)
def queues(request: ActorRequest) -> HttpResponse:
    """How much waits for each assessor, for those who oversee them."""
    rows = assessor_queues(request.actor)
    context = {
        "rows": rows,
        "waiting": sum(row.waiting for row in rows),
        "overdue": sum(row.overdue for row in rows),
        "days_to_decide": Promises(request.actor.centre_id).days,
    }
    return render(request, "assessment/queues.html", context)
