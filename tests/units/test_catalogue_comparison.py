"""The committed comparison of 4430 with the older 4543 series, against the body's own document."""

from collections import Counter

import pytest

from units.catalogue_files import ComparisonValues, PredecessorValues, read_catalogue

# 4430 number and the number that the document prints beside it ("-" where it says "New" or nothing), in its order
STATED = """
101 101  201 105  301 301  302 302  401 -    402 -
102 102  103 107  202 103  203 201  204 202  205 203  206 204  207 205  208 206  209 208  210 209  211 209
303 207  304 303  305 304  306 -    403 401  404 -
104 104  212 210  213 211  214 212  215 -    216 -    217 -    218 -    307 305  308 306  309 307  405 402  406 403
407 -    408 405  409 -
105 106  106 -    219 213  220 -    310 308  311 309  312 310  410 406
221 214  222 215  223 216  224 -    225 -    226 -    227 -    313 311  314 312  315 313  316 314  317 315  318 -
411 407  412 408  413 409  414 411  415 -    416 -    417 -
"""


@pytest.fixture(scope="module")
def rows() -> dict[str, ComparisonValues]:
    return {row.code.removeprefix("4430-"): row for row in read_catalogue().comparisons}


def before(number: str, basis: str, confidence: str, *, level_changed: bool = False) -> PredecessorValues:
    return PredecessorValues("4543", number, basis, confidence, level_changed)


def stated(rows: dict[str, ComparisonValues]) -> list[str]:
    found: list[str] = []
    for number, row in rows.items():
        numbers = [one.number for one in row.predecessors if one.basis == "stated"]
        found += [number, *(numbers or ["-"])]
    return found


def test_every_row_names_the_unit_before_it_as_printed(rows: dict[str, ComparisonValues]) -> None:
    assert stated(rows) == STATED.split()


def test_68_rows_have_the_level_of_difference_as_printed(rows: dict[str, ComparisonValues]) -> None:
    assert len(rows) == 68
    assert Counter(row.facts["difference"] for row in rows.values()) == {
        "minor": 37,
        "new": 19,
        "none": 10,
        "unspecified": 2,
    }
    printed = {(row.facts["difference"], row.facts["printed"]) for row in rows.values()}
    assert printed == {
        *(("minor", "Minor"), ("minor", "Minot"), ("new", "New"), ("new", "NEW")),
        *(("none", "None"), ("none", "No Change"), ("unspecified", "")),
    }
    assert {number for number, row in rows.items() if not row.facts["printed"]} == {"310", "312"}
    assert rows["212"].facts["printed"] == "Minot"


def test_a_new_unit_has_none_before_it_and_any_other_has(rows: dict[str, ComparisonValues]) -> None:
    without = {number for number, row in rows.items() if not row.predecessors}
    assert without == {number for number, row in rows.items() if row.facts["difference"] == "new"}


def test_one_older_unit_became_two(rows: dict[str, ComparisonValues]) -> None:
    times = Counter(one.number for row in rows.values() for one in row.predecessors if one.basis == "stated")
    assert {number for number, count in times.items() if count > 1} == {"209"}
    assert {number for number, row in rows.items() if "209" in {one.number for one in row.predecessors}} == {
        "210",
        "211",
    }


def test_what_the_document_leaves_open_is_kept_apart_from_what_it_states(rows: dict[str, ComparisonValues]) -> None:
    unsure = {
        number: row.predecessors
        for number, row in rows.items()
        if any(one.basis != "stated" or one.confidence != "high" for one in row.predecessors)
    }
    assert unsure == {
        "103": (before("107", "stated", "low"), before("102", "narrative", "low")),
        "407": (before("404", "inferred", "low"),),
    }
    assert all(rows[number].facts["remark"] for number in unsure)


def test_a_changed_level_is_known_and_remarked_on(rows: dict[str, ComparisonValues]) -> None:
    changed = {number for number, row in rows.items() if any(one.level_changed for one in row.predecessors)}
    assert changed == {"201", "202", "303"}
    assert [number for number in changed if "assess it again at Level" not in rows[number].facts["remark"]] == []


def test_rows_stand_under_the_five_themes(rows: dict[str, ComparisonValues]) -> None:
    assert Counter(row.facts["theme"] for row in rows.values()) == {
        "Customer Service Foundations": 6,
        "Impression and Image": 18,
        "Delivery": 16,
        "Handling Problems": 8,
        "Development and Improvement": 20,
    }
