"""A new version never hides what was judged on the old one."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from assessment.readiness import unsound
from centres.gates import Refused
from centres.models import Membership
from portfolio.models import CriterionProgress, Evidence
from portfolio.selectors.drafting import carried_over
from portfolio.selectors.evidence import versions
from portfolio.services.link_evidence import link_evidence
from portfolio.services.set_replaced import set_replaced
from portfolio.services.submit_evidence import submit_evidence
from portfolio.services.withdraw_evidence import withdraw_evidence
from tests import factories
from tests.at_once import needs_connections, together
from tests.cast import Cast
from tests.portfolio import files
from tests.portfolio.acts import chosen, codes, ready, states, submitted

ClientOf = Callable[[Membership], Client]


@pytest.fixture
def rows(cast: Cast) -> list[CriterionProgress]:
    """Of one unit: the first is met on the item below, the second not yet, the third waits."""
    return list(chosen(cast)[0].criteria.in_order())


@pytest.fixture
def old(cast: Cast, rows: list[CriterionProgress]) -> Evidence:
    item = submitted(cast, rows)
    for row, met in zip(rows[:2], (True, False), strict=True):
        row.refresh_from_db()
        factories.decision(row, assessor=cast.bob, item=item, met=met)
    return item


def newer(cast: Cast, old: Evidence, rows: list[CriterionProgress]) -> Evidence:
    return set_replaced(actor=cast.carol, evidence=ready(cast, rows, b"better words"), older=old)


@pytest.mark.core
def test_only_what_is_still_open_is_carried_over(cast: Cast, rows: list[CriterionProgress], old: Evidence) -> None:
    assert carried_over(old) == {str(row.pk) for row in rows[1:]}


@pytest.mark.core
def test_a_newer_version_supersedes_the_older_and_reopens_nothing(
    cast: Cast, rows: list[CriterionProgress], old: Evidence
) -> None:
    draft = newer(cast, old, rows[1:])
    old.refresh_from_db()
    assert (old.state, states(cast.registration)) == ("sent", ["met", "not_yet", "sent"])
    sent = submit_evidence(actor=cast.carol, evidence=draft, declared=True)
    old.refresh_from_db()
    assert (old.state, states(cast.registration)) == ("superseded", ["met", "sent", "sent"])
    assert versions(old) == versions(sent) == [sent, old]
    assert not [one for one in unsound(rows[0].enrolment) if one.code == "evidence_withdrawn"]
    assert submit_evidence(actor=cast.carol, evidence=sent, declared=True) == sent


@pytest.mark.core
def test_what_the_newer_version_is_not_put_forward_for_waits_no_longer(
    cast: Cast, rows: list[CriterionProgress], old: Evidence
) -> None:
    draft = link_evidence(actor=cast.carol, evidence=newer(cast, old, rows), progress=rows[1:2])
    submit_evidence(actor=cast.carol, evidence=draft, declared=True)
    assert states(cast.registration) == ["met", "sent", "none"]


@pytest.mark.core
def test_an_item_has_one_newer_version(cast: Cast, rows: list[CriterionProgress], old: Evidence) -> None:
    first = newer(cast, old, rows[1:])
    second = ready(cast, rows, b"other words")
    with pytest.raises(Refused) as caught:
        set_replaced(actor=cast.carol, evidence=second, older=old)
    assert codes(caught) == ["newer_exists"]
    with transaction.atomic(), pytest.raises(IntegrityError):
        Evidence.objects.filter(pk=second.pk).update(replaces=old)
    withdraw_evidence(actor=cast.carol, evidence=first, reason="A mistake")
    assert set_replaced(actor=cast.carol, evidence=second, older=old).replaces == old


@needs_connections
@pytest.mark.django_db(transaction=True)
def test_of_two_new_versions_at_once_one_is_made(cast: Cast, rows: list[CriterionProgress], old: Evidence) -> None:
    drafts = [ready(cast, rows, words) for words in (b"better words", b"other words")]
    found = together(*(lambda one=one: set_replaced(actor=cast.carol, evidence=one, older=old) for one in drafts))
    assert sorted(type(one).__name__ for one in found) == ["Evidence", "Refused"]


@pytest.mark.core
def test_a_draft_and_somebody_elses_item_are_not_replaced(
    cast: Cast, rows: list[CriterionProgress], old: Evidence
) -> None:
    draft, another = ready(cast, rows, b"a draft"), ready(cast, rows, b"another")
    theirs = factories.evidence(cast.other_registration)
    for older, code in ((another, "not_submitted"), (theirs, "not_yours")):
        with pytest.raises(Refused) as caught:
            set_replaced(actor=cast.carol, evidence=draft, older=older)
        assert codes(caught) == [code]


def test_the_pages_make_and_show_versions(
    cast: Cast, rows: list[CriterionProgress], old: Evidence, client_of: ClientOf
) -> None:
    client = client_of(cast.carol)
    page = client.get(f"/evidence/{old.pk}/").content.decode()
    assert f"/my/upload/?replaces={old.pk}" in page
    draft = ready(cast, [], b"better words")
    address = f"/my/upload/{draft.batch}/?replaces={old.pk}"
    context = client.get(address).context
    assert (context["older"], context["ticked"], context["form"]["kind"].value()) == (old, 2, "product")
    posted = {f"title_{draft.pk}": "Log 2", "kind": "product", "done_on": "2024-05-17", "declared": "on"}
    answer = client.post(address, {**posted, "criteria": [row.pk for row in rows[1:]], "submit": "yes"}, follow=True)
    assert "2 versions" in answer.content.decode()
    page = client_of(cast.bob).get(f"/evidence/{old.pk}/").content.decode()
    assert "Older version" in page
    assert "1.1</span> met in" in page
    assert b"".join(client.get(f"/evidence/{old.pk}/file/")) == files.photo()
    assert client_of(cast.dan).get(address).status_code == 404
