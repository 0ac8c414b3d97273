from typing import Any

import centres.models.base
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def set_rules_aside(apps: Any, schema_editor: Any) -> None:
    """No second person approved these, so no claim rests on them any more; the next draft begins with them."""
    rows = apps.get_model("units", "Specification").objects.filter(centre__isnull=False, rule__isnull=False)
    for row in rows:
        row.unchecked_rule, row.rule = row.rule, None
        row.save(update_fields=["unchecked_rule", "rule"])


def take_rules_back(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("units", "Specification").objects.filter(unchecked_rule__isnull=False)
    for row in rows:
        row.rule, row.unchecked_rule = row.unchecked_rule, None
        row.save(update_fields=["unchecked_rule", "rule"])


def name_writers(apps: Any, schema_editor: Any) -> None:
    """Of a draft of before nobody knows who wrote its rule, so everybody who ever changed it counts as its writer."""
    from units.drafting.checked import can_be_checked, digest_of
    from units.drafting.edits import at_home
    from units.interchange.data import from_data

    acts = apps.get_model("centres", "AuditEvent").objects.filter(verb__in=["draft.begun", "draft.changed"])
    for draft in apps.get_model("units", "Draft").objects.select_related("changed_by"):
        values = at_home(from_data(draft.values))
        draft.rule_entered_by_id, draft.rule_entered_at = draft.changed_by.user_id, draft.changed_at
        draft.rule_digest = digest_of(values) if can_be_checked(values) else ""
        draft.save(update_fields=["rule_entered_by", "rule_entered_at", "rule_digest"])
        users = acts.filter(object_id=draft.pk, actor__user__isnull=False).values_list("actor__user", flat=True)
        known = {draft.changed_by.user_id} - {None}
        draft.rule_writers.add(*known.union(users.order_by().distinct()))


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0001_initial"),
        ("units", "0006_evidence_requirements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="rule_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="draft",
            name="rule_entered_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="draft",
            name="rule_entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="rule_writers",
            field=models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="specification",
            name="unchecked_rule",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="RuleCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=centres.models.base.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("draft", models.UUIDField(db_index=True)),
                ("title", models.CharField(max_length=200)),
                ("version", models.CharField(blank=True, max_length=40)),
                ("digest", models.CharField(max_length=64)),
                ("entered_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(choices=[("approved", "Approved"), ("returned", "Returned")], max_length=10),
                ),
                ("reason", models.TextField(blank=True)),
                ("role", models.CharField(choices=[("admin", "Centre admin"), ("iqa", "IQA")], max_length=10)),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rule_checks", to="centres.centre"
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="specification",
            name="rule_check",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="specification",
                to="units.rulecheck",
            ),
        ),
        migrations.RunPython(set_rules_aside, take_rules_back),
        migrations.RunPython(name_writers, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="specification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("centre", None), ("rule_check", None)),
                    models.Q(("rule__isnull", True), ("rule_check", None)),
                    models.Q(("centre__isnull", False), ("rule__isnull", False), ("rule_check__isnull", False)),
                    _connector="OR",
                ),
                name="rule_checked_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="specification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unchecked_rule__isnull", True),
                    models.Q(("centre__isnull", False), ("rule__isnull", True)),
                    _connector="OR",
                ),
                name="unchecked_rule_is_not_used",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("checked_by", models.F("entered_by")), _negated=True),
                name="rule_checked_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ("admin", "iqa"))), name="rule_checked_in_a_role"
            ),
        ),
        migrations.AddConstraint(
            model_name="rulecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision", "approved"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="rule_returned_with_reason",
            ),
        ),
    ]
