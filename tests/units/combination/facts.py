"""Unit facts for the rules whose catalogue does not ship, and short forms for the portfolios of the vectors."""

from units.combination import UnitFact

# Number, level, credit, by group (001:17-55); the last line is a Level 2 unit, outside the structure.
_CG_4430 = """
401 4 10, 402 4 10,
303 3 6, 304 3 8, 305 3 7, 306 3 7, 403 4 10, 404 4 11,
307 3 6, 308 3 6, 309 3 7, 405 4 8, 406 4 10, 407 4 8, 408 4 8, 409 4 8,
310 3 6, 311 3 10, 312 3 6, 410 4 10,
313 3 8, 314 3 7, 315 3 8, 316 3 7, 317 3 10, 318 3 7, 411 4 10, 412 4 9, 413 4 11, 414 4 7, 415 4 11, 416 4 11, 417 4 7,
219 2 6
"""
_CG_4417 = "201 2 6, 271 2 6, 202 2 7, 272 2 7, 301 3 6, 371 3 6, 302 3 7, 372 3 7"


def _facts(scheme: str, lines: str) -> dict[str, UnitFact]:
    rows = [row.split() for row in lines.replace("\n", " ").split(",")]
    units = [UnitFact(f"{scheme}-{n}", f"Unit {n}", int(credit), int(level)) for n, level, credit in rows]
    return {unit.code: unit for unit in units}


CG_4430 = _facts("4430", _CG_4430)
CG_4417 = _facts("4417", _CG_4417)


def cg(scheme: str, numbers: str) -> list[str]:
    return [f"{scheme}-{number}" for number in numbers.split()]
