"""From the first state of the tables, with rows in them, to now."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.migrations.exceptions import IrreversibleError

from tests import factories
from tests.migrating import database_at, migrate
from units.drafting.checked import digest_of
from units.drafting.edits import at_home, blank
from units.interchange.data import from_data, to_data
from units.interchange.values import UnitValues

FIRST = ("units", "0001_initial")
CATALOGUE = ("units", "0002_catalogue")
UNITS_NAMED = ("units", "0003_handbook_units")
WITHOUT = ("units", "0004_handbook_without_specification")
UNCHECKED = ("units", "0006_evidence_requirements")
CHECKED = ("units", "0007_rule_checks")

pytestmark = pytest.mark.django_db(transaction=True)


def rows(apps: Any) -> tuple[Any, Any]:
    """A centre with a handbook of one qualification, and its two units in one of which a word stands."""
    centre = apps.get_model("centres", "Centre").objects.create(name="Calder", number="C1")
    system = apps.get_model("centres", "Membership").objects.create(centre=centre, role="system")
    body = apps.get_model("units", "AwardingOrganisation").objects.create(name="Invented Awards")
    qualification = apps.get_model("units", "Qualification").objects.create(
        awarding_organisation=body, code="invented", title="Invented Diploma", number="600/0000/0", level=4
    )
    specification = apps.get_model("units", "Specification").objects.create(
        qualification=qualification, version="2023-08", published_on=dt.date(2023, 8, 1)
    )
    units = [
        apps.get_model("units", "Unit").objects.create(code=code, reference=code, title=code, level=4, credit=5)
        for code in ("D/506/2153", "F/506/2159")
    ]
    for position, unit in enumerate(units, 1):
        apps.get_model("units", "StructureUnit").objects.create(
            specification=specification, unit=unit, position=position
        )
    handbook = apps.get_model("units", "HandbookImport").objects.create(
        centre=centre, specification=specification, file_name="h.txt", sha256="0" * 64, layout="proqual",
        units_read=2, outcomes_read=2, criteria_read=2, imported_by=system,
    )  # fmt: skip
    return handbook, units


def test_rows_of_before_are_carried_over_and_the_way_back_is_open_as_far_as_it_can_be() -> None:
    with database_at(*FIRST) as first:
        _carried_over(*rows(first))


def _carried_over(handbook: Any, units: list[Any]) -> None:
    migrate(*UNITS_NAMED)
    migrate(*CATALOGUE)
    named = migrate(*UNITS_NAMED).get_model("units", "HandbookImport").objects.get(pk=handbook.pk)
    assert named.specification_id == handbook.specification_id
    apps = migrate(*WITHOUT)
    now = apps.get_model("units", "HandbookImport").objects.get(pk=handbook.pk)
    assert (now.title, now.edition) == ("Invented Diploma", "2023-08")
    assert set(now.units.values_list("pk", flat=True)) == {unit.pk for unit in units}
    numbers = apps.get_model("units", "Unit").objects.values_list("code", "number", "edition", "centre")
    assert sorted(numbers) == [("D/506/2153", "D/506/2153", 1, None), ("F/506/2159", "F/506/2159", 1, None)]
    assert apps.get_model("units", "Qualification").objects.get().centre_id is None
    assert apps.get_model("units", "Specification").objects.get().version == "2023-08"
    with pytest.raises(IrreversibleError, match="Restore the backup"):
        migrate(*UNITS_NAMED)


@pytest.fixture
def unchecked() -> Iterator[Any]:
    """The models of before rules were checked."""
    with database_at(*UNCHECKED) as apps:
        yield apps


def test_a_rule_that_nobody_checked_is_kept_aside_and_its_drafts_have_their_writers(unchecked: Any) -> None:
    centre = unchecked.get_model("centres", "Centre").objects.create(name="Calder", number="C1")
    alice, adam = (person(unchecked, centre, name) for name in ("alice", "adam"))
    body = unchecked.get_model("units", "AwardingOrganisation").objects.create(name="Invented Awards")
    qualification = unchecked.get_model("units", "Qualification").objects.create(
        awarding_organisation=body, code="invented", title="Invented Diploma", level=4
    )
    rule = factories.rule({"A": ["X/1"]}, [{"kind": "all_of_group", "group": "A", "source": "page 1"}])
    for owner in (None, centre):
        unchecked.get_model("units", "Specification").objects.create(
            qualification=qualification, centre=owner, version="1", published_on=dt.date(2023, 8, 1), rule=rule
        )
    values = to_data(blank(title="Draft", rule=rule, units=(UnitValues("", "X/1", "One", 4, 5, ()),)))
    draft = unchecked.get_model("units", "Draft").objects.create(
        centre=centre, title="Draft", origin="form", values=values, changed_by=adam
    )
    for member in (alice, adam):
        unchecked.get_model("centres", "AuditEvent").objects.create(
            centre=centre, actor=member, verb="draft.changed", object_type="units.draft", object_id=draft.pk,
            object_label="Draft", facts={},
        )  # fmt: skip
    apps = migrate(*CHECKED)
    specifications = apps.get_model("units", "Specification").objects
    found = {row.centre_id: (row.rule, row.unchecked_rule) for row in specifications.all()}
    assert found == {None: (rule, None), centre.pk: (None, rule)}
    now = apps.get_model("units", "Draft").objects.get()
    assert set(now.rule_writers.values_list("pk", flat=True)) == {alice.user_id, adam.user_id}
    assert (now.rule_entered_by_id, now.rule_entered_at) == (adam.user_id, now.changed_at)
    assert now.rule_digest == digest_of(at_home(from_data(values)))
    before = migrate(*UNCHECKED).get_model("units", "Specification").objects
    assert [row.rule for row in before.all()] == [rule, rule]


def person(apps: Any, centre: Any, name: str) -> Any:
    user = apps.get_model("centres", "User").objects.create(email=f"{name}@example.org", name=name)
    return apps.get_model("centres", "Membership").objects.create(user=user, centre=centre, role="admin")
