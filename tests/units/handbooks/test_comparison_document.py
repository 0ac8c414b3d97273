"""The real comparison of 4430 with 4543: every row's numbers, credit and level of difference, and all its slips.

The document belongs to the awarding organisation and is not in the repository. Titles are facts and stand in the
facts of the units; the remarks are held as a fingerprint, taken after each had been compared with the printed text.
"""

import hashlib
import os
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tests.units.handbooks.cfa_facts import EXPECTED
from units.handbooks import ReadHandbook, read_handbook
from units.handbooks.comparison import meaning

NAME = "cg-4430-and-4543-comparison.txt"

# new number, previous number, credit, level of difference, as printed and in the order of the table
ROWS = """
101 101 4 Minor | 201 105 4 Minor | 301 301 6 Minor | 302 302 6 Minor | 401 - 10 NEW | 402 - 10 NEW
102 102 5 Minor | 103 107 5 Minor | 202 103 5 Minor | 203 201 5 Minor | 204 202 6 Minor | 205 203 5 Minor
206 204 6 Minor | 207 205 6 Minor | 208 206 6 Minor | 209 208 5 Minor | 210 209 5 Minor | 211 209 6 Minor
303 207 6 Minor | 304 303 8 Minor | 305 304 7 No Change | 306 - 7 New | 403 401 10 Minor | 404 - 11 New
104 104 5 Minor | 212 210 5 Minot | 213 211 5 Minor | 214 212 5 Minor | 215 - 8 New | 216 - 4 New
217 - 5 New | 218 - 4 New | 307 305 6 Minor | 308 306 6 None | 309 307 7 Minor | 405 402 8 None
406 403 10 None | 407 - 8 Minor | 408 405 8 Minor | 409 - 8 New | 105 106 5 Minor | 106 - 4 New
219 213 6 Minor | 220 - 6 New | 310 308 6 | 311 309 10 Minor | 312 310 6 | 410 406 10 Minor
221 214 6 Minor | 222 215 5 Minor | 223 216 6 Minor | 224 - 5 New | 225 - 5 New | 226 - 6 New
227 - 5 New | 313 311 8 Minor | 314 312 7 None | 315 313 8 None | 316 314 7 None | 317 315 10 None
318 - 7 New | 411 407 10 Minor | 412 408 9 None | 413 409 11 Minor | 414 411 7 None | 415 - 11 New
416 - 11 New | 417 - 7 New
"""


@pytest.fixture(scope="module")
def text() -> str:
    path = Path(settings.HANDBOOKS_DIR) / NAME
    if path.exists():
        return path.read_text(encoding="utf-8")
    absent = f"{NAME} is not in HANDBOOKS_DIR ({settings.HANDBOOKS_DIR})"
    if os.environ.get("CI"):
        pytest.fail(f"{absent}, and CI has to read it")
    pytest.skip(f"{absent}, so the reader cannot be tried on it")


@pytest.fixture(scope="module")
def handbook(text: str) -> ReadHandbook:
    return read_handbook(text, expected=EXPECTED)


def test_it_is_read_whole_and_contradicts_nothing(handbook: ReadHandbook) -> None:
    assert (handbook.layout, handbook.edition, handbook.units) == ("cg4430-comparison", "", ())
    assert "4430" in handbook.title
    assert "4543" in handbook.title
    assert len(handbook.comparisons) == 68
    assert handbook.contradictions == ()


def test_every_row_has_its_numbers_credit_and_level_of_difference(handbook: ReadHandbook) -> None:
    found = [
        f"{row.code.removeprefix('4430-')} {','.join(row.previous) or '-'} {row.credit} {row.difference}".strip()
        for row in handbook.comparisons
    ]
    assert found == [row.strip() for line in ROWS.strip().split("\n") for row in line.split("|")]


