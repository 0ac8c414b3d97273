"""What one centre describes is not there for another: no row, no word, in no act, list or command."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command

from centres.gates import Refused
from centres.models import Role
from iqa.selectors.grid import grid_of
from portfolio.models import Registration
from portfolio.services.register_candidate import register_candidate
from tests import factories
from tests.cast import Cast
from tests.units.checking import approved
from tests.units.described import own_specification
from tests.units.handbooks.invented import LAMP
from tests.units.lighthouse import HANDBOOK, loaded
from units.handbook_copies import _specifications, open_document, read_copy
from units.models import Competence, Criterion, Outcome, Qualification, QualificationApproval, Specification, Unit
from units.panels import access_form
from units.rows import qualification_values
from units.services.approve_qualification import approve_qualification
from units.services.begin_edition import begin_edition
from units.services.grant_external_access import grant_external_access
from units.services.import_handbook import import_handbook
from units.services.keep_draft import keep_draft
from units.services.open_draft import open_draft
from units.services.record_competence import record_competence

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 1, 1)
LATER = {"version": "2027-02", "published_on": dt.date(2027, 2, 1)}


@pytest.fixture
def lighthouse(cast: Cast, tmp_path: Path) -> Specification:
    return loaded(tmp_path)


@pytest.fixture
def theirs(cast: Cast) -> Specification:
    """A qualification that Charlie's centre described."""
    return own_specification(cast.charlie[Role.ADMIN].centre, "THEIRS-1", "THEIRS-2")


def their_edition(cast: Cast, lighthouse: Specification) -> Specification:
    """Charlie's centre delivers another edition of a qualification of the catalogue, with one unit more."""
    values = qualification_values(lighthouse, readable=())
    more = replace(values.units[0], number="SECRET", reference="", group="B")
    rule = json.loads(json.dumps(values.rule))
    rule["groups"]["B"]["units"] = [*rule["groups"]["B"]["units"], more.code]
    values = replace(values, rule=rule, units=(*values.units, more), **LATER)  # type: ignore[arg-type]
    charlie = cast.charlie[Role.ADMIN]
    return open_draft(actor=charlie, draft=approved(keep_draft(actor=charlie, values=values)))


def test_another_centres_qualification_is_not_approved_nor_opened_to_an_eqa_nor_begun_anew(
    cast: Cast, theirs: Specification
) -> None:
    qualification = theirs.qualification
    with pytest.raises(Qualification.DoesNotExist):
        approve_qualification(actor=cast.alice, qualification=qualification, approved_from=DAY)
    with pytest.raises(Qualification.DoesNotExist):
        grant_external_access(actor=cast.alice, membership=cast.eve, qualification=qualification, valid_from=DAY)
    with pytest.raises(Qualification.DoesNotExist):
        begin_edition(actor=cast.alice, qualification=qualification)
    assert not QualificationApproval.objects.filter(qualification=qualification).exists()


def test_an_eqa_is_offered_what_the_centre_knows(cast: Cast, theirs: Specification) -> None:
    mine = own_specification(cast.centre, "MINE-1", "MINE-2")
    offered = set(access_form(cast.eve).fields["qualification"].queryset)  # type: ignore[attr-defined]
    assert mine.qualification in offered
    assert cast.specification.qualification in offered
    assert theirs.qualification not in offered


def test_nobody_is_competent_for_a_unit_that_only_another_centre_has(cast: Cast, lighthouse: Specification) -> None:
    secret = their_edition(cast, lighthouse).units.get(number="SECRET")
    for qualification in (lighthouse.qualification, cast.specification.qualification):
        with pytest.raises(Refused, match="does not belong to"):
            record_competence(
                actor=cast.alice,
                membership=cast.bob,
                qualification=qualification,
                units=[secret],
                basis="Award in Assessing",
                valid_from=DAY,
            )
    assert not Competence.objects.filter(unit=secret).exists()


