import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.cast import Cast
from tests.units.lighthouse import HANDBOOK, QUALIFICATION, loaded, write_files
from units.handbook_copies import open_document
from units.models import Qualification, Specification, Unit
from units.services.import_handbook import import_for_installation
from units.services.load_catalogue import load_catalogue

pytestmark = pytest.mark.django_db
Exported = list[dict[str, Any]]


@pytest.fixture
def export(capsys: pytest.CaptureFixture[str]) -> Any:
    """`export("--qualification", "4430-04")`: what the command prints, read back."""

    def run(*options: str) -> Exported:
        call_command("export_catalogue", *options)
        printed: Exported = json.loads(capsys.readouterr().out)
        return printed

    return run


def criteria(units: Exported) -> list[dict[str, Any]]:
    return [criterion for unit in units for outcome in unit["outcomes"] for criterion in outcome["criteria"]]


def test_a_unit_is_printed_with_exactly_these_fields(export: Any, tmp_path: Path) -> None:
    loaded(tmp_path)
    units = export()
    assert [unit["number"] for unit in units] == ["R/900/0001", "J/900/0013", "D/900/0003"]
    assert units[0] == {
        "scheme": "900",
        "number": "R/900/0001",
        "reference": "R/900/0001",
        "title": "Tend the lamp",
        "level": 2,
        "credit": 4,
        "glh": None,
        "outcomes": [
            {
                "number": 1,
                "title": "Outcome 1",
                "criteria": [
                    {"number": "1.1", "printed": None, "label": "Show thing 1.1", "text": None},
                    {"number": "1.2", "printed": None, "label": "Show thing 1.2", "text": None},
                ],
            },
            {
                "number": 2,
                "title": "Outcome 2",
                "criteria": [
                    {"number": "2.1", "printed": None, "label": "Show thing 2.1", "text": None},
                    {"number": "2.2", "printed": None, "label": "Show thing 2.2", "text": None},
                ],
            },
        ],
    }


def test_the_wording_is_null_before_an_import_and_printed_after_one(export: Any, tmp_path: Path) -> None:
    loaded(tmp_path)
    before = export()
    import_for_installation(document=open_document("lighthouse.txt", HANDBOOK))
    after = export()
    assert {criterion["text"] for criterion in criteria(before)} == {None}
    assert after[0]["outcomes"][1]["title"] == "Be able to trim the wick"
    assert [criterion["text"] for criterion in criteria(after) if not criterion["text"]] == []
    assert [(c["number"], c["label"]) for c in criteria(after)] == [(c["number"], c["label"]) for c in criteria(before)]


def test_the_whole_catalogue_is_printed_each_unit_once(export: Any) -> None:
    load_catalogue()
    with CaptureQueriesContext(connection) as captured:
        units = export()
    assert len(captured) <= 1 + 7 * 4  # for each qualification: its edition, structure, outcomes, criteria
    identities = {(unit["scheme"], unit["number"]) for unit in units}
    assert (len(units), len(identities), len(criteria(units))) == (110, 110, 2121)
    assert [c["number"] for c in criteria(units) if c["printed"] or c["text"]] == []
    wrong = [
        (unit["number"], criterion["number"])
        for unit in units
        for place, outcome in enumerate(unit["outcomes"], 1)
        for k, criterion in enumerate(outcome["criteria"], 1)
        if (outcome["number"], criterion["number"]) != (place, f"{place}.{k}")
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["cg-4417-2", "4417-02", "500/6329/7"])
def test_components_of_4417_stand_under_their_own_numbers(export: Any, name: str) -> None:
    load_catalogue()
    units = export("--qualification", name)
    assert [(unit["scheme"], unit["number"], unit["reference"], unit["glh"]) for unit in units] == [
        ("4417", "201", "J/600/1003", 50),
        ("4417", "271", "J/600/1003", 50),
        ("4417", "202", "J/600/0658", 65),
        ("4417", "272", "F/504/1358", 65),
    ]
    assert units[0]["outcomes"] == units[1]["outcomes"]
    assert len(criteria(units)) == 32 + 32 + 28 + 28


@pytest.mark.parametrize(("name", "size"), [("4430-01", 6), ("4430-02", 27), ("4430-03", 18), ("4430-04", 33)])
def test_one_qualification_is_printed_in_the_order_of_its_structure(export: Any, name: str, size: int) -> None:
    load_catalogue()
    units = export("--qualification", name)
    places = Specification.objects.get(qualification__scheme=name).structure.select_related("unit")
    assert [unit["number"] for unit in units] == [place.unit.number for place in places]
    assert len(units) == size
    assert {unit["scheme"] for unit in units} == {"4430"}


def test_the_newest_edition_is_printed(export: Any, tmp_path: Path) -> None:
    older = loaded(tmp_path)
    path = tmp_path / "lighthouse.toml"
    newer = QUALIFICATION.replace("2023-08", "2024-02")
    path.write_text(path.read_text().replace(QUALIFICATION, newer).replace("[[units]]", "[[units]]\nedition = 2"))
    load_catalogue(folder=tmp_path)
    Unit.objects.filter(edition=2, number="R/900/0001").update(title="Tend the new lamp")
    assert older.qualification.specifications.count() == 2
    assert export()[0]["title"] == "Tend the new lamp"
    assert len(export()) == 3


def test_what_a_centre_described_itself_is_printed_only_with_that_centre(
    export: Any, cast: Cast, tmp_path: Path
) -> None:
    loaded(tmp_path)
    common = [unit["title"] for unit in export("--centre", cast.centre.number)]
    own = factories.specification([factories.unit("Y/1")])
    Unit.objects.filter(code="Y/1").update(centre=cast.centre)
    Specification.objects.filter(pk=own.pk).update(centre=cast.centre, rule_check=factories.rule_check(cast.centre))
    Qualification.objects.filter(pk=own.qualification_id).update(centre=cast.centre, code="own-1")
    assert [unit["title"] for unit in export()] == common
    assert [unit["title"] for unit in export("--centre", cast.centre.number)] == [*common, "Unit Y/1"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--qualification", "4430-05"), "There is no qualification 4430-05. Known: lighthouse."),
        (("--centre", "000"), "There is no centre with the number 000."),
    ],
)
def test_an_unknown_name_is_refused_with_what_there_is(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    write_files(tmp_path)
    load_catalogue(folder=tmp_path)
    with pytest.raises(CommandError, match=said) as refused:
        call_command("export_catalogue", *options)
    assert refused.value.returncode == 2


def test_an_empty_catalogue_says_how_to_fill_it() -> None:
    with pytest.raises(CommandError, match="run load_catalogue first"):
        call_command("export_catalogue", "--qualification", "4430-04")
