"""From a description to an edition of the centre's own."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from centres.gates import Refused
from centres.models import AuditEvent, Role
from claims.loading import standing_of
from tests import factories
from tests.cast import Cast
from tests.units.checking import approved
from tests.units.handbooks.invented import FOG, LAMP
from tests.units.lighthouse import HANDBOOK, loaded
from units.handbook_copies import open_document
from units.interchange.data import from_data, to_data
from units.interchange.values import QualificationValues
from units.models import Competence, Criterion, Draft, Qualification, Specification, Unit
from units.rows import qualification_values
from units.selectors import units_with_wording
from units.selectors.offers import offers_of
from units.services.begin_edition import begin_edition
from units.services.draft_from_handbook import draft_from_handbook
from units.services.drop_draft import drop_draft
from units.services.import_handbook import import_handbook
from units.services.keep_draft import keep_draft
from units.services.load_catalogue import load_catalogue
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
    made = open_draft(actor=cast.alice, draft=approved(draft))
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
    open_draft(actor=cast.alice, draft=approved(keep_draft(actor=cast.alice, values=values)))
    own = replace(values, code="harbour", title="Level 2 Award in Harbours", number="")
    open_draft(actor=cast.alice, draft=approved(keep_draft(actor=cast.alice, values=own)))
    charlie = cast.charlie[Role.ADMIN]
    assert lighthouse.qualification.current_for(charlie.centre_id) == lighthouse
    assert {offer.specification.version for offer in offers_of(charlie)} == {lighthouse.version, "1"}
    mine = Qualification.objects.get(code="own-harbour")
    assert mine in {offer.qualification for offer in offers_of(cast.alice)}
    assert mine not in {offer.qualification for offer in offers_of(charlie)}


def test_the_same_units_are_used_again_in_a_qualification_of_ones_own(cast: Cast, lighthouse: Specification) -> None:
    own = described(lighthouse, code="harbour", title="Level 2 Award in Harbours", number="")
    made = open_draft(actor=cast.alice, draft=approved(keep_draft(actor=cast.alice, values=own)))
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
    assert [blocker.code for blocker in refused.value.blockers] == ["rule_unchecked", "lack", "lack"]
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
    made = open_draft(actor=cast.alice, draft=approved(draft))
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
    assert "Edition is missing" in refused.value.blockers[1].message
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


def test_a_qualification_is_found_by_its_own_code_before_that_of_a_centres_own(
    cast: Cast, lighthouse: Specification
) -> None:
    """“lighthouse” is the catalogue's, although the centre has an “own-lighthouse” whose title comes first."""
    mine = described(lighthouse, code="own-lighthouse", title="Award in Lighthouses", number="")
    own = open_draft(actor=cast.alice, draft=approved(keep_draft(actor=cast.alice, values=mine))).qualification
    assert (own.code, own.centre) == ("own-lighthouse", cast.centre)
    made = open_draft(
        actor=cast.alice, draft=approved(keep_draft(actor=cast.alice, values=described(lighthouse, **LATER)))
    )
    assert made.qualification == lighthouse.qualification
    again = open_draft(actor=cast.alice, draft=approved(keep_draft(actor=cast.alice, values=replace(mine, **LATER))))  # type: ignore[arg-type]
    assert again.qualification == own


def test_a_code_that_is_too_long_with_its_prefix_is_refused_and_never_cut(
    cast: Cast, lighthouse: Specification
) -> None:
    draft = keep_draft(actor=cast.alice, values=described(lighthouse, code="a" * 57, number=""))
    with pytest.raises(Refused, match="has 61 characters, and 60 fit"):
        open_draft(actor=cast.alice, draft=draft)
    made = open_draft(
        actor=cast.alice,
        draft=approved(keep_draft(actor=cast.alice, values=described(lighthouse, code="a" * 56, number=""))),
    )
    assert made.qualification.code == "own-" + "a" * 56


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"level": 3}, "its level is 2, and here it is 3"),
        ({"number": "900/0002/X"}, "its qualification number is 900/0001/8, and here it is 900/0002/X"),
        ({"awarding_organisation": "Harbour Awards"}, "its awarding organisation is ProQual Awarding Body"),
    ],
)
def test_another_qualification_under_the_code_of_the_catalogue_is_refused(
    cast: Cast, lighthouse: Specification, facts: dict[str, object], said: str
) -> None:
    draft = approved(keep_draft(actor=cast.alice, values=described(lighthouse, **LATER, **facts)))
    with pytest.raises(Refused) as refused:
        open_draft(actor=cast.alice, draft=draft)
    (blocker,) = refused.value.blockers
    assert said in blocker.message
    assert "another short name" in blocker.detail
    assert not Specification.objects.filter(centre=cast.centre).exists()


