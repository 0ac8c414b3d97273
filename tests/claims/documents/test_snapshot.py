import json
from dataclasses import replace
from datetime import date

import pytest

from claims.documents import Snapshot, SnapshotError
from tests.claims.documents.cast import a_snapshot, a_unit


@pytest.mark.parametrize("snapshot", [a_snapshot(), a_snapshot(kind="unit", iqa_name="", iqa_on=None)])
def test_a_snapshot_survives_storage_as_text_and_as_an_object(snapshot):
    assert Snapshot.from_json(snapshot.to_json()) == snapshot
    assert Snapshot.from_json(json.loads(snapshot.to_json())) == snapshot
    assert Snapshot.from_json(snapshot.to_json()).to_json() == snapshot.to_json()


def _without_iqa(record):
    del record["iqa_name"]


def _with_a_grade(record):
    record["units"][1]["grade"] = "pass"


def _with_credit_in_words(record):
    record["units"][0]["credit"] = "3"


def _with_truth_as_a_number(record):
    record["units"][0]["level"] = True


def _with_a_day_that_never_was(record):
    record["claimed_on"] = "2026-02-30"


def _with_another_format(record):
    record["format"] = 3


def _with_another_kind(record):
    record["kind"] = "half"


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (_without_iqa, "record: missing ['iqa_name'], unknown []"),
        (_with_a_grade, "units[1]: missing [], unknown ['grade']"),
        (_with_credit_in_words, "units[0].credit: '3' is not of type int"),
        (_with_truth_as_a_number, "units[0].level: True is not of type int"),
        (_with_a_day_that_never_was, "claimed_on: '2026-02-30' is not a date"),
        (_with_another_format, "not a snapshot of format 2"),
        (_with_another_kind, "kind: 'half' is not one of ('full', 'unit')"),
    ],
)
def test_a_stored_record_that_differs_is_refused_with_the_place(spoil, problem):
    record = json.loads(a_snapshot().to_json())
    spoil(record)
    with pytest.raises(SnapshotError) as refusal:
        Snapshot.from_json(record)
    assert str(refusal.value) == problem


def test_a_record_of_before_explanations_is_read_and_has_none():
    record = json.loads(a_snapshot().to_json())
    record["format"] = 1
    del record["reading"], record["clauses"][0]["explain"]
    whole = a_snapshot()
    assert Snapshot.from_json(record) == replace(whole, clauses=(replace(whole.clauses[0], explain=""),))


@pytest.mark.parametrize("stored", ["", "[1]", "null", b"\xff", "{}"])
def test_what_is_no_record_at_all_is_refused(stored):
    with pytest.raises(SnapshotError):
        Snapshot.from_json(stored)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"credits_total": 13}, "the units add up to 12 credits, not 13"),
        ({"credits_counted": 13}, "13 credits cannot count out of 12"),
        ({"iqa_on": None}, "an IQA's name and date come together"),
        ({"iqa_name": ""}, "an IQA's name and date come together"),
        ({"documents": {"listing": "HBT-1"}}, "a full claim numbers ['listing', 'title']"),
    ],
)
def test_a_snapshot_that_contradicts_itself_is_refused(changes, problem):
    whole = a_snapshot()
    assert replace(whole, claimed_on=date(2026, 11, 28)).credits_total == 12
    with pytest.raises(SnapshotError, match="^" + problem.replace("[", r"\[").replace("]", r"\]") + "$"):
        replace(whole, **changes)


def test_a_unit_claim_has_no_number_for_a_title():
    with pytest.raises(SnapshotError):
        a_snapshot(units=(a_unit(0),), kind="unit", documents={"listing": "HBT-1", "title": "HBT-2"})
