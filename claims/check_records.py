"""The check of a whole centre as plain values: for a spreadsheet, for a program, for the command line."""

import json
from collections.abc import Iterable
from typing import Any

from centres.csv_files import csv_bytes
from claims.selectors.centre_check import Check
from units.combination import Outcome

HEADINGS = {
    "candidate": "Candidate",
    "registration": "Registration",
    "qualification": "Qualification",
    "edition": "Edition",
    "rule": "Rule",
    "verdict": "Verdict on the cleared units",
    "credits": "Credits counted",
    "credits_needed": "Credits needed",
    "not_met": "Clauses not met",
    "prospect": "Verdict once every chosen unit is cleared",
    "claim": "Claim",
}


def record(one: Check) -> dict[str, Any]:
    credits, needed = one.credits
    return {
        "candidate": one.candidate,
        "registration": one.number,
        "qualification": one.edition.qualification,
        "edition": one.edition.version,
        "rule": one.edition.rule,
        "verdict": word(one.verdict),
        "credits": credits,
        "credits_needed": needed,
        "not_met": [f"{clause.title}: {clause.explain}" for clause in one.failing],
        "prospect": word(one.prospect),
        "claim": one.claim,
    }


def word(outcome: Outcome | None) -> str:
    if outcome is None:
        return "no rule"
    return "held" if outcome.held else "met" if outcome.met else "not yet"


def as_json(checks: Iterable[Check]) -> bytes:
    return json.dumps([record(one) for one in checks], ensure_ascii=False, indent=1).encode()


def as_csv(checks: Iterable[Check]) -> bytes:
    return csv_bytes([HEADINGS.values(), *(record(one).values() for one in checks)])
