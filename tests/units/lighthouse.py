"""The invented lighthouse qualification as a catalogue: files for load_catalogue, and its handbook as bytes."""

from pathlib import Path

from tests.units.handbooks.invented import DOCUMENT, UNITS
from units.handbooks import ExpectedUnit
from units.models import Specification
from units.services.load_catalogue import load_catalogue

HANDBOOK = DOCUMENT.encode()
RULE = """\
rule = "lighthouse"
version = "1"
title = "ProQual Level 2 Award in Lighthouse Keeping"
source = "invented"
[groups.A]
title = "Group A"
units = ["R/900/0001"]
[groups.B]
title = "Group B"
units = ["J/900/0013", "D/900/0003"]
[[clauses]]
kind = "minimum_credits"
credits = 7
source = "invented"
[[clauses]]
kind = "all_of_group"
group = "A"
source = "invented"
[[clauses]]
kind = "minimum_from_group"
group = "B"
credits = 3
source = "invented"
"""
QUALIFICATION = """\
[qualification]
code = "lighthouse"
scheme = "900"
awarding_organisation = "ProQual Awarding Body"
title = "ProQual Level 2 Award in Lighthouse Keeping"
number = "900/0001/8"
level = 2
version = "2023-08"
registration_from = 2020-02-03
registration_until = 2031-12-01
guided_hours = 45
total_hours = 120
rule = "lighthouse"
"""


def write_files(folder: Path, *, label: str = "Show", units: tuple[ExpectedUnit, ...] = UNITS) -> Path:
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "lighthouse.toml").write_text(RULE)
    (folder / "lighthouse.toml").write_text(QUALIFICATION + "".join(_unit(unit, label) for unit in units))
    return folder


def _unit(unit: ExpectedUnit, label: str) -> str:
    group = "A" if unit.code == "R/900/0001" else "B"
    lines = [f'[[units]]\nnumber = "{unit.code}"\ntitle = "{unit.title}"\nlevel = {unit.level}\ncredit = {unit.credit}']
    lines.append(f'group = "{group}"')
    for number, criteria in enumerate(unit.outcomes, 1):
        labels = [f"{label} thing {number}.{position}" for position in range(1, criteria + 1)]
        lines.append(f'[[units.outcomes]]\nlabel = "Outcome {number}"\ncriteria = {labels}')
    return "\n".join(lines).replace("'", '"') + "\n"


def loaded(folder: Path) -> Specification:
    load_catalogue(folder=write_files(folder))
    return Specification.objects.get(qualification__code="lighthouse")
