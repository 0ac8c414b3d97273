"""The pages: who sees what, what a refusal shows, and how many queries a list costs."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from assessment.models import CriterionDecision
from centres.models import Role
from iqa.models import Action, ExternalRelease, Finding, Sample, SamplingRound
from iqa.services.answer_action import answer_action
from iqa.services.draw_round import draw_round
from iqa.services.record_finding import record_finding
from tests.cast import Cast
from tests.iqa.scenes import AGREED, also, asking, held, policy, sampled, sign_off_again, signed

pytestmark = pytest.mark.core(every_case=True)


def form(values: dict) -> dict:
    """As a browser sends it: unticked boxes are absent."""
    return {name: "on" if value is True else value for name, value in values.items() if value not in (False, None)}


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# A sample ---------------------------------------------------------------------------------------------------------
def test_a_sample_leads_to_the_places_that_the_decision_was_made_with(cast: Cast, client_of) -> None:
    sample = sampled(cast)
    decision = CriterionDecision.objects.on_unit(sample.sign_off.enrolment).first()
    item = decision.evidence.get().evidence
    link, _ = item.links.get_or_create(progress=decision.progress, defaults={"linked_by": cast.carol})
    judged, later = (link.pinpoints.create(kind="page", page=page, made_by=cast.carol) for page in (4, 7))
    type(judged).objects.filter(pk=judged.pk).update(made_at=decision.at - dt.timedelta(hours=1))
    for person in (cast.ivan, cast.eve, cast.alice):
        page = text_of(client_of(person).get(reverse("sample", args=[sample.pk])))
        assert f"{reverse('evidence', args=[item.pk])}?pin={judged.pk}#page-4" in page
        assert str(later.pk) not in page


# The grid ---------------------------------------------------------------------------------------------------------
def test_the_grid_says_unit_and_sample_in_words(cast: Cast, client_of) -> None:
    sampled(cast, signed(cast, 0))
    held(cast, sampled(cast, signed(cast, 1)))
    signed(cast, 2)
    page = text_of(client_of(cast.ivan).get(reverse("sampling")))
    assert "X/101 Unit X/101: signed off; sample planned, Ivan Ives" in page
    assert "X/102 Unit X/102: on hold; sample action required, Ivan Ives" in page
    assert "X/201 Unit X/201: signed off, not sampled, not cleared" in page
    assert "The centre has no sampling policy yet." in page


def test_an_iqa_with_nobody_to_look_at_is_told_so(cast: Cast, client_of) -> None:
    response = client_of(cast.charlie[Role.IQA]).get(reverse("sampling"))
    assert response.status_code == 200
    assert "No candidate is registered for a qualification of yours yet." in text_of(response)


@pytest.mark.parametrize("view", ["all", "planned", "unsampled", "hold", "nonsense"])
def test_a_view_narrows_the_grid(cast: Cast, client_of, view: str) -> None:
    sampled(cast, signed(cast, 0))
    signed(cast, 0, registration=cast.other_registration)
    response = client_of(cast.ivan).get(reverse("sampling"), {"view": view})
    names = [row.registration.candidate.name for row in response.context["grid"].rows]
    assert names == {"planned": ["Carol Cole"], "unsampled": ["Dan Dale"], "hold": []}.get(
        view, ["Carol Cole", "Dan Dale"]
    )


@pytest.mark.parametrize("member", ["ivan", "alice", "eve"])
def test_who_quality_assures_sees_the_pages(cast: Cast, client_of, member: str) -> None:
    policy(cast)
    sign_off = signed(cast, 1)
    sample = held(cast, sampled(cast, signed(cast, 0))).sample
    round = draw_round(actor=cast.ivan, qualification=cast.specification.qualification)
    client = client_of(getattr(cast, member))
    for url in (
        reverse("sampling"),
        reverse("sample", args=[sample.pk]),
        reverse("round", args=[round.pk]),
        reverse("findings"),
    ):
        assert client.get(url).status_code == 200, url
    assert client.get(reverse("signed_unit", args=[sign_off.pk])).status_code == 302


@pytest.mark.parametrize("member", ["bob", "carol"])
def test_assessors_and_candidates_do_not(cast: Cast, client_of, member: str) -> None:
    sample = sampled(cast)
    client = client_of(getattr(cast, member))
    for name, arguments in (("sampling", []), ("findings", []), ("sample", [sample.pk])):
        assert client.get(reverse(name, args=arguments)).status_code == 403


@pytest.mark.parametrize("role", [Role.IQA, Role.EQA, Role.ADMIN])
def test_charlie_finds_nothing(cast: Cast, client_of, role: Role) -> None:
    policy(cast)
    sign_off = signed(cast, 1)
    sample = held(cast, sampled(cast, signed(cast, 0))).sample
    round = draw_round(actor=cast.ivan, qualification=cast.specification.qualification)
    client = client_of(cast.charlie[role])
    for name, key in (("sample", sample.pk), ("round", round.pk), ("signed_unit", sign_off.pk)):
        assert client.get(reverse(name, args=[key])).status_code == 404
        assert client.post(reverse(name, args=[key])).status_code == 404
    assert client.get(reverse("findings")).context["counts"] == {"answered": 0, "open": 0, "closed": 0}


def test_charlie_answers_releases_and_draws_nothing(cast: Cast, client_of) -> None:
    action = held(cast).action
    enrolment = action.finding.sample.sign_off.enrolment_id
    code = cast.specification.qualification.code
    for role, name, key in (
        (Role.ASSESSOR, "answer_action", action.pk),
        (Role.EQA, "release_unit", enrolment),
        (Role.IQA, "draw_round", code),
    ):
        assert client_of(cast.charlie[role]).post(reverse(name, args=[key])).status_code == 404


# Drawing and closing ----------------------------------------------------------------------------------------------
def test_an_iqa_draws_a_round(cast: Cast, client_of) -> None:
    policy(cast)
    signed(cast)
    client = client_of(cast.ivan)
    assert client.get(reverse("sampling")).context["contents"].picked == 1
    url = reverse("draw_round", args=[cast.specification.qualification.code])
    response = client.post(url, follow=True)
    assert response.redirect_chain == [(reverse("round", args=[SamplingRound.objects.get().pk]), 302)]
    again = client.post(url)
    assert again.status_code == 409
    assert "is cleared, sampled or in the round of" in text_of(again)
    assert SamplingRound.objects.count() == 1


def test_a_round_can_be_drawn_again_from_its_seed(cast: Cast, client_of) -> None:
    policy(cast, percent=1)
    for number in range(4):
        signed(cast, number)
    round = draw_round(actor=cast.ivan, qualification=cast.specification.qualification)
    client = client_of(cast.eve)
    url = f"{reverse('round', args=[round.pk])}?again=1"
    assert "Identical: the seed gives the same 3 picks" in text_of(client.get(url))
    round.samples.first().delete()
    assert "Not identical" in text_of(client.get(url))
    SamplingRound.objects.filter(pk=round.pk).update(algorithm="attest-0")
    assert "This version has no algorithm “attest-0”" in text_of(client.get(url))


def test_a_round_is_closed_from_its_page(cast: Cast, client_of) -> None:
    policy(cast)
    signed(cast)
    round = draw_round(actor=cast.ivan, qualification=cast.specification.qualification)
    client, url = client_of(cast.ivan), reverse("round", args=[round.pk])
    refused = client.post(url)
    assert refused.status_code == 409
    assert "has no finding yet" in text_of(refused)
    record_finding(actor=cast.ivan, sample=round.samples.get(), **AGREED)
    assert client.post(url).status_code == 302
    assert "The round is closed" in text_of(client.get(url))


def test_an_eqa_or_admin_closes_nothing(cast: Cast, client_of) -> None:
    policy(cast)
    signed(cast)
    round = draw_round(actor=cast.ivan, qualification=cast.specification.qualification)
    for member in (cast.eve, cast.alice):
        assert client_of(member).post(reverse("round", args=[round.pk])).status_code == 409
    round.refresh_from_db()
    assert round.closed_at is None


# The policy -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("member", ["ivan", "alice"])
def test_the_policy_is_set_on_the_page(cast: Cast, client_of, member: str) -> None:
    client = client_of(getattr(cast, member))
    bad = client.post(reverse("sampling_policy"), {"percent": "101", "trainee_percent": "x"})
    assert "101 is too much. Enter at most 100." in text_of(bad)
    assert "This is no whole number. Enter figures only." in text_of(bad)
    assert bad.status_code == 409
    assert 'value="101"' in text_of(bad)
    good = client.post(reverse("sampling_policy"), {"percent": "30", "trainee_percent": "100"}, follow=True)
    assert "policy 30 %, trainees 100 %" in text_of(good)


# The finding ------------------------------------------------------------------------------------------------------
def test_an_iqa_agrees(cast: Cast, client_of) -> None:
    sample = sampled(cast)
    client, url = client_of(cast.ivan), reverse("sample", args=[sample.pk])
    assert "Record the finding" in text_of(client.get(url))
    assert client.post(url, form(AGREED)).status_code == 302
    assert client.post(url, form(AGREED)).status_code == 302
    assert Finding.objects.count() == 1
    assert "upheld this sign-off" in text_of(client.get(url))


def test_a_refused_finding_keeps_what_was_typed_and_says_every_reason(cast: Cast, client_of) -> None:
    sample = sampled(cast)
    values = asking(comment="No date on it.", asks="", due_on="2020-01-01", recorded=True)
    response = client_of(cast.ivan).post(reverse("sample", args=[sample.pk]), form(values))
    page = text_of(response)
    assert response.status_code == 409
    assert "3 things are stopping your finding" in page
    assert "1 January 2020 is in the past." in page
    assert "No date on it." in page
    assert 'value="2020-01-01"' in page
    assert "aria-disabled" not in page, "what has to change is in the form, so its button stays live"
    assert not Finding.objects.exists()


def test_a_date_that_is_none_is_refused_beside_the_other_reasons(cast: Cast, client_of) -> None:
    values = form(asking(due_on="soon", asks=""))
    response = client_of(cast.ivan).post(reverse("sample", args=[sampled(cast).pk]), values)
    assert [blocker.code for blocker in response.context["refused"]] == ["due_on", "asks"]
    assert response.status_code == 409


def test_pat_is_refused_by_address_too(cast: Cast, client_of) -> None:
    pat = also(cast.bob, Role.IQA, cast)
    sample = sampled(cast, iqa=pat)
    client, url = client_of(pat), reverse("sample", args=[sample.pk])
    page = text_of(client.get(url))
    assert "Bob Brown assessed X/101 Unit X/101 for Carol Cole." in page
    assert "Record the finding" not in page
    assert client.post(url, form(AGREED)).status_code == 409
    assert not Finding.objects.exists()


@pytest.mark.parametrize("member", ["eve", "alice"])
def test_others_read_and_record_nothing(cast: Cast, client_of, member: str) -> None:
    client, url = client_of(getattr(cast, member)), reverse("sample", args=[sampled(cast).pk])
    assert "Record the finding" not in text_of(client.get(url))
    assert client.post(url, form(AGREED)).status_code == 409
    assert not Finding.objects.exists()


def test_a_sign_off_is_sampled_by_hand(cast: Cast, client_of) -> None:
    sign_off = signed(cast)
    client, url = client_of(cast.ivan), reverse("signed_unit", args=[sign_off.pk])
    assert client.post(url, {"reason": ""}).status_code == 409
    response = client.post(url, {"reason": "First unit of this candidate"})
    assert response.url == reverse("sample", args=[Sample.objects.get().pk])


def test_a_sign_off_that_does_not_stand_shows_why_it_is_not_sampled(cast: Cast, client_of) -> None:
    sign_off = signed(cast, assessor=cast.tess)
    url = reverse("signed_unit", args=[sign_off.pk])
    page = text_of(client_of(cast.ivan).get(url))
    assert "is awaiting countersignature." in page
    assert "Add it to the sample" not in page


def test_what_was_signed_off_again_waits_with_its_reason(cast: Cast, client_of) -> None:
    finding = held(cast)
    answer_action(actor=cast.bob, action=finding.action, text="Done again.")
    again = sign_off_again(cast, finding.sample.sign_off.enrolment)
    client = client_of(cast.iris)
    assert "Bob Brown signed Unit X/101 off again" in text_of(client.get(reverse("sampling")))
    page = client.get(reverse("signed_unit", args=[again.pk]))
    assert 'value="Signed off again after a finding"' in text_of(page)


# The action -------------------------------------------------------------------------------------------------------
def test_the_assessor_answers_from_their_page(cast: Cast, client_of) -> None:
    action = held(cast).action
    client, url = client_of(cast.bob), reverse("answer_action", args=[action.pk])
    assert "1 action to answer" in text_of(client.get(reverse("actions")))
    assert client.post(url, {"text": " "}).status_code == 409
    assert client.post(url, {"text": "Added the date."}).status_code == 302
    assert client.post(url, {"text": "Added the date."}).status_code == 302
    assert action.responses.count() == 1
    assert "Nothing to answer" in text_of(client.get(reverse("actions")))
    page = client_of(cast.ivan).get(reverse("findings"))
    assert "1 answer to look at" in text_of(page)


def test_the_countersigner_cannot_answer_for_a_trainee(cast: Cast, client_of) -> None:
    action = held(cast).action
    Action.objects.filter(pk=action.pk).update(owner=cast.tess)
    cast.registration.assessor = cast.tess
    cast.registration.save(update_fields=["assessor"])
    response = client_of(cast.bea).post(reverse("answer_action", args=[action.pk]), {"text": "For her."})
    assert response.status_code == 409
    assert "This action is Tess Trainee" in response.content.decode().replace("&#x27;", "'")


# The release ------------------------------------------------------------------------------------------------------
def test_an_eqa_releases_from_the_page(cast: Cast, client_of) -> None:
    sample = sampled(cast)
    client, url = client_of(cast.eve), reverse("release_unit", args=[sample.sign_off.enrolment_id])
    refused = client.post(url)
    assert refused.status_code == 409
    assert "has not cleared" in text_of(refused)
    record_finding(actor=cast.ivan, sample=sample, **AGREED)
    assert "Release the unit" in text_of(client.get(reverse("sample", args=[sample.pk])))
    assert client.post(url).status_code == 302
    assert ExternalRelease.objects.get().eqa == cast.eve
    assert "Release the unit" not in text_of(client.get(reverse("sample", args=[sample.pk])))


# Other apps' pages ------------------------------------------------------------------------------------------------
def test_the_candidates_page_shows_how_far_it_is(cast: Cast, client_of) -> None:
    held(cast)
    record_finding(actor=cast.ivan, sample=sampled(cast, signed(cast, 1)), **AGREED)
    page = text_of(client_of(cast.ivan).get(reverse("candidate", args=[cast.registration.pk])))
    assert "1 of 2 signed off" in page
    assert "1 on hold" in page


def test_the_staffs_page_of_a_unit_shows_what_is_asked(cast: Cast, client_of) -> None:
    finding = held(cast)
    page = text_of(client_of(cast.bob).get(reverse("unit", args=[finding.sample.sign_off.enrolment_id])))
    assert "Add the date and say who was there." in page
    assert "recorded the finding: action required" in page
    assert reverse("actions") in page


def test_an_assessor_is_not_told_what_will_be_looked_at(cast: Cast, client_of) -> None:
    sample = sampled(cast)
    url = reverse("unit", args=[sample.sign_off.enrolment_id])
    assert "Planned" not in text_of(client_of(cast.bob).get(url))
    assert "Planned" in text_of(client_of(cast.ivan).get(url))


def test_a_candidate_sees_the_hold_and_none_of_the_words(cast: Cast, client_of) -> None:
    finding = held(cast)
    answer_action(actor=cast.bob, action=finding.action, text="The answer of the assessor")
    page = text_of(client_of(cast.carol).get(reverse("my_unit", args=[finding.sample.sign_off.enrolment_id])))
    assert "On hold" in page
    for words in (finding.comment, finding.action.asks, "The answer of the assessor", "recorded the finding"):
        assert words not in page
    assert not Sample.objects.visible_to(cast.carol).exists()
    assert not Action.objects.visible_to(cast.carol).exists()


def test_the_admin_is_told_that_there_is_no_policy(cast: Cast, client_of) -> None:
    url = reverse("admin_home")
    assert "The centre has no sampling policy" in text_of(client_of(cast.alice).get(url))
    policy(cast)
    assert "The centre has no sampling policy" not in text_of(client_of(cast.alice).get(url))


# Queries ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", [1, 3])
def test_the_grid_costs_the_same_for_one_and_for_three(
    cast: Cast, client_of, django_assert_num_queries, number: int
) -> None:
    policy(cast)
    for index in range(number):
        held(cast, sampled(cast, signed(cast, index)))
        sampled(cast, signed(cast, index, registration=cast.other_registration))
    for action in Action.objects.all():
        answer_action(actor=cast.bob, action=action, text="Done.")
    signed(cast, 3)
    client = client_of(cast.ivan)
    with django_assert_num_queries(27):
        client.get(reverse("sampling"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_sample_costs_the_same_for_one_and_for_three_findings(
    cast: Cast, client_of, django_assert_num_queries, number: int
) -> None:
    sample = sampled(cast)
    for index in range(number):
        finding = record_finding(actor=cast.ivan, sample=sample, **asking(comment=f"Finding {index}"))
        answer_action(actor=cast.bob, action=finding.action, text="Done.")
    client = client_of(cast.ivan)
    with django_assert_num_queries(20):
        client.get(reverse("sample", args=[sample.pk]))


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("member", "name", "queries"), [("ivan", "findings", 9), ("bob", "actions", 7)])
def test_the_lists_of_actions_cost_the_same_for_one_and_for_three(
    cast: Cast, client_of, django_assert_num_queries, member: str, name: str, queries: int, number: int
) -> None:
    for index in range(number):
        finding = held(cast, sampled(cast, signed(cast, index)))
        answer_action(actor=cast.bob, action=finding.action, text="Done.")
    client = client_of(getattr(cast, member))
    with django_assert_num_queries(queries):
        client.get(f"{reverse(name)}?{urlencode({'view': 'answered'})}")


@pytest.mark.parametrize("number", [1, 3])
def test_the_round_costs_the_same_for_one_and_for_three(
    cast: Cast, client_of, django_assert_num_queries, number: int
) -> None:
    policy(cast)
    for index in range(number):
        signed(cast, index)
    round = draw_round(actor=cast.ivan, qualification=cast.specification.qualification)
    client = client_of(cast.ivan)
    with django_assert_num_queries(9):
        client.get(f"{reverse('round', args=[round.pk])}?again=1")
