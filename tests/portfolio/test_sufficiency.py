"""What a sufficiency rule demands, what is still needed, and that more evidence never makes more needed."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.kinds import Kind
from portfolio.sufficiency import (
    BY,
    DAYS,
    ITEMS,
    KINDS,
    NOTHING,
    Demand,
    DemandError,
    Demands,
    Item,
    Need,
    closing_kinds,
    left_out,
    needs,
)
from portfolio.sufficiency.words import CALLED, NO_DEMAND, need_words, needs_words, sentence, sentences
from portfolio.sufficiency_rules import PREFERRED
from tests.profile import examples

DAY = dt.date(2026, 3, 3)
OBSERVATION, WITNESS, PRODUCT = "observation", "witness", "product"


def item(kind: str = PRODUCT, same: str = "a", day: dt.date | None = DAY, **more: Any) -> Item:
    return Item(same, kind, day, more.pop("sent_on", DAY), **more)


def still_needed(line: Demand, *items: Item, **what_counts: Any) -> str:
    return needs_words(needs(Demands((line,), **what_counts), items))


def test_so_many_items_whatever_their_kind() -> None:
    assert still_needed(Demand(2), item()) == "1 more item"
    assert still_needed(Demand(2), item(), item(WITNESS, "b")) == ""


def test_the_same_bytes_twice_are_one_item() -> None:
    assert still_needed(Demand(2), item(), item(WITNESS)) == "1 more item"


def test_so_many_of_one_kind_on_days_of_their_own() -> None:
    line = Demand(2, DAYS, (OBSERVATION,))
    first, same_day = item(OBSERVATION), item(OBSERVATION, "b")
    assert still_needed(line, first, same_day, item(day=dt.date(2026, 3, 4))) == "observation records of 1 more day"
    assert still_needed(line, first, item(OBSERVATION, "b", dt.date(2026, 3, 4))) == ""


def test_one_kind_alone_is_not_enough() -> None:
    line = Demand(1, kinds=(WITNESS,), others=True)
    assert (
        still_needed(line, item(WITNESS), item(WITNESS, "b")) == "1 more item, of another kind than witness testimony"
    )
    assert still_needed(line, item(WITNESS), item()) == ""


def test_different_kinds() -> None:
    assert still_needed(Demand(2, KINDS), item(), item(same="b")) == "evidence of 1 more kind"
    assert still_needed(Demand(2, KINDS), item(), item(WITNESS, "b")) == ""


def test_a_simulation_and_what_is_old_do_not_count_and_are_named() -> None:
    old, new = item(day=dt.date(2025, 3, 2)), item(same="b", day=dt.date(2025, 3, 3))
    played = item(same="c", simulated=True)
    demands = Demands((Demand(3),), real=True, months=12)
    assert needs_words(needs(demands, [old, new, played])) == "2 more items"
    assert left_out(demands, [old, new, played]) == [
        (old, "done more than 12 months before it was submitted"),
        (played, "a simulation"),
    ]


def test_a_rule_without_lines_demands_nothing_and_leaves_nothing_out() -> None:
    assert (needs(NOTHING, []), left_out(NOTHING, [item(simulated=True)])) == ((), [])
    assert sentences(NOTHING) == [NO_DEMAND]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Demand(1), "At least 1 item."),
        (Demand(2, kinds=(OBSERVATION,)), "At least 2 observation records."),
        (Demand(2, DAYS, (OBSERVATION,)), "Observation records of at least 2 different days."),
        (Demand(2, kinds=(PRODUCT, "journal")), "At least 2 items (product of work or journal entry)."),
        (Demand(2, KINDS), "Evidence of at least 2 different kinds."),
        (Demand(1, kinds=(WITNESS,), others=True), "At least 1 item, of another kind than witness testimony."),
    ],
)
def test_a_rule_reads_as_a_sentence(line: Demand, said: str) -> None:
    assert sentence(line) == said


def test_what_counts_is_said_after_the_lines() -> None:
    assert sentences(Demands((Demand(1),), real=True, months=24)) == [
        "At least 1 item.",
        "Only real work counts, no simulation.",
        "Only what was done in the 24 months before it was submitted counts.",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Demand(0),
        lambda: Demand(21),
        lambda: Demand(1, "marks"),
        lambda: Demand(1, others=True),
        lambda: Demand(3, KINDS, (PRODUCT, WITNESS)),
        lambda: Demands((Demand(1),), months=0),
        lambda: Demands(real=True),
    ],
)
def test_a_rule_that_nobody_can_have_meant_is_refused(wrong: Any) -> None:
    with pytest.raises(DemandError, match=r"\.$"):
        wrong()


def test_every_kind_has_its_words_and_a_preference() -> None:
    assert set(CALLED) == set(Kind.values) == {str(kind) for kind in PREFERRED}


KIND = st.sampled_from(Kind.values)


@st.composite
def lines(draw: st.DrawFn) -> Demand:
    kinds = tuple(draw(st.lists(KIND, max_size=3, unique=True)))
    by, others = draw(st.sampled_from(BY)), bool(kinds) and draw(st.booleans())
    most = len(kinds) if by == KINDS and kinds and not others else 3
    return Demand(draw(st.integers(1, most)), by, kinds, others, draw(st.booleans()))


RULES = st.builds(
    Demands,
    st.lists(lines(), min_size=1, max_size=4).map(tuple),
    st.booleans(),
    st.none() | st.integers(1, 36),
)
ITEM = st.builds(
    Item,
    st.sampled_from("abcdef"),
    KIND,
    st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)),
    st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    st.booleans(),
)
ITEMS_ = st.lists(ITEM, max_size=6)


def missing(found: tuple[Need, ...]) -> dict[Demand, int]:
    return {need.demand: need.missing for need in found}


@examples(150)
@given(RULES, ITEMS_, ITEM)
def test_more_evidence_never_makes_more_needed(demands: Demands, items: list[Item], more: Item) -> None:
    before, after = missing(needs(demands, items)), missing(needs(demands, [*items, more]))
    assert all(number <= before.get(line, 0) for line, number in after.items())


@examples(150)
@given(RULES, ITEMS_, st.randoms())
def test_the_order_of_the_evidence_makes_no_difference(demands: Demands, items: list[Item], chance: Any) -> None:
    mixed = list(items)
    chance.shuffle(mixed)
    assert needs(demands, mixed) == needs(demands, items)


@examples(150)
@given(RULES, ITEMS_)
def test_the_kinds_that_are_named_close_every_need(demands: Demands, items: list[Item]) -> None:
    kinds = closing_kinds(demands, items, PREFERRED)
    further = [Item(f"new {n}", kind, DAY + dt.timedelta(n), DAY) for n, kind in enumerate(kinds)]
    fresh = [
        Item(one.same, one.kind, dt.date(2031, 1, n + 1), dt.date(2031, 1, n + 1)) for n, one in enumerate(further)
    ]
    assert needs(demands, [*items, *fresh]) == ()
    assert len(kinds) >= max((need.missing for need in needs(demands, items)), default=0)


@examples(100)
@given(RULES)
def test_a_rule_is_read_back_as_it_was_written(demands: Demands) -> None:
    assert Demands.of(demands.as_data()) == demands


@examples(100)
@given(RULES, ITEMS_)
def test_each_need_says_how_much_closes_it(demands: Demands, items: list[Item]) -> None:
    for need in needs(demands, items):
        assert str(need.missing) in need_words(need)
        assert need.demand.by != ITEMS or "more" in need_words(need)
