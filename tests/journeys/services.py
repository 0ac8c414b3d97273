"""What would take an hour by hand: the other nine units, through the very use cases that the pages call."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessment.ruling import Ruling
from assessment.services.decide_many import decide_many
from assessment.services.sign_off_unit import sign_off_unit
from centres.models import Membership, Role
from portfolio.models import CriterionProgress, Registration
from portfolio.services.describe_evidence import describe_evidence
from portfolio.services.link_evidence import link_evidence
from portfolio.services.store_upload import store_upload
from portfolio.services.submit_evidence import submit_evidence
from tests.journeys import files
from tests.journeys.cast import BY_HAND, Journey


def the_other_units_are_assessed(journey: Journey) -> None:
    zofia = journey.role_of(journey.zofia, Role.CANDIDATE)
    owen = journey.role_of(journey.owen, Role.ASSESSOR)
    others = journey.registration.enrolments.exclude(unit__code=BY_HAND)
    submits(zofia, journey.registration, list(CriterionProgress.objects.filter(enrolment__in=others)))
    for enrolment in others.order_by("unit__code"):
        decide_many(actor=owen, rulings=[met(row) for row in enrolment.criteria.in_order()])
        sign_off_unit(actor=owen, enrolment=enrolment)


def submits(zofia: Membership, registration: Registration, progress: list[CriterionProgress]) -> None:
    upload = SimpleUploadedFile("portfolio.pdf", files.record("My year")["buffer"])
    item = store_upload(actor=zofia, registration=registration, upload=upload)
    day = timezone.localdate() - dt.timedelta(days=3)
    describe_evidence(actor=zofia, evidence=item, title="My year", kind="product", shows="All of it.", done_on=day)
    link_evidence(actor=zofia, evidence=item, progress=progress)
    submit_evidence(actor=zofia, evidence=item, declared=True)


def met(progress: CriterionProgress) -> Ruling:
    return Ruling(progress, "met", valid=True, authentic=True, current=True, sufficient=True, feedback="")
