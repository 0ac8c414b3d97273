"""The order of what a candidate does next; pure."""

import datetime as dt

from portfolio.next_steps import NextStep, Rank, in_order

TODAY = dt.date(2026, 11, 20)


def step(what: str, rank: Rank, **more: object) -> NextStep:
    return NextStep(rank, what, "Because.", "/", "Open it", **more)  # type: ignore[arg-type]


def order(*steps: NextStep) -> list[str]:
    return [one.what for one in in_order(steps, TODAY)]


def test_what_holds_up_a_decision_comes_first_whatever_order_the_apps_have() -> None:
    steps = [step(rank.name, rank) for rank in Rank if rank != Rank.CARRY_ON]
    assert order(*reversed(steps)) == [rank.name for rank in Rank if rank != Rank.CARRY_ON]


def test_what_is_overdue_moves_up_but_not_before_what_was_sent_back() -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    assert order(
        step("read", Rank.READ),
        step("today", Rank.DUE, due_on=TODAY),
        step("late", Rank.DUE, due_on=yesterday),
        step("sent back", Rank.SENT_BACK),
        step("agree", Rank.AGREE),
    ) == ["sent back", "late", "read", "agree", "today"]


def test_of_one_rank_the_nearest_day_and_then_the_longest_waiting_comes_first() -> None:
    then = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    assert order(
        step("undated", Rank.DUE),
        step("next week", Rank.DUE, due_on=TODAY + dt.timedelta(days=7)),
        step("tomorrow", Rank.DUE, due_on=TODAY + dt.timedelta(days=1)),
        step("new", Rank.FINISH, since=then + dt.timedelta(days=3)),
        step("old", Rank.FINISH, since=then),
    ) == ["old", "new", "tomorrow", "next week", "undated"]


def test_what_to_carry_on_with_is_said_only_where_nothing_else_is_to_do() -> None:
    carry_on = [step("unit", Rank.CARRY_ON), step("plan", Rank.CARRY_ON)]
    assert order(*carry_on, step("finish", Rank.FINISH)) == ["finish"]
    assert order(*carry_on) == ["plan"]
    assert order() == []
