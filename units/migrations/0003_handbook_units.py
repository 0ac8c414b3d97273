from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    """A handbook was of one specification; now it names its units itself. Every earlier unit was numbered by reference."""
    for handbook in apps.get_model("units", "HandbookImport").objects.select_related("specification__qualification"):
        handbook.units.set(handbook.specification.structure.values_list("unit_id", flat=True))
        handbook.title = handbook.specification.qualification.title
        handbook.edition = handbook.specification.version[:20]
        handbook.save(update_fields=["title", "edition"])
    for unit in apps.get_model("units", "Unit").objects.filter(number=""):
        unit.number = unit.code
        unit.save(update_fields=["number"])


class Migration(migrations.Migration):
    dependencies = [("units", "0002_catalogue")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
