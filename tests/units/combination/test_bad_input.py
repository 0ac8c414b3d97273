"""Whatever a rule, a file of units or the command line is given: an answer or a refusal, and never anything else."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profile import examples
from tests.units.combination.test_groups import OUTSIDE, with_outside
from tests.units.combination.test_language import GOOD, UNITS, refusal
from units.combination import RuleError, UnitFact, checks, evaluate, load_units, parse_rule
from units.combination.__main__ import main

WORDS = sorted(
    {word for clause in GOOD["clauses"] for word in clause}
    | {clause["kind"] for clause in GOOD["clauses"]}
    | {*GOOD, *GOOD["groups"], *UNITS, *OUTSIDE, "title", "outside", "level", "caps", "part_units", "at_or_above"}
)
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.sampled_from([-1, 0, 1, 4, 8, 10**4000])
    | st.floats()
    | st.text(max_size=3)
    | st.sampled_from(WORDS)
)
KEYS = st.sampled_from(WORDS) | st.text(max_size=3)
ANYTHING = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, one in inner for found in places(one, (*path, key)))]


def put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value
    return None


def changed(good: dict[str, Any], data: st.DataObject) -> Any:
    """The rule with something else in one place, or in several."""
    made: Any = copy.deepcopy(good)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(made)))
        whole = put(made, path, data.draw(ANYTHING))
        if not path:
            return whole
    return made


def refused(read: Callable[[], object]) -> RuleError | None:
    try:
        read()
    except RuleError as error:
        return error
    return None


@examples(150)
@given(ANYTHING)
def test_what_is_no_rule_is_refused(data: Any) -> None:
    with pytest.raises(RuleError):
        parse_rule(data, UNITS)


@examples(400)
@given(st.data())
def test_a_rule_with_anything_in_any_place_is_read_or_refused_with_the_place(data: st.DataObject) -> None:
    rule = changed(with_outside(), data)
    error = refused(lambda: parse_rule(rule, UNITS | OUTSIDE))
    assert error is None or (error.path.startswith("$") and error.message)


UNIT_FILE = {
    "qualification": {"scheme": "S", "framework": "none"},
    "units": [
        {
            "number": "A1",
            "title": "One",
            "level": 4,
            "credit": 4,
            "guided_hours": 9,
            "outcomes": [{"criteria": ["x", "y"]}],
        },
        {"number": "A2", "same_as": "A1", "method": "test"},
    ],
}


@examples(150)
@given(st.data())
def test_a_file_of_units_with_anything_in_any_place_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(toml(changed(UNIT_FILE, data)), encoding="utf-8", errors="replace")
    error = refused(lambda: load_units(path))
    assert error is None or error.message


@examples(60)
@given(st.binary(max_size=30) | st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_the_command_takes_any_file_for_bad_input(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any-rule.toml"
    path.write_bytes(content)
    assert main(["evaluate", str(path), "--achieved", ""]) == 2


def toml(value: Any, *, top: bool = True) -> str:
    """Near enough to TOML: what is not is refused as such."""
    if isinstance(value, dict):
        rows = [f"{json.dumps(key)} = {toml(one, top=False)}" for key, one in value.items() if one is not None]
        return "\n".join(rows) if top else "{" + ", ".join(rows) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(one, top=False) for one in value if one is not None) + "]"
    if isinstance(value, int) and not isinstance(value, bool):
        return hex(value) if value >= 0 else "-1"
    return json.dumps(value, ensure_ascii=False)


def clause(kind: str, **words: Any) -> dict[str, Any]:
    return {"kind": kind, **words, "source": "000:9"}


TOGETHER = "can never be met together with the other clauses"


@pytest.mark.parametrize(
    ("added", "path", "reason"),
    [
        (
            [clause("minimum_from_group", group="C", credits=9)],
            "$.clauses[8]",
            "“At least 9 credits from Group C” contradicts “At most 8 credits from Group C” ($.clauses[3])",
        ),
        (
            [clause("maximum_from_group", group="options", units=1)],
            "$.clauses[6]",
            "“At least 2 units from the options” contradicts “At most 1 unit from the options” ($.clauses[8])",
        ),
        (
            [clause("maximum_from_group", group="A", credits=6)],
            "$.clauses[1]",
            f"“Both units of Group A” {TOGETHER}",
        ),
        (
            [clause("maximum_from_group", group="A", units=1)],
            "$.clauses[1]",
            "“Both units of Group A” contradicts “At most 1 unit from Group A” ($.clauses[8])",
        ),
        (
            [clause("barred_together", units=["A2", "A1"])],
            "$.clauses[1]",
            "“Both units of Group A” contradicts “No more than one of A2 and A1” ($.clauses[8])",
        ),
        (
            [clause("exactly_one_from_each", groups=["A"])],
            "$.clauses[1]",
            "“Both units of Group A” contradicts “One of A1 and A2” ($.clauses[8])",
        ),
        (
            [clause("minimum_at_level", level=5, scope="exactly", credits=5)],
            "$.clauses[8]",
            f"“At least 5 credits at Level 5” {TOGETHER}",
        ),
        (
            [clause("minimum_at_level", level=4, scope="at_or_above", credits=16, group="options")],
            "$.clauses[8]",
            "“At least 16 credits at Level 4 or above from the options” can never be met: there are 15 credits",
        ),
        (
            [clause("minimum_at_level", level=6, scope="at_or_above", credits=1)],
            "$.clauses[8]",
            "“At least 1 credit at Level 6 or above” can never be met: there are 0 credits",
        ),
        (
            [clause("exactly_one_from_each", groups=["C"]), clause("minimum_from_group", group="C", units=2)],
            "$.clauses[9]",
            "“At least 2 units from Group C” contradicts “One of C1 and C2” ($.clauses[8])",
        ),
        (
            [clause("minimum_credits", credits=23)],
            "$.clauses[8]",
            f"“At least 23 credits in all” {TOGETHER}",
        ),
    ],
)
def test_clauses_that_contradict_each_other_are_refused_at_load(
    added: list[dict[str, Any]], path: str, reason: str
) -> None:
    found = refusal(lambda data: data["clauses"].extend(added))
    assert (found[0], found[1].partition(". With every unit achieved")[0]) == (path, reason)


def test_a_minimum_in_a_group_above_the_maximum_of_the_group_around_it_is_refused_at_load() -> None:
    def change(data: dict[str, Any]) -> None:
        del data["readings"]
        data["clauses"] = [
            clause("maximum_from_group", group="options", credits=4),
            clause("minimum_from_group", group="B", credits=5),
            clause("minimum_from_group", group="A", units=1),
        ]

    assert refusal(change) == (
        "$.clauses[1]",
        "“At least 5 credits from Group B” contradicts “At most 4 credits from the options” ($.clauses[0])",
    )


def test_a_unit_named_twice_is_refused_wherever_it_is_named() -> None:
    twice = refusal(lambda data: data["groups"].update(D={"title": "D", "units": ["B1"]}))
    assert twice == ("$.groups.D.units[0]", "the unit B1 is named twice, first at $.groups.B.units[0]")
    twice = refusal(lambda data: data["clauses"].append(clause("barred_together", units=["A2", "C1", "A2"])))
    assert twice == ("$.clauses[8].units[2]", "“A2” is named twice")


def test_a_rule_that_would_keep_a_page_waiting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {
        f"{k}{n:02}": UnitFact(f"{k}{n:02}", "", 3 + (7 * n + k) % 8, 3 + (n * k) % 3)
        for k in range(3)
        for n in range(9)
    }
    groups = {key: {"title": key, "units": [code for code in facts if code[0] == key]} for key in "012"}
    clauses = [clause("maximum_from_group", group=key, credits=20) for key in groups]
    clauses += [clause("minimum_at_level", level=level, scope="exactly", credits=14) for level in (3, 4, 5)]
    data = {"rule": "r", "version": "1", "title": "R", "source": "-", "groups": groups, "clauses": clauses}
    assert evaluate(parse_rule(data, facts), facts).met
    monkeypatch.setattr(checks, "MOST_WORK", 100)
    with pytest.raises(RuleError, match="are too many on the same units to be judged exactly") as caught:
        parse_rule(data, facts)
    assert caught.value.path == "$.clauses"


INTRICATE = (
    "$.clauses",
    "these limits, barred combinations and levels are too many on the same units to be judged exactly. "
    "Divide the group, or leave out a limit that another one implies",
)


def within_sixty(groups: int, *more: dict[str, Any]) -> RuleError | None:
    """A rule with sixty credits at most of all groups, each of three units of five credits, and a minimum for each."""
    keys = [f"G{i}" for i in range(groups)]
    facts = {f"{key}{n}": UnitFact(f"{key}{n}", "Title", 5, 4) for key in keys for n in range(3)}
    data: dict[str, Any] = {"rule": "r", "version": "1", "title": "R", "source": "-"}
    data["groups"] = {key: {"title": key, "units": [code for code in facts if code.startswith(key)]} for key in keys}
    data["groups"]["all"] = {"title": "all", "groups": keys}
    minima = [clause("minimum_from_group", group=key, credits=5) for key in keys]
    data["clauses"] = [clause("maximum_from_group", group="all", credits=60), *minima, *more]
    return refused(lambda: parse_rule(data, facts))


def test_a_rule_too_intricate_to_be_judged_exactly_is_refused() -> None:
    assert within_sixty(4) is None
    error = within_sixty(5)
    assert error is not None
    assert (error.path, error.message) == INTRICATE


def test_a_rule_is_too_intricate_if_one_of_its_limits_is_by_itself() -> None:
    """As for a portfolio that keeps the limits inside it."""
    inside = [clause("maximum_from_group", group=f"G{i}", credits=14) for i in range(5)]
    error = within_sixty(5, *inside)
    assert error is not None
    assert (error.path, error.message) == INTRICATE
