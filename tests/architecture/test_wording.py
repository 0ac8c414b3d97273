"""An awarding organisation's wording reaches only a centre that has imported it itself, on every page there is.

It is kept in `text` of Outcome and Criterion. One component prints it; the page tests ask all pages that show criteria.
"""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.models import Membership, Role
from portfolio.models import Registration, UnitEnrolment
from tests import factories
from tests.cast import Cast
from units.models import Criterion, Outcome

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
PAGES = [path for path in TEMPLATES.rglob("*.*") if path.suffix in (".html", ".txt")]
READS_TEXT = re.compile(r"{[{%][^}]*?([\w.]+)\.text\b")
OTHER_TEXTS = {"response"}  # ActionResponse
READERS = {"units/wording.py", "units/rows.py", "units/handbook_copies.py", "units/templatetags/wording.py"}
APPS = ["centres", "units", "portfolio", "assessment", "iqa", "claims"]
OWN_TEXTS = ("units/handbooks/", "units/interchange/", "iqa/")  # the lines of a document that is read; what an assessor answered

ClientOf = Callable[[Membership], Client]


def test_no_template_prints_it_by_itself() -> None:
    read = {
        f"{path.relative_to(TEMPLATES)}: {name}.text"
        for path in PAGES
        for name in READS_TEXT.findall(path.read_text())
        if name not in OTHER_TEXTS
    }
    assert read == set()


def test_the_test_would_see_it() -> None:
    assert READS_TEXT.findall("{{ row.criterion.text|linebreaksbr }}") == ["row.criterion"]
    assert READS_TEXT.findall("{% include 'x' with wording=one.outcome.text %}") == ["one.outcome"]


def test_no_code_hands_it_to_a_page() -> None:
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    reading = {
        str(path.relative_to(ROOT))
        for path in files
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "text" and isinstance(node.value, ast.Name | ast.Attribute)
    }
    assert {path for path in reading - READERS if not path.startswith(OWN_TEXTS)} == set()


def pages_about(registration: Registration, people: dict[Role, Membership]) -> list[tuple[Membership, str]]:
    """Who reads which page, once a unit is signed off and another has evidence that waits and feedback to answer."""
    signed, waiting = [factories.enrolment(registration, unit) for unit in registration.specification.units.all()[:2]]
    sign_off = factories.sign_off(signed, assessor=people[Role.ASSESSOR])
    rows = list(waiting.criteria.in_order())
    item = factories.evidence(registration, progress=rows)
    factories.decision(rows[0], assessor=people[Role.ASSESSOR], item=item, met=False)
    addresses = {
        Role.CANDIDATE: [reverse("my_unit", args=[waiting.pk]), reverse("feedback")],
        Role.ASSESSOR: [reverse("marking", args=[item.pk]), reverse("unit", args=[waiting.pk])],
        Role.IQA: [reverse("signed_unit", args=[sign_off.pk]), reverse("unit_detail", args=[signed.unit_id])],
    }
    return [(people[role], address) for role, found in addresses.items() for address in found]


@pytest.fixture
def wording(cast: Cast) -> str:
    Criterion.objects.update(text="The body's <own> words")
    Outcome.objects.update(text="The body's <own> words")
    return "The body&#x27;s &lt;own&gt; words"


def ours(cast: Cast) -> list[tuple[Membership, str]]:
    people = {Role.CANDIDATE: cast.carol, Role.ASSESSOR: cast.bob, Role.IQA: cast.ivan}
    return pages_about(cast.registration, people)


def theirs(cast: Cast) -> list[tuple[Membership, str]]:
    """Charlie's centre delivers the same qualification. Carl is their candidate."""
    elsewhere = cast.charlie[Role.ADMIN].centre
    carl = factories.member(elsewhere, Role.CANDIDATE, "Carl Coe")
    people = cast.charlie | {Role.CANDIDATE: carl}
    for role in (Role.ASSESSOR, Role.IQA):
        factories.competence(people[role], cast.specification, recorded_by=people[Role.ADMIN])
    registration = factories.registration(
        carl, cast.specification, assessor=people[Role.ASSESSOR], recorded_by=people[Role.ADMIN]
    )
    return pages_about(registration, people)


def test_every_page_shows_it_to_the_centre_that_imported_it_and_none_to_charlies(
    cast: Cast, client_of: ClientOf, wording: str
) -> None:
    factories.handbook(cast.centre, cast.specification)
    for reader, address in ours(cast):
        assert wording in client_of(reader).get(address).content.decode(), address
    for reader, address in theirs(cast):
        page = client_of(reader).get(address)
        assert page.status_code == 200
        assert "own&gt; words" not in page.content.decode(), address
        assert "own> words" not in page.content.decode(), address


def test_one_import_does_not_open_another_qualification(cast: Cast, client_of: ClientOf, wording: str) -> None:
    other = factories.specification([factories.unit(f"Y/{number}") for number in range(3)])
    factories.handbook(cast.centre, other)
    for reader, address in ours(cast):
        assert wording not in client_of(reader).get(address).content.decode(), address


def test_it_costs_one_query_a_page_whatever_the_criteria(cast: Cast, client_of: ClientOf, wording: str) -> None:
    def wording_queries(enrolment: UnitEnrolment) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert wording in client_of(cast.carol).get(reverse("my_unit", args=[enrolment.pk])).content.decode()
        return sum("units_handbookimport" in query["sql"] for query in captured)

    few = factories.enrolment(cast.registration, cast.specification.units.get(code="X/101"))
    many = factories.enrolment(cast.registration, factories.unit("X/999", outcomes=(9, 9)))
    cast.specification.structure.create(unit=many.unit, group="B", position=9)
    Criterion.objects.update(text="The body's <own> words")
    factories.handbook(cast.centre, cast.specification)
    assert (wording_queries(few), wording_queries(many)) == (1, 1)
