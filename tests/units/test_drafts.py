"""From a description to an edition of the centre's own."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from centres.gates import Refused
from centres.models import AuditEvent, Role
from tests import factories
from tests.cast import Cast
from tests.units.handbooks.invented import FOG, LAMP
from tests.units.lighthouse import HANDBOOK, loaded
from units.handbook_copies import open_document
from units.interchange.data import from_data, to_data
from units.interchange.values import QualificationValues
from units.models import Competence, Criterion, Draft, Qualification, Specification, Unit
from units.offers import offers_of
from units.rows import qualification_values
from units.selectors import units_with_wording
from units.services.begin_edition import begin_edition
from units.services.draft_from_handbook import draft_from_handbook
from units.services.drop_draft import drop_draft
from units.services.import_handbook import import_handbook
from units.services.keep_draft import keep_draft
from units.services.open_draft import open_draft

pytestmark = pytest.mark.django_db
LATER = {"version": "2027-02", "published_on": dt.date(2027, 2, 1)}


@pytest.fixture
def lighthouse(tmp_path: Path) -> Specification:
    return loaded(tmp_path)


def described(specification: Specification, **changes: object) -> QualificationValues:
    return replace(qualification_values(specification, readable=()), **changes)  # type: ignore[arg-type]


def relabelled(values: QualificationValues, label: str) -> QualificationValues:
    """The first criterion of the first unit says something else."""
    unit = values.units[0]
    outcome = unit.outcomes[0]
    criteria = (replace(outcome.criteria[0], label=label), *outcome.criteria[1:])
    changed = replace(unit, outcomes=(replace(outcome, criteria=criteria), *unit.outcomes[1:]))
    return replace(values, units=(changed, *values.units[1:]))


def test_values_survive_the_row_of_a_draft(cast: Cast, lighthouse: Specification) -> None:
    values = described(lighthouse)
    draft = keep_draft(actor=cast.alice, values=values, origin="form")
    assert from_data(Draft.objects.get(pk=draft.pk).values) == values
    assert from_data(to_data(values)) == values


def test_a_new_edition_shares_what_did_not_change(cast: Cast, lighthouse: Specification) -> None:
    values = relabelled(described(lighthouse, **LATER), "Prove something else")
    draft = keep_draft(actor=cast.alice, values=values, origin="spring.xlsx")
    made = open_draft(actor=cast.alice, draft=draft)
    before = {unit.code: unit.pk for unit in lighthouse.units.all()}
    after = {unit.code: unit for unit in made.units.all()}
    changed = values.units[0].code
    assert {code for code, unit in after.items() if before[code] != unit.pk} == {changed}
    assert (after[changed].edition, after[changed].centre) == (2, cast.centre)
    assert Criterion.objects.filter(outcome__unit=after[changed], label="Prove something else").exists()
    assert Unit.objects.get(pk=before[changed]).edition == 1
    assert lighthouse.qualification.current_for(cast.centre) == made
    event = AuditEvent.objects.get(verb="qualification.opened")
    assert (event.object_id, event.facts["origin"]) == (made.pk, "spring.xlsx")
    assert not Draft.objects.exists()


def test_another_centre_knows_nothing_of_it(cast: Cast, lighthouse: Specification) -> None:
    values = described(lighthouse, **LATER)
    open_draft(actor=cast.alice, draft=keep_draft(actor=cast.alice, values=values))
    own = replace(values, code="harbour", title="Level 2 Award in Harbours", number="")
    open_draft(actor=cast.alice, draft=keep_draft(actor=cast.alice, values=own))
    charlie = cast.charlie[Role.ADMIN]
    assert lighthouse.qualification.current_for(charlie.centre_id) == lighthouse
    assert {offer.specification.version for offer in offers_of(charlie)} == {lighthouse.version, "1"}
    mine = Qualification.objects.get(code="own-harbour")
    assert mine in {offer.qualification for offer in offers_of(cast.alice)}
    assert mine not in {offer.qualification for offer in offers_of(charlie)}


def test_the_same_units_are_used_again_in_a_qualification_of_ones_own(cast: Cast, lighthouse: Specification) -> None:
    own = described(lighthouse, code="harbour", title="Level 2 Award in Harbours", number="")
    made = open_draft(actor=cast.alice, draft=keep_draft(actor=cast.alice, values=own))
    assert set(made.units.all()) == set(lighthouse.units.all())


def test_an_edition_is_opened_once(cast: Cast, lighthouse: Specification) -> None:
    draft = keep_draft(actor=cast.alice, values=described(lighthouse))
    with pytest.raises(Refused, match="has an edition 2023-08 already"):
        open_draft(actor=cast.alice, draft=draft)
    assert Specification.objects.filter(qualification=lighthouse.qualification).count() == 1
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_what_is_wrong_is_refused_all_at_once_and_nothing_is_written(cast: Cast, lighthouse: Specification) -> None:
    values = relabelled(described(lighthouse, title="", **LATER), "")
    draft = keep_draft(actor=cast.alice, values=values)
    with pytest.raises(Refused) as refused:
        open_draft(actor=cast.alice, draft=draft)
    assert len(refused.value.blockers) == 2
    assert all(blocker.detail for blocker in refused.value.blockers)
    assert Specification.objects.filter(centre=cast.centre).count() == 0


def test_two_windows_do_not_overwrite_each_other(cast: Cast, lighthouse: Specification) -> None:
    values = described(lighthouse)
    draft = keep_draft(actor=cast.alice, values=values)
    keep_draft(actor=cast.alice, draft=draft, turn=1, values=replace(values, title="First"))
    with pytest.raises(Refused, match="Alice Adams has changed this draft"):
        keep_draft(actor=cast.alice, draft=draft, turn=1, values=replace(values, title="Second"))
    assert Draft.objects.get().title == "First"


def test_competence_goes_on_with_the_unit(cast: Cast, lighthouse: Specification) -> None:
    factories.competence(cast.bob, lighthouse, recorded_by=cast.alice)
    values = relabelled(described(lighthouse, **LATER), "Prove something else")
    draft = keep_draft(actor=cast.alice, values=values)
    made = open_draft(actor=cast.alice, draft=draft)
    new = made.units.get(edition=2)
    held = Competence.objects.on().get(membership=cast.bob, unit=new)
    assert held.basis == Competence.objects.on().filter(membership=cast.bob, unit__code=new.code).first().basis
    assert Competence.objects.on().filter(membership=cast.bob, unit__code=new.code).count() == 2


def test_the_next_edition_begins_with_the_one_in_use(cast: Cast, lighthouse: Specification) -> None:
    draft = begin_edition(actor=cast.alice, qualification=lighthouse.qualification)
    values = from_data(draft.values)
    assert (values.version, len(values.units)) == ("", 3)
    with pytest.raises(Refused) as refused:
        open_draft(actor=cast.alice, draft=draft)
    assert "Version" in refused.value.blockers[0].message
    drop_draft(actor=cast.alice, draft=draft)
    drop_draft(actor=cast.alice, draft=draft)
    assert AuditEvent.objects.filter(verb="draft.dropped").count() == 1


def test_words_stay_out_of_a_draft_of_a_centre_that_never_imported_them(cast: Cast, lighthouse: Specification) -> None:
    import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", HANDBOOK))
    charlie = cast.charlie[Role.ADMIN]
    for actor, has_words in ((cast.alice, True), (charlie, False)):
        values = qualification_values(lighthouse, readable=units_with_wording(actor))
        assert any(c.text for u in values.units for o in u.outcomes for c in o.criteria) == has_words


def test_another_edition_of_a_handbook_is_described_and_never_filled_in(cast: Cast, lighthouse: Specification) -> None:
    import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", HANDBOOK))
    newer = HANDBOOK.replace(b"August 2023", b"February 2027").replace(b"trim the wick", b"clean the lamp")
    document = open_document("newer.txt", newer)
    drafts = draft_from_handbook(actor=cast.alice, document=document, codes=[LAMP.code, FOG.code])
    assert [draft.origin for draft in drafts] == ["newer.txt"]
    values = from_data(drafts[0].values)
    assert values.version == "2027-02"
    labels = [c.label for u in values.units if u.code == LAMP.code for o in u.outcomes for c in o.criteria]
    assert len(labels) == sum(LAMP.outcomes)


def test_nothing_ticked_is_refused(cast: Cast, lighthouse: Specification) -> None:
    with pytest.raises(Refused, match="No unit is ticked"):
        draft_from_handbook(actor=cast.alice, document=open_document("lighthouse.txt", HANDBOOK), codes=[])


def test_only_an_admin_describes(cast: Cast, lighthouse: Specification) -> None:
    for actor in (cast.bob, cast.ivan, cast.carol):
        with pytest.raises(Refused):
            keep_draft(actor=actor, values=described(lighthouse))
