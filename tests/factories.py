"""Rows for tests, made directly: each function returns a saved row that is valid by itself."""

import datetime as dt
import hashlib
import itertools
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from assessment.models import (
    AssessmentPlan,
    CriterionDecision,
    DecisionEvidence,
    PlannedTask,
    Review,
    TaskCriterion,
    UnitSignOff,
)
from centres.models import Centre, Membership, Role, User
from portfolio.models import (
    Candidate,
    CriterionProgress,
    Evidence,
    EvidenceLink,
    Registration,
    StoredFile,
    UnitEnrolment,
    Upload,
)
from portfolio.states import CriterionState, EvidenceState, FileState, UnitState
from units.models import (
    AwardingOrganisation,
    Competence,
    Criterion,
    ExternalAccess,
    HandbookImport,
    Outcome,
    Qualification,
    QualificationApproval,
    RuleCheck,
    Specification,
    StructureUnit,
    Unit,
)

numbers = itertools.count(1)
PASSWORD = "correct-horse-battery"


def centre(name: str = "Calder Valley Training") -> Centre:
    made = Centre.objects.create(name=name, number=f"C{next(numbers):05}")
    Membership.objects.create(centre=made, role=Role.SYSTEM)
    return made


def member(centre: Centre, role: Role, name: str = "Pat Doe", **more: Any) -> Membership:
    email = f"{name.lower().replace(' ', '.')}.{next(numbers)}@example.org"
    user = User.objects.create_user(email, name, PASSWORD)
    return Membership.objects.create(user=user, centre=centre, role=role, **more)


def unit(code: str, *, title: str = "", level: int = 4, credit: int = 5, outcomes: Sequence[int] = (2, 1)) -> Unit:
    """`outcomes`: how many criteria each outcome has."""
    made = Unit.objects.create(code=code, reference="", title=title or f"Unit {code}", level=level, credit=credit)
    known = Outcome.objects.bulk_create(
        Outcome(unit=made, number=number, label=f"Outcome {number}") for number, _ in enumerate(outcomes, 1)
    )
    Criterion.objects.bulk_create(
        Criterion(
            outcome=outcome,
            position=position,
            number=f"{outcome.number}.{position}",
            label=f"Show thing {outcome.number}.{position}",
        )
        for outcome, criteria in zip(known, outcomes, strict=True)
        for position in range(1, criteria + 1)
    )
    return made


def rule(groups: dict[str, list[str]], clauses: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "rule": "invented",
        "version": "1",
        "title": "Invented Level 4 Diploma",
        "source": "invented",
        "groups": {name: {"title": f"Group {name}", "units": codes} for name, codes in groups.items()},
        "clauses": clauses,
    }


def specification(units: Sequence[Unit] | None = None, **more: Any) -> Specification:
    """An invented qualification of two mandatory units of 5 credits (group A) and two optional ones (group B, one needed)."""
    chosen = list(units or [unit(f"X/{number}") for number in (101, 102, 201, 202)])
    body, _ = AwardingOrganisation.objects.get_or_create(name="Invented Awards")
    qualification = Qualification.objects.create(
        awarding_organisation=body,
        code=f"invented-{next(numbers)}",
        title="Invented Level 4 Diploma",
        number="600/0000/0",
        level=4,
    )
    half = [made.code for made in chosen[:2]], [made.code for made in chosen[2:]]
    made = Specification.objects.create(
        qualification=qualification,
        version="1",
        published_on=dt.date(2024, 1, 1),
        rule=rule(
            {"A": half[0], "B": half[1]},
            [
                {"kind": "minimum_credits", "credits": 15, "source": "invented:1"},
                {"kind": "all_of_group", "group": "A", "source": "invented:2"},
                {"kind": "minimum_from_group", "group": "B", "credits": 5, "source": "invented:3"},
            ],
        ),
        **more,
    )
    StructureUnit.objects.bulk_create(
        StructureUnit(specification=made, unit=row, group="A" if position <= 2 else "B", position=position)
        for position, row in enumerate(chosen, 1)
    )
    return made


def rule_check(centre: Centre) -> RuleCheck:
    """That the rule of an edition of the centre's own was approved."""
    return RuleCheck.objects.create(
        centre=centre,
        draft=uuid4(),
        title="Our Award",
        version="1",
        digest="0" * 64,
        entered_at=timezone.now(),
        decision="approved",
        checked_by=member(centre, Role.IQA, "Second Person").user,
        role="iqa",
    )


def units_in_order(specification: Specification) -> list[Unit]:
    return [place.unit for place in specification.structure.select_related("unit")]


