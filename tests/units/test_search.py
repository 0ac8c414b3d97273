"""The search of the catalogue: numbers however they are written, words, and nothing that the reader may not see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from centres.models import Membership, Role
from tests import factories
from tests.cast import Cast
from tests.queries import queries_of
from units.models import Comparison, Criterion, HandbookImport, Outcome, Specification, Unit
from units.search import Asked, Found, search_catalogue
from units.search.question import EMPTY, beginning, read, take_apart
from units.search.reach import reach_of
from units.selectors import units_with_wording

pytestmark = pytest.mark.core(every_case=True)
ClientOf = Callable[[Membership], Client]
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="forms of words are PostgreSQL's")
on_sqlite = pytest.mark.skipif("connection.vendor == 'postgresql'", reason="PostgreSQL finds more")


@pytest.fixture
def kites(cast: Cast) -> Specification:
    """An invented framework: three units, of which two numbers, a reference and a sector number are known."""
    made = [
        kite(
            "301", "Repair torn kites", level=3, reference="D/506/2153", sector_number="K17", standards=["K17", "L2 36"]
        ),
        kite("302", "Fly kites in strong wind", level=3, reference="Y/506/2152", sector_number="K18"),
        kite("101", "Describe the weather", level=1, standards=["L3 301.1.4"]),
    ]
    label(made[0], "1.1", "Explain why a seam has failed")
    label(made[0], "1.2", "Sew the torn seam with strong thread")
    label(made[1], "2.1", "Deal with a learner who complains")
    specification = factories.specification(made)
    qualification = specification.qualification
    qualification.scheme, qualification.number = "7001-03", "601/1212/3"
    qualification.title = "Level 3 Certificate in Kites"
    qualification.save(update_fields=["scheme", "number", "title"])
    return specification


def kite(number: str, title: str, **facts: Any) -> Unit:
    unit = factories.unit(f"7001-{number}", title=title, level=facts.pop("level"))
    Unit.objects.filter(pk=unit.pk).update(scheme="7001", number=number, **facts)
    return unit


def label(unit: Unit, number: str, words: str) -> None:
    Criterion.objects.filter(outcome__unit=unit, number=number).update(label=words)


def worded(unit: Unit, number: str, words: str) -> None:
    Criterion.objects.filter(outcome__unit=unit, number=number).update(text=words)


def look(actor: Membership, typed: str, **asked: Any) -> Found:
    return search_catalogue(actor=actor, asked=Asked(typed, **asked))


def codes(found: Found) -> list[str]:
    return [row.unit.number or row.unit.code for row in found.units]


def lines(found: Found) -> list[tuple[str, bool]]:
    return [(line.number, line.in_wording) for row in found.units for line in row.rows]


# Numbers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("7001-301", ["301"]),
        ("7001 301", ["301"]),
        ("unit 301", ["301"]),
        ("301", ["301"]),
        ("D/506/2153", ["301"]),
        ("d5062153", ["301"]),
        ("D 506 2153", ["301"]),
        ("k17", ["301"]),
        ("NVQ L2 36", ["301"]),
        ("L3 301.1.4", ["101"]),
        ("7001", ["101", "301", "302"]),
        ("7001 level 3", ["301", "302"]),
        ("7001-3", ["301", "302"]),
        ("7001-999", []),
    ],
)
def test_a_unit_is_found_by_its_numbers_however_they_are_written(
    cast: Cast, kites: Specification, typed: str, expected: list[str]
) -> None:
    assert codes(look(cast.bob, typed)) == expected


def test_a_criterion_is_found_behind_its_unit(cast: Cast, kites: Specification) -> None:
    for typed in ("7001-301 1.2", "301 1.2", "301 AC 1.2", "1.2 seam"):
        found = look(cast.bob, typed)
        assert (codes(found), lines(found)) == (["301"], [("1.2", False)]), typed
    alone = look(cast.bob, "1.2")
    assert (alone.is_empty, alone.asks_something, alone.question.criterion) == (True, False, "1.2")


def test_an_old_number_leads_to_what_became_of_it(cast: Cast, kites: Specification) -> None:
    for unit in Unit.objects.filter(scheme="7001", level=3):
        comparison = Comparison.objects.create(unit=unit, theme="Kites", difference="minor")
        facts = {"basis": "stated", "confidence": "high"}
        comparison.predecessors.create(scheme="6543", number="209", **facts)
    found = look(cast.bob, "6543-209")
    assert codes(found) == ["301", "302"]
    assert found.units[0].why == ["Followed the old unit 6543-209"]
    assert look(cast.bob, "k17").units[0].why == ["Unit K17 of the sector body"]


def test_a_qualification_is_found_by_its_numbers_and_narrows_to_its_units(cast: Cast, kites: Specification) -> None:
    for typed in ("7001-03", "601/1212/3", "60112123"):
        found = look(cast.bob, typed)
        assert [row.qualification.code for row in found.qualifications] == [kites.qualification.code], typed
        assert found.units == ()
    assert codes(look(cast.bob, "7001-03 strong")) == ["302", "301"]


def test_a_number_stands_before_words(cast: Cast, kites: Specification) -> None:
    label(Unit.objects.get(code="7001-101"), "1.1", "Look at table 301")
    found = look(cast.bob, "301")
    assert codes(found) == ["301"]
    assert codes(look(cast.bob, "table 301")) == []


# Words --------------------------------------------------------------------------------------------------------------


def test_words_spread_over_a_unit_find_it_and_the_telling_lines(cast: Cast, kites: Specification) -> None:
    found = look(cast.bob, "kites seam thread")
    assert (codes(found), lines(found)) == (["301"], [("1.2", False), ("1.1", False)])
    (unit,) = found.units
    assert unit.rows[0].label == [
        *(("Sew the torn ", False), ("seam", True), (" with strong ", False), ("thread", True))
    ]
    assert ("kites", True) in unit.title


def test_the_lines_that_are_seen_show_each_word(cast: Cast) -> None:
    unit = factories.unit("X/700", outcomes=(6,))
    factories.specification([unit])
    for place in range(1, 6):
        label(unit, f"1.{place}", f"Wash pot {place}")
    label(unit, "1.6", "Dry the lid")
    assert lines(look(cast.bob, "pot lid")) == [("1.1", False), ("1.6", False), ("1.2", False)]


def test_titles_come_before_criteria(cast: Cast, kites: Specification) -> None:
    assert codes(look(cast.bob, "strong")) == ["302", "301"]
    assert codes(look(cast.bob, "strong", kind="unit")) == ["302"]
    assert codes(look(cast.bob, "strong", kind="criterion")) == ["301"]


def test_an_unfinished_word_finds_what_begins_with_it(cast: Cast, kites: Specification) -> None:
    found = look(cast.bob, "repair tor")
    assert codes(found) == ["301"]
    assert codes(look(cast.bob, "weath")) == ["101"]
    assert look(cast.bob, "zz").is_empty


def test_the_fields_other_names_are_found(cast: Cast, kites: Specification) -> None:
    for typed in ("candidate complains", "students complains", "learner complains"):
        assert codes(look(cast.bob, typed)) == ["302"], typed
    label(Unit.objects.get(code="7001-101"), "1.1", "Tell the internal verifier")
    for typed in ("IQA", "internal quality assurer", "internal verifiers"):
        assert codes(look(cast.bob, typed)) == ["101"], typed


def test_small_words_do_not_count(cast: Cast, kites: Specification) -> None:
    assert codes(look(cast.bob, "how to repair the kites")) == ["301"]
    found = look(cast.bob, "the of and")
    assert (found.is_empty, found.asks_something) == (True, False)


@on_postgresql
def test_every_form_of_a_word_is_found(cast: Cast, kites: Specification) -> None:
    for typed in ("complaining", "complain", "complained"):
        assert lines(look(cast.bob, typed)) == [("2.1", False)], typed
    assert codes(look(cast.bob, "repairing kite")) == ["301"]
    assert look(cast.bob, "repairing kite").units[0].title == [("Repair", True), (" torn ", False), ("kites", True)]
    assert look(cast.bob, "kite").reads_forms


@on_postgresql
def test_the_small_words_are_those_that_postgresql_leaves_out(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) AS word WHERE to_tsvector('english', word) <> ''", [[*EMPTY]]
        )
        assert cursor.fetchall() == []


@on_sqlite
def test_without_postgresql_the_page_says_that_words_are_found_as_typed(
    cast: Cast, kites: Specification, client_of: ClientOf
) -> None:
    assert codes(look(cast.bob, "complaining")) == []
    assert codes(look(cast.bob, "kite")) == ["301", "302"]
    page = client_of(cast.bob).get(reverse("search_catalogue"), {"q": "kite"}).content.decode()
    assert "Words are found as typed here" in page


# The index of PostgreSQL ---------------------------------------------------------------------------------------------


def test_a_change_is_found_at_once(cast: Cast, kites: Specification) -> None:
    unit = Unit.objects.get(code="7001-101")
    outcome = unit.outcomes.first()
    assert outcome is not None
    assert codes(look(cast.bob, "thermals")) == []
    Criterion.objects.create(outcome=outcome, position=9, number="1.9", label="Find thermals")
    assert codes(look(cast.bob, "thermals")) == ["101"]
    Outcome.objects.filter(pk=outcome.pk).update(label="Understand thermals")
    outcome.criteria.filter(number="1.9").delete()
    assert lines(look(cast.bob, "thermals")) == [("1", False)]
    Unit.objects.filter(pk=unit.pk).update(title="Read a barometer", number="102")
    assert codes(look(cast.bob, "barometer")) == ["102"]
    kites.structure.filter(unit=unit).delete()
    unit.delete()
    assert codes(look(cast.bob, "barometer")) == []


# Who finds what ------------------------------------------------------------------------------------------------------


@pytest.fixture
def own(cast: Cast, kites: Specification) -> Unit:
    """A unit of Alice's centre alone, in its own edition of the kites."""
    unit = factories.unit("7001-901", title="Mend kites of silk")
    Unit.objects.filter(pk=unit.pk).update(centre=cast.centre, scheme="7001", number="901")
    edition = Specification.objects.create(
        qualification=kites.qualification, centre=cast.centre, version="ours", published_on="2025-01-01"
    )
    edition.structure.create(unit=unit, position=1)
    return unit


