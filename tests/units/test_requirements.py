"""What evidence a centre asks for in a unit: in its own words, with a source, each version kept, shown where the unit is."""

from collections.abc import Callable

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.gates import Refused
from centres.models import AuditEvent, Membership, Role
from tests import factories
from tests.cast import Cast
from tests.queries import queries_of
from tests.units.described import own_specification
from units.models import EvidenceRequirement, Unit
from units.selectors.requirements import standing_requirements
from units.services.state_requirements import state_requirements

ClientOf = Callable[[Membership], Client]
WORDS, SOURCE = "Two observations.\nOne <b>witness</b>.", "Unit pack 2012, page 14"


@pytest.fixture
def unit(cast: Cast) -> Unit:
    found: Unit = cast.specification.units.get(code="X/101")
    return found


def state(actor: Membership, unit: Unit, statement: str = WORDS, source: str = SOURCE) -> EvidenceRequirement:
    return state_requirements(actor=actor, unit=unit, statement=statement, source=source)


def address(unit: Unit) -> str:
    return reverse("state_requirements", args=[unit.pk])


# The use case -----------------------------------------------------------------------------------------------------
def test_the_newest_counts_and_every_version_is_kept(cast: Cast, unit: Unit) -> None:
    assert standing_requirements(cast.bob, [unit]) == {}
    first = state(cast.alice, unit)
    second = state(cast.ivan, unit, " Three observations.\r\nTwo of them unannounced. ", f" {SOURCE} ")
    assert standing_requirements(cast.bob, [unit]) == {unit.pk: second}
    assert (second.statement, second.source) == ("Three observations.\nTwo of them unannounced.", SOURCE)
    assert [(row, row.stated_by) for row in unit.requirements.all()] == [(second, cast.ivan), (first, cast.alice)]
    events = AuditEvent.objects.filter(verb="requirements.stated", object_id=unit.pk)
    assert [(event.actor, event.facts) for event in events] == [
        (cast.ivan, {"source": SOURCE}),
        (cast.alice, {"source": SOURCE}),
    ]


def test_the_same_again_is_the_same(cast: Cast, unit: Unit) -> None:
    assert state(cast.alice, unit) == state(cast.ivan, unit)
    assert AuditEvent.objects.filter(verb="requirements.stated").count() == 1


def test_a_text_needs_its_source_and_nothing_is_not_a_text(cast: Cast, unit: Unit) -> None:
    with pytest.raises(Refused, match="The source is missing"):
        state(cast.alice, unit, source="  ")
    with pytest.raises(Refused, match="The text is empty"):
        state(cast.alice, unit, statement=" \n ")
    assert not EvidenceRequirement.objects.exists()
    assert state(cast.alice, unit)


def test_what_is_taken_back_is_blank_again(cast: Cast, unit: Unit) -> None:
    state(cast.alice, unit)
    taken = state(cast.ivan, unit, statement="", source="left in the form")
    assert (taken.statement, taken.source) == ("", "")
    assert standing_requirements(cast.bob, [unit]) == {}
    assert state(cast.alice, unit, statement="") == taken
    assert AuditEvent.objects.filter(verb="requirements.taken_back").count() == 1
    again = state(cast.alice, unit)
    assert standing_requirements(cast.bob, [unit]) == {unit.pk: again}
    assert unit.requirements.count() == 3


def test_only_an_admin_and_an_iqa_state_them_and_only_for_units_of_the_centre(cast: Cast, unit: Unit) -> None:
    for who in (cast.bob, cast.eve, cast.carol):
        with pytest.raises(Refused):
            state(who, unit)
    mine = own_specification(cast.centre, "OWN-1").units.get(code="OWN-1")
    with pytest.raises(Unit.DoesNotExist):
        state(cast.charlie[Role.ADMIN], mine)
    assert state(cast.ivan, mine)


def test_each_centre_has_its_own(cast: Cast, unit: Unit) -> None:
    ours, theirs = state(cast.alice, unit), state(cast.charlie[Role.IQA], unit, "Theirs.")
    assert standing_requirements(cast.bob, [unit]) == {unit.pk: ours}
    assert standing_requirements(cast.charlie[Role.ASSESSOR], [unit]) == {unit.pk: theirs}


def test_no_version_can_be_changed_and_none_is_without_a_source(cast: Cast, unit: Unit) -> None:
    made = state(cast.alice, unit)
    rows = EvidenceRequirement.objects.filter(pk=made.pk)
    with pytest.raises(Error), transaction.atomic():
        rows.update(statement="Other words.")
    with pytest.raises(Error), transaction.atomic():
        rows.delete()
    with pytest.raises(Error), transaction.atomic():
        EvidenceRequirement.objects.create(centre=cast.centre, unit=unit, statement="x", stated_by=cast.alice)
    assert rows.get().statement == WORDS


