"""Whatever is changed behind the program's back is seen, and named."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, models, transaction

from assessment.models import (
    Countersignature,
    CriterionDecision,
    DecisionEvidence,
    ReopenedCriterion,
    ResultAnswer,
    Seal,
    UnitReopening,
    UnitResult,
    UnitSignOff,
)
from assessment.seal import digest_of
from assessment.services.countersign import countersign
from assessment.services.reopen_unit import reopen_unit
from assessment.services.sign_off_unit import sign_off_unit
from assessment.verifying import Difference, Result, verify
from assessment.verifying.record import Record
from assessment.verifying.verification import differences_of, units_of
from portfolio.models import Evidence, StoredFile
from portfolio.vault import name_of
from tests import factories
from tests.assessment.acts import NOT_YET, judge
from tests.assessment.conftest import Work
from tests.assessment.sittings import corrected, offered, recorded, sitting
from tests.assessment.tampering import another, as_owner, put, remove
from tests.cast import Cast
from units.models import Competence, Criterion

pytestmark = pytest.mark.core(every_case=True)
TABLES = (CriterionDecision, DecisionEvidence, UnitSignOff, Countersignature, UnitReopening, ReopenedCriterion, Seal)


@pytest.fixture
def whole(cast: Cast, tess_work: Work) -> Work:
    """Decided, not yet met first, signed off by a trainee, countersigned, reopened, decided again."""
    judge(cast.tess, tess_work.rows[0], **NOT_YET)
    factories.evidence(tess_work.enrolment.registration, progress=tess_work.rows[:1], title="The customer's reply")
    for row in tess_work.rows:
        judge(cast.tess, row)
    signed = sign_off_unit(actor=cast.tess, enrolment=tess_work.enrolment)
    countersign(actor=cast.bea, sign_off=signed)
    reopen_unit(actor=cast.tess, enrolment=tess_work.enrolment, progress=tess_work.rows[:2], reason="Look again.")
    judge(cast.tess, tess_work.rows[0])
    return tess_work


@pytest.fixture
def taken(cast: Cast) -> Work:
    """A test whose result was corrected by two people, with a slip and a mark."""
    unit = offered(cast).test
    first = recorded(cast.bob, unit)
    corrected(cast.bob, cast.alice, first, sitting(passed=False))
    return Work(unit, [], None)  # type: ignore[arg-type]


@pytest.mark.parametrize("model", [UnitResult, ResultAnswer], ids=lambda model: model.__name__)
def test_every_column_of_a_result_is_seen(taken: Work, model: type[models.Model]) -> None:
    test_every_column_of_every_sealed_table_is_seen(taken, model)


def check(work: Work, **more: Any) -> Result:
    return verify(units_of([work.enrolment.pk]), **more)


def found(work: Work) -> list[Difference]:
    return check(work).differences


def codes(work: Work) -> set[str]:
    return {one.code for one in found(work)}


def test_what_nobody_touched_is_as_it_was_sealed(whole: Work) -> None:
    result = check(whole)
    assert (result.differences, result.units, result.acts, result.files) == ([], 1, 8, 2)
    assert check(whole, files=False).files == 0


def change(row: models.Model, field: models.Field) -> None:
    try:
        with transaction.atomic():
            put(row, **{field.name: another(row, field)})
    except IntegrityError:
        put(row, **{field.name: uuid4()})


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_every_column_of_every_sealed_table_is_seen(whole: Work, model: type[models.Model]) -> None:
    """Its last row, as a database owner would change it: past triggers and constraints."""
    row = model.objects.order_by("pk").last()
    assert row is not None
    unseen = []
    for field in model._meta.concrete_fields:
        if model is Seal and field.primary_key:
            continue  # nothing points at it, and it says nothing
        with as_owner():
            change(row, field)
            if not found(whole):
                unseen.append(field.name)
    assert (unseen, found(whole)) == ([], [])


def test_a_changed_word_is_named_with_what_was_sealed(cast: Cast, whole: Work) -> None:
    decision = CriterionDecision.objects.get(progress=whole.rows[0], attempt=1)
    with as_owner():
        put(decision, feedback="All is well.")
        (one,) = found(whole)
    assert one.act == f"Criterion 1.1, decision of {decision.at:%-d %B %Y} by Tess Trainee"
    assert one.said == "feedback is “All is well.”, and “Add the customer's reply.” was sealed"
    assert (one.candidate, one.unit) == ("Walt West", str(whole.unit))


def test_an_act_made_while_others_are_compared_is_no_difference(cast: Cast, whole: Work) -> None:
    """What is on record is read at one moment, not question by question."""
    record = Record(units_of([whole.enrolment.pk]))
    judge(cast.tess, whole.rows[1])
    assert differences_of(record) == []
    assert found(whole) == []


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_a_row_that_is_gone_is_seen(whole: Work, model: type[models.Model]) -> None:
    for row in model.objects.all():
        with as_owner():
            remove(row)
            assert found(whole), row


def test_a_decision_cut_off_with_its_seal_is_seen_by_the_record_of_acts(whole: Work) -> None:
    last = Seal.objects.filter(enrolment=whole.enrolment).last()
    decision = CriterionDecision.objects.get(pk=last.act)
    with as_owner():
        for row in [*decision.evidence.all(), decision, last]:
            remove(row)
        (one,) = found(whole)
    assert one.code == "act_cut_off"
    assert one.act.startswith("Tess Trainee decided as met “1.1 Show thing 1.1” on ")


def test_a_seal_gone_from_the_middle_is_counted(whole: Work) -> None:
    with as_owner():
        remove(whole.enrolment.seals.get(number=3))
        assert codes(whole) == {"seal_missing", "unsealed", "act_cut_off"}


def test_two_rows_in_each_others_place_are_seen(whole: Work) -> None:
    """Both the seals' numbers, and the moments of two decisions."""
    second, third = whole.enrolment.seals.get(number=2), whole.enrolment.seals.get(number=3)
    with as_owner():
        put(second, number=99)
        put(third, number=2)
        put(second, number=3)
        assert [one.said for one in found(whole) if one.code == "chain_broken"] == [
            "its seal (number 2) does not follow number 1",
            "its seal (number 3) does not follow number 2",
            "its seal (number 4) does not follow number 3",
        ]
    one, other = (CriterionDecision.objects.get(pk=seal.act) for seal in (second, third))
    with as_owner():
        put(one, at=other.at)
        put(other, at=one.at)
        assert [line.code for line in found(whole)] == ["row_changed", "row_changed"]


