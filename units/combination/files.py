"""Rules and unit facts from the TOML files that ship with the product, or from any other."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from units.combination.fields import listed, required, table, text, texts, whole
from units.combination.language import parse_rule
from units.combination.model import Rule, RuleError, UnitFact
from units.combination.words import either
from units.interchange.values import code_of

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"


def load_rule(name_or_path: str | Path, units: Mapping[str, UnitFact] | None = None) -> Rule:
    """The rule of that name, or in that file.

    Without `units` the facts are those of the catalogue file that has the rule's name. RuleError if a file is
    missing or is not TOML.
    """
    data = read_toml(_file_of(name_or_path))
    return parse_rule(data, _shipped_units(text(data, "rule", "$")) if units is None else units)


def shipped_rules() -> list[str]:
    return sorted(path.stem for path in (CATALOGUE / "rules").glob("*.toml"))


def _file_of(name_or_path: str | Path) -> Path:
    name = str(name_or_path)
    if name in shipped_rules():
        return CATALOGUE / "rules" / f"{name}.toml"
    path = Path(name)
    if path.suffix != ".toml" and not _is_there(path):
        raise RuleError(
            f"there is no rule of this name. There are {either(shipped_rules(), 'and')}; or name a file", name
        )
    return path


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long a name, or one that no file can have
        return False


def _shipped_units(rule: str) -> dict[str, UnitFact]:
    if rule not in shipped_rules():
        raise RuleError(f"no units ship for the rule “{rule}”: name a file of units beside it", "$.rule")
    return load_units(CATALOGUE / f"{rule}.toml")


def load_units(path: Path) -> dict[str, UnitFact]:
    """The facts of the units of a catalogue file, by code; its other fields are passed over."""
    return {row.code: _fact(row) for row in unit_tables(path)}


@dataclass(frozen=True, slots=True)
class UnitTable:
    """One unit as a file describes it: its code, the table, where that stands, and the group it is placed in."""

    code: str
    scheme: str
    data: Mapping[str, Any]
    path: str
    group: str


def unit_tables(path: Path) -> list[UnitTable]:
    """The units of a qualification's file: its own `[[units]]`, or those of its framework that its structure names."""
    data = read_toml(path)
    if "structure" not in data:
        return _own_units(data)
    qualification = table(required(data, "qualification", "$"), "$.qualification")
    framework = read_toml(path.parent / f"{text(qualification, 'framework', '$.qualification')}.toml")
    units = {row.code: row for row in _own_units(framework)}
    return list(_placed(data, units))


def _own_units(data: Mapping[str, Any]) -> list[UnitTable]:
    about = data.get("qualification", data.get("framework", {}))
    scheme = about.get("scheme", "") if isinstance(about, Mapping) else ""
    rows: dict[str, UnitTable] = {}
    for i, value in enumerate(listed(data, "units", "$")):
        path = f"$.units[{i}]"
        unit = table(value, path)
        code = code_of(scheme, text(unit, "number", path))
        if code in rows:
            raise RuleError(f"the unit {code} is named twice", f"{path}.number")
        group = text(unit, "group", path) if "group" in unit else ""
        rows[code] = UnitTable(code, scheme, _whole_unit(unit, rows, scheme, path), path, group)
    return list(rows.values())


def _whole_unit(unit: Mapping[str, Any], rows: Mapping[str, UnitTable], scheme: str, path: str) -> Mapping[str, Any]:
    """Another way of assessing a unit above says what differs and nothing twice."""
    if "same_as" not in unit:
        return unit
    other = rows.get(code_of(scheme, text(unit, "same_as", path)))
    if other is None:
        raise RuleError("names no unit above it", f"{path}.same_as")
    kept = {key: value for key, value in other.data.items() if key not in ("minutes", "questions", "method")}
    return kept | {key: value for key, value in unit.items() if key != "same_as"}


def _placed(data: Mapping[str, Any], units: Mapping[str, UnitTable]) -> Iterator[UnitTable]:
    scheme = next(iter(units.values())).scheme
    seen: set[str] = set()
    for i, value in enumerate(listed(data, "structure", "$")):
        path = f"$.structure[{i}]"
        part = table(value, path)
        for number in texts(part, "units", path):
            code = code_of(scheme, number)
            if code not in units:
                raise RuleError(f"the framework has no unit {number}", f"{path}.units")
            if code in seen:
                raise RuleError(f"the unit {code} is placed twice", f"{path}.units")
            seen.add(code)
            yield replace(units[code], group=text(part, "group", path))


def _fact(row: UnitTable) -> UnitFact:
    credit, level = whole(row.data, "credit", row.path, least=0), whole(row.data, "level", row.path, least=0)
    hours = whole(row.data, "guided_hours", row.path, least=0) if "guided_hours" in row.data else 0
    reference = text(row.data, "reference", row.path) if "reference" in row.data else ""
    return UnitFact(row.code, text(row.data, "title", row.path), credit, level, _criteria(row), hours, reference)


def _criteria(row: UnitTable) -> int:
    outcomes = listed(row.data, "outcomes", row.path) if "outcomes" in row.data else ()
    tables = [table(outcome, f"{row.path}.outcomes[{i}]") for i, outcome in enumerate(outcomes)]
    return sum(len(listed(one, "criteria", f"{row.path}.outcomes[{i}]")) for i, one in enumerate(tables))


def read_toml(path: Path) -> dict[str, Any]:
    written = _read(path)
    if not written.strip():
        raise RuleError("the file is empty", str(path))
    try:
        return tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"the file is not TOML: {error}", str(path)) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, or lists in lists in lists
        raise RuleError("the file is not TOML: no rule has anything so long or so deep", str(path)) from error


def _read(path: Path) -> str:
    """In UTF-8, with the mark at its beginning that some editors write, or without."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleError("the file is not text in UTF-8", str(path)) from error
    except (OSError, ValueError) as error:
        raise RuleError(f"the file cannot be read ({type(error).__name__})", str(path)) from error
