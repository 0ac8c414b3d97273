"""What is wrong with one unit leaves the others; what may be cut off or mixed up does not fit."""

import pytest

from tests.units.handbooks.invented_cfa import (
    DECK,
    DECK_PAGES,
    DOCUMENT,
    FARES_PAGES,
    FRONT,
    ROPES_PAGES,
    UNITS,
    changed,
    contradictions,
    criteria,
    read,
    reason,
    rows,
    unit,
)
from units.handbooks import NotAHandbook


def test_a_misread_first_letter_is_repaired_where_the_catalogue_confirms_it() -> None:
    handbook = read(changed(("K/900/0103", "1/900/0103")))
    assert rows(handbook) == [("warning", "K/900/0103", "1/900/0103", "K/900/0103")]
    assert unit(handbook, "4430-903").printed_code == "1/900/0103"
    assert unit(handbook, "4430-903").fits


@pytest.mark.parametrize("reference", ["K/900/0104", "D/900/0103", "K/9O0/0103", "1/900/0104", "K/900/010"])
def test_no_digit_and_no_letter_of_the_alphabet_is_repaired(reference: str) -> None:
    handbook = read(changed(("K/900/0103", reference)))
    assert [found.code for found in handbook.units] == ["4430-901", "4430-902"]
    assert [row[:2] for row in contradictions(handbook)] == [("error", "4430-903"), ("error", reference)]


def test_a_misread_first_letter_that_no_unit_of_that_number_confirms_is_not_repaired() -> None:
    handbook = read(changed(("K/900/0103", "1/900/0103"), ("CFA Unit Number:\tB1", "CFA Unit Number:\tB2")))
    assert ("error", "1/900/0103", "1/900/0103", "") in contradictions(handbook)
    assert "the catalogue does not confirm it" in reason(handbook, "1/900/0103")


def test_a_unit_that_the_catalogue_lacks_is_told() -> None:
    handbook = read(units=UNITS[:2])
    assert [found.code for found in handbook.units] == ["4430-901", "4430-902"]
    assert contradictions(handbook) == [("error", "K/900/0103", "Collect the fares", "")]


def test_a_unit_printed_twice_does_not_fit() -> None:
    handbook = read(DOCUMENT + FARES_PAGES)
    assert [(found.code, found.fits) for found in handbook.units] == [
        ("4430-901", True),
        ("4430-902", True),
        ("4430-903", False),
    ]
    assert contradictions(handbook) == [("error", "4430-903", "Collect the fares", "")]


def test_a_unit_with_other_counts_is_read_as_it_is_but_does_not_fit() -> None:
    handbook = read(changed((" 2.3 describe how to count coins", "")))
    fares = unit(handbook, "4430-903")
    assert (fares.fits, [len(outcome.criteria) for outcome in fares.outcomes]) == (False, [2, 2])
    assert contradictions(handbook) == [("error", "4430-903", "2-2", "2-3")]


def test_a_sentence_that_breaks_off_does_not_fit() -> None:
    handbook = read(changed(("how to count coins", "how to count the")))
    assert contradictions(handbook) == [("error", "4430-903", "describe how to count the", "")]
    assert not unit(handbook, "4430-903").fits


def test_a_unit_that_lost_its_first_line_is_still_parted_from_the_one_before() -> None:
    handbook = read(changed(("Title:\tThrow a rope ashore\t\n", "")))
    assert criteria(handbook, "4430-901") == criteria(read(), "4430-901")
    assert contradictions(handbook) == [("warning", "4430-902", "", "Throw a rope ashore")]


def test_pages_of_two_units_that_run_together_do_not_fit() -> None:
    lost = DOCUMENT[: DOCUMENT.index("Unit expiry date\t31 st")] + DOCUMENT[DOCUMENT.index("<p>Unit expiry date") :]
    handbook = read(lost)
    assert ("error", "4430-901") in [row[:2] for row in contradictions(handbook)]
    assert not unit(handbook, "4430-901").fits


def test_half_a_document_names_the_units_that_it_lacks() -> None:
    handbook = read(FRONT + DECK_PAGES + ROPES_PAGES)
    assert [(found.code, found.fits) for found in handbook.units] == [("4430-901", True), ("4430-902", True)]
    assert [(row.subject, row.place) for row in handbook.contradictions] == [("4430-903", "line 15")]


@pytest.mark.parametrize(
    "last", ["2.3 describe how to count coins", "This unit is about coins.", "Guided Learning Hours (glh)\t"]
)
def test_a_unit_that_the_end_of_the_file_cuts_off_does_not_fit(last: str) -> None:
    handbook = read(DOCUMENT[: DOCUMENT.rindex(last) + len(last)])
    fares = unit(handbook, "4430-903")
    assert not fares.fits
    assert sum(len(outcome.criteria) for outcome in fares.outcomes) == 5
    assert [row[:2] for row in contradictions(handbook)] == [("error", "4430-903")]
    assert "cut off" in handbook.contradictions[0].reason


def test_a_document_without_a_unit_is_refused() -> None:
    with pytest.raises(NotAHandbook, match=r"ends before its first unit.*import it again"):
        read(FRONT)


@pytest.mark.parametrize("cut", range(0, len(DOCUMENT), 89))
def test_wherever_the_text_ends_it_is_refused_or_told_and_never_filled_in_wrongly(cut: int) -> None:
    whole = {found.code: found.outcomes for found in read().units}
    try:
        handbook = read(DOCUMENT[:cut])
    except NotAHandbook:
        return
    told = {row.subject for row in handbook.contradictions if row.severity == "error"}
    fitting = {found.code: found.outcomes for found in handbook.units if found.fits}
    assert whole.keys() <= fitting.keys() | told
    assert all(outcomes == whole[code] for code, outcomes in fitting.items())


def test_a_document_that_begins_within_a_unit_names_it() -> None:
    handbook = read(DOCUMENT[DOCUMENT.index("Additional information") :])
    assert [found.code for found in handbook.units] == ["4430-902", "4430-903"]
    assert ("error", DECK.code, "", DECK.title) in contradictions(handbook)
