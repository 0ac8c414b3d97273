"""What of the catalogue somebody may look at: everybody's rows and their own centre's, an EQA what was opened to them."""

from django.db.models import QuerySet

from centres.models import Membership, Role
from units.models import Specification, StructureUnit, Unit
from units.selectors.offers import qualifications_of

READERS = (Role.ADMIN, Role.ASSESSOR, Role.IQA, Role.EQA)


def specifications_of(actor: Membership) -> QuerySet[Specification]:
    """Every edition, in use or not: candidates stay on the one they registered under."""
    found: QuerySet[Specification] = Specification.objects.of_centre(actor.centre_id)
    return found.filter(qualification__in=qualifications_of(actor))


def places_of(actor: Membership) -> QuerySet[StructureUnit]:
    """Where units stand, the newest edition first."""
    places = StructureUnit.objects.filter(specification__in=specifications_of(actor))
    return places.select_related("specification__qualification").order_by(
        "-specification__published_on", "specification__qualification__title"
    )


def units_of(actor: Membership) -> QuerySet[Unit]:
    """The units of those editions. A unit is reached through an edition only, so that no other centre's can appear."""
    placed = StructureUnit.objects.filter(specification__in=specifications_of(actor))
    return Unit.objects.of_centre(actor.centre_id).filter(pk__in=placed.values("unit"))
