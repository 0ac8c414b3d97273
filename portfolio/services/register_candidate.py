import datetime as dt

from django.db import transaction

from centres.audit import record
from centres.gates import Refused
from centres.models import Centre, Membership, Role
from centres.permissions import require_role
from centres.services.invite_member import send_invitation, user_of
from portfolio.conflicts import unasked
from portfolio.gates import Application, registration_gate
from portfolio.models import Candidate, Registration
from units.models import Specification


@transaction.atomic
def register_candidate(
    *,
    actor: Membership,
    name: str,
    email: str,
    date_of_birth: dt.date,
    uln: str,
    specification: Specification,
    number: str,
    registered_on: dt.date,
    assessor: Membership,
    independent: bool,
) -> Registration:
    """Registers somebody under the number that the body gave, and invites them if they are new here.

    A second press finds the first one's registration. Somebody who is a candidate here already keeps their name.
    `independent`: the assessor was asked, and has no personal interest in the candidate; kept in the record of acts.
    """
    require_role(actor, Role.ADMIN)
    Centre.objects.select_for_update(no_key=True).get(
        pk=actor.centre_id
    )  # numbers are unique in the centre: one at a time
    application = Application(
        name.strip(), email.strip().lower(), date_of_birth, uln.replace(" ", ""), specification, number.strip(),
        registered_on, assessor,
    )  # fmt: skip
    return _same(actor, application) or _register(actor, application, independent)


def _same(actor: Membership, application: Application) -> Registration | None:
    return Registration.objects.filter(
        centre_id=actor.centre_id,
        number=application.number,
        specification=application.specification,
        candidate__membership__user__email=application.email,
        candidate__date_of_birth=application.date_of_birth,
        registered_on=application.registered_on,
        assessor=application.assessor,
    ).first()


def _register(actor: Membership, application: Application, independent: bool) -> Registration:
    blockers = [*registration_gate.blockers(actor=actor, application=application), *unasked(independent)]
    if blockers:
        raise Refused(*blockers)
    registration = Registration.objects.create(
        centre_id=actor.centre_id,
        candidate=_candidate(actor, application),
        specification=application.specification,
        number=application.number,
        registered_on=application.registered_on,
        extension=application.extension,
        assessor=application.assessor,
        recorded_by=actor,
    )
    facts = {"number": registration.number, "registered_on": registration.registered_on, "independent": independent}
    record(actor, "candidate.registered", registration, extension=str(registration.extension or ""), **facts)
    return registration


def _candidate(actor: Membership, application: Application) -> Candidate:
    user = user_of(application.email, application.name)
    membership, new = Membership.objects.get_or_create(user=user, centre_id=actor.centre_id, role=Role.CANDIDATE)
    if new:
        record(actor, "member.invited", membership, role=Role.CANDIDATE, email=user.email)
        send_invitation(actor=actor, membership=membership)
    candidate, _ = Candidate.objects.get_or_create(
        membership=membership,
        defaults={
            "centre_id": actor.centre_id,
            "name": application.name,
            "date_of_birth": application.date_of_birth,
        },
    )
    if application.uln and candidate.uln != application.uln:
        candidate.uln = application.uln
        candidate.save(update_fields=["uln"])
    return candidate