def test_a_centres_own_units_are_found_by_nobody_else(cast: Cast, own: Unit) -> None:
    charlie = cast.charlie[Role.ADMIN]
    for typed in ("silk", "901", "7001-901", "mend kites"):
        assert codes(look(cast.bob, typed)) == ["901"], typed
        assert codes(look(charlie, typed)) == [], typed
    assert codes(look(charlie, "kites")) == ["301", "302"]


def test_a_centres_own_qualification_is_found_by_nobody_else(cast: Cast, kites: Specification) -> None:
    type(kites.qualification).objects.filter(pk=kites.qualification.pk).update(centre=cast.centre, code="own-kites")
    Specification.objects.filter(pk=kites.pk).update(centre=cast.centre, rule_check=factories.rule_check(cast.centre))
    Unit.objects.filter(scheme="7001").update(centre=cast.centre)
    assert len(look(cast.bob, "certificate kites").qualifications) == 1
    for typed in ("certificate kites", "7001-03", "kites"):
        assert look(cast.charlie[Role.ADMIN], typed).is_empty, typed


def test_an_eqa_finds_what_was_opened_to_them(cast: Cast, kites: Specification) -> None:
    for typed in ("kites", "301", "7001-03", "seam"):
        assert look(cast.eve, typed).is_empty, typed
    factories.external_access(cast.eve, kites)
    for typed in ("kites", "301", "7001-03", "seam"):
        assert not look(cast.eve, typed).is_empty, typed


