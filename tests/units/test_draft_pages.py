import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from centres.models import AuditEvent, Membership, Role
from tests import factories
from tests.cast import Cast
from tests.queries import queries_of
from tests.units.checking import approved
from tests.units.lighthouse import loaded
from units.interchange.data import from_data
from units.interchange.spreadsheet import write_csv, write_xlsx
from units.interchange.values import QualificationValues
from units.models import Draft, Qualification, Specification
from units.rows import qualification_values
from units.services.begin_edition import begin_edition
from units.services.keep_draft import keep_draft

ClientOf = Callable[[Membership], Client]
FACTS = {
    "title": "Level 2 Award in Harbours",
    "awarding_organisation": "Harbour Awards",
    "scheme": "7711",
    "level": "2",
    "version": "1",
    "published_on": "2026-09-01",
}
UNIT = {"title": "Tie up a boat", "level": "2", "credit": "3", "method": "portfolio", "outcomes": "1"}


@pytest.fixture
def lighthouse(cast: Cast, tmp_path: Path) -> Specification:
    return loaded(tmp_path)


@pytest.fixture
def admin(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.alice)


def values_of(draft: Draft) -> QualificationValues:
    return from_data(Draft.objects.get(pk=draft.pk).values)


def send(client: Client, name: str, draft: Draft, *args: Any, **data: Any) -> Any:
    """With the turn that the page would have now."""
    turn = Draft.objects.get(pk=draft.pk).turn
    return client.post(reverse(name, args=[draft.pk, *args]), {"turn": turn, **data})