def test_nobody_is_registered_on_another_centres_edition(cast: Cast, lighthouse: Specification) -> None:
    edition = their_edition(cast, lighthouse)
    factories.approval(cast.centre, lighthouse)
    factories.competence(cast.bob, lighthouse, recorded_by=cast.alice)
    facts = {"name": "Nora Nye", "email": "nora@example.org", "date_of_birth": dt.date(1990, 1, 1), "uln": ""}
    facts |= {"number": "N1", "registered_on": dt.date(2025, 1, 1), "assessor": cast.bob, "independent": True}
    with pytest.raises(Refused, match="that the centre has"):
        register_candidate(actor=cast.alice, specification=edition, **facts)  # type: ignore[arg-type]
    assert not Registration.objects.filter(number="N1").exists()
    assert register_candidate(actor=cast.alice, specification=lighthouse, **facts)  # type: ignore[arg-type]


def test_the_sampling_grid_takes_order_and_groups_from_the_own_edition(cast: Cast) -> None:
    shared = factories.units_in_order(cast.specification)
    charlie = cast.charlie[Role.ADMIN].centre
    edition = Specification.objects.create(
        qualification=cast.specification.qualification, centre=charlie, version="2", published_on=dt.date(2030, 1, 1)
    )
    for position, unit in enumerate(reversed(shared), 1):
        edition.structure.create(unit=unit, group="Their group", position=position)
    for unit in shared[:2]:
        factories.sign_off(factories.enrolment(cast.registration, unit), assessor=cast.bob)
    columns = grid_of(cast.ivan, cast.specification.qualification).columns
    assert [(column.unit, column.group) for column in columns] == [(shared[0], "A"), (shared[1], "A")]


def test_a_document_is_not_read_for_a_qualification_because_another_centre_put_its_unit_there(
    cast: Cast, lighthouse: Specification
) -> None:
    """A unit with the scheme of 4430 in another centre's edition of the lighthouse would make it one of 4430's."""
    charlie = cast.charlie[Role.ADMIN].centre
    unit = factories.unit("4430-401")
    Unit.objects.filter(pk=unit.pk).update(scheme="4430", number="401")
    real = factories.specification([unit, *factories.units_in_order(cast.specification)[1:]])
    edition = Specification.objects.create(
        qualification=lighthouse.qualification, centre=charlie, version="9", published_on=dt.date(2030, 1, 1)
    )
    edition.structure.create(unit=unit, position=1)
    assert set(_specifications("", "4430", cast.centre.pk)) == {real}


def test_a_command_prints_a_centre_the_words_of_its_own_copies_only(
    cast: Cast, lighthouse: Specification, capsys: pytest.CaptureFixture[str]
) -> None:
    import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", HANDBOOK))
    said = {}
    for centre in (cast.centre, cast.charlie[Role.ADMIN].centre):
        call_command("export_catalogue", "--qualification", "lighthouse", "--centre", centre.number)
        said[centre.pk] = capsys.readouterr().out
    mine, other = said.values()
    words = [*Criterion.objects.exclude(text="").values_list("text", flat=True)]
    words += Outcome.objects.exclude(text="").values_list("text", flat=True)
    assert len(words) == 16
    assert all(json.dumps(text, ensure_ascii=False) in mine for text in words)
    assert not any(text in other for text in words)
    assert json.loads(other)[0]["outcomes"][0]["title"] == "Outcome 1"


def test_the_same_code_in_two_centres_is_two_units(cast: Cast, lighthouse: Specification) -> None:
    """Their edition 2 is no edition of ours: ours is numbered 2 as well, and has our label."""
    made = {}
    for actor, label in ((cast.alice, "Alice says"), (cast.charlie[Role.ADMIN], "Charlie says")):
        values = qualification_values(lighthouse, readable=())
        unit = next(unit for unit in values.units if unit.code == LAMP.code)
        changed = replace(unit, outcomes=(replace(unit.outcomes[0], label=label), *unit.outcomes[1:]))
        units = tuple(changed if one.code == LAMP.code else one for one in values.units)
        draft = keep_draft(actor=actor, values=replace(values, units=units, **LATER))  # type: ignore[arg-type]
        made[label] = open_draft(actor=actor, draft=approved(draft)).units.get(code=LAMP.code)
    assert [unit.edition for unit in made.values()] == [2, 2]
    assert [unit.outcomes.get(number=1).label for unit in made.values()] == list(made)
    for actor in (cast.alice, cast.charlie[Role.ADMIN]):
        rows = read_copy(open_document("lighthouse.txt", HANDBOOK), centre=actor.centre_id).rows
        assert rows[LAMP.code].centre_id in (None, actor.centre_id)