def test_a_candidate_has_no_search(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.carol).get(reverse("search_catalogue"), {"q": "X"}).status_code == 403


def test_a_unit_without_a_place_is_not_found(cast: Cast, kites: Specification) -> None:
    kites.structure.filter(unit__number="301").delete()
    assert codes(look(cast.bob, "7001-301")) == []
    assert codes(look(cast.bob, "kites")) == ["302"]


# The official wording -------------------------------------------------------------------------------------------------


def test_the_official_wording_is_searched_where_the_centre_has_it(
    cast: Cast, kites: Specification, client_of: ClientOf
) -> None:
    unit = Unit.objects.get(code="7001-301")
    worded(unit, "1.2", "The seamstress mends with waxed twine & care")
    for typed in ("waxed", "waxed twine", "repair waxed", "sew waxed"):
        assert look(cast.bob, typed).is_empty, typed
    factories.handbook(cast.centre, kites)
    for typed in ("waxed", "waxed twine", "sew waxed"):
        assert lines(look(cast.bob, typed)) == [("1.2", True)], typed
        assert look(cast.charlie[Role.ASSESSOR], typed).is_empty, typed
    (spread,) = look(cast.bob, "repair waxed").units
    assert (spread.rows, spread.in_wording) == ([], True)
    page = client_of(cast.bob).get(reverse("search_catalogue"), {"q": "waxed"}).content.decode()
    assert "Found in the official wording" in page
    assert f"{reverse('unit_detail', args=[unit.pk])}?wording=open#c1.2" in page
    assert "seamstress" not in page


