"""The witness's own pages: no account, any phone. The secret is in the address of the first page alone."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.gates import Blocker, Refused
from centres.permissions import public
from centres.rate_limit import address_of, too_often
from portfolio.models import WitnessLink, WitnessRequest
from portfolio.selectors.evidence import by_unit
from portfolio.selectors.witnesses import criteria_asked
from portfolio.services.decline_to_witness import decline_to_witness
from portfolio.services.give_testimony import give_testimony
from portfolio.services.open_witness_link import open_witness_link
from portfolio.services.send_witness_code import send_witness_code
from portfolio.testimony import DECLARATION, Origin
from portfolio.witness_answers import why_closed
from portfolio.witness_forms import DeclineForm, WitnessForm
from portfolio.witness_links import link_of, masked

SESSION_KEY = "witness"
WRONG_AT_MOST, IN_SECONDS = 60, 600
UNKNOWN = Blocker(
    "unknown_link",
    "This link does not work.",
    "Look whether it was copied whole, to its last letter, or ask for a new one.",
)
OWN = Blocker(
    "own_work",
    "This page is for your witness.",
    "You are signed in as the candidate. Send the link to them: they open it on a phone of their own.",
)


@public
@never_cache
@require_safe
def witness_link(request: HttpRequest, token: str) -> HttpResponse:
    """From the link to the page behind it, whose address holds no secret. A browser is counted once."""
    link = link_of(token)
    if link is None:
        often = too_often(request, "witness", most=WRONG_AT_MOST, seconds=IN_SECONDS)
        return _over(request, UNKNOWN, status=429 if often else 410)
    if _is_the_candidate(request, link.request):
        return _over(request, OWN, status=403)
    if request.method == "HEAD":
        return HttpResponse()
    try:
        _open(request, link)
    except Refused as refusal:
        return _over(request, refusal.blockers[0], link.request, status=410)
    return _unseen(redirect("witness", link.request_id))


def _open(request: HttpRequest, link: WitnessLink) -> None:
    opened = dict(request.session.get(SESSION_KEY, {}))
    if opened.get(str(link.request_id)) == str(link.pk) and why_closed(link.request, link) is None:
        return
    open_witness_link(link=link)
    request.session[SESSION_KEY] = {**opened, str(link.request_id): str(link.pk)}


def _is_the_candidate(request: HttpRequest, asked: WitnessRequest) -> bool:
    person = asked.registration.candidate.membership.user_id
    return bool(request.user.is_authenticated and request.user.pk == person)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def witness(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The statement. Whatever goes wrong, what was typed is on the page again."""
    asked, stopped = _asked(request, pk)
    if asked is None or stopped:
        return _over(request, stopped or UNKNOWN, asked, status=410)
    criteria = criteria_asked(asked)
    form = WitnessForm(request.POST or None, request=asked, criteria=criteria, initial=_known(asked))
    if request.method == "POST" and "send_code" in request.POST:
        return _send_code(request, asked, form)
    if request.method == "POST" and form.is_valid():
        return _sign(request, asked, form)
    return _page(request, asked, form, status=409 if form.is_bound else 200)


def _asked(request: HttpRequest, pk: UUID) -> tuple[WitnessRequest | None, Blocker | None]:
    """The request that this browser has opened a link to, and why it is over."""
    opened = request.session.get(SESSION_KEY, {}).get(str(pk))
    parts = ("request__registration__candidate__membership__user", "request__registration__centre")
    rows = WitnessLink.objects.select_related(
        *parts, "request__asked_by__user", "request__registration__specification__qualification"
    )
    link = rows.filter(pk=opened, request=pk).first() if opened else None
    if link is None:
        return None, Blocker(
            "not_opened",
            "This page is opened by the link in your message.",
            "Open that link again. What you typed is kept on this device.",
        )
    if _is_the_candidate(request, link.request):
        return link.request, OWN
    return link.request, why_closed(link.request, link)


def _known(asked: WitnessRequest) -> dict[str, Any]:
    return {"name": asked.name, "phone": asked.phone, "email": asked.email, "seen_on": asked.seen_on}


def _send_code(request: HttpRequest, asked: WitnessRequest, form: WitnessForm) -> HttpResponse:
    """In the middle of writing: nothing else is complained about yet."""
    unfinished = WitnessForm(initial=_typed(form), request=asked, criteria=form.criteria)
    try:
        send_witness_code(request=asked)
    except Refused as refusal:
        return _page(request, asked, unfinished, blockers=refusal.blockers, status=409)
    return _page(request, asked, unfinished, code_sent=True)


def _typed(form: WitnessForm) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields}


def _sign(request: HttpRequest, asked: WitnessRequest, form: WitnessForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        testimony = give_testimony(
            request=asked,
            said=form.said(),
            code=given.get("code", ""),
            without_code=bool(given.get("without_code")),
            origin=_origin(request),
        )
    except Refused as refusal:
        return _page(request, asked, form, blockers=refusal.blockers, status=409)
    return render(request, "portfolio/witness/given.html", {"asked": asked, "testimony": testimony})


def _origin(request: HttpRequest) -> Origin:
    """Enough to ask about a forgery, too little to follow a person: the network without the machine, and the browser."""
    parts = address_of(request).replace("::ffff:", "")
    network = f"{parts.rpartition('.')[0]}.*" if "." in parts else f"{':'.join(parts.split(':')[:3])}:*"
    return Origin(network=network, device=request.headers.get("User-Agent", "")[:200])


def _page(request: HttpRequest, asked: WitnessRequest, form: WitnessForm, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    questions = dict(form.questions())
    context = {
        "asked": asked,
        "registration": asked.registration,
        "form": form,
        "units": [(enrolment, [(row, questions[row]) for row in rows]) for enrolment, rows in by_unit(form.criteria)],
        "mailbox": masked(asked.email) if asked.email else "",
        "declaration": DECLARATION,
        "decline_form": DeclineForm(),
        **more,
    }
    return _unseen(render(request, "portfolio/witness/statement.html", context, status=status))


@public
@never_cache
@require_POST
def witness_decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    asked, stopped = _asked(request, pk)
    if asked is None or stopped:
        return _over(request, stopped or UNKNOWN, asked, status=410)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        empty = WitnessForm(request=asked, criteria=criteria_asked(asked), initial=_known(asked))
        return _page(request, asked, empty, decline_form=form, status=409)
    asked = decline_to_witness(request=asked, reason=form.cleaned_data["reason"])
    thanks = Blocker("witness_declined", "You have declined.", "Thank you for saying so. Nothing more is asked.")
    return _over(request, thanks, asked)


def _over(
    request: HttpRequest, said: Blocker, asked: WitnessRequest | None = None, *, status: int = 200
) -> HttpResponse:
    """Also for whoever was still writing: their words are shown to them once more, and were not sent."""
    forget = asked.pk if asked is not None and not asked.is_open else None
    context = {"blocker": said, "unsent": request.POST.get("words", ""), "forget": forget}
    answer = _unseen(render(request, "portfolio/witness/over.html", context, status=status))
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _unseen(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
