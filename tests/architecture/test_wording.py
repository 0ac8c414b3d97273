"""An awarding organisation's wording reaches only a centre that has imported it itself, on every page there is.

It is kept in `text` of Outcome and Criterion, `guidance` of Criterion, `aim` and `information` of Unit, and `detail` of
Comparison. One component prints it; the page tests ask all pages that show criteria, units or comparisons.
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
from units.handbooks import comparison
from units.models import Comparison, Criterion, HandbookImport, Outcome, Unit

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
PAGES = [path for path in TEMPLATES.rglob("*.*") if path.suffix in (".html", ".txt")]
WORDS = ("text", "guidance", "aim", "information", "detail")
TAG = re.compile(r"{[{%].*?[%}]}", re.DOTALL)
READS = re.compile(rf"([\w.]+\.(?:{'|'.join(WORDS)}))\b")
OTHER_WORDS = {
    "response.text",  # ActionResponse
    *("blocker.detail", "reason.detail", "tile.detail"),  # what centres.gates and centres.panels say
    "conflict.detail",  # what the person who declared it says of it
    "counts.information",  # how many lines of a handbook
}
READERS = {
    *("units/wording.py", "units/rows.py", "units/handbook_copies.py", "units/templatetags/wording.py"),
    *("units/differences.py", "units/drafting/criteria.py", "units/draft_forms/outcome.py"),
    *("units/handbook_drafts.py", "units/next_editions.py", "units/management/commands/export_catalogue.py"),
}
APPS = ["centres", "units", "portfolio", "assessment", "iqa", "claims"]
# The lines of a document that is read; plain values, which units.rows hands over with the words that a centre may read;
# what an assessor answered.
OWN_WORDS = (
    *("units/handbooks/", "units/interchange/", "units/drafting/", "units/draft_forms/"),
    *("units/differences.py", "units/matching.py", "iqa/"),
)
GATES = {  # a blocker's detail
    *("units/management/commands/import_handbook.py", "claims/checking.py", "portfolio/services/finish_upload.py"),
    *("assessment/result_forms.py", "assessment/services/import_results.py"),
}

ClientOf = Callable[[Membership], Client]


def read_in(template: str) -> list[str]:
    return [name for tag in TAG.findall(template) for name in READS.findall(tag)]


def test_no_template_prints_it_by_itself() -> None:
    read = {f"{path.relative_to(TEMPLATES)}: {name}" for path in PAGES for name in read_in(path.read_text())}
    assert {line for line in read if line.split(": ")[1] not in OTHER_WORDS} == set()


def test_the_test_would_see_it() -> None:
    assert read_in("{{ row.criterion.text|linebreaksbr }}") == ["row.criterion.text"]
    assert read_in("{% include 'x' with label=one.label wording=one.outcome.text %}") == ["one.outcome.text"]
    assert read_in("{% if unit.aim %}{{ unit.information.assessment }}") == ["unit.aim", "unit.information"]
    assert read_in("{{ criterion.guidance }} {% x comparison.detail %}") == ["criterion.guidance", "comparison.detail"]
    assert read_in("{{ unit.title }}: unit.text") == []


def test_no_code_hands_it_to_a_page() -> None:
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    reading = {
        str(path.relative_to(ROOT))
        for path in files
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in WORDS
    }
    assert {path for path in reading - READERS - GATES if not path.startswith(OWN_WORDS)} == set()


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
        Role.IQA: [
            reverse("signed_unit", args=[sign_off.pk]),
            reverse("unit_detail", args=[signed.unit_id]),
            reverse("comparison"),
        ],
    }
    return [(people[role], address) for role, found in addresses.items() for address in found]


@pytest.fixture
def wording(cast: Cast) -> str:
    Criterion.objects.update(text="The body's <own> words")
    Outcome.objects.update(text="The body's <own> words")
    for unit in cast.specification.units.all():
        Comparison.objects.create(unit=unit, theme="Delivery", difference="minor", detail="The body's <own> words")
    return "The body&#x27;s &lt;own&gt; words"


def import_copies(cast: Cast) -> None:
    """Of the handbook, and of the comparison."""
    factories.handbook(cast.centre, cast.specification)
    comparing = factories.handbook(cast.centre, cast.specification)
    comparing.layout, comparing.criteria_read = comparison.NAME, 0
    comparing.save(update_fields=["layout", "criteria_read"])


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
    import_copies(cast)
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


@pytest.mark.parametrize(
    "kept_in", ["text of Criterion", "guidance", "text of Outcome", "aim", "information", "detail"]
)
def test_each_part_of_it_is_shown_on_a_units_page_to_the_centre_that_imported_it(
    cast: Cast, client_of: ClientOf, kept_in: str
) -> None:
    unit = cast.specification.units.get(code="X/101")
    if kept_in == "detail":
        Comparison.objects.create(unit=unit, theme="Delivery", difference="minor", detail="Their words")
    elif kept_in == "information":
        Unit.objects.update(information={"assessment": "Their words"})
    else:
        field, _, model = kept_in.partition(" of ")
        rows = {"aim": Unit, "guidance": Criterion, "text": Outcome if model == "Outcome" else Criterion}[field]
        rows.objects.update(**{field: "Their words"})
    path = reverse("unit_detail", args=[unit.pk])
    assert "Their words" not in client_of(cast.ivan).get(path).content.decode()
    import_copies(cast)
    assert "Their words" in client_of(cast.ivan).get(path).content.decode()
    assert "Their words" not in client_of(cast.charlie[Role.IQA]).get(path).content.decode()


def test_a_copy_that_only_lists_units_opens_no_words_of_theirs(cast: Cast, client_of: ClientOf, wording: str) -> None:
    """Another centre imported the words; this one has the structure of the qualification, and the comparison."""
    import_copies(cast)
    HandbookImport.objects.filter(centre=cast.centre).update(criteria_read=0)
    unit = cast.specification.units.get(code="X/101")
    page = client_of(cast.ivan).get(reverse("unit_detail", args=[unit.pk])).content.decode()
    assert page.count(wording) == 1  # the comparison's


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