def read(client: Client, name: str, draft: Draft, *args: Any) -> str:
    answer = client.get(reverse(name, args=[draft.pk, *args]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def upload(client: Client, *files: tuple[str, bytes]) -> Any:
    chosen = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("describe"), {"chosen": chosen})


def another(specification: Specification, **changes: Any) -> QualificationValues:
    return replace(qualification_values(specification, readable=()), **changes)


def test_a_qualification_is_described_from_nothing_and_opened(cast: Cast, admin: Client) -> None:
    assert admin.post(reverse("describe_by_form"), FACTS).status_code == 302
    draft = Draft.objects.get()
    assert "There is no unit" in read(admin, "draft", draft)
    for number in (1, 2):
        lines = "1.1 Choose a rope\n\n- Tie the knot\nCheck the knot"
        unit = UNIT | {"number": f"10{number}", "o0-label": "Tie up safely", "o0-criteria": lines}
        assert send(admin, "draft_unit", draft, number, **unit).status_code == 302
    labels = [criterion.label for criterion in values_of(draft).units[0].outcomes[0].criteria]
    assert labels == ["Choose a rope", "Tie the knot", "Check the knot"]
    groups = {"groups": "2", "g0-title": "Group A", "g1-title": "Group B", "unit-7711-101": "", "unit-7711-102": ""}
    send(admin, "draft_groups", draft, **groups)
    homes = {"groups": "2", "g0-key": "A", "g0-title": "Group A", "g1-key": "B", "g1-title": "Group B"}
    send(admin, "draft_groups", draft, **homes, **{"unit-7711-101": "A", "unit-7711-102": "B"})
    clause = {"credits": "6", "source": "page 3"}
    new = reverse("draft_clause", args=[draft.pk, 1]) + "?kind=minimum_credits"
    page = admin.get(new).content.decode()
    assert "How many credits" in page
    assert "From which group" not in page
    admin.post(new, {"turn": Draft.objects.get().turn, **clause})
    send(admin, "draft_rule", draft, act="source", source="page 3")
    assert "At least 6 credits in all" in read(admin, "draft_rule", draft)
    page = read(admin, "draft", draft)
    assert "no clause uses the group" in page.casefold()
    group = {"kind": "all_of_group"}
    for number, key in ((2, "Group A"), (3, "Group B")):
        address = reverse("draft_clause", args=[draft.pk, number])
        admin.post(f"{address}?kind={group['kind']}", {"turn": Draft.objects.get().turn, "group": key, "source": "3"})
    approved(draft)
    assert "This edition can be opened" in read(admin, "draft", draft)
    answer = send(admin, "open_draft", draft, code="level-2-award-in-harbours", version="1")
    made = Specification.objects.get(centre=cast.centre)
    assert answer.headers["Location"] == reverse("qualification", args=[made.qualification.code])
    assert [place.group for place in made.structure.all()] == ["Group A", "Group B"]


def test_a_second_press_finds_what_the_first_opened(cast: Cast, admin: Client, lighthouse: Specification) -> None:
    later = another(lighthouse, version="2027-02", published_on=dt.date(2027, 2, 1))
    draft = approved(keep_draft(actor=cast.alice, values=later))
    form = {"code": "lighthouse", "version": "2027-02", "turn": draft.turn}
    for _ in range(2):
        answer = admin.post(reverse("open_draft", args=[draft.pk]), form)
        assert answer.headers["Location"] == reverse("qualification", args=["lighthouse"])
    assert AuditEvent.objects.filter(verb="qualification.opened").count() == 1
    assert admin.post(reverse("open_draft", args=[draft.pk]), {}).status_code == 404


def test_what_somebody_changed_since_is_not_opened_unread(cast: Cast, admin: Client, lighthouse: Specification) -> None:
    later = another(lighthouse, version="2027-02", published_on=dt.date(2027, 2, 1))
    draft = keep_draft(actor=cast.alice, values=later)
    keep_draft(actor=cast.alice, draft=draft, turn=1, values=replace(later, registration_until=None))
    answer = admin.post(reverse("open_draft", args=[draft.pk]), {"turn": 1})
    assert answer.status_code == 409
    assert "has changed this draft since you opened it" in answer.content.decode()
    assert 'name="turn" value="2"' in answer.content.decode()


def test_another_qualification_by_chance_of_its_name_is_told_before_it_is_opened(
    cast: Cast, admin: Client, lighthouse: Specification
) -> None:
    other = another(lighthouse, version="2", level=5, awarding_organisation="Harbour Awards")
    draft = keep_draft(actor=cast.alice, values=other)
    page = read(admin, "draft", draft)
    assert 'name="level"' in read(admin, "draft_facts", draft)
    assert "its level is 2, and here it is 5" in page
    assert "its awarding organisation is ProQual Awarding Body, and here it is Harbour Awards" in page


def test_what_is_missing_stands_with_the_way_to_its_place(cast: Cast, admin: Client, lighthouse: Specification) -> None:
    values = another(lighthouse, version="")
    broken = replace(values.units[1], outcomes=(replace(values.units[1].outcomes[0], label=""),))
    values = replace(values, units=(values.units[0], broken, *values.units[2:]))
    draft = approved(keep_draft(actor=cast.alice, values=values))
    page = admin.get(reverse("draft", args=[draft.pk]))
    links = [blocker.link for blocker in page.context["blockers"]]
    assert links == [reverse("draft_facts", args=[draft.pk]), reverse("draft_unit", args=[draft.pk, 2])]
    assert "to do here" in read(admin, "draft_unit", draft, 2)
    answer = send(admin, "open_draft", draft)
    assert answer.status_code == 409
    assert [blocker.link for blocker in answer.context["blockers"]] == links
    assert Specification.objects.filter(centre=cast.centre).count() == 0


def test_an_edition_that_is_there_already_is_told_before_it_is_opened(
    cast: Cast, admin: Client, lighthouse: Specification
) -> None:
    draft = keep_draft(actor=cast.alice, values=another(lighthouse))
    assert "has an edition 2023-08 already" in read(admin, "draft", draft)


def test_wording_stays_with_its_line(cast: Cast, admin: Client, lighthouse: Specification) -> None:
    values = another(lighthouse)
    outcome = values.units[0].outcomes[0]
    worded = tuple(
        replace(row, label=f"Label {n}", text=f"Words {n}", printed=f"{n}") for n, row in enumerate(outcome.criteria)
    )
    assert len(worded) >= 2
    unit = replace(values.units[0], outcomes=(replace(outcome, criteria=worded), *values.units[0].outcomes[1:]))
    draft = keep_draft(actor=cast.alice, values=replace(values, units=(unit, *values.units[1:])))
    lines = ["A new one", "Label 0", *(f"Another {n}" for n in range(1, len(worded)))]
    form = posted(unit) | {"o0-criteria": "\n".join(lines)}
    assert send(admin, "draft_unit", draft, 1, **form).status_code == 302
    kept = values_of(draft).units[0].outcomes[0].criteria
    assert [row.label for row in kept] == lines
    assert [row.text for row in kept] == ["", *(f"Words {n}" for n in range(len(worded)))]
    assert [row.printed for row in kept][1:] == [f"{n}" for n in range(len(worded))]


def test_a_criterion_without_a_label_is_labelled_beside_its_wording(
    cast: Cast, admin: Client, lighthouse: Specification
) -> None:
    values = another(lighthouse)
    outcome = values.units[0].outcomes[0]
    worded = tuple(replace(row, label="", text=f"Words {n}") for n, row in enumerate(outcome.criteria))
    unit = replace(values.units[0], outcomes=(replace(outcome, criteria=worded), *values.units[0].outcomes[1:]))
    draft = keep_draft(actor=cast.alice, values=replace(values, units=(unit, *values.units[1:])))
    assert "Words 1" in read(admin, "draft_unit", draft, 1)
    form = posted(unit) | {f"o0-c{n}": f"Said {n}" for n in range(len(worded))}
    send(admin, "draft_unit", draft, 1, **form)
    kept = values_of(draft).units[0].outcomes[0].criteria
    assert [(row.label, row.text) for row in kept] == [(f"Said {n}", f"Words {n}") for n in range(len(worded))]


def posted(unit: Any) -> dict[str, Any]:
    """What the page of a unit sends when nothing is changed."""
    form = {
        name: getattr(unit, name) for name in ("number", "title", "level", "credit", "method", "reference", "scheme")
    }
    form |= {"was": unit.code, "outcomes": str(len(unit.outcomes) + 1)}
    for index, outcome in enumerate(unit.outcomes):
        lines = "\n".join(criterion.label for criterion in outcome.criteria)
        form |= {f"o{index}-label": outcome.label, f"o{index}-criteria": lines, f"o{index}-place": index + 1}
    return form


def test_outcomes_are_put_in_order_and_removed(cast: Cast, admin: Client, lighthouse: Specification) -> None:
    values = another(lighthouse)
    unit = values.units[0]
    assert len(unit.outcomes) == 2
    draft = keep_draft(actor=cast.alice, values=values)
    form = posted(unit) | {"o0-place": "3"}
    send(admin, "draft_unit", draft, 1, **form)
    turned = values_of(draft).units[0]
    assert turned.outcomes == (unit.outcomes[1], unit.outcomes[0])
    form = posted(turned) | {"o0-remove": "on"}
    send(admin, "draft_unit", draft, 1, **form)
    assert values_of(draft).units[0].outcomes == (unit.outcomes[0],)


def test_a_criterion_moved_to_another_outcome_takes_its_words_along(
    cast: Cast, admin: Client, lighthouse: Specification
) -> None:
    values = another(lighthouse)
    unit = values.units[0]
    first, second = unit.outcomes
    worded = replace(first.criteria[0], label="Moved", text="Its words")
    unit = replace(unit, outcomes=(replace(first, criteria=(worded, *first.criteria[1:])), second))
    draft = keep_draft(actor=cast.alice, values=replace(values, units=(unit, *values.units[1:])))
    form = posted(unit)
    lines = {0: form["o0-criteria"].splitlines()[1:], 1: [*form["o1-criteria"].splitlines(), "Moved"]}
    send(admin, "draft_unit", draft, 1, **form | {f"o{n}-criteria": "\n".join(rows) for n, rows in lines.items()})
    outcomes = values_of(draft).units[0].outcomes
    assert [len(outcome.criteria) for outcome in outcomes] == [len(first.criteria) - 1, len(second.criteria) + 1]
    assert outcomes[1].criteria[-1] == worded


def test_two_windows_lose_nothing(cast: Cast, admin: Client, lighthouse: Specification) -> None:
    values = another(lighthouse)
    draft = keep_draft(actor=cast.alice, values=values)
    form = posted(values.units[0]) | {"turn": 1}
    address = reverse("draft_unit", args=[draft.pk, 1])
    assert admin.post(address, form | {"title": "The first window"}).status_code == 302
    answer = admin.post(address, form | {"title": "The second window"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "has changed this draft since you opened it" in page
    assert 'value="The second window"' in page
    assert values_of(draft).units[0].title == "The first window"
    assert (
        send(admin, "draft_unit", draft, 1, **posted(values.units[0]) | {"title": "The second window"}).status_code
        == 302
    )
    assert values_of(draft).units[0].title == "The second window"


def test_the_same_save_twice_is_one(cast: Cast, admin: Client, lighthouse: Specification) -> None:
    values = another(lighthouse)
    draft = keep_draft(actor=cast.alice, values=values)
    form = posted(values.units[0]) | {"turn": 1, "title": "Another title"}
    address = reverse("draft_unit", args=[draft.pk, 1])
    assert [admin.post(address, form).status_code for _ in range(2)] == [302, 302]
    assert Draft.objects.get().turn == 2


def test_a_known_unit_comes_with_everything_it_has(cast: Cast, admin: Client, lighthouse: Specification) -> None:
    assert admin.post(reverse("describe_by_form"), FACTS).status_code == 302
    draft = Draft.objects.get()
    known = lighthouse.units.first()
    page = admin.get(reverse("draft_units", args=[draft.pk]), {"q": known.reference or known.code})
    assert known.title in page.content.decode()
    for _ in range(2):
        send(admin, "draft_units", draft, act="add", unit=str(known.pk))
    (unit,) = values_of(draft).units
    assert unit.code == known.code
    assert [outcome.label for outcome in unit.outcomes] == [outcome.label for outcome in known.outcomes.all()]
    assert send(admin, "draft_units", draft, act="add", unit="no key").status_code == 404


def test_units_are_moved_and_removed_and_the_groups_follow(
    cast: Cast, admin: Client, lighthouse: Specification
) -> None:
    values = another(lighthouse)
    codes = [unit.code for unit in values.units]
    draft = keep_draft(actor=cast.alice, values=values)
    send(admin, "draft_units", draft, act="down", unit=codes[0])
    assert [unit.code for unit in values_of(draft).units] == [codes[1], codes[0], codes[2]]
    send(admin, "draft_unit", draft, 1, was=codes[1], remove="yes")
    after = values_of(draft)
    assert [unit.code for unit in after.units] == [codes[0], codes[2]]
    assert after.rule
    assert [code for group in after.rule["groups"].values() for code in group["units"]] == [
        unit.code for key in after.rule["groups"] for unit in after.units if unit.group == key
    ]


def test_two_units_of_one_number_are_changed_each_by_itself(
    cast: Cast, admin: Client, lighthouse: Specification
) -> None:
    values = another(lighthouse)
    twin = replace(values.units[0], title="The other one")
    draft = keep_draft(actor=cast.alice, values=replace(values, units=(values.units[0], twin)))
    assert "stands here twice" in read(admin, "draft", draft)
    send(admin, "draft_unit", draft, 2, **posted(twin) | {"title": "Changed"})
    assert [unit.title for unit in values_of(draft).units] == [values.units[0].title, "Changed"]
    send(admin, "draft_units", draft, act="up", unit=twin.code, place="2")
    assert [unit.title for unit in values_of(draft).units] == ["Changed", values.units[0].title]


def test_units_follow_the_scheme_of_the_qualification(cast: Cast, admin: Client) -> None:
    facts = {name: value for name, value in FACTS.items() if name != "scheme"}
    admin.post(reverse("describe_by_form"), facts)
    draft = Draft.objects.get()
    send(admin, "draft_unit", draft, 1, **UNIT | {"number": "101", "o0-label": "Tie", "o0-criteria": "Tie it"})
    send(admin, "draft_groups", draft, **{"groups": "1", "g0-title": "Group A", "unit-101": ""})
    send(admin, "draft_groups", draft, **{"groups": "1", "g0-key": "A", "g0-title": "Group A", "unit-101": "A"})
    send(admin, "draft_facts", draft, **FACTS)
    (unit,) = values_of(draft).units
    assert (unit.code, unit.group) == ("7711-101", "Group A")
    assert "This edition can be opened" in read(admin, "draft", draft)


def test_a_file_becomes_a_draft(cast: Cast, admin: Client, lighthouse: Specification) -> None:
    later = another(lighthouse, version="2027-02", published_on=dt.date(2027, 2, 1))
    for name, content in (
        ("spring.xlsx", write_xlsx(later, wording=True)),
        ("spring.zip", write_csv(later, wording=True)),
    ):
        answer = upload(admin, (name, content))
        draft = Draft.objects.get(origin=name)
        assert answer.headers["Location"] == reverse("draft", args=[draft.pk])
        assert {unit.code for unit in values_of(draft).units} == {unit.code for unit in later.units}
        page = read(admin, "draft", draft)
        assert "What is different from edition 2023-08" in page
        assert "1 thing to do before this edition can be opened" in page
        assert "The rule of combination waits for a second person." in page


def test_everything_wrong_with_a_file_is_told_and_nothing_kept(
    cast: Cast, admin: Client, lighthouse: Specification
) -> None:
    values = another(lighthouse, title="", version="")
    answer = upload(admin, ("broken.xlsx", write_xlsx(values, wording=True)))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "2 things to mend; nothing was kept" in page
    assert page.count("This is missing.") == 2
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"no workbook"), ("a.json", b"{"), ("a.pdf", b"%PDF-1.7"), ("b.zip", b"PK\x03\x04x")],
)
def test_what_is_no_description_is_refused_with_a_way_out(admin: Client, name: str, content: bytes) -> None:
    answer = upload(admin, (name, content))
    assert answer.status_code == 409
    assert answer.context["problems"][0].remedy
    assert not Draft.objects.exists()


