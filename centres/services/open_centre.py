from django.db import transaction

from centres.audit import record
from centres.models import Centre, Membership, Role, Site, User


@transaction.atomic
def open_centre(
    *, name: str, number: str, address: str, admin_email: str, admin_name: str, admin_password: str | None = None
) -> Membership:
    """A new centre with its system actor, one site and its first admin, who is returned. For the installer only."""
    centre = Centre.objects.create(name=name, number=number, address=address, email=admin_email)
    Site.objects.create(centre=centre, name=name)
    system = Membership.objects.create(centre=centre, role=Role.SYSTEM)
    user = User.objects.create_user(admin_email, admin_name, admin_password)
    admin = Membership.objects.create(user=user, centre=centre, role=Role.ADMIN)
    record(system, "centre.opened", centre, admin=admin_name)
    return admin
