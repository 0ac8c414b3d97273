from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, F, OuterRef, Subquery


def confirm_what_was_decided_on(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Who decided that a criterion is met has confirmed what that rests on, on that day; who made a record, when they did."""
    links = apps.get_model("portfolio", "EvidenceLink").objects.filter(state="proposed")
    own = links.filter(linked_by__role="assessor", evidence__submitted_at__isnull=False)
    own.update(state="confirmed", answered_by=F("linked_by"), answered_at=F("linked_at"))
    met = (
        apps.get_model("assessment", "DecisionEvidence")
        .objects.filter(
            evidence=OuterRef("evidence"), decision__progress=OuterRef("progress"), decision__verdict="met"
        )
        .order_by("-decision__attempt")
    )
    links.filter(Exists(met)).update(
        state="confirmed",
        answered_by=Subquery(met.values("decision__assessor")[:1]),
        answered_at=Subquery(met.values("decision__at")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [("assessment", "0008_record_checks"), ("portfolio", "0016_links_and_pinpoints")]
    operations = [migrations.RunPython(confirm_what_was_decided_on, migrations.RunPython.noop)]
