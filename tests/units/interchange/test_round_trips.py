"""What is written and read again is what it was: every catalogue qualification, and random ones of every kind."""

import pytest
from hypothesis import given

from tests.profile import examples
from tests.units.interchange.invented import SIGNWRITING
from tests.units.interchange.strategies import qualifications
from units.catalogue_files import read_catalogue
from units.interchange.disassembling import without_wording
from units.interchange.spreadsheet import read_spreadsheet, write_csv, write_xlsx
from units.interchange.values import QualificationValues

CATALOGUE = read_catalogue().qualifications


@pytest.mark.parametrize("values", [SIGNWRITING, *CATALOGUE], ids=lambda values: values.code)
@pytest.mark.parametrize("wording", [True, False])
def test_a_workbook_loses_nothing(values: QualificationValues, wording: bool) -> None:
    content = write_xlsx(values, wording=wording)
    assert read_spreadsheet([("any.xlsx", content)]) == (values if wording else without_wording(values))


@pytest.mark.parametrize("values", [SIGNWRITING, *CATALOGUE], ids=lambda values: values.code)
@pytest.mark.parametrize("wording", [True, False])
def test_csv_files_lose_nothing(values: QualificationValues, wording: bool) -> None:
    content = write_csv(values, wording=wording)
    assert read_spreadsheet([("any.zip", content)]) == (values if wording else without_wording(values))


@given(qualifications())
@examples(40)
def test_a_workbook_loses_nothing_of_any_qualification(values: QualificationValues) -> None:
    assert read_spreadsheet([("any.xlsx", write_xlsx(values, wording=True))]) == values


@given(qualifications())
@examples(40)
def test_csv_files_lose_nothing_of_any_qualification(values: QualificationValues) -> None:
    assert read_spreadsheet([("any.zip", write_csv(values, wording=True))]) == values


def test_without_wording_only_facts_and_labels_are_left() -> None:
    plain = without_wording(SIGNWRITING)
    for unit in plain.units:
        assert (unit.aim, unit.information) == ("", {})
        for outcome in unit.outcomes:
            assert {outcome.text, *(c.text for c in outcome.criteria), *(c.guidance for c in outcome.criteria)} == {""}
    assert plain.units[0].outcomes[0].criteria[0].printed == "1.10"
