"""What candidate and assessor write to each other: once written, to one or to many, here and by mail."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from assessment.models import Message
from assessment.selectors.caseload import caseload
from assessment.selectors.messages import conversations, unread
from assessment.services.mail_message import mail_message
from assessment.services.read_messages import read_messages
from assessment.services.send_message import send_message
from assessment.services.send_messages import send_messages
from centres.gates import Refused
from centres.models import AuditEvent, Job, Membership, Role
from portfolio.models import Registration
from portfolio.states import RegistrationState
from tests import factories
from tests.cast import Cast

ClientOf = Callable[[Membership], Client]


def wrote(
    actor: Membership, registration: Registration, words: str = "See you on Friday.", batch: UUID | None = None
) -> Message:
    return send_message(actor=actor, registration=registration, words=words, batch=batch or uuid4())


def reasons(*args: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        wrote(*args)
    return [blocker.code for blocker in caught.value.blockers]


def test_a_message_goes_to_the_other_of_the_two(cast: Cast) -> None:
    first, answer = wrote(cast.bob, cast.registration), wrote(cast.carol, cast.registration, "I shall be there.")
    assert [(row.sender, row.recipient) for row in (first, answer)] == [(cast.bob, cast.carol), (cast.carol, cast.bob)]
    assert {event.verb for event in AuditEvent.objects.filter(object_id__in=[first.pk, answer.pk])} == {"message.sent"}


def test_one_press_or_two_is_one_message_and_one_mail(cast: Cast) -> None:
    batch = uuid4()
    assert wrote(cast.bob, cast.registration, batch=batch) == wrote(cast.bob, cast.registration, batch=batch)
    assert Job.objects.filter(purpose="mail_message").count() == 1


def test_nobody_else_writes_or_reads(cast: Cast) -> None:
    message = wrote(cast.bob, cast.registration)
    for stranger in (cast.bea, cast.dan):
        assert reasons(stranger, cast.registration) == ["not_their_assessor"]
        assert not Message.objects.visible_to(stranger).exists()
    for overseer in (cast.alice, cast.ivan, cast.eve):
        assert reasons(overseer, cast.registration) == ["role"]
        assert not Message.objects.visible_to(overseer).exists()
    assert list(Message.objects.visible_to(cast.carol)) == [message]


def test_what_is_empty_too_long_or_too_late_is_refused(cast: Cast) -> None:
    assert reasons(cast.bob, cast.registration, " \n ") == ["words"]
    assert reasons(cast.bob, cast.registration, "x" * 4001) == ["words"]
    Registration.objects.filter(pk=cast.registration.pk).update(state=RegistrationState.WITHDRAWN)
    assert reasons(cast.bob, cast.registration) == ["registration_closed"]


def test_many_get_it_or_nobody(cast: Cast) -> None:
    strange = factories.registration(
        factories.member(cast.centre, Role.CANDIDATE), cast.specification, assessor=cast.bea, recorded_by=cast.alice
    )
    both = [cast.registration, cast.other_registration]
    with pytest.raises(Refused) as caught:
        send_messages(actor=cast.bob, registrations=[*both, strange], words="Hello.", batch=uuid4())
    assert [blocker.code for blocker in caught.value.blockers] == ["not_their_assessor"]
    assert Message.objects.count() == 0
    batch = uuid4()
    for _ in range(2):
        sent = send_messages(actor=cast.bob, registrations=both, words="Hello.", batch=batch)
        assert {message.recipient for message in sent} == {cast.carol, cast.dan}
    assert Message.objects.count() == 2


def test_the_mail_says_the_same_words_and_where_to_answer(cast: Cast) -> None:
    wrote(cast.bob, cast.registration, "Bring <b>both</b> records & a pen.")
    mail_message(Job.objects.get(purpose="mail_message"))
    sent = mail.outbox[-1]
    assert (sent.subject, sent.to) == ("Bob Brown wrote to you", [cast.carol.user.email])
    assert "Bring <b>both</b> records & a pen." in sent.body
    assert reverse("conversation", args=[cast.registration.pk]) in sent.body


def test_opening_the_conversation_is_reading_it(cast: Cast, client_of: ClientOf) -> None:
    wrote(cast.bob, cast.registration, "Bring <b>both</b>.")
    address = reverse("conversation", args=[cast.registration.pk])
    assert "1 new message" in client_of(cast.carol).get(reverse("candidate_home")).content.decode()
    assert "not read yet" in client_of(cast.bob).get(address).content.decode()
    assert (unread(cast.carol).count(), unread(cast.bob).count()) == (1, 0)
    page = client_of(cast.carol).get(reverse("messages"), follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert "Bring &lt;b&gt;both&lt;/b&gt;." in page.content.decode()
    assert unread(cast.carol).count() == 0
    assert read_messages(actor=cast.carol, registration=cast.registration) == 0
    assert "read " in client_of(cast.bob).get(address).content.decode()


def test_an_answer_comes_back_to_the_assessor(cast: Cast, client_of: ClientOf) -> None:
    address, answer = reverse("conversation", args=[cast.registration.pk]), {"words": "Yes.", "batch": str(uuid4())}
    client = client_of(cast.carol)
    empty = client.post(address, answer | {"words": ""})
    assert (empty.status_code, "The message is empty." in empty.content.decode()) == (409, True)
    for _ in range(2):
        assert client.post(address, answer).status_code == 302
    assert "New" in client_of(cast.bob).get(reverse("messages")).content.decode()
    assert "1 new message" in client.get(reverse("candidate", args=[cast.registration.pk])).content.decode()


def test_the_caseload_leads_to_one_message_that_is_looked_at_before_it_goes(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of(cast.bob), reverse("write_message")
    keys = [str(cast.registration.pk), str(cast.other_registration.pk)]
    page = client.get(address, {"to": [*keys, str(uuid4()), "nonsense"]}).content.decode()
    assert "Write to 2 candidates" in page
    form: dict[str, Any] = {"to": keys, "batch": str(uuid4()), "words": ""}
    assert "The message is empty." in client.post(address, form | {"step": "look"}).content.decode()
    assert "Nobody is chosen." in client.post(address, form | {"to": [], "words": "Hello."}).content.decode()
    form["words"] = "Hello <i>all</i>."
    look = client.post(address, form | {"step": "look"}).content.decode()
    assert "This goes to 2 candidates" in look
    assert "Hello &lt;i&gt;all&lt;/i&gt;." in look
    assert "Hello &lt;i&gt;all" in client.post(address, form | {"step": "write"}).content.decode()
    assert Message.objects.count() == 0
    done = client.post(address, form | {"step": "send"}, follow=True)
    assert "Sent to 2 candidates" in done.content.decode()
    assert Message.objects.count() == 2


def test_a_message_is_a_contact(cast: Cast) -> None:
    message = wrote(cast.bob, cast.registration)
    row = next(row for row in caseload(cast.bob) if row.registration == cast.registration)
    assert row.last_contact == message.at


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_many(cast: Cast, django_assert_num_queries: Any, number: int) -> None:
    for index in range(number):
        person = factories.member(cast.centre, Role.CANDIDATE, f"Person {index}")
        wrote(cast.bea, factories.registration(person, cast.specification, assessor=cast.bea, recorded_by=cast.alice))
    with django_assert_num_queries(1):
        assert len([row.registration.candidate.name for row in conversations(cast.bea)]) == number
