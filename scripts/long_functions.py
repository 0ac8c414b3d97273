"""Names the functions over 40 lines and the files over 300, and how the lengths are spread. Never fails.

python -m scripts.long_functions FOLDER ...
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

LONG_FUNCTION, LONG_FILE = 40, 300


def python_files(folders: list[str]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted(Path(folder).rglob("*.py")) if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[tuple[str, int, int]]:
    """Name, first line and number of lines of each function, decorators left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1


def main(folders: list[str]) -> None:
    files = {path: len(path.read_text().splitlines()) for path in python_files(folders)}
    found = [(length, name, f"{path}:{line}") for path in files for name, line, length in functions(path)]
    for length, name, place in sorted(found, reverse=True):
        if length > LONG_FUNCTION:
            print(f"{length:4} lines  {name}  {place}")
    for path, length in files.items():
        if length > LONG_FILE:
            print(f"{length:4} lines  {path}")
    lengths = sorted(length for length, _, _ in found) or [0]
    middle, most = lengths[len(lengths) // 2], lengths[len(lengths) * 19 // 20]
    print(f"{len(found)} functions: half have at most {middle} lines, nineteen in twenty at most {most}.")


if __name__ == "__main__":
    main(sys.argv[1:])
