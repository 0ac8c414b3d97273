"""The five people of the journey, and the qualification that they are about."""

from dataclasses import dataclass
from functools import cached_property

from centres.models import Membership, Role
from portfolio.models import Registration, UnitEnrolment
from tests.journeys.person import Person

QUALIFICATION = "ProQual Level 4 NVQ Diploma in Customer Service"
CODE = "proqual-l4-cs"
# 50 credits, 47 of them at Level 4: the mandatory units, four of Group B, three of Group C.
BY_HAND = "T/506/2952"
AND_A_LITTLE = "D/506/2153"
UNITS = {
    AND_A_LITTLE: "Champion customer service",
    BY_HAND: "Manage personal and professional development",
    "M/506/2898": "Manage customer service operations",
    "F/506/2176": "Review the quality of customer service",
    "R/506/2179": "Build and maintain effective customer relations",
    "L/506/2181": "Manage a customer service award programme",
    "R/506/2960": "Develop a customer service strategy",
    "R/506/1999": "Manage a project",
    "L/506/2004": "Manage business risk",
    "M/506/1962": "Encourage learning and development",
}


@dataclass
class Journey:
    """Everybody's browser stays open from the first step to the last."""

    nadia: Person  # centre admin
    owen: Person  # assessor
    leila: Person  # IQA
    zofia: Person  # candidate, on a phone

    def role_of(self, person: Person, role: Role) -> Membership:
        return Membership.objects.select_related("user", "centre").get(user__email=person.email, role=role)

    @cached_property
    def registration(self) -> Registration:
        return Registration.objects.select_related("specification__qualification").get()

    @cached_property
    def enrolment(self) -> UnitEnrolment:
        """Of the unit that is assessed by hand."""
        return self.registration.enrolments.get(unit__code=BY_HAND)