# The form ---------------------------------------------------------------------------------------------------------
def test_an_iqa_states_them_and_changes_them(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    client = client_of(cast.ivan)
    blank = client.get(address(unit)).content.decode()
    assert "Nothing is stated yet" in blank
    assert "Take it back" not in blank
    reply = client.post(address(unit), {"statement": WORDS, "source": SOURCE}, follow=True)
    assert reply.redirect_chain == [(reverse("unit_detail", args=[unit.pk]), 302)]
    assert f"The evidence requirements of {unit.code} are stated." in reply.content.decode()
    client.post(address(unit), {"statement": "Newer words.", "source": SOURCE})
    page = client.get(address(unit)).content.decode()
    for said in ("2 versions", "(stands)", "Newer words.</textarea>", f'value="{SOURCE}"', "Two observations.<br>"):
        assert said in page
    client.post(address(unit), {"take_back": "Take it back", "statement": "Newer words.", "source": SOURCE})
    page = client.get(address(unit)).content.decode()
    for said in ("3 versions", "Ivan Ives took it back", "Nothing is stated yet"):
        assert said in page
    assert "(stands)" not in page


def test_what_is_missing_is_said_and_what_was_typed_is_kept(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    client = client_of(cast.alice)
    page = client.post(address(unit), {"statement": WORDS, "source": " "}).content.decode()
    assert "Name the document, or who decided it." in page
    assert "Two observations.\nOne &lt;b&gt;witness&lt;/b&gt;.</textarea>" in page
    assert "Enter what evidence the unit needs." in client.post(address(unit), {"source": SOURCE}).content.decode()
    assert "Shorten it" in client.post(address(unit), {"statement": "x" * 10_001, "source": SOURCE}).content.decode()
    refused = client.post(address(unit), {"take_back": "Take it back"})
    assert (refused.status_code, EvidenceRequirement.objects.exists()) == (409, False)
    assert "The text is empty." in refused.content.decode()


def test_a_unit_of_another_centre_is_not_there(client_of: ClientOf, cast: Cast) -> None:
    mine = own_specification(cast.centre, "OWN-1").units.get(code="OWN-1")
    assert client_of(cast.alice).get(address(mine)).status_code == 200
    assert client_of(cast.charlie[Role.ADMIN]).get(address(mine)).status_code == 404


# Where they are shown ---------------------------------------------------------------------------------------------
def pages_of(cast: Cast, unit: Unit) -> dict[str, tuple[Membership, str]]:
    enrolment = factories.enrolment(cast.registration, unit)
    item = factories.evidence(cast.registration, progress=list(enrolment.criteria.all()))
    return {
        "the unit": (cast.bob, reverse("unit_detail", args=[unit.pk])),
        "the unit, by an EQA": (cast.eve, reverse("unit_detail", args=[unit.pk])),
        "the candidate's": (cast.carol, reverse("my_unit", args=[enrolment.pk])),
        "the assessor's": (cast.bob, reverse("unit", args=[enrolment.pk])),
        "marking": (cast.bob, reverse("marking", args=[item.pk])),
    }


def test_they_stand_on_every_page_of_the_unit_as_plain_text(client_of: ClientOf, cast: Cast, unit: Unit) -> None:
    pages = pages_of(cast, unit)
    before = {name: queries_of(client_of(who), path) for name, (who, path) in pages.items()}
    for who, path in pages.values():
        assert "Evidence this unit needs" not in client_of(who).get(path).content.decode()
    state(cast.charlie[Role.ADMIN], unit, "Theirs alone.")
    state(cast.ivan, unit, "Earlier words.")
    state(cast.ivan, unit)
    for name, (who, path) in pages.items():
        page = client_of(who).get(path).content.decode()
        assert page.count("Two observations.<br>One &lt;b&gt;witness&lt;/b&gt;.") == 1, name
        assert f"after {SOURCE}" in page, name
        assert "Earlier words." not in page, name
        assert "Theirs alone." not in page, name
        assert address(unit) not in page, name
    assert {name: queries_of(client_of(who), path) for name, (who, path) in pages.items()} == before


@pytest.mark.parametrize("who", ["alice", "ivan"])
def test_whoever_can_state_them_is_led_to_the_form(client_of: ClientOf, cast: Cast, unit: Unit, who: str) -> None:
    client = client_of(getattr(cast, who))
    for path in (reverse("unit_detail", args=[unit.pk]), pages_of(cast, unit)["the assessor's"][1]):
        assert f'href="{address(unit)}"' in client.get(path).content.decode()
    state(cast.ivan, unit)
    page = client.get(reverse("unit_detail", args=[unit.pk])).content.decode()
    assert f'href="{address(unit)}">Change it' in page
    assert "Ivan Ives" in page


def test_marking_three_units_asks_once(client_of: ClientOf, cast: Cast) -> None:
    def asked_of(*units: Unit) -> int:
        rows = [row for unit in units for row in factories.enrolment(cast.registration, unit).criteria.all()]
        item = factories.evidence(cast.registration, progress=rows)
        with CaptureQueriesContext(connection) as captured:
            page = client_of(cast.bob).get(reverse("marking", args=[item.pk])).content.decode()
        assert page.count("Two observations.") == len(units)
        return sum("units_evidencerequirement" in query["sql"] for query in captured)

    units = [factories.unit(f"Y/{number}", outcomes=(1,)) for number in range(4)]
    factories.competence(cast.bob, factories.specification(units), recorded_by=cast.alice)
    for unit in units:
        cast.specification.structure.create(unit=unit, group="B", position=9)
        state(cast.alice, unit)
    assert (asked_of(units[0]), asked_of(*units[1:])) == (1, 1)
