"""A database that held decisions before there were seals: brought up to date, every act is sealed as it was.

And its schema, to which all migrations together have come, is the one of the tests, which comes from the models. In one
test, because to migrate takes as long as hundreds of others.
"""

import datetime as dt
import hashlib
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.utils import timezone

from assessment.models import Seal
from assessment.verifying import verify
from assessment.verifying.verification import units_of
from tests.architecture.schema import schema
from tests.migrating import database_at, models_at

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = (("assessment", "0003_in_training"), ("portfolio", "0004_unit_plan"), ("units", "0007_rule_checks"))
CONTENT = b"a file of before"


class Then:
    """One unit of one criterion, decided twice by a trainee, signed off, countersigned and reopened."""

    def __init__(self, apps: Any) -> None:
        self.apps = apps
        self.centre = self.new("centres.Centre", name="Calder", number="C1")
        self.unit, self.qualification, specification = self._units()
        candidate, self.tess, self.bea = (self._person(name) for name in ("candidate", "assessor", "countersigner"))
        person = self.new(
            "portfolio.Candidate", membership=candidate, centre=self.centre, name="Walt West",
            date_of_birth=dt.date(1990, 5, 17),
        )  # fmt: skip
        self.registration = self.new(
            "portfolio.Registration", centre=self.centre, candidate=person, specification=specification, number="R1",
            registered_on=dt.date(2026, 1, 5), assessor=self.tess, recorded_by=self.bea,
        )  # fmt: skip
        self.enrolment = self.new("portfolio.UnitEnrolment", registration=self.registration, unit=self.unit)
        criterion = apps.get_model("units", "Criterion").objects.get()
        self.progress = self.new("portfolio.CriterionProgress", enrolment=self.enrolment, criterion=criterion)
        self.item = self._item()

    def new(self, model: str, /, **values: Any) -> Any:
        return self.apps.get_model(model).objects.create(**values)

    def _units(self) -> tuple[Any, Any, Any]:
        body = self.new("units.AwardingOrganisation", name="Invented Awards")
        qualification = self.new(
            "units.Qualification", awarding_organisation=body, code="invented", title="Invented Diploma", level=4
        )
        specification = self.new(
            "units.Specification", qualification=qualification, version="1", published_on=dt.date(2023, 8, 1)
        )
        unit = self.new("units.Unit", code="X/1", reference="X/1", title="One", level=4, credit=5)
        outcome = self.new("units.Outcome", unit=unit, number=1, label="Outcome 1")
        self.new("units.Criterion", outcome=outcome, position=1, number="1.1", label="Show it", text="Official words.")
        return unit, qualification, specification

    def _person(self, name: str) -> Any:
        user = self.new("centres.User", email=f"{name}@example.org", name=name)
        role = "candidate" if name == "candidate" else "assessor"
        return self.new("centres.Membership", user=user, centre=self.centre, role=role)

    def _item(self) -> Any:
        sha256 = hashlib.sha256(CONTENT).hexdigest()
        if not storages["evidence"].exists(f"{sha256[:2]}/{sha256}"):
            storages["evidence"].save(f"{sha256[:2]}/{sha256}", ContentFile(CONTENT))
        now = timezone.now()
        file = self.new(
            "portfolio.StoredFile", sha256=sha256, size=len(CONTENT), media_type="text/plain", verified_at=now
        )
        return self.new(
            "portfolio.Evidence", registration=self.registration, file=file, file_name="before.txt", receipt="EV-1",
            title="Complaint record", shows="What I did", done_on=dt.date(2026, 2, 3), state="sent", declared_at=now,
            submitted_at=now,
        )  # fmt: skip

    def act(self) -> None:
        held = [
            self.new(
                "units.Competence", membership=who, qualification=self.qualification, unit=self.unit,
                basis="Award in Assessing", valid_from=dt.date(2024, 1, 1), recorded_by=self.bea,
            )
            for who in (self.tess, self.bea)
        ]  # fmt: skip
        for attempt, verdict in enumerate(("not_yet", "met"), 1):
            decision = self.new(
                "assessment.CriterionDecision", progress=self.progress, assessor=self.tess, competence=held[0],
                verdict=verdict, valid=True, authentic=True, current=True, sufficient=verdict == "met",
                feedback="Ü, “quoted”.", attempt=attempt, in_training=True,
            )  # fmt: skip
            self.new("assessment.DecisionEvidence", decision=decision, evidence=self.item, sha256=self.item.file_id)
        signed = self.new(
            "assessment.UnitSignOff", enrolment=self.enrolment, assessor=self.tess, competence=held[0], round=1,
            needs_countersignature=True, in_training=True,
        )  # fmt: skip
        self.new(
            "assessment.Countersignature", sign_off=signed, assessor=self.tess, countersigner=self.bea,
            competence=held[1],
        )  # fmt: skip
        reopening = self.new("assessment.UnitReopening", enrolment=self.enrolment, actor=self.tess, reason="Again.")
        self.new("assessment.ReopenedCriterion", reopening=reopening, progress=self.progress)


def test_decisions_of_before_are_sealed_and_the_schema_is_that_of_the_models() -> None:
    of_the_models = set(schema())
    with database_at(*BEFORE[0]):
        for app, migration in BEFORE[1:]:
            call_command("migrate", app, migration, verbosity=0)
        then = Then(models_at(*BEFORE))
        then.act()
        call_command("migrate", verbosity=0)
        chain = list(Seal.objects.filter(enrolment=then.enrolment.pk))
        found = verify(units_of([then.enrolment.pk]))
        migrated = set(schema())
    assert [seal.kind for seal in chain] == ["decision", "decision", "sign_off", "countersign", "reopening"]
    assert {seal.sealed_later for seal in chain} == {True}
    assert (found.acts, found.files, found.differences) == (5, 1, [])
    assert sorted(of_the_models - migrated) == []
    assert sorted(migrated - of_the_models) == []
