"""One page with every component on it, made of invented data. Rendered without a server or a database."""

import datetime as dt
from types import SimpleNamespace as Thing
from typing import Any

from django import forms
from django.template import engines

from centres.forms import AttestFormHelper, SecondButton
from centres.gates import Blocker
from centres.templatetags._vocabulary import STATES

NOW = dt.datetime(2026, 11, 20, 14, 6, tzinfo=dt.UTC)
TODAY = NOW.date()
CENTRE = Thing(name="Calder Valley Training")
STAFF = [("Caseload", "people", True), ("Marking", "check2-square", False)]
CANDIDATE = [
    ("Home", "house", True),
    ("Units", "list-check", False),
    ("Upload", "cloud-arrow-up", False),
    ("Feedback", "chat-left-text", False),
    ("Dates", "calendar3", False),
]

PAGE = """
{% extends "base.html" %}{% load crispy_forms_tags %}
{% block title %}Components{% endblock %}
{% block main %}
{% breadcrumbs "Claims" "#main" "Marcus Bell" %}
{% page_head "Claim: Marcus Bell" "ProQual Level 4" %}<a class="btn btn-primary" href="#main">{% icon "pen" %}Claim</a>{% endpage_head %}
{% include "components/views.html" %}{% include "components/filters.html" with form=filters label="Filter candidates" target="table" %}
<div class="cols cols-main-side"><div class="stack-l">
{% gate blockers "this claim" "Claim the full certificate" note="Opens by itself when the list is empty." %}closed slot{% endgate %}
{% gate nothing "this claim" "Claim it" id="open" %}{% include "components/signature.html" with statement="I claim it." name="Maureen Slater" role="Centre admin" day=today box="signed" %}{% endgate %}
{% include "components/todo.html" with heading="2 things for you to do" %}
<section class="card-at" aria-labelledby="states"><div class="card-head"><h2 id="states">States</h2></div><div class="card-body-at row-flow">{% for code in states %}{% state code %}{% state code quiet=True %}{% endfor %}</div></section>
<section class="card-at" aria-labelledby="criteria"><h2 id="criteria">Criteria</h2><ol class="register">
{% for code in criteria %}{% include "components/criterion_row.html" with number=forloop.counter label="Record how it ended" state=code feedback="Add the call notes." feedback_by="Priya" gap="one item." act="Add evidence" act_url="#main" wording="Invented wording." %}{% endfor %}</ol></section>
<section class="card-at" aria-labelledby="clauses"><h2 id="clauses">Rule of combination</h2><ol class="register">{% for clause in clauses %}{% include "components/clause_row.html" with number=forloop.counter %}{% endfor %}</ol></section>
<section class="card-at p-3" aria-labelledby="wrong"><h2 id="wrong">With errors</h2>{% crispy wrong %}</section>
<section class="card-at p-3" aria-labelledby="fresh"><h2 id="fresh">Without</h2>{% crispy fresh %}</section>
<section class="card-at p-3" aria-labelledby="files"><h2 id="files">Files</h2><ul class="plain">
{% include "components/upload_row.html" with name="Record.pdf" icon="file-earmark-pdf" size=1400000 state="stored" receipt="7KQ4-M2XR" stored_at=now %}
{% include "components/upload_row.html" with name="Talk.m4a" icon="mic" size=45000000 state="uploading" percent=62 remove_url="#main" %}
{% include "components/upload_row.html" with name="Demo.mov" icon="camera-video" size=45000000 state="lost" percent=18 note="31 MB is safe." %}</ul></section>
<div class="grid-scroll" id="table" tabindex="0" role="region" aria-label="Candidates"><table class="grid"><caption class="visually-hidden">Candidates</caption>
<thead><tr><th scope="col">Candidate</th><th scope="col">Criteria</th><th scope="col">Sample</th></tr></thead>
<tbody><tr><th scope="row"><a href="#main">Bethan Pugh</a></th><td>{% parts counts 17 "9 met, 3 submitted, of 17" %}</td><td>{% include "components/sample_cell.html" with icon="patch-check-fill" title="Planned" url="#main" sample="planned" %}{% include "components/sample_cell.html" with title="Not chosen" sample="off" %}</td></tr></tbody></table></div>
</div><aside class="stack" aria-label="Side">
{% gate blockers "sign-off" id="side" compact=True %}{% endgate %}
<section class="card-at" aria-labelledby="rows"><div class="card-head"><h2 id="rows">Progress</h2><a class="small" href="#main">Detail</a></div><div class="card-body-at">{% include "components/progress_card.html" %}</div>
{% include "components/person_row.html" with name="Priya Raman" what="3 criteria to decide" aside="4 days" %}
{% include "components/evidence_card.html" with icon="mic" name="Call.m4a" url="#main" when="today, 19:42" state="stored" %}
{% include "components/empty.html" with text="No evidence yet." url="#main" act="Upload evidence" act_icon="cloud-arrow-up" %}</section>
<section class="card-at p-3" aria-labelledby="history"><h2 id="history">What happened</h2>{% include "components/timeline.html" %}</section>
</aside></div>
{% endblock %}
{% block after %}{% include "components/toast.html" with bold="2 decisions saved." text="Dawn has been told." %}{% endblock %}
"""


