"""The fixed cast. Alice's centre; Bob and the others have a role in it; Charlie is in another centre and must see nothing."""

from dataclasses import dataclass

from centres.models import Centre, Membership, Role
from portfolio.models import Registration
from tests import factories
from units.models import QualificationApproval, Specification


@dataclass
class Cast:
    centre: Centre
    alice: Membership  # centre admin
    bob: Membership  # assessor of carol
    bea: Membership  # another assessor, competent, with no caseload
    tess: Membership  # trainee assessor, countersigned by bea
    ivan: Membership  # IQA
    iris: Membership  # another IQA
    eve: Membership  # EQA
    carol: Membership  # candidate, registered
    dan: Membership  # candidate, registered, same assessor
    charlie: dict[Role, Membership]  # the same person in every role of another centre
    specification: Specification
    approval: QualificationApproval
    registration: Registration  # carol's
    other_registration: Registration  # dan's


def assemble() -> Cast:
    centre = factories.centre()
    alice = factories.member(centre, Role.ADMIN, "Alice Adams")
    bob, bea = (
        factories.member(centre, Role.ASSESSOR, "Bob Brown"),
        factories.member(centre, Role.ASSESSOR, "Bea Black"),
    )
    tess = factories.member(centre, Role.ASSESSOR, "Tess Trainee", trainee=True, countersigner=bea)
    ivan, iris = factories.member(centre, Role.IQA, "Ivan Ives"), factories.member(centre, Role.IQA, "Iris Inch")
    eve = factories.member(centre, Role.EQA, "Eve Ember")
    carol, dan = (
        factories.member(centre, Role.CANDIDATE, "Carol Cole"),
        factories.member(centre, Role.CANDIDATE, "Dan Dale"),
    )
    specification = factories.specification()
    approval = factories.approval(centre, specification)
    for person in (bob, bea, tess, ivan, iris):
        factories.competence(person, specification, recorded_by=alice)
    factories.external_access(eve, specification)
    elsewhere = factories.centre("Charlie's Centre")
    return Cast(
        centre,
        alice,
        bob,
        bea,
        tess,
        ivan,
        iris,
        eve,
        carol,
        dan,
        {role: factories.member(elsewhere, role, "Charlie Cross") for role in Role if role != Role.SYSTEM},
        specification,
        approval,
        factories.registration(carol, specification, assessor=bob, recorded_by=alice),
        factories.registration(dan, specification, assessor=bob, recorded_by=alice),
    )
