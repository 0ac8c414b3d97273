"""Every address × every role. An address that is missing here fails, and so does one that opens to somebody new.

Each line: the address, what it is about, and who of Alice's centre may open it. For the others it is refused (403).
What is about a person or their work is not there (404) for whoever may not see it: Charlie, of another centre, in
any role, and the candidate, assessor or EQA of the same centre whom it does not concern.
"""

from collections.abc import Callable
from copy import deepcopy
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from centres.models import Membership, Role
from tests.architecture.world import World, build
from tests.fixtures import sign_in

ADMIN, ASSESSOR, IQA, EQA, CANDIDATE = Role.ADMIN, Role.ASSESSOR, Role.IQA, Role.EQA, Role.CANDIDATE
EVERYBODY = {ADMIN, ASSESSOR, IQA, EQA, CANDIDATE}
STAFF = EVERYBODY - {CANDIDATE}
OVERSEERS = {ADMIN, IQA, EQA}
Row = tuple[str, str, str, set[Role]]

# Addresses that are the same for everybody in a role: name, method, subject in the address, roles.
OPEN: list[Row] = [
    ("home", "GET", "", EVERYBODY),
    ("switch_role", "POST", "", EVERYBODY),
    ("set_theme", "POST", "", EVERYBODY),
    ("text_drafts", "GET", "", EVERYBODY),
    ("discard_text_draft", "POST", "", EVERYBODY),
    ("admin_home", "GET", "", {ADMIN}),
    ("people", "GET", "", OVERSEERS),
    ("invite", "GET", "", {ADMIN}),
    ("activity", "GET", "", {ADMIN, EQA}),
    ("policies", "GET", "", OVERSEERS),
    ("policy", "GET", "policy", OVERSEERS),
    ("qualifications", "GET", "", STAFF),
    ("qualification", "GET", "code", STAFF),
    ("unit_detail", "GET", "unit", STAFF),
    ("state_requirements", "GET", "unit", {ADMIN, IQA}),
    ("sufficiency", "GET", "code", STAFF),
    ("sufficiency_unit", "GET", "unit_in_code", STAFF),
    ("sufficiency_rule", "GET", "code", {ADMIN, IQA}),
    ("search_catalogue", "GET", "", STAFF),
    ("comparison", "GET", "", STAFF),
    ("standards", "GET", "", STAFF),
    ("import_handbook", "GET", "", {ADMIN}),
    ("corrections", "GET", "", {ADMIN, IQA}),
    ("preview_handbook", "GET", "sha256", {ADMIN}),
    ("describe", "GET", "", {ADMIN}),
    ("describe_by_form", "GET", "", {ADMIN}),
    ("blank_description", "GET", "", {ADMIN}),
    ("begin_edition", "POST", "code", {ADMIN}),
    ("versions", "GET", "code", STAFF),
    ("difference", "GET", "editions", STAFF),
    ("export_qualification", "GET", "format", STAFF),
    ("approve_qualification", "POST", "code", {ADMIN}),
    ("record_extension", "POST", "code", {ADMIN}),
    ("candidate_home", "GET", "", {CANDIDATE}),
    ("my_units", "GET", "", {CANDIDATE}),
    ("choose_units", "GET", "", {CANDIDATE}),
    ("my_plan", "GET", "", {CANDIDATE}),
    ("my_what_if", "GET", "", {CANDIDATE}),
    ("upload", "GET", "", {CANDIDATE}),
    ("upload_batch", "GET", "batch", {CANDIDATE}),
    ("upload_check", "POST", "batch", {CANDIDATE}),
    ("uploads", "OPTIONS", "", {CANDIDATE}),
    ("add_evidence", "GET", "", {CANDIDATE}),
    ("write", "GET", "written", {CANDIDATE}),
    ("write_batch", "GET", "written_batch", {CANDIDATE}),
    ("my_mapping", "GET", "", {CANDIDATE}),
    ("my_evidence", "GET", "", {CANDIDATE}),
    ("my_witnesses", "GET", "", {CANDIDATE}),
    ("ask_witness", "GET", "", {CANDIDATE}),
    ("witnesses", "GET", "", STAFF),
    ("candidates", "GET", "", OVERSEERS),
    ("conflicts", "GET", "", STAFF),
    ("declare_conflict", "GET", "", STAFF - {EQA}),
    ("register_candidate", "GET", "", {ADMIN}),
    ("caseload", "GET", "", {ASSESSOR}),
    ("caseload_export", "GET", "", {ASSESSOR}),
    ("queue", "GET", "", {ASSESSOR}),
    ("write_message", "GET", "", {ASSESSOR}),
    ("messages", "GET", "", {ASSESSOR, CANDIDATE}),
    ("phrases", "GET", "", {ASSESSOR}),
    ("take_next", "GET", "", {ASSESSOR}),
    ("queues", "GET", "", {ADMIN, IQA}),
    ("countersigning", "GET", "", {ASSESSOR}),
    ("feedback", "GET", "", {CANDIDATE}),
    ("acknowledge_feedback", "POST", "", {CANDIDATE}),
    ("my_gaps", "GET", "", {CANDIDATE}),
    ("my_tasks", "GET", "", {CANDIDATE}),
    ("plan_my_task", "GET", "", {CANDIDATE}),
    ("my_assessment_plan", "GET", "", {CANDIDATE}),
    ("my_reviews", "GET", "", {CANDIDATE}),
    ("calendar", "GET", "", {ASSESSOR, CANDIDATE}),
    ("my_appeals", "GET", "", {CANDIDATE}),
    ("appeals", "GET", "", STAFF),
    ("my_arrangements", "GET", "", {CANDIDATE}),
    ("revoke_calendar", "POST", "", {ASSESSOR, CANDIDATE}),
    ("seals", "GET", "", OVERSEERS),
    ("check_seals", "POST", "", OVERSEERS),
    ("results", "GET", "", {ADMIN, ASSESSOR, IQA}),
    ("import_results", "GET", "", {ADMIN}),
    ("blank_results", "GET", "", {ADMIN}),
    ("sampling", "GET", "", OVERSEERS),
    ("sampling_policy", "POST", "", {ADMIN, IQA}),
    ("findings", "GET", "", OVERSEERS),
    ("actions", "GET", "", {ASSESSOR}),
    ("claims", "GET", "", OVERSEERS),
    ("quarantine", "GET", "", {ADMIN}),
    ("verdicts", "GET", "kind", {ADMIN, IQA}),
    ("register", "GET", "", OVERSEERS | {CANDIDATE}),
]
# Addresses about one row that only some may see: name, method, subject, roles. Charlie always gets 404.
GUARDED: list[Row] = [
    ("person", "GET", "bob", STAFF),
    ("invite_again", "POST", "bob", {ADMIN}),
    ("change_training", "POST", "bob", {ADMIN}),
    ("end_role", "POST", "bob", {ADMIN}),
    ("accept_information", "POST", "handbook", {ADMIN, IQA}),
    ("accept_issue", "POST", "issue", {ADMIN, IQA}),
    ("draft", "GET", "draft", {ADMIN}),
    ("draft_facts", "GET", "draft", {ADMIN}),
    ("draft_units", "GET", "draft", {ADMIN}),
    ("draft_unit", "GET", "part", {ADMIN}),
    ("draft_groups", "GET", "draft", {ADMIN}),
    ("draft_rule", "GET", "draft", {ADMIN}),
    ("draft_clause", "GET", "part", {ADMIN}),
    ("check_rule", "GET", "draft", {ADMIN, IQA}),
    ("draft_file", "GET", "draft", {ADMIN}),
    ("open_draft", "POST", "draft", {ADMIN}),
    ("drop_draft", "GET", "draft", {ADMIN}),
    ("competence", "GET", "bob", {ADMIN}),
    ("end_competence", "POST", "bob", {ADMIN}),
    ("external_access", "GET", "eve", {ADMIN}),
    ("choose_registration", "POST", "registration", {CANDIDATE}),
    ("my_unit", "GET", "enrolment", {CANDIDATE}),
    ("one_upload", "HEAD", "upload", {CANDIDATE}),
    ("evidence", "GET", "evidence", EVERYBODY),
    ("withdraw", "GET", "evidence", {CANDIDATE}),
    ("add_pinpoint", "POST", "evidence", {ASSESSOR, CANDIDATE}),
    ("remove_pinpoint", "POST", "pinpoint", {ASSESSOR, CANDIDATE}),
    ("answer_record", "POST", "evidence", {CANDIDATE}),
    ("evidence_file", "GET", "evidence", EVERYBODY),
    ("evidence_preview", "GET", "page", EVERYBODY),
    ("remove_infected", "POST", "infected", {ADMIN}),
    ("drop_unit", "POST", "enrolment", {ADMIN, ASSESSOR, CANDIDATE}),
    ("candidate", "GET", "registration", STAFF),
    ("conflict", "GET", "conflict", STAFF),
    ("end_conflict", "POST", "conflict", {ADMIN}),
    ("mitigate_conflict", "POST", "conflict", {ADMIN}),
    ("change_assessor", "POST", "registration", {ADMIN}),
    ("choose_units_for", "GET", "registration", {ADMIN, ASSESSOR}),
    ("move_registration", "GET", "registration", {ADMIN}),
    ("plan_for", "GET", "registration", {ADMIN, ASSESSOR, IQA}),
    ("mapping_for", "GET", "registration", {ASSESSOR}),
    ("what_if_for", "GET", "registration", {ADMIN, ASSESSOR, IQA}),
    ("ask_witness_for", "GET", "registration", {ASSESSOR}),
    ("witness_request", "GET", "asked", EVERYBODY),
    ("share_witness_link", "POST", "asked", {CANDIDATE, ASSESSOR}),
    ("remind_witness", "POST", "asked", {CANDIDATE, ASSESSOR}),
    ("cancel_witness", "POST", "asked", {CANDIDATE, ASSESSOR}),
    ("name_expert", "POST", "asked", {ASSESSOR}),
    ("testimony", "GET", "testimony", STAFF),
    ("check_witness", "POST", "testimony", {ADMIN, ASSESSOR, IQA}),
    ("unit", "GET", "enrolment", STAFF),
    ("sign_off", "POST", "enrolment", {ASSESSOR}),
    ("reopen", "POST", "enrolment", {ASSESSOR}),
    ("countersign", "POST", "sign_off", {ASSESSOR}),
    ("unit_seals", "GET", "enrolment", OVERSEERS),
    ("check_unit_seals", "POST", "enrolment", OVERSEERS),
    ("candidate_seals", "GET", "registration", OVERSEERS),
    ("check_candidate_seals", "POST", "registration", OVERSEERS),
    ("seal_check", "GET", "check", OVERSEERS),
    ("marking", "GET", "waiting", {ASSESSOR}),
    ("answer_links", "POST", "evidence", {ASSESSOR}),
    ("choose_record", "GET", "registration", {ASSESSOR}),
    ("record", "GET", "observation", {ASSESSOR}),
    ("gaps_of", "GET", "registration", STAFF),
    ("tasks_of", "GET", "registration", STAFF),
    ("plan_task_for", "GET", "registration", {ASSESSOR}),
    ("task", "GET", "task", {ASSESSOR, CANDIDATE}),
    ("finish_task", "POST", "task", {ASSESSOR, CANDIDATE}),
    ("drop_task", "POST", "task", {ASSESSOR, CANDIDATE}),
    ("assessment_plan", "GET", "registration", STAFF),
    ("use_template", "POST", "registration", {ASSESSOR}),
    ("plan_version", "GET", "assessment_plan", EVERYBODY),
    ("agree_plan", "POST", "assessment_plan", {CANDIDATE}),
    ("ask_for_change", "POST", "assessment_plan", {CANDIDATE}),
    ("keep_template", "POST", "assessment_plan", {ASSESSOR}),
    ("reviews", "GET", "registration", STAFF),
    ("sign_review", "POST", "review", {CANDIDATE}),
    ("conversation", "GET", "registration", {ASSESSOR, CANDIDATE}),
    ("change_phrase", "POST", "phrase", {ASSESSOR}),
    ("drop_phrase", "POST", "phrase", {ASSESSOR}),
    ("record_result", "GET", "whole", {ADMIN, ASSESSOR}),
    ("correct_result", "GET", "result", {ADMIN, ASSESSOR}),
    ("answer_correction", "POST", "correction", {ADMIN, ASSESSOR}),
    ("answer_query", "POST", "result", {ADMIN, ASSESSOR, IQA}),
    ("result_file", "GET", "slip", EVERYBODY),
    ("begin_appeal", "GET", "enrolment", {ADMIN, CANDIDATE}),
    ("appeal", "GET", "appeal", EVERYBODY),
    ("appeal_step", "POST", "appeal_step", EVERYBODY - {EQA}),
    ("appeal_file", "GET", "appeal_file", EVERYBODY),
    ("arrangements", "GET", "registration", STAFF),
    ("ask_for_adjustment", "POST", "registration", {ADMIN, ASSESSOR, CANDIDATE}),
    ("ask_for_consideration", "POST", "registration", {ADMIN, ASSESSOR, CANDIDATE}),
    ("answer_adjustment", "POST", "adjustment", {ADMIN, IQA}),
    ("end_adjustment", "POST", "adjustment", {ADMIN, CANDIDATE}),
    ("answer_consideration", "POST", "consideration", {ADMIN, IQA}),
    ("need_file", "GET", "need_file", {ADMIN, IQA, CANDIDATE}),
    ("draw_round", "POST", "code", {IQA}),
    ("round", "GET", "round", OVERSEERS),
    ("sample", "GET", "sample", OVERSEERS),
    ("signed_unit", "GET", "sign_off", OVERSEERS),
    ("release_unit", "POST", "enrolment", {EQA}),
    ("answer_action", "POST", "action", {ASSESSOR}),
    ("claim", "GET", "registration", OVERSEERS),
    ("verdict", "GET", "registration", OVERSEERS),
    ("make_claim", "POST", "registration", {ADMIN}),
    ("claim_progress", "GET", "claim", OVERSEERS),
    ("confirm_claim", "POST", "claim", {ADMIN}),
    ("pull_claim", "POST", "claim", {ADMIN}),
    ("document", "GET", "document", OVERSEERS | {CANDIDATE}),
]
ABOUT_CAROL = [
    "check",
    "conflict",
    "registration",
    "enrolment",
    "evidence",
    "upload",
    "pinpoint",
    "observation",
    "page",
    "sign_off",
    "waiting",
    "asked",
    "testimony",
    "task",
    "assessment_plan",
    "review",
    "whole",
    "result",
    "correction",
    "slip",
    "appeal",
    "appeal_step",
    "appeal_file",
    "adjustment",
    "consideration",
    "need_file",
    "sample",
    "round",
    "action",
    "claim",
    "document",
]
TOLD_TOO_LITTLE = {"switch_role"}  # to which role
PUBLIC = {"calendar_feed", "accept_invitation", "health", "verify", "witness_link", "witness", "witness_decline"}
SIGN_IN_LIBRARY = ("account_", "mfa_")


