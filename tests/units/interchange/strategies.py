"""Random qualifications that every check accepts."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.units.combination.strategies import rules
from units.combination import RuleError, parse_rule
from units.interchange.sheets import METHODS
from units.interchange.values import CriterionValues, OutcomeValues, QualificationValues, UnitValues, code_of
from units.references import check_letter

_LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff")
_STARTS = st.sampled_from(
    ["", "", "=", "+", "-", "@", "'", "'=", "''-", "=1+1", "#N/A", "_x000D_", "007", "1.10", "TRUE"]
)


def lines(most: int = 20) -> st.SearchStrategy[str]:
    """One line, some of them what a spreadsheet program would make something else of."""
    return (
        st.builds(str.__add__, _STARTS, st.text(_LETTERS, max_size=most)).map(lambda t: t[:most].strip()).filter(bool)
    )


def words() -> st.SearchStrategy[str]:
    return st.lists(lines(), max_size=3).map("\n".join)


def codes() -> st.SearchStrategy[str]:
    return st.text("abcXYZ0123456789.-", min_size=1, max_size=8)


def dates() -> st.SearchStrategy[dt.date]:
    return st.dates(dt.date(1950, 1, 1), dt.date(2199, 12, 31))


@st.composite
def periods(draw: Callable[..., Any]) -> tuple[dt.date | None, dt.date | None]:
    first, last = sorted((draw(dates()), draw(dates())))
    return draw(st.sampled_from([(first, last), (None, last), (first, None), (None, None)]))


def criteria() -> st.SearchStrategy[CriterionValues]:
    return st.builds(CriterionValues, lines(), text=words(), printed=st.just("") | lines(8), guidance=words())


def outcomes(*, test: bool) -> st.SearchStrategy[OutcomeValues]:
    several = st.lists(criteria(), min_size=1, max_size=3, unique_by=lambda c: c.label.casefold()).map(tuple)
    questions = st.none() | st.integers(0, 40) if test else st.none()
    return st.builds(OutcomeValues, lines(), several, text=words(), questions=questions)


def items() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(lines(), max_size=3, unique=True).map(tuple)


def references() -> st.SearchStrategy[str]:
    digits = st.text("0123456789", min_size=7, max_size=7)
    return digits.map(lambda seven: f"{check_letter(seven)}/{seven[:3]}/{seven[3:]}")


@st.composite
def units(draw: Callable[..., Any], **fixed: Any) -> UnitValues:
    method = draw(st.sampled_from(METHODS))
    available, expires = draw(periods())
    number = draw(codes() | references())
    fields = {
        "scheme": draw(codes()),
        "number": number,
        "reference": "" if "/" in number else draw(st.just("") | references()),
        "title": draw(lines()),
        "level": draw(st.integers(0, 8)),
        "credit": draw(st.integers(0, 99)),
        "edition": draw(st.integers(1, 9)),
        "guided_hours": draw(st.none() | st.integers(0, 99)),
        "method": method,
        "minutes": draw(st.none() | st.integers(1, 99)) if method != "portfolio" else None,
        "sector_number": draw(st.just("") | lines()),
        "available_from": available,
        "expires_on": expires,
        "suits": draw(st.just("") | lines()),
        "standards": draw(items()),
        "key_skills": draw(items()),
        "aim": draw(words()),
        "information": draw(st.dictionaries(lines(), words().filter(bool), max_size=2)),
        "outcomes": tuple(draw(st.lists(outcomes(test=method == "test"), min_size=1, max_size=3))),
    }
    return UnitValues(**fields | fixed)


@st.composite
def qualifications(draw: Callable[..., Any]) -> QualificationValues:
    own, rule = draw(with_rule() if draw(st.booleans()) else without_rule())
    guided, total = sorted((draw(st.integers(0, 99)), draw(st.integers(0, 99))))
    since, until = draw(periods())
    return QualificationValues(
        code=draw(st.text("abc-_12", min_size=1, max_size=8)),
        awarding_organisation=draw(lines()),
        scheme=draw(codes()),
        title=draw(lines()),
        level=draw(st.integers(0, 8)),
        version=draw(lines()),
        published_on=draw(dates()),
        units=own,
        number=draw(st.just("") | lines(12)),
        registration_from=since,
        registration_until=until,
        guided_hours=draw(st.sampled_from([None, guided])),
        total_hours=draw(st.sampled_from([None, total])),
        grading=draw(st.just("") | lines()),
        minimum_age=draw(st.none() | st.integers(0, 99)),
        rule=rule,
    )


@st.composite
def without_rule(draw: Callable[..., Any]) -> tuple[tuple[UnitValues, ...], None]:
    several = st.lists(units(group=""), min_size=1, max_size=4, unique_by=lambda unit: unit.code)
    return tuple(draw(several)), None


@st.composite
def with_rule(draw: Callable[..., Any]) -> tuple[tuple[UnitValues, ...], dict[str, Any]]:
    rule, facts = draw(rules(most_units=5).filter(_can_be_met))
    rule = _renamed(rule, {code: code_of("S", code) for code in facts})
    homes = {code: key for key, group in rule["groups"].items() for code in group.get("units", ())}
    own = [
        draw(
            units(
                scheme="S",
                number=code,
                reference="",
                level=fact.level,
                credit=fact.credit,
                group=homes.get(code_of("S", code), ""),
            )
        )
        for code, fact in facts.items()
    ]
    return tuple(draw(st.permutations(own))), rule


def _can_be_met(drawn: Any) -> bool:
    try:
        parse_rule(*drawn)
    except RuleError:
        return False
    return True


def _renamed(data: Any, names: dict[str, str]) -> Any:
    if isinstance(data, dict):
        return {key: _renamed(value, names) for key, value in data.items()}
    if isinstance(data, list):
        return [_renamed(value, names) for value in data]
    return names.get(data, data) if isinstance(data, str) else data