def test_what_the_catalogue_says_of_a_qualification_stays_and_a_centres_own_is_corrected_on_the_record(
    cast: Cast, lighthouse: Specification
) -> None:
    renamed = described(lighthouse, title="Award in Lamps", **LATER)
    open_draft(actor=cast.alice, draft=approved(keep_draft(actor=cast.alice, values=renamed)))
    assert Qualification.objects.get(code="lighthouse").title == "ProQual Level 2 Award in Lighthouse Keeping"
    assert not AuditEvent.objects.filter(verb="qualification.corrected").exists()
    own = described(lighthouse, code="harbour", title="Award in Harbors", number="")
    open_draft(actor=cast.alice, draft=approved(keep_draft(actor=cast.alice, values=own)))
    corrected = replace(own, title="Award in Harbours", number="900/0002/X", **LATER)  # type: ignore[arg-type]
    made = open_draft(actor=cast.alice, draft=approved(keep_draft(actor=cast.alice, values=corrected)))
    assert (made.qualification.title, made.qualification.number) == ("Award in Harbours", "900/0002/X")
    facts = AuditEvent.objects.get(verb="qualification.corrected").facts
    assert facts["was"] == {"title": "Award in Harbors", "number": ""}
    assert facts["now"] == {"title": "Award in Harbours", "number": "900/0002/X"}


def test_what_somebody_changed_meanwhile_is_not_opened_unread(cast: Cast, lighthouse: Specification) -> None:
    values = described(lighthouse, **LATER)
    draft = keep_draft(actor=cast.alice, values=values)
    seen = Draft.objects.get(pk=draft.pk)
    keep_draft(actor=cast.alice, draft=draft, turn=1, values=replace(values, version="2028-02"))
    for stale in ({"draft": seen}, {"draft": Draft.objects.get(), "turn": 1}):
        with pytest.raises(Refused, match="changed this draft since you opened it"):
            open_draft(actor=cast.alice, **stale)
    assert open_draft(actor=cast.alice, draft=approved(seen), turn=2).version == "2028-02"


def next_edition(cast: Cast, values: QualificationValues, year: int, label: str) -> Unit:
    """The first unit of another edition, in which its first criterion says something else."""
    changed = replace(relabelled(values, label), version=f"{year}-02", published_on=dt.date(year, 2, 1))
    made = open_draft(actor=cast.alice, draft=approved(keep_draft(actor=cast.alice, values=changed)))
    found: Unit = made.units.get(code=values.units[0].code)
    return found


def test_a_competence_that_was_ended_is_not_revived_by_an_older_edition(cast: Cast, lighthouse: Specification) -> None:
    """Bob is competent for the first edition still, on which candidates may be, and no more for the second."""
    factories.competence(cast.bob, lighthouse, recorded_by=cast.alice)
    values = described(lighthouse)
    second = next_edition(cast, values, 2027, "Prove something else")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Competence.objects.filter(membership=cast.bob, unit=second).update(valid_from=yesterday, valid_until=yesterday)
    third = next_edition(cast, values, 2028, "Prove a third thing")
    assert not Competence.objects.filter(membership=cast.bob, unit=third).exists()
    assert next_edition(cast, values, 2029, "Prove something else") == second
    assert not Competence.objects.on().filter(membership=cast.bob, unit=second).exists()


def test_competence_goes_back_with_a_unit_that_is_used_again(cast: Cast, lighthouse: Specification) -> None:
    values = described(lighthouse)
    second = next_edition(cast, values, 2027, "Prove something else")
    Competence.objects.create(
        membership=cast.bob,
        qualification=lighthouse.qualification,
        unit=second,
        basis="Award in Assessing",
        valid_from=dt.date(2024, 1, 1),
        recorded_by=cast.alice,
    )
    first = next_edition(cast, values, 2028, values.units[0].outcomes[0].criteria[0].label)
    assert first == lighthouse.units.get(code=second.code)
    assert Competence.objects.on().filter(membership=cast.bob, unit=first).count() == 1


def test_a_longer_finding_is_carried_where_there_are_two(cast: Cast, lighthouse: Specification) -> None:
    until = timezone.localdate() + dt.timedelta(days=9)
    factories.competence(cast.bob, lighthouse, recorded_by=cast.alice)
    factories.competence(cast.bob, lighthouse, recorded_by=cast.alice, valid_until=until)
    new = next_edition(cast, described(lighthouse), 2027, "Prove something else")
    assert [row.valid_until for row in Competence.objects.filter(membership=cast.bob, unit=new)] == [None]


