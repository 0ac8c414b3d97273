import django.db.models.deletion
from django.db import migrations, models

import centres.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0001_initial"),
        ("units", "0005_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceRequirement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=centres.models.base.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("statement", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requirements", to="centres.centre"
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centres.membership"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requirements", to="units.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["centre", "unit", "-at"], name="requirement_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("statement", ""), models.Q(("source", ""), _negated=True), _connector="OR"),
                        name="requirement_has_source",
                    )
                ],
            },
        ),
    ]
