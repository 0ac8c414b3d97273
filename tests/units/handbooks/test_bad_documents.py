"""What cannot be a handbook is refused with a remedy; what is wrong with one unit leaves the others."""

import pytest

from tests.units.handbooks.invented import (
    DOCUMENT,
    FOG,
    FOG_PAGES,
    FRONT,
    LAMP_PAGES,
    LOG_PAGES,
    changed,
    contradictions,
    criteria,
    fits,
    read,
    shares,
    unit,
)
from units.handbooks import NotAHandbook, text_of

NOT_HANDBOOKS = {
    "empty": ("", "The file is empty"),
    "blank": (" \n\n\t\n", "The file is empty"),
    "binary": ("%PDF-1.7\n\x00\x01ProQual", "not plain text"),
    "wrong encoding": (DOCUMENT.replace("keeper's", "keeperâ€™s"), "not in UTF-8"),
    "lost characters": (DOCUMENT.replace("keeper's", "keeper\ufffds"), "not in UTF-8"),
    "a letter": ("Dear centre,\n\nthe handbook follows by post.\n", "not a handbook in a layout"),
    "another body's": ("City & Guilds\nLevel 2 Lighthouses\nUnit 201 Lamps\n", "City & Guilds document"),
    "no units": (FRONT, "ends before its first unit"),
    "no front pages": (LAMP_PAGES + "ProQual", "lack: Qualification title, Ofqual qualification number, Level"),
    "no dates": (changed("Qualification end date 1/12/2031", ""), "lack: Qualification end date"),
    "month first": (changed("1/12/2031", "1/13/2031"), "“1/13/2031”, which is not a date"),
    "date in words": (changed("3/2/2020", "3-2-2020"), "“3-2-2020”, which is not a date"),
}


@pytest.mark.parametrize(("text", "message"), NOT_HANDBOOKS.values(), ids=NOT_HANDBOOKS.keys())
def test_what_is_no_handbook_is_refused_with_what_to_do(text: str, message: str) -> None:
    with pytest.raises(NotAHandbook) as refusal:
        read(text)
    assert message in str(refusal.value)
    assert "import it again" in str(refusal.value)


FILES = {
    "empty": (b"", "The file is empty"),
    "blank": (b" \n\t", "The file is empty"),
    "UTF-16": ("ProQual".encode("utf-16"), "in UTF-16"),
    "UTF-16 without its mark": ("ProQual".encode("utf-16-be"), "in UTF-16"),
    "Windows": (b"first\nkeeper\x92s", "not in UTF-8: line 2 has the byte 92"),
    "Word": (b"PK\x03\x04word/document.xml", "may be a Word document or a picture"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "may be a Word document or a picture"),
    "half a letter": ("the keeper’s"[:11].encode()[:-1], "line 1 has the byte E2"),
}


@pytest.mark.parametrize(("content", "message"), FILES.values(), ids=FILES.keys())
def test_a_file_that_is_no_text_is_refused_with_what_to_do(content: bytes, message: str) -> None:
    with pytest.raises(NotAHandbook) as refusal:
        text_of(content)
    assert message in str(refusal.value)
    assert "import it again" in str(refusal.value)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_text_in_utf_8_is_read_with_and_without_its_mark(mark: str) -> None:
    assert read(text_of(f"{mark}{DOCUMENT}".encode())) == read()


def test_half_a_handbook_names_the_units_it_lacks_and_does_not_trust_its_last() -> None:
    handbook = read(FRONT + LAMP_PAGES + LOG_PAGES)
    assert fits(handbook) == {"R/900/0001": True, "J/900/0013": False}
    assert shares(handbook, "J/900/0013") == [2, 1]
    by_subject = {row.subject: row for row in handbook.contradictions}
    assert sorted(contradictions(handbook)) == [("error", "D/900/0003"), ("error", "J/900/0013")]
    assert by_subject["D/900/0003"].stored == "Sound the fog signal"
    assert "cut off" in by_subject["D/900/0003"].reason
    assert "others follow it" in by_subject["J/900/0013"].reason


def test_a_handbook_cut_off_within_a_unit_does_not_fill_it_in() -> None:
    handbook = read(DOCUMENT[: DOCUMENT.index("2.2 Trim")])
    assert fits(handbook) == {"R/900/0001": True, "J/900/0013": True, "D/900/0003": False}
    assert shares(handbook, "D/900/0003") == [1, 1]
    assert contradictions(handbook) == [("error", "D/900/0003")]
    assert "Criteria: 2 in the handbook's text, 3 in the catalogue (1-2)" in handbook.contradictions[0].reason


