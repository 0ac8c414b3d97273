from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.units.handbooks.invented import FOG, LAMP, LOG
from tests.units.lighthouse import QUALIFICATION, loaded, write_files
from units.combination import RuleError, evaluate
from units.models import Criterion, Outcome, Qualification, Specification, StructureUnit, Unit
from units.selectors import rule_of
from units.services.load_catalogue import LoadedCatalogue, load_catalogue

pytestmark = pytest.mark.django_db
TABLES = (Qualification, Specification, StructureUnit, Unit, Outcome, Criterion)


def rows() -> list[list[dict[str, object]]]:
    return [list(model.objects.order_by("pk").values()) for model in TABLES]


def test_the_shipped_catalogue_is_loaded_whole() -> None:
    call_command("load_catalogue")
    specification = Specification.objects.get(qualification__code="proqual-l4-cs")
    assert specification.structure.count() == 34
    assert Criterion.objects.filter(outcome__unit__specifications=specification).count() == 514
    rule = rule_of(specification)
    assert rule is not None
    assert not evaluate(rule, []).met
    assert specification.units.get(code="D/506/2153").reference == "D/506/2153"


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
