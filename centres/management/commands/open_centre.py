from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from centres.models import Membership
from centres.selectors import system_of
from centres.services.invite_member import send_invitation
from centres.services.open_centre import open_centre


class Command(BaseCommand):
    help = "A new centre and its first admin, who is invited by mail and invites everybody else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="as certificates show it")
        parser.add_argument("--number", required=True, help="the centre number that the awarding organisations use")
        parser.add_argument("--address", default="")
        parser.add_argument("--admin-name", required=True)
        parser.add_argument("--admin-email", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["admin_email"])
            with transaction.atomic():
                admin = self.open(options)
                invitation = send_invitation(actor=system_of(admin.centre_id), membership=admin)
        except ValidationError as error:
            raise CommandError(f"{options['admin_email']} is no e-mail address.") from error
        except IntegrityError as error:
            raise CommandError("A centre with that number, or a person with that e-mail, is here already.") from error
        self.stdout.write(f"{admin.centre} is open. {admin.name} is invited by mail; the link in it works once:")
        self.stdout.write(settings.BASE_URL + invitation.path)

    @staticmethod
    def open(options: dict[str, Any]) -> Membership:
        return open_centre(
            name=options["name"],
            number=options["number"],
            address=options["address"],
            admin_email=options["admin_email"],
            admin_name=options["admin_name"],
        )
