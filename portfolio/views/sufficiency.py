"""The centre's sufficiency rules of a qualification: read by staff, set by admins and IQAs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from centres.gates import Refused
from centres.permissions import ActorRequest, roles
from portfolio.models import SufficiencyRule
from portfolio.models.sufficiency import Over
from portfolio.panels import SUFFICIENCY_PANELS
from portfolio.selectors.sufficiency import RulesPage, counting, effect, history_of, words_of
from portfolio.services.set_sufficiency import set_sufficiency
from portfolio.sufficiency import NOTHING
from portfolio.sufficiency.words import sentences
from portfolio.sufficiency_forms import SufficiencyForm
from portfolio.sufficiency_rules import Place
from units.models import Criterion, Qualification, Unit
from units.selectors.offers import qualifications_of
from units.selectors.requirements import STATING
from units.selectors.visible import READERS, units_of


def _qualification(request: ActorRequest, code: str) -> Qualification:
    found: Qualification = get_object_or_404(qualifications_of(request.actor), code=code)
    return found


def _unit(request: ActorRequest, qualification: Qualification, key: Any) -> Unit:
    """A unit of this qualification, in whichever of its editions."""
    rows = units_of(request.actor).filter(places__specification__qualification=qualification).distinct()
    found: Unit = get_object_or_404(rows, pk=key)
    return found


@roles(*READERS)
@require_safe
def sufficiency(request: ActorRequest, code: str) -> HttpResponse:
    qualification = _qualification(request, code)
    context = {
        "qualification": qualification,
        "page": RulesPage(request.actor, qualification),
        "sets": request.actor.role in STATING,
        "panels": [ask(request.actor, qualification) for ask in SUFFICIENCY_PANELS],
    }
    return render(request, "portfolio/sufficiency.html", context)


@roles(*READERS)
@require_safe
def sufficiency_unit(request: ActorRequest, code: str, pk: UUID) -> HttpResponse:
    qualification = _qualification(request, code)
    unit, page = _unit(request, qualification, pk), RulesPage(request.actor, qualification)
    context = {
        "qualification": qualification,
        "unit": unit,
        "rows": page.of_unit(unit),
        "criteria": page.criteria(unit),
        "sets": request.actor.role in STATING,
    }
    return render(request, "portfolio/sufficiency_unit.html", context)


class Where:
    """The place that the address names: `?over=`, `?unit=`, `?criterion=`."""

    def __init__(self, request: ActorRequest, qualification: Qualification) -> None:
        asked = {name: request.GET.get(name, "") for name in ("over", "unit", "criterion")}
        self.qualification = qualification
        self.over = asked["over"] if asked["over"] in Over.values else Over.CRITERION
        self.unit = _unit(request, qualification, _key(asked["unit"])) if asked["unit"] else None
        self.criterion: Criterion | None = None
        if asked["criterion"]:
            rows = Criterion.objects.filter(outcome__unit=self.unit) if self.unit else Criterion.objects.none()
            self.criterion, self.over = get_object_or_404(rows, pk=_key(asked["criterion"])), Over.CRITERION

    @property
    def place(self) -> Place:
        return Place(self.unit.code if self.unit else "", self.criterion.pk if self.criterion else None, self.over)

    @property
    def label(self) -> str:
        """ "criterion 1.2 of 4430-401", as the rule itself will say it."""
        return SufficiencyRule(unit=self.unit, criterion=self.criterion, over=self.over).place

    def back(self) -> HttpResponse:
        if self.unit:
            return redirect("sufficiency_unit", self.qualification.code, self.unit.pk)
        return redirect("sufficiency", self.qualification.code)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@roles(*STATING)
@require_http_methods(["GET", "HEAD", "POST"])
def sufficiency_rule(request: ActorRequest, code: str) -> HttpResponse:
    """`preview` says what the rule would do, and sets nothing; `take_back` lets the wider rule count again."""
    qualification = _qualification(request, code)
    where, page = Where(request, qualification), RulesPage(request.actor, qualification)
    own = page.book.at(where.place, page.today)
    data = request.POST if request.method == "POST" else None
    form = SufficiencyForm(data, standing=own.asks if own else None, wider=where.unit is not None)
    counts = counting(page.book, where.place, page.today)
    context = {
        "qualification": qualification,
        "where": where,
        "form": form,
        "own": own,
        "counts": counts,
        "words": words_of(counts),
        "entries": history_of(page.book, where.place),
    }
    if data is not None and form.is_valid():
        if "preview" not in data:
            return _set(request, where, form, context)
        context |= _preview(request, where, form)
    return render(request, "portfolio/sufficiency_rule.html", context)


def _preview(request: ActorRequest, where: Where, form: SufficiencyForm) -> dict[str, Any]:
    day = max(form.cleaned_data["valid_from"], timezone.localdate())
    found = effect(request.actor, where.qualification, where.place, form.demands, day)
    return {"effect": found, "said": sentences(form.demands or NOTHING)}


def _set(request: ActorRequest, where: Where, form: SufficiencyForm, context: dict[str, Any]) -> HttpResponse:
    try:
        row = set_sufficiency(
            actor=request.actor,
            qualification=where.qualification,
            unit=where.unit,
            criterion=where.criterion,
            over=where.over,
            demands=form.demands,
            valid_from=form.cleaned_data["valid_from"],
            reason=form.cleaned_data["reason"],
        )
    except Refused as refusal:
        refused = context | {"blockers": refusal.blockers}
        return render(request, "portfolio/sufficiency_rule.html", refused, status=409)
    said = "is taken back" if row.demands is None else "is set"
    messages.success(request, f"The rule for {row.place} {said}, from {row.valid_from:%-d %B %Y}.")
    return where.back()
