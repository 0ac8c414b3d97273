"""Many results of tests from one file, as the body's portal gives them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.result_forms import ResultFileForm
from assessment.result_sheet import blank_results, columns, read_results
from assessment.services.import_results import ImportedResults, import_results
from centres.models import Role
from centres.permissions import ActorRequest, roles
from centres.templatetags.attest import things
from units.interchange.problems import Problem, WrongDescription

MOST_SHOWN = 100


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: ActorRequest) -> HttpResponse:
    """All rows or none; what is wrong is said row by row."""
    form = ResultFileForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            rows = read_results(form.cleaned_data["file"].read())
            done = import_results(actor=request.actor, rows=rows)
        except WrongDescription as wrong:
            problems = list(wrong.problems)
        else:
            messages.success(request, _said(done))
            return redirect("results")
    context = {"form": form, "problems": problems[:MOST_SHOWN], "number": len(problems), "columns": list(columns())}
    status = 409 if request.method == "POST" else 200
    return render(request, "assessment/import_results.html", context, status=status)


def _said(done: ImportedResults) -> str:
    known = f" {things(done.known, 'row')} said what is recorded already." if done.known else ""
    return f"{things(len(done.recorded), 'result')} recorded.{known}"


@roles(Role.ADMIN)
@require_safe
def blank(request: ActorRequest) -> HttpResponse:
    answer = HttpResponse(blank_results(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="results.csv"'
    return answer
