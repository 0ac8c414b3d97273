"""Random rules with their units, and portfolios for them."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from units.combination import UnitFact

Drawn = tuple[dict[str, Any], dict[str, UnitFact]]
READINGS = [
    {"name": "in_part", "label": "Units count in part", "caps": "part_units"},
    {"name": "upward", "label": "Higher levels count", "levels": "at_or_above"},
    {"name": "both", "label": "Both", "caps": "part_units", "levels": "at_or_above"},
]


@st.composite
def rules(draw: Callable[..., Any], *, most_units: int = 9, most_credit: int = 6) -> Drawn:
    """A rule that parses but for what may make it impossible to meet."""
    credits = draw(st.lists(st.integers(0, most_credit), min_size=2, max_size=most_units))
    codes = [f"U{i}" for i in range(len(credits))]
    facts = {
        c: UnitFact(c, f"Title {c}", credit, draw(st.integers(3, 5))) for c, credit in zip(codes, credits, strict=True)
    }
    outside = draw(st.sampled_from([False, False, True]))
    homes: dict[str, list[str]] = {}
    for i, code in enumerate(codes):
        homes.setdefault(draw(st.sampled_from("ABC-" if outside and i else "ABC")), []).append(code)
    homes.pop("-", None)
    groups: dict[str, Any] = {key: {"title": f"Group {key}", "units": units} for key, units in homes.items()}
    if outside:
        groups["elsewhere"] = {"title": "units outside", "outside": True, **draw(_levels())}
    if len(groups) > 1 and draw(st.booleans()):
        groups["outer"] = {
            "title": "the outer group",
            "groups": draw(st.lists(st.sampled_from(sorted(groups)), min_size=2, max_size=2, unique=True)),
        }
    clauses = [_group_clause(draw, key, outside=has_outside(groups, key)) for key in groups]
    listed = [code for units in homes.values() for code in units]
    clauses += draw(st.lists(_overall(sorted(homes), listed), max_size=3))
    clauses = list({(c["kind"], c.get("group"), str(c)): {**c, "source": "000:1"} for c in clauses}.values())
    data = {
        "rule": "random",
        "version": "1",
        "title": "Random",
        "source": "000:1",
        "groups": groups,
        "clauses": clauses,
    }
    readings = _readings(clauses)
    return ({**data, "readings": readings} if readings else data), facts


def has_outside(groups: dict[str, Any], key: str) -> bool:
    return key == "elsewhere" or "elsewhere" in groups[key].get("groups", ())


def _levels() -> st.SearchStrategy[dict[str, Any]]:
    level = {"level": st.integers(3, 5), "scope": st.sampled_from(["exactly", "at_or_above"])}
    return st.one_of(st.just({}), st.fixed_dictionaries(level))


def _readings(clauses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    capped = any(c["kind"] == "maximum_from_group" and "credits" in c for c in clauses)
    level = any(c["kind"] == "minimum_at_level" and c["scope"] == "exactly" for c in clauses)
    return [r for r in READINGS if (capped or "caps" not in r) and (level or "levels" not in r)]


def _group_clause(draw: Callable[..., Any], key: str, *, outside: bool) -> dict[str, Any]:
    kinds = ["maximum_from_group", "maximum_from_group", "minimum_from_group", "all_of_group"]
    kind = draw(st.sampled_from(kinds[:1] if outside else kinds))
    if kind == "all_of_group":
        return {"kind": kind, "group": key}
    measure = draw(st.sampled_from(["credits", "credits", "units"]))
    return {"kind": kind, "group": key, measure: draw(st.integers(1, 10 if measure == "credits" else 3))}


def _overall(keys: list[str], codes: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    level = {"level": st.integers(3, 5), "scope": st.sampled_from(["exactly", "at_or_above"])}
    several = st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True)
    barred = st.lists(st.sampled_from(codes), min_size=2, max_size=3, unique=True)
    kinds = (
        st.fixed_dictionaries({"kind": st.just("minimum_credits"), "credits": st.integers(1, 25)}),
        st.fixed_dictionaries(
            {"kind": st.just("minimum_at_level"), "credits": st.integers(1, 12), **level},
            optional={"group": st.sampled_from(keys)},
        ),
        st.fixed_dictionaries({"kind": st.just("at_least_one_from_each"), "groups": several}),
        st.fixed_dictionaries({"kind": st.just("exactly_one_from_each"), "groups": several}),
        st.fixed_dictionaries({"kind": st.just("barred_together"), "units": barred}),
    )
    return st.one_of(*(kinds if len(codes) > 1 else kinds[:-1]))