def test_levels_of_difference_are_counted_as_they_were_meant(handbook: ReadHandbook) -> None:
    printed = Counter(row.difference for row in handbook.comparisons)
    assert printed == {"Minor": 36, "Minot": 1, "New": 17, "NEW": 2, "None": 9, "No Change": 1, "": 2}
    meant = Counter(meaning(row.difference) for row in handbook.comparisons)
    assert meant == {"minor": 37, "new": 19, "none": 10, "unspecified": 2}


def test_titles_are_the_catalogue_s_but_for_three_spellings(handbook: ReadHandbook) -> None:
    titles = {unit.code: unit.title.replace("'", "’") for unit in EXPECTED}
    assert {row.code for row in handbook.comparisons if row.title != titles[row.code]} == {
        "4430-103",
        "4430-104",
        "4430-218",
    }


def test_every_remark_is_the_printed_one(handbook: ReadHandbook, text: str) -> None:
    details = [f"{row.code} {row.detail}" for row in handbook.comparisons]
    assert hashlib.sha256("\n".join(details).encode()).hexdigest()[:12] == "1270cfb87c7f"
    bullets = [line for row in handbook.comparisons for line in row.detail.split("\n")]
    table = text[text.index("Detail of differences") :]
    assert len(bullets) == table.count("•")
    assert all(line.startswith("• ") and "  " not in line for line in bullets)


def test_lines_are_the_editor_s(handbook: ReadHandbook, text: str) -> None:
    lines = text.split("\n")
    for row in handbook.comparisons:
        assert lines[row.line - 1].startswith(f"{row.code.removeprefix('4430-')} {''.join(row.previous)}")


def test_every_slip_is_on_the_register(handbook: ReadHandbook) -> None:
    assert [(note.severity, note.line, note.subject.replace("4430-", "")) for note in handbook.corrections] == [
        ("warning", 52, "201"),
        ("info", 118, "103"),
        ("warning", 118, "103"),
        ("info", 118, "103"),
        ("info", 169, "207"),
        ("info", 192, "210, 211"),
        ("info", 212, "305"),
        ("info", 238, "104"),
        ("info", 244, "212"),
        ("warning", 244, "212"),
        ("info", 290, "218"),
        ("warning", 323, "407"),
        ("warning", 378, "310"),
        ("warning", 389, "312"),
        ("info", 389, "312"),
        ("info", 489, "411"),
        ("warning", 503, "413"),
    ]


def test_what_was_printed_and_what_holds_stand_beside_each_other(handbook: ReadHandbook) -> None:
    told = {(note.line, note.printed, note.stored) for note in handbook.corrections}
    assert told >= {
        (52, "105", "level 1 to level 2"),
        (118, "107", "107 (remarks: 102)"),
        (192, "209", "4430-210, 4430-211"),
        (244, "Minot", "minor"),
        (244, "outcomes: 3", "outcomes: 4"),
        (503, "outcomes: 3", "outcomes: 4"),
    }


def test_the_predecessor_that_is_not_stated_is_guessed_in_the_reason_only(handbook: ReadHandbook) -> None:
    note = next(note for note in handbook.corrections if note.subject == "4430-407")
    assert (note.stored, "404" in note.reason) == ("", True)


@pytest.mark.parametrize("line", [60, 165, 240, 330, 420, 530])
def test_a_document_cut_off_names_every_row_it_lacks(line: int, text: str, handbook: ReadHandbook) -> None:
    half = read_handbook("\n".join(text.split("\n")[:line]), expected=EXPECTED)
    refused = {row.subject for row in half.contradictions if row.severity == "error"}
    whole = {row.code: row for row in handbook.comparisons}
    kept = {row.code: row for row in half.comparisons if row.code not in refused}
    assert kept.keys() | refused == whole.keys()
    assert all(row == whole[code] for code, row in kept.items())


def test_it_is_read_in_an_instant(text: str) -> None:
    started = time.perf_counter()
    read_handbook(text, expected=EXPECTED)
    assert time.perf_counter() - started < 1
