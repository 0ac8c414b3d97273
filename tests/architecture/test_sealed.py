"""No act on a unit is written without its seal, and no kind of act comes in unnoticed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from centres.append_only import append_only_models

ROOT = Path(settings.BASE_DIR)
SEALED = {
    "CriterionDecision": "seal_decisions",
    "DecisionEvidence": "seal_decisions",
    "UnitSignOff": "seal_sign_off",
    "Countersignature": "seal_countersignature",
    "UnitReopening": "seal_reopening",
    "ReopenedCriterion": "seal_reopening",
    "UnitResult": "seal_result",
    "ResultMark": "seal_result",
    "ResultFile": "seal_result",
    "ResultAnswer": "seal_answer",
    "AppealOutcome": "seal_outcome",
    "AppealLine": "seal_outcome",
}
# Append-only and about a unit, but no judgement that a certificate rests on; or the seal itself.
UNSEALED = {
    "Seal",
    "FeedbackReceipt",
    "QueryAnswer",
    "AppealPoint",
    "AppealStep",
    "AppealFile",
    "Need",
    "NeedDisposal",
    "NeedFile",
}
KEEPS_FILES = "keep_files"  # makes the rows of ResultFile for whoever seals the result


def about_a_unit(model: type[models.Model], seen: frozenset[object] = frozenset()) -> bool:
    """By a foreign key of its own or by one of an append-only row that it belongs to."""
    targets = {field.related_model for field in model._meta.concrete_fields if field.related_model} - seen
    ours = {row for row in targets if row._meta.app_label == "assessment"}
    direct = {"UnitEnrolment", "CriterionProgress"} & {row.__name__ for row in targets}
    return bool(direct) or any(about_a_unit(row, seen | targets) for row in ours)


def test_every_act_on_a_unit_is_sealed_or_said_not_to_be() -> None:
    acts = {row.__name__ for row in append_only_models(apps.get_app_config("assessment")) if about_a_unit(row)}
    assert acts == SEALED.keys() | UNSEALED


def written(tree: ast.AST) -> Iterator[str]:
    """Names of the sealed models of which the file makes rows."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        called = ast.unparse(call.func)
        model, _, verb = called.partition(".objects.")
        if called == KEEPS_FILES:
            yield "ResultFile"
        elif called in SEALED or (model in SEALED and verb in ("create", "bulk_create", "get_or_create")):
            yield model


FILES = [
    path
    for app in ("portfolio", "assessment", "iqa", "claims")
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts and path.name != "result_files.py"  # has `keep_files`
]


def test_every_file_that_writes_an_act_seals_it() -> None:
    found = {}
    for path in FILES:
        source = path.read_text()
        missing = {SEALED[name] for name in written(ast.parse(source)) if f"{SEALED[name]}(" not in source}
        if missing:
            found[str(path.relative_to(ROOT))] = missing
    assert found == {}


@pytest.mark.parametrize("name", sorted(SEALED))
def test_every_sealed_act_is_written_somewhere(name: str) -> None:
    """Else the test before this one looks for the wrong words."""
    assert any(name in written(ast.parse(path.read_text())) for path in FILES)