def test_a_file_that_is_too_large_is_refused_unread(admin: Client, settings: Any) -> None:
    answer = upload(admin, ("large.xlsx", b"x" * (10 * 1024 * 1024 + 1)))
    assert answer.status_code == 200
    assert "10 MB is the most" in answer.content.decode()


def test_the_next_edition_is_begun_once(cast: Cast, admin: Client, lighthouse: Specification) -> None:
    for _ in range(2):
        answer = admin.post(reverse("begin_edition", args=["lighthouse"]))
    assert answer.headers["Location"] == reverse("draft", args=[Draft.objects.get().pk])
    page = read(admin, "draft_facts", Draft.objects.get())
    assert "This is another edition of" in page
    assert "Grading" not in page


def test_facts_of_the_qualification_are_said_to_stay(cast: Cast, admin: Client, lighthouse: Specification) -> None:
    draft = keep_draft(actor=cast.alice, values=another(lighthouse, title="Another title", version="2"))
    page = read(admin, "draft", draft)
    assert "These stay as they are" in page
    assert Qualification.objects.get(code="lighthouse").title != "Another title"


def test_throwing_away_asks_first(cast: Cast, admin: Client, lighthouse: Specification) -> None:
    draft = begin_edition(actor=cast.alice, qualification=lighthouse.qualification)
    assert "Throw this draft away?" in read(admin, "drop_draft", draft)
    assert Draft.objects.exists()
    admin.post(reverse("drop_draft", args=[draft.pk]))
    assert not Draft.objects.exists()


def test_a_draft_is_seen_by_the_admins_of_its_centre_alone(
    cast: Cast, client_of: ClientOf, lighthouse: Specification
) -> None:
    draft = begin_edition(actor=cast.alice, qualification=lighthouse.qualification)
    assert client_of(cast.bob).get(reverse("draft", args=[draft.pk])).status_code == 403
    charlie = client_of(cast.charlie[Role.ADMIN])
    assert charlie.get(reverse("draft", args=[draft.pk])).status_code == 404
    assert "No draft is waiting" in charlie.get(reverse("describe")).content.decode()


def test_the_page_of_a_draft_takes_no_more_queries_for_more_units(cast: Cast, admin: Client) -> None:
    counts = []
    for number in (3, 7):
        specification = factories.specification([factories.unit(f"Y{number}/{n}") for n in range(number)])
        draft = begin_edition(actor=cast.alice, qualification=specification.qualification)
        counts.append(queries_of(admin, reverse("draft", args=[draft.pk])))
    assert counts[0] == counts[1] <= 16
