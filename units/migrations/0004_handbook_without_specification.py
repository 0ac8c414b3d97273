from typing import Any

from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError


def refuse(apps: Any, schema_editor: Any) -> None:
    """A handbook may be of several qualifications now, so nothing says which one stood there."""
    if apps.get_model("units", "HandbookImport").objects.exists():
        raise IrreversibleError("There are handbooks, and none is of one qualification. Restore the backup instead.")


class Migration(migrations.Migration):
    dependencies = [("units", "0003_handbook_units")]
    operations = [
        migrations.RemoveField(model_name="handbookimport", name="specification"),
        migrations.RunPython(migrations.RunPython.noop, refuse),  # the last, so that the way back begins with it
    ]