def named(patterns: list[URLPattern | URLResolver]) -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= named(pattern.url_patterns)
        else:
            found[pattern.name or str(pattern.pattern)] = pattern.callback
    return found


OURS = {name: view for name, view in named(get_resolver().url_patterns).items() if not name.startswith(SIGN_IN_LIBRARY)}


def test_every_address_stands_in_the_matrix() -> None:
    assert {name for name, *_ in OPEN + GUARDED} | PUBLIC == set(OURS)


def test_every_view_declares_who_can_open_it() -> None:
    assert [name for name, view in OURS.items() if not hasattr(view, "roles")] == []
    assert {name for name, view in OURS.items() if not view.roles} == PUBLIC  # type: ignore[attr-defined]


class MatrixTests(TestCase):
    """A TestCase, so that the world is built once for a thousand requests. Each request is undone."""

    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build()

    def setUp(self) -> None:
        self.cookies: dict[UUID, SimpleCookie] = {}

    def client_of(self, who: Membership) -> Client:
        """Signed in once in a test: before each request the cookies are what they were then, as the session is."""
        if who.pk not in self.cookies:
            self.cookies[who.pk] = sign_in(Client(), who).cookies
        client = Client()
        client.cookies = deepcopy(self.cookies[who.pk])
        return client

    def ask(self, who: Membership | None, row: Row) -> HttpResponse:
        name, method, subject, _ = row
        client = self.client_of(who) if who else Client()
        with transaction.atomic():
            answer = client.generic(method, reverse(name, args=self.world.subjects[subject]))
            if answer.streaming:
                b"".join(answer)  # to its end, so that the file is closed
            transaction.set_rollback(True)
        return answer

    def test_an_address_opens_to_its_roles_and_is_refused_to_the_others(self) -> None:
        for row in OPEN + GUARDED:
            with self.subTest(row[0]):
                found = {role: self.ask(who, row).status_code for role, who in self.world.insiders.items()}
                assert {role for role, status in found.items() if status == 403} == EVERYBODY - row[3], found
                opened = {200, 302, 400, 409} | ({404} if row[0] in TOLD_TOO_LITTLE else set())
                assert {found[role] for role in row[3]} <= opened, found

    def test_what_is_another_centres_is_not_there(self) -> None:
        for row in GUARDED:
            with self.subTest(row[0]):
                charlie = self.world.cast.charlie
                assert {role: self.ask(charlie[role], row).status_code for role in row[3]} == dict.fromkeys(row[3], 404)

    def test_what_does_not_concern_a_colleague_is_not_there(self) -> None:
        for row in GUARDED:
            asked = [who for who in self.world.outsiders if who.role in row[3] and row[2] in ABOUT_CAROL]
            with self.subTest(row[0]):
                assert [self.ask(who, row).status_code for who in asked] == [404] * len(asked)

    def test_a_stranger_is_sent_to_sign_in(self) -> None:
        for row in OPEN + GUARDED:
            with self.subTest(row[0]):
                answer = self.ask(None, row)
                sent_to = answer.headers["Location"].split("?")[0]
                assert (answer.status_code, sent_to) == (302, reverse("account_login"))


@pytest.mark.django_db
def test_public_pages_show_strangers_nothing_without_the_secret_in_their_address(client: Client) -> None:
    assert client.get(reverse("health")).status_code == 200
    assert client.get(reverse("accept_invitation", args=["guessed"])).status_code in (404, 410)
    assert client.get(reverse("verify", args=["guessed"])).status_code == 404
    assert client.get(reverse("witness_link", args=["guessed"])).status_code == 410
    assert client.get(reverse("witness", args=[uuid4()])).status_code == 410
    assert client.post(reverse("witness_decline", args=[uuid4()])).status_code == 410
    assert client.get(reverse("calendar_feed", args=["guessed"])).status_code == 404
