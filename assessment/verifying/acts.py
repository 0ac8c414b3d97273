"""Each act under its seal: what the seal says of it, and what the rows say now."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import localdate

from assessment import sealed_facts
from assessment.models import ActKind
from assessment.sealed_facts import Facts
from assessment.verifying.record import Record, Sealed
from centres.canonical import canonical

Found = Iterator[tuple[str, str]]  # code, what differs
LISTED = {
    "criteria": "a criterion that it names",
    "marks": "a mark of it",
    "files": "a file of it",
    "lines": "what it says on one point",
}
PARTS = {
    "row": "",
    "competence": "of the competence that it rests on, ",
    "person": "of who made it, ",
    "sufficiency": "of the centre's rule of that day, ",
}


def act_differences(record: Record, one: Sealed) -> Found:
    row = record.act_of(one)
    if row is None:
        yield "act_missing", "the row itself is gone; its seal says what it was"
    elif one.facts:
        now = _plain(_facts(record, one.kind, row))
        for part, words in PARTS.items():
            yield from _columns(one.facts.get(part, {}), now.get(part, {}), words, part, row)
        yield from _unit(one.facts.get("unit", {}), now["unit"])
        yield from _wording(record, one, row)
        yield from _evidence(record, one.facts.get("evidence", []), now.get("evidence", []))
        for part, words in LISTED.items():
            yield from _listed(part, words, one.facts.get(part, []), now.get(part, []))


def _facts(record: Record, kind: str, row: Any) -> Facts:
    """As it would be sealed now."""
    match kind:
        case ActKind.DECISION:
            return sealed_facts.of_decision(
                row, record.evidence.get(row.pk, []), worded=True, pinned=record.pinned(row)
            )
        case ActKind.SIGN_OFF:
            return sealed_facts.of_sign_off(row)
        case ActKind.COUNTERSIGNATURE:
            return sealed_facts.of_countersignature(row)
        case ActKind.REOPENING:
            return sealed_facts.of_reopening(row, record.reopened.get(row.pk, []))
        case ActKind.RESULT:
            return sealed_facts.of_result(row, record.marks.get(row.pk, []), record.result_files.get(row.pk, []))
        case ActKind.APPEAL:
            return sealed_facts.of_outcome(row, record.lines.get(row.pk, []))
    return sealed_facts.of_answer(row)


def _plain(facts: Facts) -> Facts:
    found: Facts = json.loads(canonical(facts))
    return found


def _columns(then: Facts, now: Facts, words: str, part: str, row: Any) -> Found:
    """Every column that was sealed. One that came into the table since is not asked."""
    for name, value in then.items():
        if now.get(name) != value and not (
            part == "competence" and name == "valid_until" and _ended_since(then, now, row)
        ):
            yield (
                f"{part}_changed",
                f"{words}{_called(name)} is {_shown(now.get(name))}, and {_shown(value)} was sealed",
            )


def _ended_since(then: Facts, now: Facts, row: Any) -> bool:
    """A competence may end later, never before a decision that rests on it."""
    last, before = parse_date(now["valid_until"] or ""), parse_date(then["valid_until"] or "")
    return last is not None and last >= localdate(row.at) and (before is None or last <= before)


def _unit(then: Facts, now: Facts) -> Found:
    moved = [_called(name) for name, value in then.items() if now.get(name) != value]
    if moved:
        yield "unit_changed", f"it stands under another {' and '.join(moved)} than it was made on"


def _wording(record: Record, one: Sealed, row: Any) -> Found:
    """A centre may import the official text after a decision; what was there before may not change."""
    sealed = one.facts.get("criterion")
    if not sealed:
        return
    accepted = [sealed_facts.of_decision(row, [], worded=worded)["criterion"]["wording"] for worded in (True, False)]
    if str(row.progress.criterion_id) != sealed["id"]:
        yield "criterion_changed", "it stands under another criterion than it was made on"
    elif sealed["wording"] not in accepted:
        yield "wording_changed", "the wording of the criterion is not the one that it was decided on"


def _evidence(record: Record, then: list[Facts], now: list[Facts]) -> Found:
    """What the decision rests on: the same items, the same bytes, described in the same words."""
    rows = {row["id"]: row for row in now}
    receipts = {str(row.pk): row.evidence.receipt for found in record.evidence.values() for row in found}
    for sealed in then:
        item = receipts.get(sealed["id"], "an item")
        found = rows.pop(sealed["id"], None)
        if found is None:
            yield "evidence_missing", f"the row that binds it to its evidence ({sealed['evidence_id']}) is gone"
        else:
            yield from _item(item, sealed, found)
            yield from _pinpoints(item, sealed.get("pinpoints", []), found.get("pinpoints", []))
    for added in rows:
        yield "evidence_added", f"{receipts[added]} was bound to it afterwards"


def _item(item: str, then: Facts, now: Facts) -> Found:
    for name in then.keys() - {"fingerprint", "pinpoints"}:
        if now.get(name) != then[name]:
            words = f"of {item}, on which it rests, {_called(name)} is {_shown(now.get(name))}"
            yield "evidence_changed", f"{words}, and {_shown(then[name])} was sealed"
    if now["fingerprint"] != then["fingerprint"]:
        said = "its kind, name, words, day, file, details or owner has changed since"
        yield "item_changed", f"{item} is not the item that was judged: {said}"


def _pinpoints(item: str, then: list[Facts], now: list[Facts]) -> Found:
    yield from _listed("pinpoint", f"a pinpoint in {item}", then, now)


def _listed(part: str, words: str, then: list[Facts], now: list[Facts]) -> Found:
    """The rows that belong to an act: none gone, none added, none changed."""
    rows = {row["id"]: row for row in now}
    for sealed in then:
        found = rows.pop(sealed["id"], None)
        if found is None:
            yield f"{part}_changed", f"{words} is gone ({sealed['id']})"
        else:
            yield from _columns(sealed, found, f"of {words}, ", part, None)
    for added in rows:
        yield f"{part}_changed", f"{words} was added afterwards ({added})"


def _called(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")


def _shown(value: Any) -> str:
    """A moment to the second, a truth in words; a long text cut."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return "empty"
    moment = parse_datetime(value) if isinstance(value, str) and "T" in value else None
    text = f"{moment:%-d %B %Y %H:%M:%S.%f} UTC" if moment else str(value)
    return f"“{text if len(text) <= 80 else text[:79] + '…'}”"
