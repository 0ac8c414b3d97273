import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centres.gates import Refused
from centres.models import AuditEvent, Invitation, Job, Membership, Role, User
from centres.people import people_of
from centres.services.end_membership import end_membership
from centres.services.invite_member import invite_member
from centres.services.resend_invitation import resend_invitation
from tests import factories
from tests.cast import Cast
from tests.queries import queries_of

ClientOf = Callable[[Membership], Client]
NEW = {"name": "Nia New", "email": "Nia@Example.org", "role": "assessor"}


def test_an_invitation_makes_the_membership_and_mails_the_link(client_of: ClientOf, cast: Cast) -> None:
    answer = client_of(cast.alice).post(reverse("invite"), NEW)
    member = Membership.objects.get(user__email="nia@example.org")
    assert answer.headers["Location"] == reverse("person", args=[member.pk])
    assert Job.objects.filter(purpose="mail_invitation", object_id=str(member.invitations.get().pk)).count() == 1
    assert AuditEvent.objects.get(verb="member.invited").object_id == member.pk


def test_a_second_press_is_told_and_changes_nothing(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.alice)
    client.post(reverse("invite"), NEW)
    answer = client.post(reverse("invite"), NEW)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "already has the role Assessor" in page
    assert 'value="Nia@Example.org"' in page
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "Fill this in"),
        ({"email": "nia at example"}, "This is no e-mail address"),
        ({"role": "candidate"}, "This is not in the list"),
        ({"role": "system"}, "This is not in the list"),
        ({"trainee": "on"}, "The countersigner is missing"),
        ({"role": "iqa", "trainee": "on"}, "Only an assessor is in training"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_and_nobody_is_invited(
    client_of: ClientOf, cast: Cast, changed: dict[str, str], said: str
) -> None:
    answer = client_of(cast.alice).post(reverse("invite"), NEW | changed)
    assert said in answer.content.decode()
    assert not User.objects.filter(email="nia@example.org").exists()
    assert not Invitation.objects.exists()


def test_a_trainee_has_a_qualified_countersigner_of_the_same_centre(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.alice)
    data = NEW | {"trainee": "on"}
    for wrong in (cast.tess, cast.ivan, cast.charlie[Role.ASSESSOR]):
        answer = client.post(reverse("invite"), data | {"countersigner": str(wrong.pk)})
        assert "This is not in the list" in answer.content.decode()
        with pytest.raises(Refused, match="no qualified assessor"):
            invite_member(
                actor=cast.alice, email="n@x.org", name="N", role=Role.ASSESSOR, trainee=True, countersigner=wrong
            )
    assert client.post(reverse("invite"), data | {"countersigner": str(cast.bea.pk)}).status_code == 302
    assert Membership.objects.get(user__email="nia@example.org").countersigner == cast.bea


def test_a_role_that_ended_begins_again_by_invitation(cast: Cast) -> None:
    end_membership(actor=cast.alice, membership=cast.bea, reason="Left")
    again = invite_member(actor=cast.alice, email=cast.bea.user.email, name="x", role=Role.ASSESSOR)
    assert (again, again.ended_at, again.name) == (cast.bea, None, "Bea Black")


def test_a_role_that_began_again_is_joined_anew(client_of: ClientOf, cast: Cast) -> None:
    def standing() -> str:
        return str(people_of(cast.alice).get(pk=member.pk).standing)

    member = invite_member(actor=cast.alice, email="nia@example.org", name="Nia New", role=Role.IQA)
    member.invitations.update(accepted_at=timezone.now())
    unused = Invitation.objects.create(
        membership=member, invited_by=cast.alice, expires_at=timezone.now() + dt.timedelta(days=3)
    )
    assert standing() == "joined"
    end_membership(actor=cast.alice, membership=member, reason="Left")
    invite_member(actor=cast.alice, email="nia@example.org", name="Nia New", role=Role.IQA)
    assert standing() == "invited"
    assert unused not in Invitation.objects.open()
    again = resend_invitation(actor=cast.alice, membership=member)
    assert list(Invitation.objects.open().filter(membership=member)) == [again]
    Invitation.objects.filter(pk=again.pk).update(accepted_at=timezone.now())
    assert standing() == "joined"


def test_a_role_ends_with_a_reason_and_never_the_last_admins(cast: Cast) -> None:
    second = factories.member(cast.centre, Role.ADMIN, "Abe Admin")
    with pytest.raises(Refused, match="reason is missing"):
        end_membership(actor=cast.alice, membership=second, reason=" ")
    with pytest.raises(Refused, match="your own role"):
        end_membership(actor=cast.alice, membership=cast.alice, reason="Tired")
    end_membership(actor=cast.alice, membership=second, reason="Left")
    with pytest.raises(Refused, match="has ended"):  # `second` still has the row of before
        end_membership(actor=second, membership=cast.alice, reason="Left")
    assert Membership.objects.current().filter(centre=cast.centre, role=Role.ADMIN).get() == cast.alice


def test_the_page_ends_a_role_once(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.alice)
    path = reverse("end_role", args=[cast.bob.pk])
    assert "Fill this in" in client.post(path, {"reason": ""}).content.decode()
    for _ in range(2):
        assert client.post(path, {"reason": "Moved away"}).status_code == 302
    cast.bob.refresh_from_db()
    assert cast.bob.ended_at is not None
    assert AuditEvent.objects.filter(verb="member.ended").count() == 1
    own = client.post(reverse("end_role", args=[cast.alice.pk]), {"reason": "Tired"})
    assert own.status_code == 409
    assert "cannot end your own role" in own.content.decode()


def test_a_new_link_ends_the_old_one_and_is_only_for_who_has_not_joined(client_of: ClientOf, cast: Cast) -> None:
    member = invite_member(actor=cast.alice, email="nia@example.org", name="Nia New", role=Role.IQA)
    first = member.invitations.get()
    client = client_of(cast.alice)
    path = reverse("invite_again", args=[member.pk])
    assert client.post(path).status_code == 302
    assert list(Invitation.objects.open().filter(membership=member)) == [member.invitations.exclude(pk=first.pk).get()]
    member.invitations.update(accepted_at=timezone.now())
    answer = client.post(path)
    assert answer.status_code == 409
    assert "has joined already" in answer.content.decode()
    end_membership(actor=cast.alice, membership=member, reason="Left")
    with pytest.raises(Refused, match="has ended"):
        resend_invitation(actor=cast.alice, membership=member)


def test_charlie_finds_none_of_it(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.charlie[Role.ADMIN])
    assert client.get(reverse("person", args=[cast.bob.pk])).status_code == 404
    for name in ("invite_again", "end_role"):
        assert client.post(reverse(name, args=[cast.bob.pk]), {"reason": "x"}).status_code == 404
    for name in ("people", "activity", "admin_home"):
        assert "Bob Brown" not in client.get(reverse(name)).content.decode()
    cast.bob.refresh_from_db()
    assert cast.bob.ended_at is None


def test_who_sees_whom(client_of: ClientOf, cast: Cast) -> None:
    def names(actor: Membership) -> set[str]:
        return {member.name for member in people_of(actor)}

    assert {"Carol Cole", "Bob Brown", "Alice Adams"} <= names(cast.alice)
    assert "Carol Cole" not in names(cast.ivan) | names(cast.eve) | names(cast.bob)
    assert "Bob Brown" in names(cast.ivan) & names(cast.eve) & names(cast.bea)
    assert client_of(cast.ivan).get(reverse("person", args=[cast.carol.pk])).status_code == 404
    assert client_of(cast.carol).get(reverse("people")).status_code == 403


@pytest.mark.parametrize(("name", "most"), [("people", 10), ("activity", 8), ("admin_home", 40)])
def test_a_list_takes_no_more_queries_for_three_than_for_one(
    client_of: ClientOf, db: None, name: str, most: int
) -> None:
    alice = factories.member(factories.centre(), Role.ADMIN, "Alice Adams")
    client = client_of(alice)

    def invited(*numbers: int) -> int:
        for number in numbers:
            invite_member(actor=alice, email=f"n{number}@example.org", name=f"Nia {number}", role=Role.ASSESSOR)
        return queries_of(client, reverse(name))

    one = invited(1)
    assert one <= most
    assert invited(2, 3) == one
    assert all(f"Nia {number}" in client.get(reverse(name)).content.decode() for number in (1, 2, 3))


def test_the_list_is_searched_and_split(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.alice)

    def shown(query: str) -> list[str]:
        rows = client.get(reverse("people") + query).context["rows"]
        return [member.name for member, _ in rows]

    assert shown("") == [
        *("Alice Adams", "Bea Black", "Bob Brown", "Tess Trainee", "Iris Inch", "Ivan Ives", "Eve Ember"),
    ]
    assert shown("?view=candidates") == ["Carol Cole", "Dan Dale"]
    assert shown("?q=BOB") == ["Bob Brown"]
    assert len(shown("?view=rubbish&page=99")) == 7
    end_membership(actor=cast.alice, membership=cast.bob, reason="Left")
    assert shown("?view=ended") == ["Bob Brown"]


def test_activity_is_filtered_by_person(client_of: ClientOf, cast: Cast) -> None:
    invite_member(actor=cast.alice, email="nia@example.org", name="Nia New", role=Role.IQA)
    client = client_of(cast.alice)
    page = client.get(reverse("activity"), {"person": str(cast.alice.pk)})
    assert [row["words"] for row in page.context["rows"]] == ["invited"]
    assert page.context["rows"][0]["facts"] == [("role", "iqa"), ("email", "nia@example.org")]
    page = client.get(reverse("activity"), {"person": str(cast.bob.pk)})
    assert "Bob Brown has done nothing" in page.content.decode()
    assert client.get(reverse("activity"), {"person": "rubbish"}).status_code == 200
