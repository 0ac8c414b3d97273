from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.units.handbooks.invented import FOG, LAMP, LOG
from tests.units.lighthouse import QUALIFICATION, loaded, write_files
from units.combination import RuleError, evaluate
from units.handbooks import ExpectedUnit
from units.models import (
    AwardingOrganisation,
    Comparison,
    Criterion,
    Outcome,
    Predecessor,
    Qualification,
    Specification,
    StructureUnit,
    Unit,
)
from units.selectors import rule_of
from units.services.load_catalogue import LoadedCatalogue, load_catalogue

pytestmark = pytest.mark.django_db
TABLES: tuple[Any, ...] = (
    *(AwardingOrganisation, Qualification, Specification, StructureUnit, Unit, Outcome, Criterion),
    *(Comparison, Predecessor),
)


def rows() -> list[list[dict[str, object]]]:
    return [list(model.objects.order_by("pk").values()) for model in TABLES]


@pytest.fixture
def shipped() -> LoadedCatalogue:
    return load_catalogue()


def test_the_shipped_catalogue_is_loaded_whole(shipped: LoadedCatalogue) -> None:
    assert replace(shipped, changed=0) == LoadedCatalogue(
        qualifications=7, units=110, criteria=2121, comparisons=68, changed=0
    )
    assert {model: model.objects.count() for model in TABLES} == {
        AwardingOrganisation: 2,
        Qualification: 7,
        Specification: 7,
        StructureUnit: 126,
        Unit: 110,
        Outcome: 371,
        Criterion: 2121,
        Comparison: 68,
        Predecessor: 50,
    }
    assert not Criterion.objects.exclude(text="", printed="", guidance="").exists()


def test_a_shipped_rule_is_of_its_specification(shipped: LoadedCatalogue) -> None:
    ruled = {row.qualification.code: rule_of(row) for row in Specification.objects.all()}
    assert {code for code, rule in ruled.items() if rule is None} == {"cg-4430-1", "cg-4430-2", "cg-4430-3"}
    assert [code for code, rule in ruled.items() if rule and evaluate(rule, []).met] == []


def test_a_unit_of_several_qualifications_is_one_row(shipped: LoadedCatalogue) -> None:
    unit = Unit.objects.get(code="4430-303")
    codes = unit.specifications.values_list("qualification__code", flat=True)
    assert sorted(codes) == ["cg-4430-3", "cg-4430-4"]
    assert unit.comparison.predecessors.get().level_changed


def test_loading_the_shipped_catalogue_again_writes_nothing(shipped: LoadedCatalogue) -> None:
    before = rows()
    with CaptureQueriesContext(connection) as captured:
        assert load_catalogue() == replace(shipped, changed=0)
    written = [query["sql"] for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []
    assert rows() == before


def test_the_command_says_what_it_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_catalogue")
    call_command("load_catalogue")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Catalogue: 7 qualifications, 110 units, 2121 criteria; ")
    assert second == "Catalogue: 7 qualifications, 110 units, 2121 criteria; nothing was new."


def test_more_criteria_take_no_more_queries(tmp_path: Path) -> None:
    few = tuple(replace(unit, outcomes=(1, 1)) for unit in (LAMP, LOG, FOG))
    many = tuple(replace(unit, outcomes=(9, 9, 9, 9)) for unit in few)
    assert queries_of_loading(tmp_path, many) == queries_of_loading(tmp_path, few)


def queries_of_loading(folder: Path, units: tuple[ExpectedUnit, ...]) -> int:
    """Into an empty database, which is empty again afterwards."""
    write_files(folder, units=units)
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        load_catalogue(folder=folder)
        transaction.set_rollback(True)
    return len(captured)


def test_loading_twice_writes_nothing_the_second_time(tmp_path: Path) -> None:
    write_files(tmp_path)
    assert load_catalogue(folder=tmp_path) == LoadedCatalogue(
        qualifications=1, units=3, criteria=10, comparisons=0, changed=9
    )
    before = rows()
    assert load_catalogue(folder=tmp_path).changed == 0
    assert rows() == before


def test_criteria_are_numbered_by_their_place(tmp_path: Path) -> None:
    specification = loaded(tmp_path)
    numbers = Criterion.objects.filter(
        outcome__unit__places__specification=specification, outcome__unit__code=LAMP.code
    )
    assert list(numbers.values_list("number", "label")) == [
        ("1.1", "Show thing 1.1"),
        ("1.2", "Show thing 1.2"),
        ("2.1", "Show thing 2.1"),
        ("2.2", "Show thing 2.2"),
    ]


def test_a_changed_label_updates_its_row_and_leaves_the_wording(tmp_path: Path) -> None:
    specification = loaded(tmp_path)
    Criterion.objects.update(text="Official wording")
    keys = set(Criterion.objects.values_list("pk", flat=True))
    write_files(tmp_path, label="Prove")
    assert load_catalogue(folder=tmp_path).changed == 10
    assert set(Criterion.objects.values_list("pk", flat=True)) == keys
    labels = Criterion.objects.filter(outcome__unit__specifications=specification).values_list("label", "text")
    assert {(label.split()[0], text) for label, text in labels} == {("Prove", "Official wording")}


def test_another_number_of_criteria_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    loaded(tmp_path)
    before = rows()
    write_files(tmp_path, label="Prove", units=(LAMP, replace(LOG, outcomes=(2, 2)), FOG))
    with pytest.raises(RuleError, match="next edition"):
        load_catalogue(folder=tmp_path)
    assert rows() == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("level = 2", 'level = "two"', "whole number"),
        ("registration_until = 2031-12-01", 'registration_until = "soon"', "must be a date"),
        ('version = "2023-08"', 'version = "2023-13"', "published_on"),
        ("guided_hours", "guide_hours", "not known here"),
        ('rule = "lighthouse"', 'rule = "harbour"', "cannot be read"),
        ('number = "900/0001/8"', "number = [", "not TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, old: str, new: str, said: str) -> None:
    write_files(tmp_path)
    assert load_catalogue(folder=tmp_path).changed == 9
    path = tmp_path / "lighthouse.toml"
    path.write_text(path.read_text().replace(QUALIFICATION, QUALIFICATION.replace(old, new)))
    with pytest.raises(RuleError, match=said):
        load_catalogue(folder=tmp_path)
