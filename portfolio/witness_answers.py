"""What stops a witness from answering, and whether the code that they typed is right."""

from collections.abc import Iterator

from django.db.models import F
from django.utils import timezone

from centres.gates import Blocker
from portfolio.gates.witness import impossible_day, same_address
from portfolio.models import WitnessCode, WitnessLink, WitnessRequest
from portfolio.states import RegistrationState, WitnessState
from portfolio.testimony import Said
from portfolio.witness_links import CODE_TRIES, is_code


def why_closed(request: WitnessRequest, link: WitnessLink | None = None) -> Blocker | None:
    """None while it waits for its witness. `link`: through which they come."""
    name = request.registration.candidate.name
    if request.state == WitnessState.GIVEN:
        return Blocker(
            "witness_given", "You have given your statement.", f"{name}'s centre has it. Nothing more is asked."
        )
    if request.state == WitnessState.DECLINED:
        return Blocker("witness_declined", "You have declined.", f"{name}'s centre knows. Nothing more is asked.")
    if request.state == WitnessState.CANCELLED:
        return Blocker("witness_cancelled", f"{name} has withdrawn the question.", "You need to do nothing.")
    if request.registration.state != RegistrationState.ACTIVE:
        return Blocker("registration_over", f"{name} no longer needs a statement.", "You need to do nothing.")
    if not request.criteria.exists():  # the units were taken out of the choice
        return Blocker("nothing_asked", f"{name} asks about nothing any more.", "You need to do nothing.")
    if link is not None and link.expires_at <= timezone.now():
        day = f"{timezone.localdate(link.expires_at):%-d %B %Y}"
        return Blocker("link_expired", f"This link worked until {day}.", f"Ask {name} for a new one.")
    return None


def answer_blockers(request: WitnessRequest, said: Said, *, confirmed: bool, without_code: bool) -> list[Blocker]:
    """Everything that stops this statement, beyond what a form can see by itself."""
    closed = why_closed(request)
    found = [closed] if closed else []
    return [*found, *_about(request, said), *_code(request, confirmed, without_code)]


def _about(request: WitnessRequest, said: Said) -> Iterator[Blocker]:
    yield from impossible_day(said.seen_on, request.registration)
    candidate = request.registration.candidate
    person = candidate.membership.user
    if person is not None and same_address(person.email, said.email):
        yield Blocker("own_address", f"{said.email} is {candidate.name}'s address.", "Give your own.", yours=True)
    if _plain(said.signature) != _plain(said.name):
        yield Blocker(
            "signature", f"The signature is not “{said.name}”.", "Type your name as you gave it above.", yours=True
        )
    if not said.saw:
        yield Blocker(
            "saw_nothing",
            "You ticked nothing that you saw.",
            "If you saw none of it, say so at the foot of the page: you need not give a statement.",
            yours=True,
        )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _code(request: WitnessRequest, confirmed: bool, without_code: bool) -> Iterator[Blocker]:
    if request.email and not confirmed and not without_code:
        yield Blocker(
            "code",
            "The code is missing, wrong or too old.",
            "Type the six figures from the newest mail, ask for another code, or tick that none arrives.",
            yours=True,
        )


def takes_code(request: WitnessRequest, typed: str) -> bool:
    """Whether it is the newest code. Each wrong try is counted, in a write of its own; after five the code is dead."""
    typed = "".join(typed.split())
    code: WitnessCode | None = request.codes.filter(expires_at__gt=timezone.now()).first()
    if code is None or not typed:
        return False
    tried = WitnessCode.objects.filter(pk=code.pk, tries__lt=CODE_TRIES).update(tries=F("tries") + 1)
    if not tried or not is_code(code, typed):
        return False
    WitnessCode.objects.filter(pk=code.pk).update(tries=F("tries") - 1)  # right: something else may still be missing
    return True
