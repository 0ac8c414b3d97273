"""Rules that every write keeps."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ["centres", "units", "portfolio", "assessment", "iqa", "claims"]
FILES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]


def test_saves_name_their_fields() -> None:
    """A bare save() of a row read earlier overwrites what others wrote since."""
    bare = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in FILES
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "save" and not call.args and not call.keywords
    ]
    assert bare == []


def writes_state(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "update"
        and any(word.arg == "state" for word in call.keywords)
    )


def test_states_are_written_in_one_place() -> None:
    allowed = {"centres/states.py", "centres/services/run_job.py"}
    others = {str(path.relative_to(ROOT)) for path in FILES for call in calls(path) if writes_state(call)} - allowed
    assert others == set()


NO_ACTS = {"save_text_draft", "close_text_drafts", "discard_text_draft"}  # words that nobody has submitted
USE_CASES = sorted(path for app in APPS for path in (ROOT / app / "services").glob("[a-z]*.py"))


def public_functions(path: Path) -> list[ast.FunctionDef]:
    return [
        node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


@pytest.mark.parametrize("path", USE_CASES, ids=lambda path: f"{path.parts[-3]}.{path.stem}")
def test_a_use_case_is_named_like_its_file(path: Path) -> None:
    assert path.stem in [function.name for function in public_functions(path)]


@pytest.mark.parametrize("path", USE_CASES, ids=lambda path: f"{path.parts[-3]}.{path.stem}")
def test_a_use_case_that_takes_an_actor_records_the_act(path: Path) -> None:
    """By the source: `record(` or `record_all(` stands in every file whose use case has an actor and writes."""
    main = next(function for function in public_functions(path) if function.name == path.stem)
    takes_actor = "actor" in [argument.arg for argument in main.args.kwonlyargs]
    source = path.read_text()
    writes = any(word in source for word in (".create(", ".save(", "move(", ".update("))
    records = any(word in source for word in ("record(", "record_all("))
    assert not (takes_actor and writes) or records or path.stem in NO_ACTS