def approval(centre: Centre, specification: Specification, **more: Any) -> QualificationApproval:
    dates = {"approved_from": dt.date(2024, 1, 1), "direct_claims_from": dt.date(2024, 1, 1)} | more
    return QualificationApproval.objects.create(centre=centre, qualification=specification.qualification, **dates)


def competence(
    membership: Membership,
    specification: Specification,
    *,
    recorded_by: Membership,
    units: Sequence[Unit] = (),
    **more: Any,
) -> list[Competence]:
    """Competent for these units, or for every unit of the specification."""
    dates = {"valid_from": dt.date(2024, 1, 1)} | more
    return Competence.objects.bulk_create(
        Competence(
            membership=membership,
            qualification=specification.qualification,
            unit=row,
            basis="Award in Assessing",
            recorded_by=recorded_by,
            **dates,
        )
        for row in units or specification.units.all()
    )


def external_access(membership: Membership, specification: Specification) -> ExternalAccess:
    return ExternalAccess.objects.create(
        membership=membership, qualification=specification.qualification, valid_from=dt.date(2024, 1, 1)
    )


def handbook(centre: Centre, specification: Specification) -> HandbookImport:
    """The centre has imported its own copy; the wording itself stands in the units."""
    row = HandbookImport.objects.create(
        centre=centre,
        title=specification.qualification.title,
        file_name="handbook.txt",
        sha256=f"{next(numbers):064}",
        layout="invented",
        units_read=4,
        outcomes_read=8,
        criteria_read=12,
        imported_by=Membership.objects.get(centre=centre, role=Role.SYSTEM),
    )
    row.units.set(specification.units.all())
    return row


def registration(
    candidate: Membership, specification: Specification, *, assessor: Membership, recorded_by: Membership
) -> Registration:
    person, _ = Candidate.objects.get_or_create(
        membership=candidate,
        centre=candidate.centre,
        defaults={"name": candidate.name, "date_of_birth": dt.date(1990, 5, 17)},
    )
    return Registration.objects.create(
        centre=candidate.centre,
        candidate=person,
        specification=specification,
        number=f"R{next(numbers):07}",
        registered_on=timezone.localdate(),
        assessor=assessor,
        recorded_by=recorded_by,
    )


def enrolment(registration: Registration, unit: Unit) -> UnitEnrolment:
    made = UnitEnrolment.objects.create(registration=registration, unit=unit)
    CriterionProgress.objects.bulk_create(
        CriterionProgress(enrolment=made, criterion=criterion)
        for criterion in Criterion.objects.filter(outcome__unit=unit)
    )
    return made


def whole_unit(code: str, method: str, *, questions: Sequence[int] = (3, 2), **facts: Any) -> Unit:
    """A unit of which one test or assignment stands for all; a test lasts 60 minutes."""
    made = unit(code, outcomes=[2] * len(questions))
    Unit.objects.filter(pk=made.pk).update(method=method, minutes=60 if method == "test" else 180, **facts)
    if method == "test":
        for outcome, number in zip(made.outcomes.all(), questions, strict=True):
            outcome.questions = number
            outcome.save(update_fields=["questions"])
    made.refresh_from_db()
    return made


def whole_enrolment(registration: Registration, unit: Unit) -> UnitEnrolment:
    return UnitEnrolment.objects.create(registration=registration, unit=unit, whole=True)


def stored_file(content: bytes = b"", media_type: str = "text/plain") -> StoredFile:
    content = content or f"invented file {next(numbers)}".encode()
    digest = hashlib.sha256(content).hexdigest()
    name = f"{digest[:2]}/{digest}"
    if not storages["evidence"].exists(name):
        storages["evidence"].save(name, ContentFile(content))
    made, _ = StoredFile.objects.get_or_create(
        sha256=digest, defaults={"size": len(content), "media_type": media_type, "verified_at": timezone.now()}
    )
    return made


def infected_file() -> StoredFile:
    found = stored_file()
    found.state, found.threat, found.scanned_at = FileState.INFECTED, "Eicar-Test-Signature", timezone.now()
    found.save(update_fields=["state", "threat", "scanned_at"])
    return found


def evidence(
    registration: Registration,
    *,
    state: str = EvidenceState.SENT,
    progress: Sequence[CriterionProgress] = (),
    **more: Any,
) -> Evidence:
    """An item put forward for `progress`; a submitted one moves those criteria to submitted."""
    now = timezone.now() if state != EvidenceState.DRAFT else None
    fields = {
        "title": "Complaint record",
        "file_name": "record.txt",
        "done_on": timezone.localdate(),
        "shows": "What I did",
    } | more
    fields.setdefault("file", stored_file())
    made = Evidence.objects.create(
        registration=registration,
        receipt=f"EV-{next(numbers):06}",
        state=state,
        declared_at=now,
        submitted_at=now,
        **fields,
    )
    if progress:
        person = registration.candidate.membership
        EvidenceLink.objects.bulk_create(
            EvidenceLink(evidence=made, progress=row, linked_by=person) for row in progress
        )
        stand(progress, CriterionState.SENT if state == EvidenceState.SENT else CriterionState.DRAFT)
    return made