def test_a_criterion_that_breaks_off_does_not_fill_its_unit_in() -> None:
    handbook = read(changed("2.2 Trim the signal's horn", "2.2 Trim the"))
    assert not unit(handbook, "D/900/0003").fits
    assert criteria(handbook, "D/900/0003")[2] == ("2.2", "2.2", "Trim the")
    assert "Criterion 2.2 breaks off" in handbook.contradictions[0].reason


def test_a_mangled_reference_above_a_unit_is_named_and_not_filled_in() -> None:
    handbook = read(changed("Unit J/900/0013", "Unit K/900/0013"))
    assert [unit.code for unit in handbook.units] == ["R/900/0001", "D/900/0003"]
    assert sorted(contradictions(handbook)) == [("error", "J/900/0013"), ("error", "K/900/0013")]
    mangled = next(row for row in handbook.contradictions if row.subject == "K/900/0013")
    assert "The check letter of 900/0013 is J, not K" in mangled.reason


def test_a_letter_among_the_digits_is_named_and_not_repaired() -> None:
    handbook = read(changed("Unit J/900/0013", "Unit J/9O0/0013"))
    assert ("error", "J/9O0/0013") in contradictions(handbook)


def test_a_mangled_reference_in_the_table_leaves_the_catalogue_s_level_and_credit() -> None:
    handbook = read(changed("J/900/0013 Keep", "K/900/0013 Keep"))
    log = unit(handbook, "J/900/0013")
    assert (log.level, log.credit, len(log.outcomes)) == (3, 3, 2)
    assert contradictions(handbook) == [("error", "K/900/0013"), ("warning", "J/900/0013")]


def test_a_misread_first_letter_that_stands_nowhere_else_is_not_repaired() -> None:
    handbook = read(DOCUMENT.replace("J/900/0013", "1/900/0013"))
    assert contradictions(handbook).count(("error", "1/900/0013")) == 2


def test_a_unit_with_one_criterion_more_than_the_catalogue_is_read_as_it_is_and_not_filled_in() -> None:
    handbook = read(changed("2.2 Trim", "2.2 Describe the sea\n\n2.3 Trim"))
    assert fits(handbook) == {"R/900/0001": True, "J/900/0013": True, "D/900/0003": False}
    assert [(number, text) for number, _, text in criteria(handbook, "D/900/0003")] == [
        ("1.1", "Explain how to judge the range of sight from the gallery"),
        ("2.1", "Describe the signal's rhythm"),
        ("2.2", "Describe the sea"),
        ("2.3", "Trim the signal's horn"),
    ]
    assert contradictions(handbook) == [("error", "D/900/0003")]


@pytest.mark.parametrize(
    ("labels", "shared"),
    [
        (("1.1", "1.2", "2.1", "2.2", "2.3"), [2, 3]),
        (("1.1", "12", "21", "2.2", "2.3"), [2, 3]),
        (("1.1", "", "2.1", "2.2", "2.3"), [2, 3]),
        (("", "1.2", "1.3", "", "2.2"), [3, 2]),
        (("1.1", "1.2", "", "", ""), []),
        (("1.1", "2.1", "1.2", "2.2", "2.3"), []),
        (("1.1", "2.1", "3.1", "3.2", "3.3"), []),
    ],
)
def test_where_the_catalogue_has_other_numbers_of_criteria_the_printed_labels_share_them_out(
    labels: tuple[str, ...], shared: list[int]
) -> None:
    texts = ("Describe the reef", "Explain the tide", "Describe the wind", "Explain the moon", "Describe the rocks")
    lines = "\n\n".join(f"{label} {text}".strip() for label, text in zip(labels, texts, strict=True))
    head, _, _ = FOG_PAGES.partition("1.1 Explain")
    handbook = read(FRONT + LAMP_PAGES + LOG_PAGES + f"{head}{lines}\n")
    assert shares(handbook, "D/900/0003") == shared
    reasons = [row.reason for row in handbook.contradictions]
    assert "Criteria: 5 in the handbook's text, 3 in the catalogue (1-2)" in reasons[0]
    assert ["do not tell which criteria belong to which outcome" in reason for reason in reasons[1:]] == [True] * (
        not shared
    )


@pytest.mark.parametrize(
    ("labels", "shared"),
    [("1.1\n\n1.2\n\n1.3\n\n2.1", [3, 2]), ("1.1\n\n1.3\n\n2.1", [3, 2]), ("1.1\n\n1.2\n\n2.1", [])],
)
def test_a_block_of_labels_shares_out_where_it_can_be_matched_with_its_page(labels: str, shared: list[int]) -> None:
    handbook = read(
        changed("Describe the parts of the lamp\n", "Describe the parts of the lamp\n\nDescribe the oil\n").replace(
            "1.1\n\n1.2\n\n2.1\n\nAssessment", f"{labels}\n\nAssessment"
        )
    )
    assert shares(handbook, "R/900/0001") == shared
    assert not unit(handbook, "R/900/0001").fits


