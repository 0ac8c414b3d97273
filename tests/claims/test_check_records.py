"""The check of everybody as a file, and on the command line."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from centres.models import Membership, Role
from claims.models import Claim
from claims.states import ClaimState
from portfolio.models import Candidate
from tests import factories
from tests.cast import Cast
from tests.claims import story
from units.models import Specification

pytestmark = pytest.mark.core
SignIn = Callable[[Membership], Client]


def test_the_file_says_of_everybody_what_the_rule_says(cast: Cast, client_of: SignIn) -> None:
    story.ready(cast, ["X/101", "X/102"])
    story.enrolled(cast.registration, "X/201")
    Candidate.objects.filter(pk=cast.other_registration.candidate_id).update(name="=Dan")
    client = client_of(cast.ivan)
    dan, carol = client.get(reverse("verdicts", args=["json"])).json()
    assert carol == {
        "candidate": "Carol Cole",
        "registration": cast.registration.number,
        "qualification": "Invented Level 4 Diploma",
        "edition": "1",
        "rule": "invented, version 1",
        "verdict": "not yet",
        "credits": 10,
        "credits_needed": 15,
        "not_met": [
            "At least 15 credits in all: 5 credits short: 10 of 15 count.",
            "At least 5 credits from Group B: 5 credits short: 0 of 5 count.",
        ],
        "prospect": "met",
        "claim": "",
    }
    assert (dan["candidate"], dan["verdict"], dan["prospect"]) == ("=Dan", "not yet", "not yet")
    response = client.get(reverse("verdicts", args=["csv"]))
    assert "private" in response["Cache-Control"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["Candidate"] for row in rows] == ["'=Dan", "Carol Cole"]
    assert rows[1]["Clauses not met"] == " ".join(carol["not_met"])
    assert len(rows[1]) == len(carol)


def test_the_file_costs_the_same_for_one_candidate_and_for_three(
    cast: Cast, client_of: SignIn, django_assert_num_queries: Any
) -> None:
    type(cast.registration).objects.filter(pk=cast.other_registration.pk).update(state="withdrawn")
    story.ready(cast)
    client, path = client_of(cast.alice), reverse("verdicts", args=["csv"])
    with django_assert_num_queries(9):
        client.get(path)
    for name in ("Fay Fox", "Gus Gale"):
        candidate = factories.member(cast.centre, Role.CANDIDATE, name)
        made = factories.registration(candidate, cast.specification, assessor=cast.bob, recorded_by=cast.alice)
        story.cleared(made, "X/101", assessor=cast.bob, iqa=cast.ivan)
    with django_assert_num_queries(9):
        assert client.get(path).content.decode().count("Invented Level 4 Diploma") == 3


def test_the_file_has_nobody_of_another_centre_and_no_third_format(cast: Cast, client_of: SignIn) -> None:
    client = client_of(cast.charlie[Role.ADMIN])
    assert client.get(reverse("verdicts", args=["json"])).json() == []
    assert client.get(reverse("verdicts", args=["xml"])).status_code == 404


@pytest.mark.parametrize(("who", "offered"), [("alice", True), ("ivan", True), ("eve", False)])
def test_the_list_offers_the_file_to_whoever_may_have_it(
    cast: Cast, client_of: SignIn, who: str, offered: bool
) -> None:
    body = client_of(getattr(cast, who)).get(reverse("claims")).content.decode()
    assert (reverse("verdicts", args=["csv"]) in body) == offered


def printed(capsys: Any, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and what is said of the stored verdicts by candidate."""
    code = 0
    try:
        call_command("check_rules", *arguments)
    except SystemExit as end:
        code = int(str(end.code))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return code, {line["candidate"]: (line["verdict"], line["stored_verdict_holds"]) for line in lines}


def test_the_command_ends_with_1_once_a_stored_verdict_is_not_the_rules_any_more(cast: Cast, capsys: Any) -> None:
    story.claimed(cast, story.ready(cast))  # completed
    assert printed(capsys) == (0, {"Carol Cole": ("met", True), "Dan Dale": ("not yet", None)})
    rule = cast.specification.rule
    rule["clauses"][0]["credits"] = 20
    Specification.objects.filter(pk=cast.specification.pk).update(rule=rule)
    assert printed(capsys) == (1, {"Carol Cole": ("not yet", False), "Dan Dale": ("not yet", None)})
    Claim.objects.update(state=ClaimState.PULLED)
    assert printed(capsys) == (0, {"Dan Dale": ("not yet", None)})


def test_other_words_for_the_same_verdict_are_no_difference(cast: Cast, capsys: Any) -> None:
    claim = story.claimed(cast, story.ready(cast), printed=False)
    for clause in claim.outcome["readings"][0]["clauses"]:
        clause["explain"] = "In the words of an older version."
    claim.save(update_fields=["outcome"])
    assert printed(capsys)[0] == 0


def test_the_command_checks_one_centre_or_names_the_number_that_is_unknown(cast: Cast, capsys: Any) -> None:
    other = cast.charlie[Role.ADMIN].centre.number
    assert printed(capsys, "--centre", other) == (0, {})
    assert len(printed(capsys, "--centre", cast.centre.number)[1]) == 2
    with pytest.raises(CommandError, match="no centre with the number 404"):
        call_command("check_rules", "--centre", "404")
