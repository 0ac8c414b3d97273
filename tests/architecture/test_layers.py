"""An app knows only what is lower. import-linter sees imports; this sees what it is blind to: relations and addresses."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

LAYERS = ["centres", "units", "portfolio", "assessment", "iqa", "claims"]
ROOT = Path(settings.BASE_DIR)


def height(app: str) -> int:
    """The components are the lowest app's: every page is made with them."""
    app = "centres" if app == "components" else app
    return LAYERS.index(app) if app in LAYERS else -1


def test_imports_point_downwards() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("app", LAYERS)
def test_relations_point_downwards(app: str) -> None:
    upward = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and height(field.related_model._meta.app_label) > height(app)
    ]
    assert upward == []


def names_of(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, str]]:
    """(name of the address, app of its view)."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name, pattern.callback.__module__.split(".")[0]


OWNERS = dict(names_of(get_resolver().url_patterns))
URL_TAG = re.compile(r"{%\s*url\s+['\"]([\w:-]+)['\"]")


def upward_links(app: str, path: Path, names: list[str]) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {name}" for name in names if height(OWNERS.get(name, "")) > height(app)]


@pytest.mark.parametrize("app", [*LAYERS, "components"])
def test_templates_link_downwards(app: str) -> None:
    upward = [
        link
        for path in (ROOT / "templates" / app).rglob("*.*")
        for link in upward_links(app, path, URL_TAG.findall(path.read_text()))
    ]
    assert upward == []


def reversed_names(path: Path) -> list[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    functions = {"reverse", "redirect", "reverse_lazy", "Page"}
    return [
        argument.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in functions
        for argument in call.args[:2]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


@pytest.mark.parametrize("app", LAYERS)
def test_code_reverses_downwards(app: str) -> None:
    upward = [link for path in (ROOT / app).rglob("*.py") for link in upward_links(app, path, reversed_names(path))]
    assert upward == []


def test_config_knows_no_app() -> None:
    named = [
        path.name
        for path in (ROOT / "config").glob("*.py")
        if re.search(rf"^\s*(from|import) ({'|'.join(LAYERS)})\b", path.read_text(), re.M)
    ]
    assert named == []


def test_the_rule_engine_is_pure() -> None:
    """It can be imported, and used, where Django is not installed."""
    code = "import sys, units.combination; sys.exit(any(m.split('.')[0] in ('django', 'celery', 'structlog') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