def test_a_chain_made_anew_without_the_key_is_seen(whole: Work) -> None:
    """Somebody who has the program, but not its key, changes the last decision and seals it again."""
    last = whole.enrolment.seals.last()
    statement = last.statement.replace('"valid":true', '"valid":false').replace(
        '"verdict":"met"', '"verdict":"not_yet"'
    )
    digest = digest_of(last.previous, statement)
    with as_owner():
        put(last, statement=statement, digest=digest)
        put(CriterionDecision.objects.get(pk=last.act), valid=False, verdict="not_yet")
        assert codes(whole) == {"seal_forged", "act_cut_off", "entry_missing"}


def test_a_seal_of_an_unknown_key_is_named(whole: Work, settings: Any) -> None:
    settings.SEAL_KEYS = ["another"]
    assert codes(whole) == {"key_unknown"}
    settings.SEAL_KEYS = ["another", settings.SECRET_KEY]
    assert codes(whole) == set()


def rewrite(stored: StoredFile, content: bytes | None) -> None:
    storage, name = storages["evidence"], name_of(stored.sha256)
    storage.delete(name)
    if content is not None:
        storage.save(name, ContentFile(content))


@pytest.mark.parametrize(("content", "code"), [(b"x", "file_changed"), (None, "file_missing")])
def test_one_byte_of_a_stored_file_is_seen_and_named(whole: Work, content: bytes | None, code: str) -> None:
    stored = whole.item.file
    with storages["evidence"].open(name_of(stored.sha256)) as file:
        before: bytes = file.read()
    try:
        rewrite(stored, content and before[:-1] + content)
        (one,) = found(whole)
    finally:
        rewrite(stored, before)
    assert (one.code, whole.item.receipt in one.said, stored.sha256 in one.said) == (code, True, True)
    assert one.act.startswith("Criterion 1.1, decision of ")
    assert one.said.endswith("(4 more of the unit's decisions rest on it)")
    assert found(whole) == []


def test_a_replaced_list_entry_of_a_file_is_seen(whole: Work) -> None:
    stored, other = whole.item.file, factories.stored_file(b"something else")
    with as_owner():
        put(stored, size=stored.size + 1)
        assert codes(whole) == {"file_listed_wrong"}
    with as_owner():
        put(whole.item, file=other.pk)
        assert codes(whole) == {"item_changed"}
    with as_owner():
        remove(stored)
        assert codes(whole) == {"file_unknown"}


@pytest.mark.parametrize("name", ["title", "shows", "kind", "done_on", "receipt", "registration"])
def test_an_item_described_anew_after_it_was_judged_is_seen(cast: Cast, whole: Work, name: str) -> None:
    field = Evidence._meta.get_field(name)
    with as_owner():
        put(whole.item, **{name: another(whole.item, field)})
        assert codes(whole) == {"item_changed"}


def test_another_wording_is_seen_and_the_official_text_filled_in_is_not(whole: Work) -> None:
    criterion = whole.rows[1].criterion
    Criterion.objects.filter(pk=criterion.pk).update(text="The body's own words.")
    assert found(whole) == []
    Criterion.objects.filter(pk=criterion.pk).update(label="Show something easier")
    (one,) = found(whole)
    assert (one.code, one.act[:13]) == ("wording_changed", "Criterion 1.2")


def test_a_changed_competence_is_seen_and_one_that_ended_later_is_not(cast: Cast, whole: Work) -> None:
    held = Competence.objects.filter(membership=cast.tess, unit=whole.unit)
    day = CriterionDecision.objects.latest("at").at.date()
    held.update(valid_until=day)
    assert found(whole) == []
    held.update(valid_until=day.replace(year=day.year - 1))
    assert codes(whole) == {"competence_changed"}
    held.update(valid_until=None, basis="Nothing")
    assert {one.said for one in found(whole)} == {
        "of the competence that it rests on, basis is “Nothing”, and “Award in Assessing” was sealed"
    }


def test_decisions_given_to_another_candidate_are_seen(cast: Cast, whole: Work) -> None:
    with as_owner():
        put(whole.enrolment, registration=cast.registration.pk)
        assert codes(whole) == {"unit_changed"}
