"""What an assessor reads of a unit: which one it is, what it asks for, and which others it could be taken for."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Membership, Role
from tests import factories
from tests.cast import Cast
from tests.queries import queries_of
from tests.units.described import own_specification
from units.models import Comparison, Criterion, Specification, Unit

ClientOf = Callable[[Membership], Client]
STAFF = ("alice", "bob", "ivan", "eve")


@pytest.fixture
def unit(cast: Cast) -> Unit:
    """X/101 as a unit of a scheme: 4430-401, J/601/1630."""
    Unit.objects.filter(code="X/101").update(scheme="4430", number="401", code="4430-401", reference="J/601/1630")
    return Unit.objects.get(code="4430-401")


def page_of(client: Client, unit: Unit, **asked: str) -> str:
    return client.get(reverse("unit_detail", args=[unit.pk]), asked).content.decode()


def test_a_unit_is_known_by_number_and_reference(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    page = page_of(client_of(cast.bob), unit)
    assert "<title>4430-401 Unit X/101 · Attest</title>" in page
    assert "4430-401 · J/601/1630" in page
    assert page.index("4430-401 · J/601/1630") < page.index("level 4, 5 credits, 2 outcomes, 3 criteria")


def test_what_is_not_known_is_said_not_to_be_stated(client_of: ClientOf, cast: Cast) -> None:
    unit = Unit.objects.get(code="X/101")
    page = page_of(client_of(cast.bob), unit)
    for name in ("Reference", "Available", "Expires", "Guided hours"):
        assert f"<dt>{name}</dt><dd>Not stated</dd>" in page.replace(' class="num"', "")
    assert "never" not in page.lower()
    assert "Portfolio of evidence" in page


@pytest.mark.parametrize(("expires_on", "said"), [(dt.date(2014, 12, 31), True), (dt.date(2999, 1, 1), False)])
def test_an_expiry_date_that_has_passed_is_said(
    client_of: ClientOf, cast: Cast, unit: Unit, expires_on: dt.date, said: bool
) -> None:
    Unit.objects.filter(pk=unit.pk).update(expires_on=expires_on, available_from=dt.date(2010, 2, 1))
    page = page_of(client_of(cast.ivan), unit)
    assert ("Its expiry date has passed" in page) == said
    assert f"{expires_on.day} Dec 2014" in page or not said
    assert "From 1 Feb 2010" in page


def test_facts_signposts_and_who_should_not_choose_it(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    facts = {"sector_number": "A17", "standards": ["A17", "L2 10"], "key_skills": ["Communication Level 1: C1.1"]}
    Unit.objects.filter(pk=unit.pk).update(suits="Only for people who lead.", method="test", minutes=75, **facts)
    unit.outcomes.filter(number=1).update(questions=15)
    unit.outcomes.filter(number=2).update(questions=9)
    page = page_of(client_of(cast.bob), unit)
    assert "Only for people who lead." in page
    assert "Test set by the body, 75 minutes, 24 questions" in page
    assert "2 criteria, 15 questions of the test" in page
    assert "Communication Level 1: C1.1" in page
    assert f'href="{reverse("standards")}?q=L2%2010"' in page


def test_the_number_that_is_printed_stands_beside_ours(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    Criterion.objects.filter(outcome__unit=unit, number="1.1").update(printed="1.13")
    Criterion.objects.filter(outcome__unit=unit, number="1.2").update(printed="1.2")
    page = page_of(client_of(cast.bob), unit)
    assert page.count("printed 1.") == 1
    assert "printed 1.13" in page


def test_only_a_title_in_common_is_named_as_that(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    other = Unit.objects.get(code="X/201")
    Unit.objects.filter(pk=other.pk).update(title=unit.title, reference="D/506/2153")
    page = client_of(cast.bob).get(reverse("unit_detail", args=[unit.pk]))
    relations = page.context["relations"]
    assert (list(relations.ways), list(relations.namesakes), list(relations.editions)) == ([], [other], [])
    assert "Same title, another unit" in page.content.decode()
    assert "No credit crosses over" in page.content.decode()


def test_one_reference_under_two_numbers_is_another_way(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    other = Unit.objects.get(code="X/201")
    Unit.objects.filter(pk=other.pk).update(title=unit.title, reference=unit.reference, method="assignment")
    relations = client_of(cast.bob).get(reverse("unit_detail", args=[unit.pk])).context["relations"]
    assert (list(relations.ways), list(relations.namesakes)) == ([other], [])


def test_a_pair_of_the_rule_is_another_way_though_the_references_differ(
    client_of: ClientOf, cast: Cast, unit: Unit
) -> None:
    other = Unit.objects.get(code="X/102")
    Unit.objects.filter(pk=other.pk).update(title=unit.title, reference="F/504/1358")
    rule = cast.specification.rule
    rule["groups"]["A"]["units"] = ["4430-401", "X/102"]
    rule["clauses"] = [{"kind": "exactly_one_from_each", "groups": ["A"], "source": "invented:1"}]
    Specification.objects.filter(pk=cast.specification.pk).update(rule=rule)
    page = client_of(cast.bob).get(reverse("unit_detail", args=[unit.pk]))
    assert list(page.context["relations"].ways) == [other]
    assert "Only one of them counts" in page.content.decode()


def test_what_a_unit_came_from(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    remark = "Was a Level 1 unit: assess it again."
    compared = Comparison.objects.create(unit=unit, theme="Delivery", difference="minor", remark=remark)
    compared.predecessors.create(scheme="4543", number="105", basis="stated", confidence="high", level_changed=True)
    compared.predecessors.create(scheme="4543", number="404", basis="inferred", confidence="low")
    page = page_of(client_of(cast.ivan), unit)
    for said in (
        "4543-105",
        "Another level",
        "4543-404",
        "Not stated; likely by its title",
        "Confirm it first",
        remark,
    ):
        assert said in page
    assert "gives no credit by itself" in page


def test_a_unit_names_each_edition_it_belongs_to_newest_first(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    qualification = cast.specification.qualification
    newer = qualification.specifications.create(version="2", published_on=dt.date(2025, 1, 1))
    newer.structure.create(unit=unit, group="Both", position=1)
    page = page_of(client_of(cast.bob), unit)
    assert page.index("edition 2") < page.index("edition 1")
    assert "Both" in page
    assert "Group A" in page


def test_a_unit_of_a_centres_own_is_not_there_for_another_centre(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    own = own_specification(cast.centre, "OWN-1", "OWN-2")
    mine = own.units.get(code="OWN-1")
    Unit.objects.filter(pk=mine.pk).update(title=unit.title, reference=unit.reference)
    assert page_of(client_of(cast.bob), mine)
    assert list(client_of(cast.bob).get(reverse("unit_detail", args=[unit.pk])).context["relations"].ways) == [mine]
    for role in (Role.ADMIN, Role.ASSESSOR, Role.IQA):
        client = client_of(cast.charlie[role])
        assert client.get(reverse("unit_detail", args=[mine.pk])).status_code == 404
        assert list(client.get(reverse("unit_detail", args=[unit.pk])).context["relations"].ways) == []


def test_an_edition_of_a_centres_own_is_not_named_to_another_centre(
    client_of: ClientOf, cast: Cast, unit: Unit
) -> None:
    facts = {"version": "our own", "published_on": dt.date(2025, 1, 1), "centre": cast.centre}
    cast.specification.qualification.specifications.create(**facts).structure.create(unit=unit, position=1)
    assert "edition our own" in page_of(client_of(cast.alice), unit)
    assert "edition our own" not in page_of(client_of(cast.charlie[Role.ADMIN]), unit)


def test_an_eqa_hears_only_of_what_was_opened_to_them(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    other = factories.specification([unit, factories.unit("Y/1"), factories.unit("Y/2", title=unit.title)])
    other.qualification.title = "Not opened to Eve"
    other.qualification.save(update_fields=["title"])
    page = client_of(cast.eve).get(reverse("unit_detail", args=[unit.pk]))
    assert "Not opened to Eve" not in page.content.decode()
    assert list(page.context["relations"].namesakes) == []
    assert "Not opened to Eve" in page_of(client_of(cast.bob), unit)


def test_it_takes_no_more_queries_for_more_of_everything(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.bob)
    few, many = factories.unit("Z/1", outcomes=(1,)), factories.unit("Z/2", outcomes=(9, 9, 9))
    factories.specification([few])
    for number in range(3):
        factories.specification([many, factories.unit(f"Z/3{number}", title=many.title)])
    for unit, numbers in ((few, ("1",)), (many, ("1", "2", "3"))):
        compared = Comparison.objects.create(unit=unit, theme="Delivery", difference="minor", detail="Words")
        for number in numbers:
            compared.predecessors.create(scheme="4543", number=number, basis="stated", confidence="high")
    factories.handbook(cast.centre, Specification.objects.filter(units=many).first())
    Criterion.objects.update(text="Words", guidance="More words")
    one = queries_of(client, reverse("unit_detail", args=[few.pk]))
    assert one <= 20
    assert queries_of(client, reverse("unit_detail", args=[many.pk])) <= one + 1  # where its namesakes stand


@pytest.mark.parametrize("who", STAFF)
@pytest.mark.parametrize("name", ["unit_detail", "comparison", "standards", "qualification"])
def test_every_page_of_the_catalogue_marks_qualifications(client_of: ClientOf, cast: Cast, who: str, name: str) -> None:
    arguments = {
        "unit_detail": [Unit.objects.get(code="X/101").pk],
        "qualification": [cast.specification.qualification.code],
    }
    page = client_of(getattr(cast, who)).get(reverse(name, args=arguments.get(name, [])))
    assert [item.label for item in page.context["nav"] if item.current] == ["Qualifications"]


def test_the_official_words_are_folded_until_they_are_asked_for(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(aim="The aim", information={"assessment": "By an observer", "unknown": "x"})
    Criterion.objects.filter(outcome__unit=unit, number="1.1").update(text="Official words", guidance="Some notes")
    factories.handbook(cast.centre, cast.specification)
    client = client_of(cast.bob)
    folded, opened = page_of(client, unit), page_of(client, unit, wording="open")
    for said in ("The aim", "By an observer", "Official words", "Some notes"):
        assert said in folded
        assert said in opened
    assert (folded.count('<details class="wording'), folded.count("open><summary>")) == (2, 0)
    assert opened.count("open><summary>") == 2
    assert "Short labels of Attest, not the official wording" in folded
    assert "handbook.txt" in opened
