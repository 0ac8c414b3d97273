import pytest

from units.references import (
    check_letter,
    is_valid_qualification_number,
    is_valid_reference,
    is_valid_uln,
    repair_reference,
)


@pytest.mark.parametrize("reference", ["J/506/1921", "D/506/2153", "K/502/8622", "M/506/2898", "A/601/1592"])
def test_a_reference_carries_its_check_letter(reference: str) -> None:
    assert is_valid_reference(reference)
    assert check_letter(reference[2:]) == reference[0]


def test_any_single_wrong_digit_is_caught() -> None:
    right = "J/506/1921"
    wrong = [
        right[:at] + digit + right[at + 1 :]
        for at in (2, 3, 4, 6, 7, 8, 9)
        for digit in "0123456789"
        if digit != right[at]
    ]
    assert [reference for reference in wrong if is_valid_reference(reference)] == []


@pytest.mark.parametrize("text", ["", "J5061921", "j/506/1921", "J/506/192", "J/506/1921 ", "J/५०६/1921", "1/506/1921"])
def test_what_is_not_a_reference_is_not_valid(text: str) -> None:
    assert not is_valid_reference(text)


def test_check_letter_wants_seven_digits() -> None:
    with pytest.raises(ValueError, match="seven digits"):
        check_letter("506/192")


@pytest.mark.parametrize("first", "1Il|0")
def test_a_first_character_that_is_no_letter_of_the_alphabet_is_repaired(first: str) -> None:
    assert repair_reference(f"{first}/506/1921", {"J/506/1921"}) == "J/506/1921"


def test_a_repair_needs_the_same_reference_elsewhere() -> None:
    assert repair_reference("1/506/1921", set()) is None
    assert repair_reference("1/506/1921", {"J/506/1922", "1/506/1921"}) is None


@pytest.mark.parametrize("printed", ["K/506/1921", "J/506/1922", "1/5O6/1921", "1/506/192", ""])
def test_a_letter_of_the_alphabet_and_digits_are_never_repaired(printed: str) -> None:
    assert repair_reference(printed, {"J/506/1921"}) is None


@pytest.mark.parametrize("number", ["601/4756/8", "500/9516/X", "500/9466/X", "601/3544/X", "600/8537/X"])
def test_a_qualification_number_carries_its_check_character(number: str) -> None:
    assert is_valid_qualification_number(number)


@pytest.mark.parametrize("number", ["601/4756/7", "601/4756/X", "601/4756", "601/4756/8/9"])
def test_a_wrong_qualification_number_is_noticed(number: str) -> None:
    assert not is_valid_qualification_number(number)


@pytest.mark.parametrize("uln", ["9276308686", "1000000000", "1000000019", "1000000027", "1000000035", "1000000043"])
def test_a_learner_number_carries_its_check_digit(uln: str) -> None:
    assert is_valid_uln(uln)


@pytest.mark.parametrize(
    "uln", ["9999999999", "1000000001", "0276308686", "927630868", "92763086860", "927630868a", ""]
)
def test_a_placeholder_or_a_wrong_learner_number_is_not_valid(uln: str) -> None:
    assert not is_valid_uln(uln)
