"""Rules and unit facts from the TOML files that ship with the product, or from any other."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from units.combination.fields import listed, table, text, whole
from units.combination.language import parse_rule
from units.combination.model import Rule, RuleError, UnitFact

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"


def load_rule(name_or_path: str | Path, units: Mapping[str, UnitFact] | None = None) -> Rule:
    """The rule of that name, or in that file.

    Without `units` the facts are those of the catalogue file that has the rule's name. RuleError if a file is
    missing or is not TOML.
    """
    shipped = CATALOGUE / "rules" / f"{name_or_path}.toml"
    data = read_toml(shipped if shipped.is_file() else Path(name_or_path))
    return parse_rule(data, load_units(CATALOGUE / f"{text(data, 'rule', '$')}.toml") if units is None else units)


def load_units(path: Path) -> dict[str, UnitFact]:
    """The facts in the `[[units]]` tables of a catalogue file, by code; its other fields are passed over."""
    units: dict[str, UnitFact] = {}
    for i, data in enumerate(listed(read_toml(path), "units", "$")):
        unit = _unit(table(data, f"$.units[{i}]"), f"$.units[{i}]")
        if unit.code in units:
            raise RuleError(f"the unit {unit.code} is named twice", f"$.units[{i}].code")
        units[unit.code] = unit
    return units


def _unit(data: Mapping[str, Any], path: str) -> UnitFact:
    credit, level = whole(data, "credit", path, least=0), whole(data, "level", path, least=0)
    return UnitFact(text(data, "code", path), text(data, "title", path), credit, level)


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"the file cannot be read ({type(error).__name__})", str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"the file is not TOML: {error}", str(path)) from error
