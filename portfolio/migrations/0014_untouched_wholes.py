from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, OuterRef, Q


def free_untouched(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A unit of one test or assignment that nobody has begun by its criteria is assessed as a whole from now on.

    One that was begun keeps its criteria, with all that was put forward for them and decided on them.
    """
    enrolments = apps.get_model("portfolio", "UnitEnrolment").objects
    criteria = apps.get_model("portfolio", "CriterionProgress").objects
    links = apps.get_model("portfolio", "EvidenceLink").objects.filter(progress=OuterRef("pk"))
    touched = criteria.filter(~Q(state="none") | Exists(links), enrolment=OuterRef("pk"))
    rows = enrolments.filter(~Exists(touched), unit__method__in=["test", "assignment"], state="progress")
    keys = list(rows.values_list("pk", flat=True))
    criteria.filter(enrolment__in=keys).delete()
    enrolments.filter(pk__in=keys).update(whole=True)


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0013_conflicts_of_interest"), ("units", "0002_catalogue")]
    operations = [migrations.RunPython(free_untouched, migrations.RunPython.noop)]
