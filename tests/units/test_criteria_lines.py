"""Which wording a line keeps when somebody edits the list of criteria."""

import pytest

from units.drafting.criteria import labels_in, relabelled
from units.interchange.values import CriterionValues

BEFORE = [CriterionValues(label, f"words of {label}", printed=label) for label in ("one", "two", "three", "four")]
OTHER = CriterionValues("elsewhere", "words of elsewhere")


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ("one two three four", "one two three four"),
        ("one 2 three four", "one two three four"),
        ("1 2 3 4", "one two three four"),
        ("one new two three four", "one - two three four"),
        ("two three four", "two three four"),
        ("four two three one", "four two three one"),  # two lines that change places take their words along
        ("two one three four", "two one three four"),
        ("one two elsewhere three four", "one two elsewhere three four"),
        ("elsewhere two three four", "elsewhere two three four"),
        ("one 2 and three four", "one - - three four"),  # nobody can tell which of the two is the second
        ("one TWO three four", "one two three four"),
        ("one one three four", "one - three four"),
    ],
)
def test_a_line_keeps_its_own_words_or_none(labels: str, words: str) -> None:
    kept = relabelled(BEFORE, labels.split(), [OTHER])
    assert [row.label for row in kept] == labels.split()
    assert [row.text.removeprefix("words of ") or "-" for row in kept] == words.split()


def test_a_line_of_another_outcome_that_is_still_there_lends_no_words() -> None:
    (row,) = relabelled([], ["elsewhere"])
    assert row == CriterionValues("elsewhere")


def test_pasted_numbers_bullets_and_empty_lines_are_no_part_of_a_label() -> None:
    assert labels_in("1.1 One\n\n 1.2) Two\r\n- Three\n• Four\n5 ropes\n") == ["One", "Two", "Three", "Four", "5 ropes"]
