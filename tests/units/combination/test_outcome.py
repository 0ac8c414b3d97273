"""What a verdict shows of a clause: numbers, units, and the place in the handbook."""

from typing import Any

import pytest

from tests.units.combination.test_language import GOOD, UNITS
from units.combination import ClauseOutcome, UnitFact, evaluate, parse_rule
from units.combination.later import Later
from units.combination.outcome import Words


@pytest.mark.parametrize(
    ("source", "cited"),
    [
        ("004:45", "handbook, line 45"),
        ("004:50-52", "handbook, lines 50 to 52"),
        ("001:11, 17-19", "handbook, lines 11, 17 to 19"),
        ("specification 4.1", "specification 4.1"),
    ],
)
def test_a_reader_is_led_to_the_lines_of_the_handbook(source: str, cited: str) -> None:
    clause = ClauseOutcome(
        path="1", kind="minimum_credits", title="", measure="credits", have=0, need=1, limit=None, met=False, short=1,
        source=source, words=Later.known(Words((), "", "")),
    )  # fmt: skip
    assert clause.cited == cited


def test_a_barred_combination_needs_nothing_and_has_a_limit_of_one_unit() -> None:
    barred = evaluate(parse_rule(GOOD, UNITS), ["A1", "A2", "C1"]).clauses[7]
    assert (barred.have, barred.need, barred.limit, barred.measure, barred.short) == (1, 0, 1, "units", 0)
    assert barred.explain == "1 unit counts; 1 surplus, still on the unit listing."


def test_the_stored_verdict_names_readings_and_the_units_of_a_clause() -> None:
    stored = evaluate(parse_rule(GOOD, UNITS), ["A1", "C2"]).to_dict()
    assert [reading["label"] for reading in stored["readings"]] == [
        "Strict: whole units, each level by itself",
        "In part",
        "Higher levels",
    ]
    assert stored["clauses"][1]["units"] == [
        {"code": "A1", "title": "Title A1", "credit": 4, "counted": True, "credits_counted": 4}
    ]


def test_a_unit_that_counts_in_part_is_not_short_of_being_there() -> None:
    """Of the six credits that may count the lower code gives five; the mandatory unit counts with the sixth."""
    data: dict[str, Any] = {
        "rule": "r", "version": "1", "title": "R", "source": "-",
        "groups": {
            "C": {"title": "C", "units": ["C1"]},
            "M": {"title": "M", "units": ["M1"]},
            "both": {"title": "both", "groups": ["C", "M"]},
        },
        "clauses": [
            {"kind": "all_of_group", "group": "M", "source": "-"},
            {"kind": "maximum_from_group", "group": "both", "credits": 6, "source": "-"},
            {"kind": "maximum_from_group", "group": "C", "credits": 5, "source": "-"},
        ],
        "readings": [{"name": "in_part", "label": "In part", "caps": "part_units"}],
    }  # fmt: skip
    facts = {code: UnitFact(code, code, credit, 4) for code, credit in [("C1", 5), ("M1", 4)]}
    clause = evaluate(parse_rule(data, facts), facts).readings[1].clauses[0]
    assert (clause.have, clause.need, clause.met, clause.short, clause.explain) == (
        1,
        4,
        True,
        0,
        "Met. 3 credits achieved but surplus.",
    )
