"""CASE 1.1: ours keeps to the standard and loses nothing; anybody else's is read as far as it goes."""

import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from tests.profile import examples
from tests.units.interchange.case_schema import PACKAGE
from tests.units.interchange.invented import SIGNWRITING, field, place, saved
from tests.units.interchange.strategies import qualifications
from units.catalogue_files import read_catalogue
from units.interchange.case_reading import read_case
from units.interchange.case_writing import write_case
from units.interchange.disassembling import without_wording
from units.interchange.problems import WrongDescription
from units.interchange.spreadsheet import read_spreadsheet, write_draft
from units.interchange.values import QualificationValues

CATALOGUE = read_catalogue().qualifications
CHANGED = dt.datetime(2026, 7, 31, 13, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
SCHEMA = Draft202012Validator(PACKAGE)
Json = dict[str, Any]


def written(values: QualificationValues = SIGNWRITING, *, wording: bool = True) -> str:
    return write_case(values, base_uri="https://centre.example/case/", changed_at=CHANGED, wording=wording)


def problems_of(content: Json | str | bytes) -> list[tuple[str, int | None, str, str]]:
    text = json.dumps(content) if isinstance(content, dict) else content
    with pytest.raises(WrongDescription) as caught:
        read_case(text.encode() if isinstance(text, str) else text)
    return [(problem.sheet, problem.row, problem.column, problem.reason) for problem in caught.value.problems]


@pytest.mark.parametrize("values", [SIGNWRITING, *CATALOGUE], ids=lambda values: values.code)
@pytest.mark.parametrize("wording", [True, False])
def test_what_is_written_keeps_to_the_standard_and_loses_nothing(values: QualificationValues, wording: bool) -> None:
    text = written(values, wording=wording)
    SCHEMA.validate(json.loads(text))
    assert read_case(text.encode()) == (values if wording else without_wording(values))


@given(qualifications())
@examples(40)
def test_nothing_is_lost_of_any_qualification(values: QualificationValues) -> None:
    text = written(values)
    SCHEMA.validate(json.loads(text))
    assert read_case(text.encode()) == values


def test_a_criterion_stands_in_the_fields_of_the_standard() -> None:
    package = json.loads(written())
    item = next(item for item in package["CFItems"] if item.get("listEnumeration") == "1.1")
    association = next(a for a in package["CFAssociations"] if a["originNodeURI"]["identifier"] == item["identifier"])
    assert (item["CFItemType"], item["fullStatement"]) == ("Assessment Criterion", "Invented: clean it.")
    assert (item["abbreviatedStatement"], item["humanCodingScheme"]) == ("Clean the board", "7711-101 1.1")
    assert item["extensions"]["attest"] == {"official_wording": True, "printed": "1.10", "guidance": "With care."}
    assert item["uri"] == f"https://centre.example/case/CFItems/{item['identifier']}"
    assert item["lastChangeDateTime"] == "2026-07-31T12:00:00Z"
    assert (association["associationType"], association["sequenceNumber"]) == ("isChildOf", 1)
    assert association["destinationNodeURI"]["title"] == "Get the ground ready"


def test_every_link_leads_to_an_item_of_the_package() -> None:
    package = json.loads(written())
    known = {item["identifier"] for item in (*package["CFItems"], package["CFDocument"])}
    ends = [a[end]["identifier"] for a in package["CFAssociations"] for end in ("originNodeURI", "destinationNodeURI")]
    assert set(ends) == known
    assert len(package["CFAssociations"]) == len(package["CFItems"]) == len(known) - 1


def test_identifiers_are_the_same_each_time_and_on_every_installation() -> None:
    def identifiers(text: str) -> list[str]:
        package = json.loads(text)
        return [o["identifier"] for o in (package["CFDocument"], *package["CFItems"], *package["CFAssociations"])]

    elsewhere = write_case(SIGNWRITING, base_uri="https://other.example", changed_at=CHANGED, wording=False)
    assert identifiers(elsewhere) == identifiers(written())
    assert len(set(identifiers(elsewhere))) == len(identifiers(elsewhere))
    edition = identifiers(written(replace(SIGNWRITING, version="2")))
    assert not set(edition) & set(identifiers(elsewhere))


def test_without_wording_no_word_of_the_body_is_in_it() -> None:
    assert "Invented" in written()
    assert "Invented" not in written(wording=False)


def test_a_package_may_be_wrapped_and_its_lists_in_any_order() -> None:
    package = json.loads(written())
    package["CFItems"].reverse()
    package["CFAssociations"].reverse()
    assert read_case(json.dumps({"CFPackage": package}).encode("utf-8-sig")) == SIGNWRITING


def foreign(*, types: bool) -> Json:
    """As another program writes it: nothing of ours in it; chapters above the units where items have types."""
    statements = {
        "c1": ("doc", "Chapter", "Wood", None),
        "u1": ("c1" if types else "doc", "Unit", "Carve a spoon", "W1"),
        "o1": ("u1", "Learning Outcome", "The learner will hold a knife in a way that is safe", None),
        "k1": ("o1", "Assessment Criterion", "Hold the knife", None),
        "k2": ("o1", "Assessment Criterion", "x" * 130, None),
    }
    if not types:
        del statements["c1"]
    items: list[Json] = []
    for key, (_, kind, text, code) in statements.items():
        item = {"identifier": key, "fullStatement": text, "humanCodingScheme": code, "CFItemType": kind}
        items.append({name: value for name, value in item.items() if value and (types or name != "CFItemType")})
    links = [
        {
            "associationType": "isChildOf",
            "originNodeURI": {"identifier": key},
            "destinationNodeURI": {"identifier": parent},
        }
        for key, (parent, *_) in statements.items()
    ]
    document = {"identifier": "doc", "title": "Woodwork", "creator": "Another body", "version": "1"}
    return {"CFDocument": document, "CFItems": items, "CFAssociations": links}


@pytest.mark.parametrize("types", [True, False])
def test_what_another_body_does_not_say_is_told_where_to_fill_it_in(types: bool) -> None:
    assert problems_of(foreign(types=types)) == [
        ("Qualification", 2, "Code", "This is missing."),
        ("Qualification", 4, "Scheme", "This is missing."),
        ("Qualification", 6, "Level", "This is missing."),
        ("Qualification", 8, "Published on", "This is missing."),
        ("Units", 2, "Level", "This is missing."),
        ("Units", 2, "Credit", "This is missing."),
        ("Criteria", 3, "Criterion label", "This is missing."),
    ]


def test_the_draft_of_another_bodys_package_can_be_completed() -> None:
    package = foreign(types=True)
    package["CFItems"][1]["educationLevel"] = ["Level 2"]
    with pytest.raises(WrongDescription) as caught:
        read_case(json.dumps(package).encode())
    book = load_workbook(io.BytesIO(write_draft(caught.value.tables)))
    for name, value in {"Code": "wood", "Scheme": "W", "Level": 2, "Published on": "2026-01-01"}.items():
        field(book, name).value = value
    place(book, "Units", "Credit", 2).value = 3
    place(book, "Criteria", "Criterion label", 3).value = "Keep hands behind the edge"
    values = read_spreadsheet([("draft.xlsx", saved(book))])
    assert (values.title, values.awarding_organisation) == ("Woodwork", "Another body")
    unit = values.units[0]
    assert (unit.code, unit.title, unit.level, unit.credit) == ("W-W1", "Carve a spoon", 2, 3)
    assert [(c.label, c.text) for c in unit.outcomes[0].criteria] == [
        ("Hold the knife", "Hold the knife"),
        ("Keep hands behind the edge", "x" * 130),
    ]


def item(package: Json, number: int) -> Json:
    return package["CFItems"][number]


def test_items_outside_the_tree_are_told() -> None:
    package = json.loads(written())
    items, links = package["CFItems"], package["CFAssociations"]
    ring = [{"identifier": name, "fullStatement": name} for name in ("ring-1", "ring-2")]
    items += [
        *ring,
        {"fullStatement": "nameless"},
        {"identifier": "note", "fullStatement": "x", "CFItemType": "Remark"},
    ]
    ends = [("ring-1", "ring-2"), ("ring-2", "ring-1"), ("note", items[0]["identifier"])]
    ends.append((items[2]["identifier"], items[0]["identifier"]))
    links += [
        {"associationType": "isChildOf", "originNodeURI": {"identifier": a}, "destinationNodeURI": {"identifier": b}}
        for a, b in ends
    ]
    count = len(items)
    assert [problem for problem in problems_of(package) if problem[0] == "CFItems"] == [
        (
            *("CFItems", 3, "7711-101 1.1"),
            "The item is below two others, and a criterion belongs to one outcome of one unit.",
        ),
        ("CFItems", count - 3, "ring-1", "The item does not hang on the document."),
        ("CFItems", count - 2, "ring-2", "The item does not hang on the document."),
        ("CFItems", count - 1, "", "Another item has this identifier, or it has none."),
        (
            *("CFItems", count, "note"),
            "The item was not read: it is no unit, no outcome of a unit and no criterion of an outcome.",
        ),
    ]


def without_criteria(package: Json) -> None:
    package["CFItems"] = [i for i in package["CFItems"] if i.get("listEnumeration") != "1.1" or "101" in str(i)]


BROKEN: dict[str, tuple[Callable[[Json], Any], tuple[str, int | None, str, str]]] = {
    "no credit": (
        lambda package: item(package, 0)["extensions"]["attest"].pop("credit"),
        ("Units", 2, "Credit", "This is missing."),
    ),
    "a credit that is none": (
        lambda package: item(package, 0)["extensions"]["attest"].update(credit=[4]),
        ("Units", 2, "Credit", "In the file this is neither text nor a number."),
    ),
    "extensions that are none": (
        lambda package: item(package, 0).update(extensions=["attest"]),
        ("Units", 2, "Credit", "This is missing."),
    ),
    "a name with a line break": (
        lambda package: item(package, 0)["extensions"]["attest"]["information"].update({"a\nb": "c"}),
        *[
            (
                "CFItems",
                1,
                "7711-101",
                "A name of its information cannot be read. There is a line break or a tab in it.",
            )
        ],
    ),
    "a rule that is none": (
        lambda package: package["CFDocument"]["extensions"]["attest"].update(rule={"groups": 3}),
        ("CFDocument", None, "", "The extension of the document has a rule that cannot be read."),
    ),
    "a rule with an unknown word": (
        lambda package: package["CFDocument"]["extensions"]["attest"]["rule"]["clauses"][0].update(colour="red"),
        ("CFDocument", None, "", "The rule in the extension says something that no clause can say."),
    ),
    "a rule that can never be met": (
        lambda package: package["CFDocument"]["extensions"]["attest"]["rule"]["clauses"][0].update(credits=99),
        ("Rule", 2, "", "“At least 99 credits in all” can never be met: there are 15 credits."),
    ),
    "an outcome without criteria": (
        without_criteria,
        ("CFItems", 8, "7711-201 1", "The outcome has no criteria."),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_package_of_ours_that_was_changed_by_hand_is_checked(name: str) -> None:
    edit, expected = BROKEN[name]
    package = json.loads(written())
    edit(package)
    assert expected in problems_of(package)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is not JSON."),
        (b"[" * 100_000, "The file is not JSON."),
        ("café".encode("latin-1"), "The file is not JSON."),
        (b"[]", "The file has no CFDocument with an identifier, so it is no CASE package."),
        (b'{"CFDocuments": []}', "The file has no CFDocument with an identifier, so it is no CASE package."),
        (
            b'{"CFDocument": {"identifier": "x"}, "CFItems": [3]}',
            "CFItems is not a list of objects, or has more than 60,000.",
        ),
        (b" " * (10 * 1024 * 1024 + 1), "The file has more than 10 MB."),
    ],
)
def test_a_file_that_is_no_package_is_refused(content: bytes, reason: str) -> None:
    assert problems_of(content) == [("CASE file", None, "", reason)]
