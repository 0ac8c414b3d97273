import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from centres.append_only import append_only_models
from centres.audit import record
from centres.models import AppendOnly, AuditEvent
from tests.cast import Cast

MODELS = [model for app in apps.get_app_configs() for model in append_only_models(app)]
pytestmark = pytest.mark.core


def test_decisions_and_records_are_append_only() -> None:
    assert {model.__name__ for model in MODELS} == {
        "AuditEvent",
        "PolicyValue",
        "QueryAnswer",
        "ResultAnswer",
        "ResultFile",
        "ResultMark",
        "UnitResult",
        "Disposal",
        "Message",
        "MessageReading",
        "CriterionDecision",
        "DecisionEvidence",
        "UnitSignOff",
        "EvidenceRequirement",
        "RuleCheck",
        "UnitPlan",
        "Testimony",
        "TestimonyCheck",
        "RecordAnswer",
        "Countersignature",
        "UnitReopening",
        "ReopenedCriterion",
        "Seal",
        "AssessmentPlan",
        "FeedbackReceipt",
        "PlanAnswer",
        "PlanLine",
        "Review",
        "ReviewAction",
        "ReviewSignature",
        "SuitabilityAcknowledgement",
        "SamplingPolicy",
        "Finding",
        "ActionResponse",
        "ConflictOfInterest",
        "ConflictEnd",
        "ConflictMitigation",
        "Clearance",
        "ExternalRelease",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_append_only_table_has_its_triggers(model: type[AppendOnly]) -> None:
    table = model._meta.db_table
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        names = {row[0].lower() for row in cursor.fetchall()}
    assert {f"{table}_no_update", f"{table}_no_delete"} <= names


@pytest.mark.parametrize("act", ["update", "delete", "raw"])
def test_no_code_and_no_query_changes_a_recorded_act(cast: Cast, act: str) -> None:
    with transaction.atomic():
        event = record(cast.alice, "member.ended", cast.bob, reason="left")

    def change() -> None:
        rows = AuditEvent.objects.filter(pk=event.pk)
        if act == "update":
            rows.update(verb="member.joined")
        elif act == "delete":
            rows.delete()
        else:
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {AuditEvent._meta.db_table}")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
    assert AuditEvent.objects.get(pk=event.pk).verb == "member.ended"
