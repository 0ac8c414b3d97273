"""From the first state of the tables, with rows in them, to now."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor

FIRST = ("units", "0001_initial")
CATALOGUE = ("units", "0002_catalogue")
UNITS_NAMED = ("units", "0003_handbook_units")
WITHOUT = ("units", "0004_handbook_without_specification")

pytestmark = pytest.mark.django_db(transaction=True)


def migrated(*targets: tuple[str, str]) -> Any:
    """The models as they are there."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return executor.loader.project_state(list(targets)).apps


@pytest.fixture
def first() -> Iterator[Any]:
    """The models of 0001, before any app that rests on the units; afterwards everything is there again."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    above = [(app, None) for app, _ in leaves if app in ("portfolio", "assessment", "iqa", "claims")]
    executor.migrate([*above, FIRST])
    yield MigrationExecutor(connection).loader.project_state([FIRST, ("centres", "0001_initial")]).apps
    for model in ("QualityIssue", "HandbookImport", "StructureUnit", "Specification", "Qualification", "Unit"):
        _empty(f"units_{model.lower()}")
    MigrationExecutor(connection).migrate(leaves)


def _empty(table: str) -> None:
    with connection.cursor() as cursor:
        if table == "units_handbookimport" and "units_handbookimport_units" in connection.introspection.table_names():
            cursor.execute("DELETE FROM units_handbookimport_units")
        cursor.execute(f"DELETE FROM {table}")


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


def test_rows_of_before_are_carried_over_and_the_way_back_is_open_as_far_as_it_can_be(first: Any) -> None:
    handbook, units = rows(first)
    migrated(UNITS_NAMED)
    migrated(CATALOGUE)
    named = migrated(UNITS_NAMED).get_model("units", "HandbookImport").objects.get(pk=handbook.pk)
    assert named.specification_id == handbook.specification_id
    apps = migrated(WITHOUT)
    now = apps.get_model("units", "HandbookImport").objects.get(pk=handbook.pk)
    assert (now.title, now.edition) == ("Invented Diploma", "2023-08")
    assert set(now.units.values_list("pk", flat=True)) == {unit.pk for unit in units}
    numbers = apps.get_model("units", "Unit").objects.values_list("code", "number", "edition", "centre")
    assert sorted(numbers) == [("D/506/2153", "D/506/2153", 1, None), ("F/506/2159", "F/506/2159", 1, None)]
    assert apps.get_model("units", "Qualification").objects.get().centre_id is None
    assert apps.get_model("units", "Specification").objects.get().version == "2023-08"
    with pytest.raises(IrreversibleError, match="Restore the backup"):
        migrated(UNITS_NAMED)