def upload(registration: Registration, **more: Any) -> Upload:
    """A file of which nothing has come yet."""
    owner = registration.candidate.membership
    return Upload.objects.create(registration=registration, owner=owner, **{"name": "call.mp4", "length": 100} | more)


def stand(progress: Sequence[CriterionProgress], state: CriterionState) -> None:
    for row in progress:
        row.state = state
    CriterionProgress.objects.bulk_update(progress, ["state"])


def decision(
    progress: CriterionProgress, *, assessor: Membership, item: Evidence | None = None, met: bool = True
) -> CriterionDecision:
    return decisions([progress], assessor=assessor, item=item, met=met)[0]


def decisions(
    progress: Sequence[CriterionProgress], *, assessor: Membership, item: Evidence | None, met: bool
) -> list[CriterionDecision]:
    """One for each of these criteria, all of one unit."""
    if not progress:
        return []
    before = Counter(CriterionDecision.objects.filter(progress__in=progress).values_list("progress", flat=True))
    unit = progress[0].enrolment.unit
    competence = Competence.objects.filter(membership=assessor, unit=unit).first()
    made = CriterionDecision.objects.bulk_create(
        CriterionDecision(
            progress=row,
            assessor=assessor,
            competence=competence,
            verdict="met" if met else "not_yet",
            valid=True,
            authentic=True,
            current=True,
            sufficient=met,
            feedback="" if met else "Show how you checked that it worked.",
            attempt=before[row.pk] + 1,
            in_training=assessor.trainee,
        )
        for row in progress
    )
    if item:
        DecisionEvidence.objects.bulk_create(
            DecisionEvidence(decision=row, evidence=item, sha256=item.file_id) for row in made
        )
    stand(progress, CriterionState.MET if met else CriterionState.NOT_YET)
    return made


def all_met(enrolment: UnitEnrolment, *, assessor: Membership) -> Evidence:
    """Every criterion of the unit decided as met on one item."""
    rows = list(enrolment.criteria.in_order())
    item = evidence(enrolment.registration, progress=rows)
    decisions(rows, assessor=assessor, item=item, met=True)
    return item


def sign_off(enrolment: UnitEnrolment, *, assessor: Membership) -> UnitSignOff:
    """A signed-off unit, whole: evidence, decisions, sign-off."""
    all_met(enrolment, assessor=assessor)
    made = UnitSignOff.objects.create(
        enrolment=enrolment,
        assessor=assessor,
        competence=Competence.objects.filter(membership=assessor, unit=enrolment.unit).first(),
        round=enrolment.sign_offs.count() + 1,
        needs_countersignature=assessor.trainee,
        in_training=assessor.trainee,
    )
    enrolment.state = UnitState.AWAITING if assessor.trainee else UnitState.SIGNED
    enrolment.save(update_fields=["state"])
    return made


def task(
    registration: Registration, *, planned_by: Membership, criteria: Sequence[CriterionProgress] = (), **more: Any
) -> PlannedTask:
    """Due in a week."""
    fields = {"what": "Record a call", "due_on": timezone.localdate() + dt.timedelta(days=7)} | more
    made = PlannedTask.objects.create(registration=registration, planned_by=planned_by, **fields)
    TaskCriterion.objects.bulk_create(TaskCriterion(task=made, progress=row) for row in criteria)
    return made


def assessment_plan(registration: Registration, *, made_by: Membership) -> AssessmentPlan:
    """Signed by the assessor, not answered yet."""
    version = registration.assessment_plans.count() + 1
    return AssessmentPlan.objects.create(registration=registration, version=version, made_by=made_by)


def review(registration: Registration, *, made_by: Membership, **more: Any) -> Review:
    """Held today, the next in eight weeks; not signed by the candidate yet."""
    today = timezone.localdate()
    fields: dict[str, Any] = {"held_on": today, "progress": "Two units begun.", "next_on": today + dt.timedelta(56)}
    number, figures = registration.reviews.count() + 1, {"met": 0, "sent": 0, "criteria": 0, "signed": 0, "units": 0}
    return Review.objects.create(
        registration=registration, made_by=made_by, number=number, figures=figures, **(fields | more)
    )