class Everything(forms.Form):
    name = forms.CharField(label="Full name", help_text="As on the identity document.")
    notes = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    born = forms.DateField(label="Date of birth", widget=forms.DateInput(attrs={"type": "date"}))
    site = forms.ChoiceField(choices=[("", "Choose a site"), ("n", "Northmoor Water")])
    seen = forms.ChoiceField(
        label="Can others be seen?",
        choices=[("n", "No"), ("y", "Yes")],
        widget=forms.RadioSelect,
        help_text="Faces too.",
    )
    rules = forms.MultipleChoiceField(choices=[("v", "Valid"), ("c", "Current")], widget=forms.CheckboxSelectMultiple)
    record = forms.FileField()
    own = forms.BooleanField(label="This is my own work", help_text="You may be asked about it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AttestFormHelper(self, "Register the candidate", also=(SecondButton("draft", "Keep as draft"),))


class Filters(forms.Form):
    q = forms.CharField(label="Name", widget=forms.TextInput(attrs={"class": "form-control form-control-sm"}))


BLOCKERS = [
    Blocker(
        "name",
        "The name differs from the registration",
        "Registered “Marcus Bell”.",
        owner="Maureen Slater",
        owner_role="centre admin",
        since=TODAY,
        link="#main",
        link_text="Compare names",
        yours=True,
    ),
    Blocker("short", "Group B is 4 credits short", owner="Priya Raman", owner_role="assessor", since=NOW, link="#main"),
]


def unit(code: str, counted: bool = True) -> Thing:
    return Thing(code=code, title="Manage a project", credit=7, counted=counted, credits_counted=7 if counted else 0)


def clause(*, met: bool, limit: int | None = None, short: int = 0) -> Thing:
    words = {"explain": "4 are surplus.", "source": "Section 4", "fix": "" if met else "Sign off one more unit."}
    return Thing(
        title="Group B",
        have=16,
        need=20,
        limit=limit,
        met=met,
        short=short,
        units=[unit("1"), unit("2", False)],
        **words,
    )


def shell(role: str, theme: str) -> dict[str, Any]:
    """What centres.context_processors.shell gives."""
    actor = Thing(pk=1, name="Priya Raman", role=role, get_role_display=role.title(), centre=CENTRE, centre_id=1)
    pages = CANDIDATE if role == "candidate" else STAFF
    nav = [
        Thing(label=label, url="#main", icon=icon, count=2, current=current, tab=True, main=icon == "cloud-arrow-up")
        for label, icon, current in pages
    ]
    return {"actor": actor, "nav": nav, "memberships": [actor], "theme": theme, "themes": [("light", "Light")]}


def content() -> dict[str, Any]:
    return {
        "blockers": BLOCKERS,
        "nothing": [],
        "states": list(STATES),
        "criteria": ["none", "draft", "sent", "not_yet", "met", "reopened"],
        "clauses": [clause(met=False, short=4), clause(met=True, limit=16)],
        "counts": {"met": 9, "sent": 3},
        "views": [Thing(label="All", url="#main", count=40, current=True)],
        "rows": [Thing(label="Group A", have=7, need=14, note="7 to go")],
        "entries": [
            Thing(icon="arrow-return-left", kind="notyet", who="Priya", what="decided 1.7", at=NOW, note="First")
        ],
        "messages": [Thing(level_tag=level, __str__=level) for level in ("success", "warning", "error", "info")],
        "now": NOW,
        "today": TODAY,
    }


def gallery(role: str = "assessor", theme: str = "light") -> str:
    forms_shown = {"wrong": Everything({"born": "x"}), "fresh": Everything(prefix="b"), "filters": Filters()}
    return engines["django"].from_string(PAGE).render({**shell(role, theme), **content(), **forms_shown})
