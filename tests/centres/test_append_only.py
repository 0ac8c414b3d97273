import datetime as dt

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from centres.append_only import append_only_models
from centres.audit import record
from centres.models import AppendOnly, AuditEvent
from portfolio.models import ConflictOfInterest
from tests.cast import Cast

MODELS = [model for app in apps.get_app_configs() for model in append_only_models(app)]
pytestmark = pytest.mark.core(every_case=True)


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
        "AppealPoint",
        "AppealStep",
        "AppealFile",
        "AppealOutcome",
        "AppealLine",
        "Need",
        "NeedDisposal",
        "NeedFile",
        "SufficiencyRule",
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


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nobody_says_when_an_act_was_made(model: type[AppendOnly]) -> None:
    """Whatever a form, a service or an address takes: what is written is the moment of writing (and a trigger keeps it)."""
    field = model._meta.get_field("at")
    long_ago = timezone.now() - dt.timedelta(days=300)
    written = field.pre_save(model(at=long_ago), add=True)
    assert timezone.now() - written < dt.timedelta(minutes=1)


def test_an_act_is_not_made_in_the_past_by_naming_a_moment(cast: Cast) -> None:
    long_ago = timezone.now() - dt.timedelta(days=300)
    facts = {"centre": cast.centre, "person": cast.bob, "candidate": cast.registration.candidate}
    facts |= {"relationship": "family", "since": long_ago.date(), "declared_by": cast.bob, "at": long_ago}
    ConflictOfInterest.objects.create(**facts)
    ConflictOfInterest.objects.bulk_create([ConflictOfInterest(**facts)])
    assert not ConflictOfInterest.objects.filter(at__lt=timezone.now() - dt.timedelta(minutes=1)).exists()