def test_the_words_of_an_edition_no_longer_in_use_are_imported_into_it(cast: Cast, lighthouse: Specification) -> None:
    """Candidates are on it still; and none of its words goes into the edition in use."""
    new = next_edition(cast, described(lighthouse), 2027, "Prove something else")
    handbook = import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", HANDBOOK))
    assert set(handbook.units.all()) == set(lighthouse.units.all())
    assert not Criterion.objects.filter(outcome__unit__specifications=lighthouse, text="").exists()
    assert not Criterion.objects.filter(outcome__unit=new).exclude(text="").exists()


def test_a_candidate_stays_as_they_are_when_an_edition_is_opened(cast: Cast, lighthouse: Specification) -> None:
    factories.competence(cast.bob, lighthouse, recorded_by=cast.alice)
    registration = factories.registration(cast.carol, lighthouse, assessor=cast.bob, recorded_by=cast.alice)
    values = described(lighthouse)
    enrolment = factories.enrolment(registration, lighthouse.units.get(code=values.units[0].code))
    sign_off = factories.sign_off(enrolment, assessor=cast.bob)
    before = standing_of(registration)
    next_edition(cast, values, 2027, "Prove something else")
    registration.refresh_from_db()
    enrolment.refresh_from_db()
    assert (registration.specification, enrolment.unit.edition) == (lighthouse, 1)
    after = standing_of(registration)
    assert (after.verdict, after.prospect) == (before.verdict, before.prospect)
    assert [unit.enrolment for unit in after.units] == [unit.enrolment for unit in before.units]
    assert enrolment.sign_offs.get() == sign_off
    assert sorted(registration.enrolments.values_list("unit__edition", flat=True)) == [1]


@pytest.mark.parametrize(
    "changes",
    [{"version": "v" * 41}, {"title": "t" * 201}, {"grading": "g" * 61}, {"number": "n" * 13}, {"title": "a\x01b"}],
)
def test_what_a_column_cannot_hold_is_refused_before_it_reaches_one(
    cast: Cast, lighthouse: Specification, changes: dict[str, object]
) -> None:
    draft = keep_draft(actor=cast.alice, values=described(lighthouse, **(LATER | changes)))
    with pytest.raises(Refused):
        open_draft(actor=cast.alice, draft=draft)


def test_a_label_over_its_column_is_refused(cast: Cast, lighthouse: Specification) -> None:
    draft = keep_draft(actor=cast.alice, values=relabelled(described(lighthouse, **LATER), "x" * 121))
    with pytest.raises(Refused, match="121 characters; 120 fit"):
        open_draft(actor=cast.alice, draft=draft)


@pytest.mark.parametrize("name", ["x" * 400 + ".txt", "a\0b.txt", "half \udce9.txt", "\n.txt"])
def test_a_files_name_is_stored_whatever_it_holds(cast: Cast, lighthouse: Specification, name: str) -> None:
    document = open_document(name, HANDBOOK)
    assert import_handbook(actor=cast.alice, document=document).file_name == document.name
    assert len(document.name) <= 200
    document.name.encode()


def test_every_real_qualification_begun_anew_and_opened_unchanged_makes_no_new_unit(cast: Cast) -> None:
    """With the words of all five documents: nothing on the way through a draft may change one of them."""
    paths = sorted(settings.HANDBOOKS_DIR.glob("*.txt"))
    if len(paths) < 5:
        pytest.skip(f"The handbooks are not in {settings.HANDBOOKS_DIR}: set HANDBOOKS_DIR.")
    load_catalogue()
    for path in paths:
        import_handbook(actor=cast.alice, document=open_document(path.name, path.read_bytes()))
    for actor in (cast.alice, cast.charlie[Role.ADMIN]):
        for qualification in Qualification.objects.filter(centre=None).exclude(code__startswith="invented"):
            before = qualification.current_for(actor.centre_id)
            draft = begin_edition(actor=actor, qualification=qualification)
            values = replace(from_data(draft.values), version="next")
            draft = keep_draft(actor=actor, draft=draft, turn=1, values=values)
            made = open_draft(actor=actor, draft=approved(draft))
            assert (made.qualification, made.rule) == (qualification, before.rule)
            places = [list(row.structure.values_list("unit", "group", "position")) for row in (before, made)]
            assert places[0] == places[1]
    assert not Unit.objects.exclude(centre=None).exists()
