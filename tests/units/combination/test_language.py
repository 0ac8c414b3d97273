"""What the rule language refuses, one slip at a time, each with its place and reason."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from units.combination import RuleError, UnitFact, evaluate, parse_rule
from units.combination.language import MOST_READINGS

UNITS = {
    code: UnitFact(code, f"Title {code}", credit, level)
    for code, credit, level in [("A1", 4, 4), ("A2", 3, 3), ("B1", 6, 4), ("B2", 5, 3), ("C1", 5, 5), ("C2", 4, 4)]
}
GOOD: dict[str, Any] = {
    "rule": "small",
    "version": "1",
    "title": "Small",
    "source": "000:1-9",
    "groups": {
        "A": {"title": "Group A", "units": ["A1", "A2"]},
        "B": {"title": "Group B", "units": ["B1", "B2"]},
        "C": {"title": "Group C", "units": ["C1", "C2"]},
        "options": {"title": "the options", "groups": ["B", "C"]},
    },
    "clauses": [
        {"kind": "minimum_credits", "credits": 15, "source": "000:1"},
        {"kind": "all_of_group", "group": "A", "source": "000:2"},
        {"kind": "minimum_from_group", "group": "B", "credits": 5, "source": "000:3"},
        {"kind": "maximum_from_group", "group": "C", "credits": 8, "source": "000:4"},
        {"kind": "minimum_at_level", "level": 4, "scope": "exactly", "credits": 8, "source": "000:5"},
        {"kind": "at_least_one_from_each", "groups": ["B", "C"], "source": "000:6"},
        {"kind": "minimum_from_group", "group": "options", "units": 2, "source": "000:7"},
        {"kind": "barred_together", "units": ["A2", "C1"], "source": "000:8"},
    ],
    "readings": [
        {"name": "credit_cap", "label": "In part", "caps": "part_units"},
        {"name": "at_or_above", "label": "Higher levels", "levels": "at_or_above"},
    ],
}


NOT_ONE = "a group lists either units or groups, or stands for the units outside the structure"
ODD_CODE = "a unit code has no comma in it, and no space before or after it"


def refusal(change: Callable[[dict[str, Any]], Any], units: dict[str, UnitFact] = UNITS) -> tuple[str, str]:
    data = copy.deepcopy(GOOD)
    change(data)
    with pytest.raises(RuleError) as caught:
        parse_rule(data, units)
    assert str(caught.value) == f"{caught.value.path}: {caught.value.message}"
    return caught.value.path, caught.value.message


@pytest.mark.parametrize("data", ["x", [], {}, None])
def test_what_is_no_table_is_refused(data: object) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(data, UNITS)
    assert str(caught.value) == "$: must be a table with something in it"


def test_the_good_rule_is_read() -> None:
    rule = parse_rule(GOOD, UNITS)
    assert [clause.title for clause in rule.interpretations[0].clauses] == [
        "At least 15 credits in all",
        "Both units of Group A",
        "At least 5 credits from Group B",
        "At most 8 credits from Group C",
        "At least 8 credits at Level 4",
        "At least one unit from each of Group B and Group C",
        "At least 2 units from the options",
        "No more than one of A2 and C1",
    ]
    assert [(clause.measure, clause.amount, clause.level) for clause in rule.interpretations[0].clauses] == [
        ("credits", 15, None),
        ("credits", 7, None),
        ("credits", 5, None),
        ("credits", 8, None),
        ("credits", 8, 4),
        ("groups", 2, None),
        ("units", 2, None),
        ("units", 1, None),
    ]
    assert rule.interpretations[2].clauses[4].title == "At least 8 credits at Level 4 or above"
    assert evaluate(rule, ["A1", "A2", "B1", "C2"]).met


@pytest.mark.parametrize(
    ("number", "title"),
    [
        (1, "The one unit"), (2, "Both units"), (3, "All three units"), (4, "All four units"), (5, "All five units"),
        (6, "All six units"), (7, "All seven units"), (8, "All eight units"), (9, "All nine units"),
        (10, "All 10 units"), (11, "All 11 units"),
    ],
)  # fmt: skip
def test_the_number_of_units_that_are_all_needed_is_in_words(number: int, title: str) -> None:
    facts = {str(i): UnitFact(str(i), "Title", 3 * (i > 0), 4) for i in range(number)}
    data = {**GOOD, "groups": {"A": {"title": "Group A", "units": list(facts)}}, "clauses": [GOOD["clauses"][1]]}
    del data["readings"]
    (clause,) = parse_rule(data, facts).interpretations[0].clauses
    assert (clause.title, clause.measure, clause.amount) == (f"{title} of Group A", "units", number)
    assert [group.key for group in clause.groups] == ["A"]


def test_the_order_of_units_in_the_file_changes_nothing() -> None:
    data = copy.deepcopy(GOOD)
    for group in data["groups"].values():
        (group.get("units") or group["groups"]).reverse()
    assert evaluate(parse_rule(data, UNITS), UNITS) == evaluate(parse_rule(GOOD, UNITS), reversed(UNITS))


@pytest.mark.parametrize(
    ("where", "word"),
    [
        ((), "$.colour"),
        (("groups", "A"), "$.groups.A.colour"),
        (("clauses", 0), "$.clauses[0].colour"),
        (("clauses", 4), "$.clauses[4].colour"),
        (("readings", 1), "$.readings[1].colour"),
    ],
)
def test_an_unknown_word_is_refused_with_its_place(where: tuple[Any, ...], word: str) -> None:
    def change(data: dict[str, Any]) -> None:
        for step in where:
            data = data[step]
        data["colour"] = "red"

    path, message = refusal(change)
    assert path == word
    assert message.startswith("the word “colour” is not known here; known are ")


@pytest.mark.parametrize(
    ("clause", "changes", "path", "message"),
    [
        (0, {"kind": "most"}, "$.clauses[0].kind", "“most” is not known here"),
        (0, {"kind": None}, "$.clauses[0].kind", "must be words in quotes"),
        (0, {"credits": -1}, "$.clauses[0].credits", "-1 is not between 1 and 9999"),
        (0, {"credits": 0}, "$.clauses[0].credits", "0 is not between 1 and 9999"),
        (0, {"credits": 10**5000}, "$.clauses[0].credits", "this is not between 1 and 9999"),
        (0, {"credits": 10**9}, "$.clauses[0].credits", "1000000000 is not between 1 and 9999"),
        (0, {"credits": "15"}, "$.clauses[0].credits", "must be a whole number"),
        (0, {"credits": 15.0}, "$.clauses[0].credits", "must be a whole number"),
        (0, {"credits": True}, "$.clauses[0].credits", "must be a whole number"),
        (0, {"units": 3}, "$.clauses[0].units", "the word “units” is not known here"),
        (0, {"source": " "}, "$.clauses[0].source", "must be words in quotes"),
        (1, {"group": "Z"}, "$.clauses[1].group", "there is no group “Z”"),
        (2, {"units": 1}, "$.clauses[2]", "name credits or units, not both"),
        (6, {"units": 0}, "$.clauses[6].units", "0 is not between 1 and 9999"),
        (4, {"level": 9}, "$.clauses[4].level", "9 is not between 0 and 8"),
        (4, {"scope": "about"}, "$.clauses[4].scope", "“about” is not known here"),
        (5, {"groups": []}, "$.clauses[5].groups", "must be a list with something in it"),
        (5, {"groups": ["B", "B"]}, "$.clauses[5].groups[1]", "“B” is named twice"),
        (5, {"groups": ["B", "Z"]}, "$.clauses[5].groups[1]", "there is no group “Z”"),
        (2, {"credits": [5]}, "$.clauses[2].credits", "must be a whole number"),
        (2, {"group": ["B"]}, "$.clauses[2].group", "must be words in quotes"),
        (4, {"level": True}, "$.clauses[4].level", "must be a whole number"),
        (4, {"scope": []}, "$.clauses[4].scope", "must be words in quotes"),
        (7, {"units": ["A2", "A2"]}, "$.clauses[7].units[1]", "“A2” is named twice"),
        (5, {"groups": "B"}, "$.clauses[5].groups", "must be a list with something in it"),
        (7, {"units": ["A2"]}, "$.clauses[7].units", "a barred combination takes two units or more"),
        (7, {"units": ["A2", "D1"]}, "$.clauses[7].units[1]", "no group has the unit D1"),
        (7, {"units": ["A2", 3]}, "$.clauses[7].units[1]", "must be words in quotes"),
    ],
)
def test_a_slip_in_a_clause_is_refused_with_its_place(
    clause: int, changes: dict[str, Any], path: str, message: str
) -> None:
    found = refusal(lambda data: data["clauses"][clause].update(changes))
    assert (found[0], found[1][: len(message)]) == (path, message)


@pytest.mark.parametrize("row", ["x", {}, None])
def test_a_clause_that_is_no_table_is_refused_with_its_place(row: Any) -> None:
    assert refusal(lambda data: data["clauses"].append(row)) == ("$.clauses[8]", "must be a table with something in it")


@pytest.mark.parametrize(
    ("clause", "key"),
    [
        (0, "kind"),
        (0, "credits"),
        (0, "source"),
        (1, "group"),
        (2, "credits"),
        (4, "level"),
        (4, "scope"),
        (5, "groups"),
    ],
)
def test_a_missing_word_in_a_clause_is_named(clause: int, key: str) -> None:
    assert refusal(lambda data: data["clauses"][clause].pop(key)) == (f"$.clauses[{clause}]", f"“{key}” is missing")


@pytest.mark.parametrize("key", ["rule", "version", "title", "source", "clauses", "groups"])
def test_a_missing_word_of_the_rule_is_named(key: str) -> None:
    assert refusal(lambda data: data.pop(key)) == ("$", f"“{key}” is missing")


@pytest.mark.parametrize(
    ("group", "changes", "path", "message"),
    [
        ("A", {"units": ["A1", "A1"]}, "$.groups.A.units[1]", "“A1” is named twice"),
        (
            "B",
            {"units": ["B1", "A1"]},
            "$.groups.B.units[1]",
            "the unit A1 is named twice, first at $.groups.A.units[0]",
        ),
        ("B", {"units": ["B1", "B9"]}, "$.groups.B.units[1]", "the catalogue has no unit B9"),
        ("B", {"units": []}, "$.groups.B.units", "must be a list with something in it"),
        ("B", {"groups": ["C"]}, "$.groups.B", NOT_ONE),
        ("B", {"title": ""}, "$.groups.B.title", "must be words in quotes"),
        ("options", {"groups": ["B", "Z"]}, "$.groups.options.groups[1]", "there is no group “Z”"),
        ("options", {"groups": ["B", "options"]}, "$.groups.options", "the group contains itself"),
        ("B", {"units": ["B1", "B2,C1"]}, "$.groups.B.units[1]", ODD_CODE),
        ("B", {"units": ["B1", "B2 "]}, "$.groups.B.units[1]", ODD_CODE),
        ("B", {"units": ["B1", "B\n2"]}, "$.groups.B.units[1]", ODD_CODE),
        ("B", {"units": "B1"}, "$.groups.B.units", "must be a list with something in it"),
        (
            "B",
            {"level": 3},
            "$.groups.B.level",
            "the word “level” is not known here; known are groups, outside, title, units",
        ),
        ("B", {"outside": True}, "$.groups.B", NOT_ONE),
    ],
)
def test_a_slip_in_a_group_is_refused_with_its_place(
    group: str, changes: dict[str, Any], path: str, message: str
) -> None:
    assert refusal(lambda data: data["groups"][group].update(changes)) == (path, message)


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"groups": "A"}, "$.groups", "must be a table with something in it"),
        ({"groups": {}}, "$.groups", "must be a table with something in it"),
        ({"groups": {"A": "A1"}}, "$.groups.A", "must be a table with something in it"),
        ({"groups": {" ": {}}}, "$.groups", "must be words in quotes"),
        ({"groups": {"A": {"title": "A", "groups": "B"}}}, "$.groups.A.groups", "must be a list with something in it"),
    ],
)
def test_groups_that_are_no_tables_of_lists_are_refused(changes: dict[str, Any], path: str, message: str) -> None:
    assert refusal(lambda data: data.update(changes)) == (path, message)


def test_a_group_that_nothing_uses_is_refused() -> None:
    found = refusal(lambda data: data["groups"].update(D={"title": "Group D", "groups": ["A"]}))
    assert found == ("$.groups.D", "no clause uses the group “D”")


@pytest.mark.parametrize(
    ("fact", "path", "message"),
    [
        (UnitFact("A1", "Title", -4, 4), "$.groups.A.units[0].credit", "-4 is not between 0 and 999"),
        (UnitFact("A1", "Title", 4000, 4), "$.groups.A.units[0].credit", "4000 is not between 0 and 999"),
        (UnitFact("A1", "Title", 4, 44), "$.groups.A.units[0].level", "44 is not between 0 and 8"),
        (UnitFact("A7", "Title", 4, 4), "$.groups.A.units[0]", "the catalogue gives A7 for the unit A1"),
    ],
)
def test_a_wrong_fact_of_a_unit_is_refused(fact: UnitFact, path: str, message: str) -> None:
    assert refusal(lambda data: None, {**UNITS, "A1": fact}) == (path, message)


CAP = {"name": "x", "label": "X", "caps": "part_units"}


@pytest.mark.parametrize(
    ("readings", "path", "message"),
    [
        ([{"name": "x", "label": "X"}], "$.readings[0]", "a reading has to differ from the strict one"),
        ([{"name": "x", "label": "X", "caps": "none"}], "$.readings[0].caps", "“none” is not known here"),
        ([{"name": "x", "label": "X", "levels": "up"}], "$.readings[0].levels", "“up” is not known here"),
        ([{"name": "strict", "label": "X", "caps": "part_units"}], "$.readings[0].name", "there is a reading “strict”"),
        ([CAP, CAP], "$.readings[1].name", "there is a reading “x” already"),
        ([CAP] * 21, "$.readings", "there are 21 readings; a rule has at most 20"),
        ([{"label": "X", "caps": "part_units"}], "$.readings[0]", "“name” is missing"),
        ([{"name": "x", "caps": "part_units"}], "$.readings[0]", "“label” is missing"),
        (["x"], "$.readings[0]", "must be a table with something in it"),
        ([], "$.readings", "must be a list with something in it"),
    ],
)
def test_a_slip_in_a_reading_is_refused_with_its_place(readings: list[Any], path: str, message: str) -> None:
    found = refusal(lambda data: data.update(readings=readings))
    assert (found[0], found[1][: len(message)]) == (path, message)


def test_as_many_readings_as_a_rule_may_have_are_read() -> None:
    data = {**GOOD, "readings": [{**CAP, "name": str(i)} for i in range(MOST_READINGS)]}
    assert len(parse_rule(data, UNITS).interpretations) == MOST_READINGS + 1


def test_a_reading_that_could_change_nothing_is_refused() -> None:
    def no_cap(data: dict[str, Any]) -> None:
        data["clauses"][3] = {"kind": "minimum_from_group", "group": "C", "credits": 4, "source": "000:4"}

    def no_level(data: dict[str, Any]) -> None:
        data["clauses"][4]["scope"] = "at_or_above"

    assert refusal(no_cap) == ("$.readings[0].caps", "no clause limits the credits of a group")
    assert refusal(no_level) == ("$.readings[1].levels", "no clause asks for credits at exactly one level")


@pytest.mark.parametrize(
    ("clause", "changes", "message"),
    [
        (0, {"credits": 28}, "“At least 28 credits in all” can never be met: there are 27 credits"),
        (2, {"credits": 12}, "“At least 12 credits from Group B” can never be met: there are 11 credits"),
        (4, {"credits": 15}, "“At least 15 credits at Level 4” can never be met: there are 14 credits"),
        (6, {"units": 5}, "“At least 5 units from the options” can never be met: there are 4 units"),
        (
            0,
            {"credits": 23},
            "“At least 23 credits in all” can never be met together with the other clauses. With every unit achieved: "
            "1 credit short: 22 of 23 count. 5 credits achieved but surplus.",
        ),
    ],
)
def test_a_clause_that_nobody_can_meet_is_refused(clause: int, changes: dict[str, Any], message: str) -> None:
    assert refusal(lambda data: data["clauses"][clause].update(changes)) == (f"$.clauses[{clause}]", message)


def test_a_minimum_above_the_maximum_is_refused_as_a_contradiction() -> None:
    clause = {"kind": "minimum_from_group", "group": "C", "credits": 9, "source": "000:9"}
    assert refusal(lambda data: data["clauses"].append(clause)) == (
        "$.clauses[8]",
        "“At least 9 credits from Group C” contradicts “At most 8 credits from Group C” ($.clauses[3])",
    )


def test_a_clause_that_asks_for_more_than_a_wider_limit_leaves_is_refused_with_both_named() -> None:
    clause = {"kind": "barred_together", "units": ["A1", "A2", "B2"], "source": "000:9"}
    assert refusal(lambda data: data["clauses"].append(clause)) == (
        "$.clauses[1]",
        "“Both units of Group A” contradicts “No more than one of A1, A2 and B2” ($.clauses[8])",
    )


def test_a_clause_said_twice_is_refused() -> None:
    assert refusal(lambda data: data["clauses"].append({**data["clauses"][1], "source": "000:9"})) == (
        "$.clauses[8]",
        "says the same as $.clauses[1]",
    )


def test_a_clause_said_twice_is_refused_where_there_is_one_reading() -> None:
    def change(data: dict[str, Any]) -> None:
        del data["readings"]
        data["clauses"].append(data["clauses"][1])

    assert refusal(change) == ("$.clauses[8]", "says the same as $.clauses[1]")


def test_clauses_that_say_the_same_only_in_another_reading_are_read() -> None:
    data = copy.deepcopy(GOOD)
    data["clauses"].append({**data["clauses"][4], "scope": "at_or_above"})
    strict, _, upward = parse_rule(data, UNITS).interpretations
    assert [strict.clauses[4].title == strict.clauses[8].title, upward.clauses[4].title == upward.clauses[8].title] == [
        False,
        True,
    ]


@pytest.mark.parametrize(("clause", "word"), [(5, "groups"), (7, "units")])
def test_a_clause_said_twice_in_another_order_is_refused(clause: int, word: str) -> None:
    def change(data: dict[str, Any]) -> None:
        data["clauses"].append(copy.deepcopy(data["clauses"][clause]))
        data["clauses"][-1][word].reverse()

    assert refusal(change) == ("$.clauses[8]", f"says the same as $.clauses[{clause}]")
