"""An assessor's own phrases."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import Phrase
from assessment.services.change_phrase import change_phrase
from assessment.services.drop_phrase import drop_phrase
from assessment.services.keep_phrase import MOST, keep_phrase
from centres.gates import Refused
from centres.models import Membership
from tests.assessment.conftest import Work
from tests.cast import Cast

ClientOf = Callable[[Membership], Client]


def kept(actor: Membership) -> list[str]:
    return [phrase.words for phrase in Phrase.objects.visible_to(actor).kept()]


def test_a_phrase_is_kept_once_changed_dropped_and_brought_back(cast: Cast) -> None:
    phrase = keep_phrase(actor=cast.bob, words=" Say when it was. ")
    assert keep_phrase(actor=cast.bob, words="Say when it was.") == phrase
    change_phrase(actor=cast.bob, phrase=phrase, words="Say on which day it was.")
    assert kept(cast.bob) == ["Say on which day it was."]
    for _ in range(2):
        drop_phrase(actor=cast.bob, phrase=phrase)
    assert kept(cast.bob) == []
    assert keep_phrase(actor=cast.bob, words="Say on which day it was.") == phrase
    assert kept(cast.bob) == ["Say on which day it was."]


def test_everybody_keeps_their_own(cast: Cast) -> None:
    phrase = keep_phrase(actor=cast.bob, words="Say when it was.")
    assert kept(cast.bea) == []
    for act in (
        lambda: change_phrase(actor=cast.bea, phrase=phrase, words="x"),
        lambda: drop_phrase(actor=cast.bea, phrase=phrase),
    ):
        with pytest.raises(Phrase.DoesNotExist):
            act()


def test_what_cannot_be_kept_says_why(cast: Cast) -> None:
    phrase, other = keep_phrase(actor=cast.bob, words="One."), keep_phrase(actor=cast.bob, words="Two.")
    for words, code in (("", "words"), ("x" * 1001, "words"), (other.words, "known")):
        with pytest.raises(Refused) as caught:
            change_phrase(actor=cast.bob, phrase=phrase, words=words)
        assert [blocker.code for blocker in caught.value.blockers] == [code]
    Phrase.objects.bulk_create(Phrase(owner=cast.bob, words=f"Number {number}.") for number in range(MOST - 2))
    with pytest.raises(Refused) as caught:
        keep_phrase(actor=cast.bob, words="One too many.")
    assert [blocker.code for blocker in caught.value.blockers] == ["many"]


def test_the_page_keeps_changes_and_drops(cast: Cast, client_of: ClientOf) -> None:
    client, address = client_of(cast.bob), reverse("phrases")
    assert client.post(address, {"words": " "}).status_code == 409
    client.post(address, {"words": "Say <b>when</b> it was."})
    phrase = Phrase.objects.get()
    page = client.post(reverse("change_phrase", args=[phrase.pk]), {"words": ""})
    assert (page.status_code, "The phrase is empty." in page.content.decode()) == (409, True)
    page = client.post(reverse("drop_phrase", args=[phrase.pk]), follow=True).content.decode()
    assert "Bring it back" in page
    assert "Say &lt;b&gt;when&lt;/b&gt; it was." in page


def test_the_marking_page_offers_them_and_keeps_what_is_selected(cast: Cast, work: Work, client_of: ClientOf) -> None:
    keep_phrase(actor=cast.bob, words="Say when it was.")
    client = client_of(cast.bob)
    page = client.get(reverse("marking", args=[work.item.pk])).content.decode()
    asked = client.get(reverse("phrases"), headers={"HX-Request": "true"}).content.decode()
    assert "Say when it was." in asked
    assert "<html" not in asked
    assert page.count("data-phrases-for") == 4  # one a criterion, one for several
    answer = client.post(reverse("phrases"), {"words": "Add the reply."}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert "Add the reply." in answer.content.decode()
