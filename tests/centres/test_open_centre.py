import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from centres.models import Centre, Membership, User
from centres.tasks import sweep_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.core]


def open_one(number: str = "C1", email: str = "ann@example.org") -> str:
    said = io.StringIO()
    words = ["--name", "New Centre", "--number", number, "--admin-name", "Ann Admin", "--admin-email", email]
    call_command("open_centre", *words, stdout=said)
    return said.getvalue()


def test_the_first_admin_of_a_new_centre_is_invited_by_mail() -> None:
    said = open_one()
    sweep_jobs()
    admin = Membership.objects.get(role="admin")
    assert (admin.name, admin.centre.name) == ("Ann Admin", "New Centre")
    assert admin.user is not None
    assert not admin.user.has_usable_password()
    (message,) = mail.outbox
    assert message.to == ["ann@example.org"]
    assert said.splitlines()[-1] in message.body


@pytest.mark.parametrize(
    ("number", "email", "words"),
    [
        ("C1", "bob@example.org", "here already"),
        ("C2", "ann@example.org", "here already"),
        ("C2", "ann", "no e-mail address"),
    ],
)
def test_what_is_here_already_or_wrong_is_refused_and_leaves_nothing(number: str, email: str, words: str) -> None:
    open_one()
    with pytest.raises(CommandError, match=words):
        open_one(number, email)
    assert (Centre.objects.count(), User.objects.count()) == (1, 1)
