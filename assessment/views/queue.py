from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessment.promise import Promises
from assessment.selectors.queue import by_candidate, candidates_of, trainees_queue, with_items
from assessment.selectors.queue import queue as read_queue
from assessment.selectors.queue_figures import assessor_queues
from centres.models import Role
from centres.permissions import ActorRequest, roles

PAGE = 50


@require_safe
@roles(Role.ASSESSOR)
def queue(request: ActorRequest) -> HttpResponse:
    """What waits, what is past its promise first; `?by=candidate` keeps each candidate's items together."""
    promises = Promises(request.actor.centre_id)
    rows = read_queue(request.actor, promises)
    grouped = request.GET.get("by") == "candidate"
    page = Paginator(by_candidate(rows) if grouped else rows, PAGE).get_page(request.GET.get("page"))
    shown, trainees = with_items(list(page.object_list)), trainees_queue(request.actor, promises)
    context = {
        "rows": rows,
        "page": page,
        "groups": candidates_of(shown) if grouped else [("", shown)],
        "grouped": grouped,
        "overdue": sum(row.overdue for row in rows),
        "days_to_decide": promises.days,
        "trainees": with_items(trainees[:PAGE]),
        "trainees_total": len(trainees),
    }
    return render(request, "assessment/queue.html", context)


@require_safe
@roles(Role.ASSESSOR)
def take_next(request: ActorRequest) -> HttpResponse:
    """The first of the queue as it stands now, whatever another window showed."""
    rows = read_queue(request.actor)
    return redirect("marking", rows[0].pk) if rows else redirect("queue")


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
