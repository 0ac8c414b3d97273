"""What the tests of claims share: units that have come all the way to the claim, in the invented qualification and in ProQual's."""

import datetime as dt
from collections.abc import Iterable

from assessment.models import UnitSignOff
from centres.models import Job, Membership
from centres.services.run_job import run_job
from claims.models import Claim, Document
from claims.models.claim import Kind
from claims.services.make_claim import make_claim
from iqa.models import Action, Clearance, ExternalRelease, Finding, Sample
from iqa.states import SampleState
from portfolio.models import Registration, UnitEnrolment
from portfolio.states import UnitState
from portfolio.vault import open_file
from tests import factories
from tests.cast import Cast
from tests.catalogue import load_only
from tests.claims.documents.cast import text_of

A = ("D/506/2153", "T/506/2952", "M/506/2898")
B = ("F/506/2176", "R/506/2179", "L/506/2181", "R/506/2960")
# The vectors of domain.md 3.3, by their numbers there.
P1 = (*A, *B, "R/506/1999", "L/506/2004", "M/506/1962")
P2 = (*A, *B, "R/506/1999", "L/506/2004", "T/506/1980")
P3 = (*P1, "T/506/1980")


def enrolled(registration: Registration, code: str) -> UnitEnrolment:
    return factories.enrolment(registration, registration.specification.units.get(code=code))


def sampled(sign_off: UnitSignOff, iqa: Membership, outcome: str = "") -> Sample:
    """Picked for sampling; with an outcome, looked at too. `action` puts the unit on hold."""
    sample = Sample.objects.create(sign_off=sign_off, iqa=iqa, reason="First of its unit", state=outcome or "planned")
    if outcome:
        held = outcome == SampleState.ACTION
        finding = Finding.objects.create(
            sample=sample,
            iqa=iqa,
            assessor=sign_off.assessor,
            outcome=outcome,
            competent=True,
            fair=True,
            recorded=not held,
            comment="The discussion record has no date." if held else "",
        )
        _follow_up(sample, finding)
    return sample


def _follow_up(sample: Sample, finding: Finding) -> None:
    sign_off = sample.sign_off
    if finding.outcome != SampleState.ACTION:
        Clearance.objects.create(sign_off=sign_off, finding=finding, iqa=finding.iqa)
        return
    Action.objects.create(
        finding=finding, owner=sign_off.assessor, asks="Date the discussion record.", due_on=dt.date(2030, 1, 31)
    )
    UnitEnrolment.objects.filter(pk=sign_off.enrolment_id).update(state=UnitState.HOLD)


def cleared(registration: Registration, code: str, *, assessor: Membership, iqa: Membership) -> UnitEnrolment:
    """Signed off, sampled and agreed."""
    enrolment = enrolled(registration, code)
    sampled(factories.sign_off(enrolment, assessor=assessor), iqa, SampleState.AGREED)
    return enrolment


def ready(cast: Cast, codes: Iterable[str] = ("X/101", "X/102", "X/201")) -> Registration:
    """Carol with these units cleared; the usual three earn the invented diploma, 15 credits."""
    for code in codes:
        cleared(cast.registration, code, assessor=cast.bob, iqa=cast.ivan)
    return cast.registration


def proqual(cast: Cast, codes: Iterable[str]) -> Registration:
    """Carol on ProQual's diploma with these units cleared."""
    specification = load_only("proqual-l4-cs")
    factories.approval(cast.centre, specification)
    for person in (cast.bob, cast.ivan):
        factories.competence(person, specification, recorded_by=cast.alice)
    registration = factories.registration(cast.carol, specification, assessor=cast.bob, recorded_by=cast.alice)
    for code in codes:
        cleared(registration, code, assessor=cast.bob, iqa=cast.ivan)
    return registration


def released(enrolment: UnitEnrolment, eqa: Membership) -> ExternalRelease:
    return ExternalRelease.objects.create(enrolment=enrolment, sign_off=enrolment.sign_offs.first(), eqa=eqa)


def claimed(cast: Cast, registration: Registration, kind: Kind = Kind.FULL, *, printed: bool = True) -> Claim:
    """The claim, and unless told otherwise its documents."""
    claim = make_claim(actor=cast.alice, registration=registration, kind=kind)
    if printed:
        work(claim)
        claim.refresh_from_db()
    return claim


def work(claim: Claim) -> Job:
    """What a worker does with the claim's job."""
    job = Job.objects.get(purpose="finish_claim", object_id=str(claim.pk))
    run_job(job_id=str(job.pk))
    job.refresh_from_db()
    return job


def printed(document: Document) -> str:
    """The words of the document that was issued."""
    assert document.file is not None
    with open_file(document.file) as file:
        return text_of(file.read())
