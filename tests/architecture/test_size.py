"""Short functions, short files: the house's figures (CONTRIBUTING.md). The report of the longest is `make lint`'s."""

import ast
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ["config", "centres", "units", "portfolio", "assessment", "iqa", "claims"]
FILES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def lengths() -> list[tuple[int, str]]:
    return sorted(
        (node.end_lineno - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.name}")
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None
    )


def test_half_the_functions_are_under_ten_lines_and_nineteen_in_twenty_under_forty() -> None:
    found = lengths()
    half, nineteen_in_twenty = found[len(found) // 2], found[len(found) * 19 // 20]
    assert half[0] < 10, half
    assert nineteen_in_twenty[0] < 40, nineteen_in_twenty


def test_no_function_is_over_sixty_lines() -> None:
    assert [name for length, name in lengths() if length > 60] == []


def test_no_file_is_over_four_hundred_lines() -> None:
    assert [str(path.relative_to(ROOT)) for path in FILES if len(path.read_text().splitlines()) > 400] == []