def test_an_aim_and_guidance_are_wording_too(cast: Cast, kites: Specification) -> None:
    unit = Unit.objects.get(code="7001-301")
    Unit.objects.filter(pk=unit.pk).update(aim="About upholstery")
    Criterion.objects.filter(outcome__unit=unit, number="1.1").update(guidance="Mind the selvedge")
    for typed in ("upholstery", "selvedge"):
        assert look(cast.bob, typed).is_empty
    factories.handbook(cast.centre, kites)
    assert look(cast.bob, "upholstery").units[0].in_wording
    assert lines(look(cast.bob, "selvedge")) == [("1.1", True)]
    assert look(cast.charlie[Role.ADMIN], "selvedge").is_empty


def test_its_condition_is_the_wording_door(cast: Cast, kites: Specification, own: Unit) -> None:
    def through_the_condition(actor: Membership) -> set[object]:
        reach = reach_of(actor)
        found = set(Unit.objects.filter(reach.worded).values_list("pk", flat=True))
        assert reach.worded_among(Unit.objects.all()) == found
        return found

    other = factories.specification([factories.unit(f"Y/{number}") for number in range(3)])
    factories.handbook(cast.centre, kites)
    listing = factories.handbook(cast.centre, other)
    HandbookImport.objects.filter(pk=listing.pk).update(criteria_read=0)
    for actor in (cast.bob, cast.eve, cast.charlie[Role.IQA]):
        assert through_the_condition(actor) == units_with_wording(actor)
    assert len(units_with_wording(cast.bob)) == 4


# Narrowing and pages ---------------------------------------------------------------------------------------------------


def test_level_body_scheme_and_kind_narrow_the_search(cast: Cast, kites: Specification) -> None:
    def found(typed: str, **asked: Any) -> tuple[list[str], int]:
        found = look(cast.bob, typed, **asked)
        return codes(found), len(found.qualifications)

    label(Unit.objects.get(code="X/101"), "1.1", "Fold kites")
    assert found("kites") == (["301", "302", "X/101"], 1)
    assert found("kites", level=4) == (["X/101"], 1)
    assert found("kites", of="7001")[0] == found("kites", of="7001", level=3)[0]
    assert sorted(found("kites", of="7001")[0]) == ["301", "302"]
    assert len(found("kites", of="Invented Awards")[0]) == 3
    assert len(found("kites", of="Nobody")[0]) == 3
    assert found("kites", kind="qualification") == ([], 1)
    assert found("kites", kind="criterion") == (["X/101"], 0)


def test_long_results_come_in_pages(cast: Cast, client_of: ClientOf) -> None:
    factories.specification([factories.unit(f"P/{number:02}", title=f"Paint wall {number}") for number in range(23)])
    client = client_of(cast.bob)
    shown = []
    for page in ("1", "2", "3", "99", "-1", "x"):
        answer = client.get(reverse("search_catalogue"), {"q": "paint", "page": page})
        shown.append([row.unit.code for row in answer.context["found"].units])
    assert [len(codes) for codes in shown] == [10, 10, 3, 3, 10, 10]
    assert len({code for page in shown[:3] for code in page}) == 23
    assert "?q=paint&amp;page=2" in client.get(reverse("search_catalogue"), {"q": "paint"}).content.decode()


