"""What is said to be different, pair by pair."""

from dataclasses import replace
from typing import Any

from units.differences import Change, Differences, FactChange, Piece, differences
from units.drafting.edits import blank
from units.interchange.values import CriterionValues, OutcomeValues, QualificationValues, UnitValues


def outcome(label: str, *criteria: CriterionValues | str, text: str = "") -> OutcomeValues:
    rows = tuple(CriterionValues(row) if isinstance(row, str) else row for row in criteria)
    return OutcomeValues(label, rows, text)


def unit(*outcomes: OutcomeValues, **facts: Any) -> UnitValues:
    known = {"scheme": "7711", "number": "101", "title": "Tie up", "level": 2, "credit": 3}
    return UnitValues(**(known | facts), outcomes=outcomes)  # type: ignore[arg-type]


def of(*units: UnitValues, **facts: Any) -> QualificationValues:
    return blank(code="harbour", title="Harbours", scheme="7711", units=units, **facts)


def changes(old: UnitValues, new: UnitValues) -> tuple[Change, ...]:
    (changed,) = differences(of(old), of(new)).changed
    return (*changed.outcomes, *changed.criteria)


def worded(number: int, words: str = "") -> CriterionValues:
    return CriterionValues(f"Label {number}", words or f"The candidate shows thing {number}")


def test_nothing_is_different_where_nothing_is() -> None:
    found = differences(of(unit(outcome("One", "a", "b"))), of(unit(outcome("One", "a", "b"))))
    assert found == Differences((), (), (), (), (), 1)
    assert not found


def test_an_inserted_criterion_is_added_and_the_others_renumbered() -> None:
    old = unit(outcome("One", "a", "b", "c"))
    new = unit(outcome("One", "a", "fresh", "b", "c"))
    assert changes(old, new) == (
        Change("", "1.2", "fresh"),
        Change("1.2", "1.3", "b"),
        Change("1.3", "1.4", "c"),
    )


def test_a_criterion_taken_out_is_told_where_it_stood() -> None:
    old, new = unit(outcome("One", "a", "b", "c")), unit(outcome("One", "a", "c"))
    assert changes(old, new) == (Change("1.2", "", "b"), Change("1.3", "1.2", "c"))


def test_what_came_or_went_is_told_in_its_own_words() -> None:
    one, two = worded(1, "Tie the rope"), worded(2, "Coil the chain")
    added, removed = (Piece("added", "Coil the chain"),), (Piece("removed", "Coil the chain"),)
    assert changes(unit(outcome("One", one)), unit(outcome("One", one, replace(two, label="")))) == (
        Change("", "1.2", "", wording=added),
    )
    assert changes(unit(outcome("One", one, two)), unit(outcome("One", one))) == (
        Change("1.2", "", "Label 2", wording=removed),
    )


def test_a_criterion_is_known_by_its_wording_whatever_its_label_and_place() -> None:
    old = unit(outcome("One", worded(1), worded(2)), outcome("Two", worded(3)))
    new = unit(outcome("One", worded(1)), outcome("Two", worded(3), replace(worded(2), label="Say it")))
    assert changes(old, new) == (
        Change("1.2", "2.2", "Say it", label=(Piece("removed", "Label 2"), Piece("added", "Say it"))),
    )


def test_words_that_changed_are_marked() -> None:
    old = unit(outcome("One", worded(1, "Tie the rope to the ring")))
    new = unit(outcome("One", worded(1, "Tie the wet rope to a ring")))
    (change,) = changes(old, new)
    assert change.wording == (
        Piece("same", "Tie the"),
        Piece("added", "wet"),
        Piece("same", "rope to"),
        Piece("removed", "the"),
        Piece("added", "a"),
        Piece("same", "ring"),
    )
    assert (change.kind, change.words) == ("changed", "Reworded")


def test_words_that_one_side_leaves_out_are_no_difference() -> None:
    with_words, without = unit(outcome("One", worded(1))), unit(outcome("One", "Label 1"))
    assert not differences(of(with_words), of(without))
    assert not differences(of(without), of(with_words))


def test_a_label_that_changed_in_its_place_is_a_relabelling() -> None:
    old, new = unit(outcome("One", "a", "b", "c")), unit(outcome("One", "a", "other words", "c"))
    (change,) = changes(old, new)
    assert (change.old, change.new, change.words) == ("1.2", "1.2", "Relabelled")


def test_two_criteria_of_the_same_words_keep_their_numbers() -> None:
    old = unit(outcome("One", "same", "x"), outcome("Two", "same", "y"))
    new = unit(outcome("One", "x"), outcome("Two", "same", "y"))
    assert changes(old, new) == (Change("1.1", "", "same"), Change("1.2", "1.1", "x"))


def test_outcomes_are_moved_added_and_taken_out() -> None:
    old = unit(outcome("One", "a", "b"), outcome("Two", "c"), outcome("Gone", "d"))
    new = unit(outcome("Two", "c"), outcome("One again", "a", "b"), outcome("New", "e"), outcome("Newer", "f"))
    changed = differences(of(old), of(new)).changed[0].outcomes
    assert [(change.old, change.new, change.kind) for change in changed] == [
        ("2", "1", "renumbered"),
        ("3", "", "removed"),
        ("1", "2", "changed"),
        ("", "3", "added"),
        ("", "4", "added"),
    ]


def test_units_are_known_by_their_code() -> None:
    first, second = unit(outcome("One", "a")), unit(outcome("One", "a"), number="102")
    third = unit(outcome("One", "a"), number="103", title="Tie up")
    found = differences(of(first, second), of(third, replace(first, credit=4, group="A")))
    assert (found.added, found.removed, found.unchanged) == ((third,), (second,), 0)
    assert found.changed[0].facts == (FactChange("credit", "Credits", "3", "4"), FactChange("group", "Group", "", "A"))


def test_the_rule_is_compared_in_words() -> None:
    def rule(credits: int) -> dict[str, Any]:
        clauses = [
            {"kind": "minimum_credits", "credits": credits, "source": "3"},
            {"kind": "all_of_group", "group": "A", "source": "3"},
        ]
        groups = {"A": {"title": "Group A", "units": ["7711-101"]}}
        return {"rule": "r", "version": "1", "title": "R", "source": "3", "groups": groups, "clauses": clauses}

    one = unit(outcome("One", "a"), group="A")
    found = differences(of(one, rule=rule(3)), of(one, rule=rule(2)))
    assert found.rule == (Piece("removed", "At least 3 credits in all"), Piece("added", "At least 2 credits in all"))
