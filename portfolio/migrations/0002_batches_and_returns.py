from django.db import migrations, models

import centres.models.base


def give_each_its_own_batch(apps, schema_editor):
    Evidence = apps.get_model("portfolio", "Evidence")
    for evidence in Evidence.objects.only("pk").iterator():
        evidence.batch = centres.models.base.uuid7()
        evidence.save(update_fields=["batch"])


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="criterionprogress",
            name="returns_to",
            field=models.CharField(
                choices=[
                    ("none", "Not started"),
                    ("draft", "Draft"),
                    ("sent", "Submitted"),
                    ("not_yet", "Not yet met"),
                    ("met", "Met"),
                    ("reopened", "Reopened"),
                ],
                default="none",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="batch",
            field=models.UUIDField(db_index=True, default=centres.models.base.uuid7),
        ),
        migrations.RunPython(give_each_its_own_batch, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="evidence",
            name="title",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("registration", "batch", "file"),
                name="file_once_in_batch",
            ),
        ),
    ]
