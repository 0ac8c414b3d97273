"""The pages of appeals: what each role reads and does there, and what they cost."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import Appeal, StepKind
from centres.models import Membership, Role
from tests import factories
from tests.assessment.appeals import WRONG, acknowledged, decided, letter, lodged, looked_into, not_yet, take
from tests.assessment.conftest import Work, submitted
from tests.cast import Cast
from tests.queries import queries_of

ClientOf = Callable[[Membership], Client]
MOST = 15


@pytest.fixture
def appeal(cast: Cast, work: Work) -> Appeal:
    return lodged(cast, not_yet(cast, work))


def read(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def do(client: Client, appeal: Appeal, kind: str, **fields: object) -> int:
    posted = {f"{kind}-{name}": value for name, value in fields.items()}
    return client.post(reverse("appeal_step", args=[appeal.pk, kind]), posted).status_code


def test_a_candidate_appeals_from_the_unit_and_reads_who_acts_next_and_by_when(
    cast: Cast, client_of: ClientOf, work: Work
) -> None:
    decision, client = not_yet(cast, work), client_of(cast.carol)
    begin = reverse("begin_appeal", args=[work.enrolment.pk])
    assert f"{begin}?about={decision.pk}" in read(client, "feedback")
    assert read(client, "begin_appeal", work.enrolment.pk).count("Send the appeal") == 1
    assert begin in read(client, "my_unit", work.enrolment.pk)
    assert client.post(begin, {"text": WRONG}).status_code == 200  # nothing ticked: the form again
    answer = client.post(begin, {"about": [str(decision.pk)], "text": WRONG, "route": "informal"})
    made = Appeal.objects.get()
    assert answer.headers["Location"] == reverse("appeal", args=[made.pk])
    page = read(client, "appeal", made.pk)
    assert "Bob Brown explains the decision" in page
    assert "(5 working days)" in page
    assert WRONG in page
    assert "Bob Brown" in read(client, "candidate_home")
    assert begin not in read(client, "my_unit", work.enrolment.pk)


def test_the_assessor_explains_and_the_candidate_is_asked_for_an_answer(
    cast: Cast, client_of: ClientOf, work: Work
) -> None:
    appeal = lodged(cast, not_yet(cast, work), formal=False)
    assert do(client_of(cast.bob), appeal, "explained", text="") == 409
    assert do(client_of(cast.bob), appeal, "explained", text="It shows no reply.") == 302
    client = client_of(cast.carol)
    assert "Answer what was said to your appeal" in read(client, "candidate_home")
    assert do(client, appeal, "lodged", text="It is on page 2.") == 302
    assert do(client, appeal, "lodged", text="It is on page 2.") == 302  # pressed twice
    assert [step.kind for step in appeal.steps.all()] == ["raised", "explained", "lodged"]


def test_an_admin_is_told_and_offered_only_people_without_a_part(
    cast: Cast, client_of: ClientOf, appeal: Appeal
) -> None:
    client = client_of(cast.alice)
    assert "Appeal of Carol Cole" in read(client, "admin_home")
    page = read(client, "appeal", appeal.pk)
    assert ">Iris Inch, IQA<" in page
    assert ">Bob Brown, assessor<" not in page
    assert do(client, appeal, "acknowledged", decider=cast.iris.pk, text="It is here.") == 302
    appeal.refresh_from_db()
    assert appeal.decider == cast.iris


def test_the_decision_page_takes_an_outcome_for_each_point(cast: Cast, client_of: ClientOf, appeal: Appeal) -> None:
    looked_into(cast, appeal, cast.iris)
    client, point = client_of(cast.iris), appeal.points.get()
    assert ">Bea Black, assessor<" in read(client, "appeal", appeal.pk)
    posted = {f"point_{point.pk}": "upheld", "text": "Page 2 shows it."}
    refused = client.post(
        reverse("appeal_step", args=[appeal.pk, "decided"]),
        {f"decided-{name}": value for name, value in posted.items()},
    )
    assert refused.status_code == 409
    assert "It is not said who decides anew." in refused.content.decode()
    assert "Page 2 shows it." in refused.content.decode()
    assert do(client, appeal, "decided", **posted, assessor=cast.bea.pk) == 302
    assert "Bea Black decides it anew" in read(client_of(cast.carol), "appeal", appeal.pk)


def test_every_button_pressed_twice_is_one_step(cast: Cast, client_of: ClientOf, work: Work) -> None:
    decision = not_yet(cast, work)
    begin = {"about": [str(decision.pk)], "text": WRONG, "route": "informal"}
    client = client_of(cast.carol)
    for _ in range(2):
        assert client.post(reverse("begin_appeal", args=[work.enrolment.pk]), begin).status_code == 302
    appeal = Appeal.objects.get()
    point, later = f"point_{appeal.points.get().pk}", timezone.localdate() + dt.timedelta(days=60)
    dismissed, upheld = {point: "dismissed", "text": "No."}, {point: "upheld", "assessor": cast.bea.pk}
    for who, kind, fields in (
        (cast.bob, "explained", {"text": "See page 1."}),
        (cast.carol, "lodged", {"text": "See page 2."}),
        (cast.alice, "acknowledged", {"text": "It is here.", "decider": cast.iris.pk}),
        (cast.alice, "extended", {"text": "Holidays.", "due_on": later}),
        (cast.iris, "investigated", {"text": "Both pages."}),
        (cast.iris, "decided", dismissed),
        (cast.carol, "review_asked", {"text": "Look again."}),
        (cast.alice, "reviewer", {"text": "Ivan looks.", "decider": cast.ivan.pk}),
        (cast.ivan, "reviewed", {**dismissed, "text": "Nor now."}),
        (cast.carol, "escalated", {"text": "To the body."}),
        (cast.alice, "referred", {"text": "All of it.", "reference": "EN-1"}),
        (cast.alice, "answered", {**upheld, "text": "They uphold it.", "reference": "EN-1"}),
    ):
        client = client_of(who)
        assert [do(client, appeal, kind, **fields) for _ in range(2)] == [302, 302], kind
    appeal.refresh_from_db()
    assert (appeal.state, appeal.steps.count(), appeal.outcomes.count()) == ("closed", 13, 3)
    assert (
        do(client, appeal, "answered", **upheld | {point: "dismissed"}, text="They uphold it.", reference="EN-1") == 409
    )


def test_what_was_written_for_a_step_that_another_has_taken_meanwhile_is_given_back(
    cast: Cast, client_of: ClientOf, appeal: Appeal
) -> None:
    acknowledged(cast, appeal, cast.ivan)
    second = factories.member(cast.centre, Role.ADMIN, "Ada Abel")
    late = {"acknowledged-decider": cast.iris.pk, "acknowledged-text": "Iris has time."}
    answer = client_of(second).post(reverse("appeal_step", args=[appeal.pk, "acknowledged"]), late)
    page = answer.content.decode()
    assert (answer.status_code, "The appeal is at another stage: acknowledged." in page) == (409, True)
    assert "What you wrote was not kept" in page
    assert "Iris has time." in page


def test_an_admin_without_the_letter_is_told_on_the_page(cast: Cast, client_of: ClientOf, work: Work) -> None:
    decision, client = not_yet(cast, work), client_of(cast.alice)
    begin = reverse("begin_appeal", args=[work.enrolment.pk])
    page = client.post(begin, {"about": [str(decision.pk)], "text": WRONG}).content.decode()
    assert "The candidate’s letter" in page
    assert WRONG in page
    assert not Appeal.objects.exists()


def test_whom_an_appeal_named_marks_it_and_the_first_assessor_is_told_why_not(
    cast: Cast, client_of: ClientOf, work: Work
) -> None:
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    decided(appeal, cast.iris, True, anew=cast.bea)
    page = read(client_of(cast.bea), "marking", work.item.pk)
    assert f"c{work.rows[0].pk.hex}-met" in page
    assert f"c{work.rows[1].pk.hex}-met" not in page
    page = read(client_of(cast.bob), "marking", work.item.pk)
    assert "is decided anew by Bea Black" in page
    assert f"c{work.rows[0].pk.hex}-met" not in page
    assert f"c{work.rows[1].pk.hex}-met" in page


def test_an_admin_accepts_for_the_candidate_with_their_letter(cast: Cast, client_of: ClientOf, appeal: Appeal) -> None:
    decided(looked_into(cast, appeal, cast.iris), cast.iris, False)
    client = client_of(cast.alice)
    assert do(client, appeal, "accepted", text="") == 409
    assert do(client, appeal, "accepted", text="", attached=letter()[0]) == 302
    appeal.refresh_from_db()
    assert appeal.state == "closed"


def test_an_appeal_is_not_there_for_whom_it_does_not_concern_until_they_are_named(
    cast: Cast, client_of: ClientOf, appeal: Appeal
) -> None:
    address = reverse("appeal", args=[appeal.pk])
    assert client_of(cast.bea).get(address).status_code == 404
    sam = factories.member(cast.centre, Role.IQA, "Sam Stone")  # of no qualification
    assert client_of(sam).get(address).status_code == 404
    acknowledged(cast, appeal, sam)
    assert client_of(sam).get(address).status_code == 200


def test_a_file_of_an_appeal_is_served_as_a_file(cast: Cast, client_of: ClientOf, appeal: Appeal) -> None:
    take(cast.carol, appeal, StepKind.WITHDRAWN, files=letter())
    file = appeal.steps.last().files.get()
    answer = client_of(cast.carol).get(reverse("appeal_file", args=[file.pk]))
    assert b"".join(answer) == b"Dear centre, I appeal."
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("appeals", [1, 3])
def test_no_page_takes_more_than_fifteen_queries(cast: Cast, client_of: ClientOf, appeals: int) -> None:
    for number in range(appeals):
        work = submitted(cast.registration, number)
        made = looked_into(cast, lodged(cast, not_yet(cast, work), not_yet(cast, work, 1)), cast.iris)
    pages = {
        cast.carol: [reverse("my_appeals"), reverse("appeal", args=[made.pk]), reverse("candidate_home")],
        cast.iris: [reverse("appeals"), reverse("appeal", args=[made.pk])],
        cast.alice: [reverse("appeals"), reverse("appeal", args=[made.pk])],
        cast.bob: [reverse("unit", args=[work.enrolment.pk]), reverse("marking", args=[work.item.pk])],
    }
    asked = {(who.name, path): queries_of(client_of(who), path) for who, paths in pages.items() for path in paths}
    asked[("Carol", "begin")] = queries_of(client_of(cast.carol), reverse("begin_appeal", args=[work.enrolment.pk]))
    assert {page: number for page, number in asked.items() if number > MOST} == {}
