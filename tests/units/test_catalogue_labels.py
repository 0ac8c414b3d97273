"""Our labels: how they are written, and that none is the wording of the bodies, whose copyright that is."""

import os
import re
from collections import Counter
from functools import cache

import pytest
from django.conf import settings

from units.catalogue_files import read_catalogue
from units.handbooks import ExpectedUnit, ReadHandbook, ReadUnit, read_handbook
from units.interchange.values import UnitValues

Words = tuple[str, ...]
# file: the scheme of its units, and how many units, outcomes and criteria are in it
DOCUMENTS = {
    "proqual-level-4-nvq-diploma.txt": ("proqual-l4-cs", (34, 108, 514)),
    "cfa-qcf-units-2010.txt": ("4430", (68, 231, 1413)),
    "cg-4417-handbook.txt": ("4417", (8, 32, 194)),
}


@cache
def units() -> dict[str, UnitValues]:
    return {unit.code: unit for qualification in read_catalogue().qualifications for unit in qualification.units}


def labels_of(unit: UnitValues) -> dict[str, str]:
    """By number: "2" for an outcome, "2.3" for a criterion."""
    labels = {}
    for number, outcome in enumerate(unit.outcomes, 1):
        labels[str(number)] = outcome.label
        labels |= {f"{number}.{place}": row.label for place, row in enumerate(outcome.criteria, 1)}
    return labels


def all_labels() -> list[tuple[str, str]]:
    return [(f"{code} {number}", label) for code, unit in units().items() for number, label in labels_of(unit).items()]


def words(text: str) -> Words:
    return tuple(re.findall(r"[a-z0-9]+", re.sub("[’']", "", text.lower())))


def runs(text: str, length: int) -> set[Words]:
    sequence = words(text)
    return {sequence[start : start + length] for start in range(len(sequence) - length + 1)}


def read(name: str) -> ReadHandbook:
    path = settings.HANDBOOKS_DIR / name
    if not path.exists():
        absent = f"{name} is not in HANDBOOKS_DIR ({settings.HANDBOOKS_DIR})"
        if os.environ.get("CI"):
            pytest.fail(f"{absent}, and CI has to compare our labels with it")
        pytest.skip(f"{absent}, so our labels cannot be compared with it")
    scheme, _ = DOCUMENTS[name]
    expected = tuple(_expected(unit) for unit in units().values() if unit.scheme == scheme)
    return read_handbook(path.read_text(encoding="utf-8"), expected=expected)


def _expected(unit: UnitValues) -> ExpectedUnit:
    shape = tuple(len(outcome.criteria) for outcome in unit.outcomes)
    facts = (unit.reference, unit.guided_hours, unit.expires_on, unit.sector_number)
    return ExpectedUnit(unit.code, unit.title, unit.level, unit.credit, shape, *facts)


def sentences_of(unit: ReadUnit) -> dict[str, str]:
    sentences = {}
    for outcome in unit.outcomes:
        sentences[str(outcome.number)] = outcome.text
        sentences |= {criterion.number: criterion.text for criterion in outcome.criteria}
    return sentences


def test_every_outcome_and_criterion_has_a_label_of_at_most_eight_words() -> None:
    assert len(all_labels()) == 371 + 2121
    assert [(place, label) for place, label in all_labels() if not 2 <= len(label.split()) <= 8] == []


def test_labels_are_written_like_labels() -> None:
    odd = re.compile(r"^[^A-Z]|[.;:,]$|['\"]|  |^\s|\s$|\b(learner|candidate)s?\b")
    assert [(place, label) for place, label in all_labels() if odd.search(label)] == []
    assert [
        (place, label) for place, label in all_labels() if "‘" in label or label.count("“") != label.count("”")
    ] == []


def test_no_label_stands_twice_in_a_unit() -> None:
    twice = [
        (code, label, times)
        for code, unit in units().items()
        for label, times in Counter(" ".join(words(label)) for label in labels_of(unit).values()).items()
        if times > 1
    ]
    assert twice == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_label_is_the_wording_of_its_unit(name: str) -> None:
    handbook = read(name)
    assert (len(handbook.units), *_size(handbook)) == DOCUMENTS[name][1]
    copied: list[tuple[str, str, str]] = []
    for unit in handbook.units:
        labels, sentences = labels_of(units()[unit.code]), sentences_of(unit)
        assert list(labels) == list(sentences)
        owned = {run for sentence in sentences.values() for run in runs(sentence, 5)}
        copied += [(unit.code, number, label) for number, label in labels.items() if runs(label, 5) & owned]
        same = [number for number in labels if words(labels[number]) == words(sentences[number])]
        copied += [(unit.code, number, labels[number]) for number in same]
    assert copied == []


def _size(handbook: ReadHandbook) -> tuple[int, int]:
    outcomes = [outcome for unit in handbook.units for outcome in unit.outcomes]
    return len(outcomes), sum(len(outcome.criteria) for outcome in outcomes)


def test_unit_titles_are_the_printed_ones() -> None:
    for name in DOCUMENTS:
        for unit in read(name).units:
            assert words(unit.title) == words(units()[unit.code].title)


def test_who_a_unit_suits_is_said_in_our_words() -> None:
    copied = [
        (unit.code, units()[unit.code].suits)
        for unit in read("cfa-qcf-units-2010.txt").units
        if runs(units()[unit.code].suits, 5) & runs(unit.aim, 5)
    ]
    assert copied == []
