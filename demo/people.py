"""The demo centre's staff: invited, and found competent, as in real use."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from centres.models import Invitation, Membership, Role
from centres.services.accept_invitation import accept_invitation
from centres.services.invite_member import invite_member
from centres.services.open_centre import open_centre
from demo.clock import moment
from units.models import Qualification, Specification
from units.services.approve_qualification import approve_qualification
from units.services.grant_external_access import grant_external_access
from units.services.record_competence import record_competence
from units.services.record_extension import record_extension

PASSWORD = "attest-demo-centre"
MAIL = "calder.example"
OPENED = 420  # days ago


@dataclass(frozen=True)
class Staff:
    specification: Specification
    maureen: Membership  # centre admin
    priya: Membership  # assessor
    anil: Membership  # assessor, countersigns Jodie
    jodie: Membership  # trainee assessor
    tom: Membership  # IQA
    grace: Membership  # IQA
    ruth: Membership  # EQA


def address(name: str) -> str:
    plain = name.lower().replace("ś", "s").replace("’", "")
    return f"{plain.split()[0]}@{MAIL}"


def join(membership: Membership) -> Membership:
    """The person follows the link in their invitation."""
    accept_invitation(invitation=Invitation.objects.open().get(membership=membership), password=PASSWORD)
    return membership


def engage() -> Staff:
    qualification = Qualification.objects.get(code="proqual-l4-cs")
    with moment(OPENED):
        maureen = open_centre(
            name="Calder Valley Training",
            number="C40217",
            address="Unit 4, Bridge Mill, Hebden Bridge HX7 8AD",
            admin_email=address("Maureen Slater"),
            admin_name="Maureen Slater",
            admin_password=PASSWORD,
        )
        _approve(maureen, qualification)
        priya, anil = _invite(maureen, "Priya Raman", Role.ASSESSOR), _invite(maureen, "Anil Kapadia", Role.ASSESSOR)
        jodie = _invite(maureen, "Jodie Mace", Role.ASSESSOR, trainee=True, countersigner=anil)
        tom, grace = _invite(maureen, "Tom Ashworth", Role.IQA), _invite(maureen, "Grace Lindley", Role.IQA)
        ruth = _invite(maureen, "Ruth Pemberton", Role.EQA)
        _record_competence(maureen, qualification, priya, anil, jodie, tom, grace)
        grant_external_access(
            actor=maureen, membership=ruth, qualification=qualification, valid_from=timezone.localdate()
        )
    return Staff(qualification.current_for(maureen.centre_id), maureen, priya, anil, jodie, tom, grace, ruth)


def _invite(maureen: Membership, name: str, role: Role, **more: object) -> Membership:
    return join(invite_member(actor=maureen, email=address(name), name=name, role=role, **more))  # type: ignore[arg-type]


def _approve(maureen: Membership, qualification: Qualification) -> None:
    """Approval with direct claims status, and the body's leave to register after the last day."""
    today = timezone.localdate()
    approval = approve_qualification(
        actor=maureen, qualification=qualification, approved_from=today, direct_claims_from=today
    )
    until = today + dt.timedelta(days=OPENED + 365)
    record_extension(actor=maureen, approval=approval, until=until, reference="PQ-EXT-2026-0418")


BASIS = {
    "Priya Raman": "Certificate in Assessing Vocational Achievement; 9 years in customer relations",
    "Anil Kapadia": "Award in Assessing Competence in the Work Environment; 14 years in retail",
    "Jodie Mace": "Working towards the Award in Assessing Competence; 5 years in a contact centre",
    "Tom Ashworth": "Award in the Internal Quality Assurance of Assessment; former contact centre manager",
    "Grace Lindley": "Certificate in Leading Internal Quality Assurance; assessor since 2011",
}


def _record_competence(maureen: Membership, qualification: Qualification, *people: Membership) -> None:
    units = list(qualification.current_for(maureen.centre_id).units.all())
    for person in people:
        record_competence(
            actor=maureen,
            membership=person,
            qualification=qualification,
            units=units,
            basis=BASIS[person.name],
            valid_from=timezone.localdate(),
        )
