"""The words and marks of every page."""

import datetime as dt

import pytest
import time_machine
from django.template import Context, Template, TemplateSyntaxError

from centres.templatetags import _words
from centres.templatetags._vocabulary import KINDS, STATES
from portfolio.states import CriterionState, UnitState

UTC = dt.UTC
NOW = dt.datetime(2026, 11, 20, 14, 6, 9, tzinfo=UTC)


def render(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


@pytest.fixture(autouse=True)
def friday() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def test_an_icon_is_drawn_in_the_page_and_hidden_from_screen_readers() -> None:
    drawn = render('{% icon "check-lg" "t-met" %}')
    assert drawn.startswith('<svg class="bi t-met" viewBox="0 0 16 16" aria-hidden="true" focusable="false">')
    assert drawn.endswith("</svg>")
    assert "<path" in drawn


@pytest.mark.parametrize("name", ["no-such-icon", "../LICENSE", ""])
def test_an_unknown_icon_is_a_mistake(name: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="There is no icon"):
        render("{% icon name %}", name=name)


@pytest.mark.parametrize("code", STATES)
def test_every_state_has_icon_word_and_colour(code: str) -> None:
    shown = render("{% state code %}", code=code)
    assert STATES[code].kind in KINDS
    assert f"state-{STATES[code].kind}" in shown
    assert "<svg" in shown
    assert STATES[code].word in shown


@pytest.mark.parametrize("code", [*CriterionState.values, *UnitState.values])
def test_every_state_of_a_criterion_and_a_unit_has_a_word(code: str) -> None:
    assert 'class="state ' in render("{% state code %}", code=code)


def test_a_state_can_carry_a_figure_or_keep_its_word_for_screen_readers() -> None:
    assert ">3 submitted</span>" in render('{% state "sent" "3 submitted" %}').replace("</svg>", ">")
    assert '<span class="visually-hidden">Met</span>' in render('{% state "met" quiet=True %}')


def test_a_state_without_a_word_is_a_mistake() -> None:
    with pytest.raises(TemplateSyntaxError, match="There is no word"):
        render('{% state "pending" %}')
    with pytest.raises(TemplateSyntaxError, match="There is no state colour"):
        render('{% tag "red" "flag" "Watch" %}')


def test_what_is_written_into_a_tag_is_escaped() -> None:
    assert "<script>" not in render('{% tag "met" "flag" word %}', word="<script>")
    assert "<b>" not in render("{% parts counts 3 label %}{% meter 1 2 label %}", counts={"met": 1}, label="<b>")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Priya Raman", "PR"), ("Mary Anne Slater", "MS"), ("Cher", "C"), ("élodie niño", "ÉN"), ("", "")],
)
def test_initials(name: str, letters: str) -> None:
    assert _words.initials(name) == letters


def test_a_bar_in_parts_is_laid_out_in_order_and_says_its_numbers() -> None:
    bar = render('{% parts counts 17 "9 met, 3 submitted, of 17" %}', counts={"met": 9, "sent": 3, "reopened": 0})
    assert 'viewBox="0 0 17 1"' in bar
    assert 'aria-label="9 met, 3 submitted, of 17"' in bar
    assert '<rect class="p-met" x="0" width="9" height="1"/><rect class="p-sent" x="9" width="3" height="1"/>' in bar
    assert "p-reopened" not in bar


@pytest.mark.parametrize(
    ("have", "need", "attributes"),
    [(27, 50, 'max="50" value="27"'), (60, 50, 'max="50" value="50"'), (0, 0, 'max="1" value="0"')],
)
def test_a_meter_never_runs_over(have: int, need: int, attributes: str) -> None:
    bar = render('{% meter have need "Credits" "met" %}', have=have, need=need)
    assert attributes in bar
    assert f">{have} of {need}</progress>" in bar


@pytest.mark.parametrize(
    ("days", "age", "since"),
    [
        (0, "today", "since today"),
        (1, "1 day", "1 day"),
        (42, "42 days", "42 days"),
        (43, "8 Oct", "since 8 Oct"),
        (400, "16 Oct 2025", "since 16 Oct 2025"),
        (-1, "21 Nov", "since 21 Nov"),
    ],
)
def test_ages(days: int, age: str, since: str) -> None:
    date = NOW.date() - dt.timedelta(days)
    assert (_words.age(date), _words.since(date)) == (age, since)


def test_an_age_counts_the_days_of_the_clock_on_the_wall() -> None:
    just_before_midnight_in_summer = dt.datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert _words.local_day(just_before_midnight_in_summer) == dt.date(2026, 7, 2)


def test_dates_are_said_in_one_way() -> None:
    summer = dt.datetime(2026, 7, 9, 15, 12, 7, tzinfo=UTC)
    assert _words.when(summer) == "Thu 9 Jul, 16:12"
    assert _words.when(summer.replace(year=2025)) == "Wed 9 Jul 2025, 16:12"
    assert _words.when(dt.date(2026, 11, 19)) == "Thu 19 Nov"
    assert _words.stamp(summer) == "9 Jul 2026, 16:12:07"
    assert render("{{ at|day }}", at=summer) == "9 Jul 2026"


def test_numbers_agree_with_their_noun() -> None:
    assert render("{{ 1|credits }}, {{ 27|credits }}") == "1 credit, 27 credits"
    assert render('{{ 1|things:"criterion" }}, {{ 3|things:"criterion" }}') == "1 criterion, 3 criteria"
    assert render('{{ 2|things:"body,bodies" }}') == "2 bodies"


@pytest.mark.parametrize(
    ("count", "heading"),
    [
        (0, "Nothing is stopping this claim"),
        (1, "1 thing is stopping this claim"),
        (5, "5 things are stopping this claim"),
    ],
)
def test_a_gates_heading_is_the_finding(count: int, heading: str) -> None:
    assert _words.stopping(count, "this claim") == heading


@pytest.mark.parametrize(
    ("yours", "total", "tail"),
    [(0, 3, ""), (1, 3, " One is yours."), (2, 3, " 2 are yours."), (3, 3, " All are yours."), (1, 1, " It is yours.")],
)
def test_a_gate_says_how_much_of_it_is_the_readers(yours: int, total: int, tail: str) -> None:
    assert _words.whose(yours, total) == f"This is the complete list.{tail}"


def test_breadcrumbs_link_every_step_but_the_page_itself() -> None:
    trail = render('{% breadcrumbs "Home" "/" "Units" "/units/" name %}', name="R & D")
    assert trail.count("<a ") == 2
    assert '<li aria-current="page" class="muted">R &amp; D</li>' in trail