def test_a_unit_with_one_outcome_less_than_its_criteria_count_is_not_shared_out() -> None:
    handbook = read(changed("2 Be able to sound the signal\n", ""))
    assert unit(handbook, "D/900/0003").outcomes == ()
    counted, shared = handbook.contradictions
    assert "Outcomes: 1 in the handbook's text, 2 in the catalogue (1-2)" in counted.reason
    assert "nothing can be filled in from here" in shared.reason


def test_labels_that_count_the_outcomes_differently_are_believed() -> None:
    handbook = read(changed("2.1 Describe", "1.2 Describe").replace("2.2 Trim", "2.1 Trim"))
    assert not unit(handbook, "D/900/0003").fits
    assert [number for number, _, _ in criteria(handbook, "D/900/0003")] == ["1.1", "1.2", "2.1"]
    row = handbook.contradictions[0]
    assert (row.severity, row.printed, row.stored) == ("error", "2-1", "1-2")


def test_a_page_with_more_labels_than_criteria_is_not_believed_though_the_total_fits() -> None:
    moved = changed("Describe the parts of the lamp\n\nTrim", "Trim")
    handbook = read(moved.replace("Clean the glass", "Describe the parts of the lamp\n\nClean the glass"))
    assert not unit(handbook, "R/900/0001").fits
    assert shares(handbook, "R/900/0001") == [2, 2]
    assert contradictions(handbook) == [("error", "R/900/0001")]


def test_columns_that_cannot_be_parted_are_not_guessed() -> None:
    mixed = changed("1 Understand when fog is thick\n", "").replace(
        "1.1 Explain how to judge the range of sight\nfrom the gallery",
        "1 Understand when fog 1.1 Explain how to judge the range of sight\nis thick from the gallery",
    )
    handbook = read(mixed.replace("2 Be able to sound the signal\n", "").replace("\n2.1 D", "\n2 Sound it 2.1 D"))
    assert unit(handbook, "D/900/0003").outcomes == ()
    assert handbook.contradictions[0].printed == "is thick from the gallery"


def test_another_level_or_credit_is_told_and_the_wording_still_read() -> None:
    handbook = read(changed("Tend the lamp 2 4", "Tend the lamp 3 4"))
    assert len(unit(handbook, "R/900/0001").outcomes) == 2
    assert [(row.severity, row.printed, row.stored) for row in handbook.contradictions] == [
        ("warning", "level 3, 4 credits", "level 2, 4 credits")
    ]


def test_another_title_is_told_and_the_wording_still_read() -> None:
    handbook = read(DOCUMENT.replace("Tend the lamp", "Tend the fire"))
    assert (handbook.units[0].title, len(handbook.units[0].outcomes)) == ("Tend the fire", 2)
    assert contradictions(handbook) == [("warning", "R/900/0001")]


def test_a_unit_that_the_catalogue_lacks_is_told() -> None:
    handbook = read(DOCUMENT + FOG_PAGES.replace("D/900/0003", "Y/900/0002"))
    assert [unit.code for unit in handbook.units] == ["R/900/0001", "J/900/0013", "D/900/0003"]
    assert contradictions(handbook) == [("error", "Y/900/0002")]


def test_a_unit_printed_twice_is_read_once_and_not_filled_in() -> None:
    handbook = read(DOCUMENT + FOG_PAGES.replace("rhythm", "pause"))
    assert fits(handbook) == {"R/900/0001": True, "J/900/0013": True, "D/900/0003": False}
    assert criteria(handbook, "D/900/0003") == criteria(read(), "D/900/0003")
    assert contradictions(handbook) == [("error", "D/900/0003")]


@pytest.mark.parametrize("cut", range(0, len(DOCUMENT), 97))
def test_wherever_the_text_ends_it_is_refused_or_told_and_never_filled_in_wrongly(cut: int) -> None:
    whole = {unit.code: unit.outcomes for unit in read().units}
    try:
        handbook = read(DOCUMENT[:cut])
    except NotAHandbook:
        return
    told = {row.subject for row in handbook.contradictions}
    filled = {unit.code for unit in handbook.units if unit.fits}
    assert filled | told == set(whole)
    complete = [unit for unit in handbook.units if unit.fits and unit.code != FOG.code]
    assert [unit.outcomes for unit in complete] == [whole[unit.code] for unit in complete]
