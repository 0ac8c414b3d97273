"""Another qualification, or another edition of one: by a form, by a file, or begun with the edition in use."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.models import Role
from centres.permissions import ActorRequest, roles
from units.draft_forms import FactsForm, UploadForm
from units.draft_keeping import listed
from units.drafting.edits import at_home, blank
from units.interchange.case_reading import read_case
from units.interchange.problems import Problem, WrongDescription
from units.interchange.spreadsheet import blank_xlsx, read_spreadsheet
from units.interchange.values import QualificationValues
from units.known import edition_of
from units.models import Draft
from units.selectors.offers import qualifications_of
from units.services.begin_edition import begin_edition as begin
from units.services.keep_draft import keep_draft
from units.views.exports import XLSX, attachment

SHOWN = 100


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: ActorRequest) -> HttpResponse:
    """A file with anything wrong in it leaves nothing behind but the list of all that is wrong."""
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        files = [(file.name or "", file.read()) for file in form.cleaned_data["chosen"]]
        try:
            values = _read(files)
        except WrongDescription as wrong:
            problems = list(wrong.problems)
        else:
            return _kept(request, values, ", ".join(name for name, _ in files))
    context = {
        "form": form,
        "problems": problems[:SHOWN],
        "number": len(problems),
        "drafts": listed(Draft.objects.visible_to(request.actor)),
    }
    return render(request, "units/describe.html", context, status=409 if problems else 200)


def _read(files: list[tuple[str, bytes]]) -> QualificationValues:
    is_case = len(files) == 1 and (files[0][0].casefold().endswith(".json") or files[0][1].lstrip()[:1] == b"{")
    return read_case(files[0][1]) if is_case else read_spreadsheet(files)


def _kept(request: ActorRequest, values: QualificationValues, origin: str) -> HttpResponse:
    draft = keep_draft(actor=request.actor, values=at_home(values), origin=origin)
    known = edition_of(request.actor, values.code)
    said = f"Read from {origin}: nothing is wrong with it."
    if known:
        said += f" It is another edition of {known.qualification}: its differences stand below."
    messages.success(request, said)
    return redirect("draft", draft.pk)


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def describe_by_form(request: ActorRequest) -> HttpResponse:
    """The facts first; with these there is a draft, and units and rule are added to it."""
    form = FactsForm(request.POST if request.method == "POST" else None, values=blank())
    if request.method == "POST" and form.is_valid():
        draft = keep_draft(actor=request.actor, values=form.changed(blank()), origin="a form")
        return redirect("draft", draft.pk)
    return render(request, "units/draft_facts.html", {"form": form})


@roles(Role.ADMIN)
@require_safe
def blank_description(request: ActorRequest) -> HttpResponse:
    return attachment(blank_xlsx(), "Describe a qualification.xlsx", XLSX)


@roles(Role.ADMIN)
@require_POST
def begin_edition(request: ActorRequest, code: str) -> HttpResponse:
    """A second press within the same hand movement finds the draft that the first one made."""
    row = get_object_or_404(qualifications_of(request.actor), code=code)
    values: dict[str, Any] = {"values__code": row.code, "values__version": "", "turn": 1}
    unchanged = Draft.objects.visible_to(request.actor).filter(**values, origin__startswith="edition ").first()
    return redirect("draft", (unchanged or begin(actor=request.actor, qualification=row)).pk)