@pytest.mark.parametrize(("typed", "most"), [("wall", 24), ("P/01", 26), ("waxed", 27), ("", 18)])
def test_more_results_take_no_more_queries(cast: Cast, client_of: ClientOf, typed: str, most: int) -> None:
    def painted(letter: str, number: int) -> None:
        units = [factories.unit(f"{letter}/{place:02}", title=f"Paint wall {place}") for place in range(number)]
        for unit in units:
            worded(unit, "1.1", "With a waxed brush")
        factories.handbook(cast.centre, factories.specification(units))

    client, path = client_of(cast.bob), f"{reverse('search_catalogue')}?q={typed}"
    painted("P", 3)
    few = queries_of(client, path)
    assert few <= most
    painted("Q", 9)
    assert queries_of(client, path) == few


# The page ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "What you can type"),
        ("1.2", "Every unit has a 1.2"),
        ("the", "These words are everywhere"),
        ("zeppelins", "Nothing fits."),
        ("seam " * 50, "the rest was left out"),
        ("kit", "Repair torn"),
    ],
)
def test_the_page_says_what_to_do(cast: Cast, kites: Specification, client_of: ClientOf, typed: str, says: str) -> None:
    assert says in client_of(cast.bob).get(reverse("search_catalogue"), {"q": typed}).content.decode()


def test_what_was_asked_for_is_marked_and_escaped(cast: Cast, kites: Specification, client_of: ClientOf) -> None:
    label(Unit.objects.get(code="7001-301"), "1.1", "Explain <b>why</b> a seam failed")
    page = client_of(cast.bob).get(reverse("search_catalogue"), {"q": "seam <script>"}).content.decode()
    assert "<script>x" not in page
    page = client_of(cast.bob).get(reverse("search_catalogue"), {"q": "seam"}).content.decode()
    assert "&lt;b&gt;why&lt;/b&gt; a <mark>seam</mark> failed" in page


HOSTILE = [
    *("%", "_", "100%", "kite_", "'", '"', "\\", "';--", "a:*", "kites & !seam | (", "!!", "<->", "kites\x00seam"),
    *("é ü ł", "٣٠١", "²", "D/506/2153'", "1.2.3.4", "x" * 10_000, "seam " * 2_000, "9" * 150, "level 9", "level 99"),
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_is_typed_breaks_it(cast: Cast, kites: Specification, typed: str) -> None:
    look(cast.bob, typed)


def test_signs_stand_for_themselves_and_not_for_anything(cast: Cast, kites: Specification, client_of: ClientOf) -> None:
    for typed in ("%", "_", "*", "zz%", "%zz"):
        assert look(cast.bob, typed).is_empty, typed
    assert codes(look(cast.bob, "seam\x00thread")) == ["301"]
    assert client_of(cast.bob).get(f"{reverse('search_catalogue')}?q=kites%00").status_code == 400
    long = client_of(cast.bob).get(reverse("search_catalogue"), {"q": "seam " * 2000})
    assert long.status_code == 200
    assert len(long.content) < 40_000


# Taking a question apart -------------------------------------------------------------------------------------------------


def test_the_longest_number_wins() -> None:
    question = take_apart("7001 301 torn")
    reading = read(question, units={"7001", "301", "7001301"}, qualifications=set())
    assert (reading.numbers, [word.forms for word in reading.words]) == (("7001301",), [(("torn",),)])


def test_only_a_last_part_can_be_unfinished() -> None:
    question = take_apart("torn 7001-30")
    reading = beginning(question, read(question, units=set(), qualifications=set()))
    assert reading is not None
    assert (reading.starts, [word.forms for word in reading.words]) == ("700130", [(("torn",),)])
    for typed in ("", "to", "the", "7001"):
        question = take_apart(typed)
        assert beginning(question, read(question, units={"7001"}, qualifications=set())) is None, typed
