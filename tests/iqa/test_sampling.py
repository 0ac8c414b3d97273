"""The draw is a pure function: the same in any order, on any day, in any version."""

import subprocess
import sys
from collections import Counter

from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from iqa.sampling import MINIMUM, Entry, Pick, draw, size_of

percents = st.integers(1, 100)
seeds = st.text("0123456789abcdef", min_size=1, max_size=32)
populations = st.lists(
    st.builds(
        Entry,
        id=st.uuids().map(str),
        assessor=st.sampled_from(["bob", "bea", "tess"]),
        trainee=st.booleans(),
        again=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda entry: entry.id,
)


def ids(picks: list[Pick]) -> set[str]:
    return {pick.id for pick in picks}


def entries(number: int, assessor: str = "bob", **more: bool) -> list[Entry]:
    return [Entry(f"{assessor}-{index}", assessor, **more) for index in range(number)]


@given(populations, seeds, percents, percents, st.randoms(use_true_random=False))
def test_the_order_of_the_population_changes_nothing(population, seed, percent, trainee_percent, random) -> None:
    shuffled = list(population)
    random.shuffle(shuffled)
    assert draw(shuffled, seed, percent, trainee_percent) == draw(population, seed, percent, trainee_percent)


@given(populations, seeds, percents, percents, percents)
def test_a_higher_percentage_keeps_every_pick_of_a_lower_one(population, seed, one, other, fixed) -> None:
    low, high = sorted((one, other))
    assert ids(draw(population, seed, low, fixed)) <= ids(draw(population, seed, high, fixed))
    assert ids(draw(population, seed, fixed, low)) <= ids(draw(population, seed, fixed, high))


@given(populations, seeds, percents, percents)
def test_nothing_is_picked_twice_and_nothing_from_outside(population, seed, percent, trainee_percent) -> None:
    picks = [pick.id for pick in draw(population, seed, percent, trainee_percent)]
    assert len(picks) == len(set(picks))
    assert set(picks) <= {entry.id for entry in population}


@given(populations, seeds, percents, percents)
def test_the_minimum_is_kept_in_each_group(population, seed, percent, trainee_percent) -> None:
    picked = ids(draw(population, seed, percent, trainee_percent))
    for trainee in (True, False):
        group = [entry for entry in population if entry.trainee == trainee and not entry.again]
        taken = sum(entry.id in picked for entry in group)
        assert taken >= min(len(group), MINIMUM)
        assert taken >= len(group) * (trainee_percent if trainee else percent) / 100


@given(populations, seeds, percents, percents)
def test_every_assessor_is_sampled(population, seed, percent, trainee_percent) -> None:
    picked = ids(draw(population, seed, percent, trainee_percent))
    assert {entry.assessor for entry in population if entry.id in picked} == {entry.assessor for entry in population}


@given(populations, seeds)
def test_at_100_per_cent_everything_is_picked(population, seed) -> None:
    assert ids(draw(population, seed, 100, 100)) == {entry.id for entry in population}


@given(populations, seeds, percents, percents)
def test_what_was_signed_off_again_is_always_picked(population, seed, percent, trainee_percent) -> None:
    picked = ids(draw(population, seed, percent, trainee_percent))
    assert {entry.id for entry in population if entry.again} <= picked


def test_the_picks_of_a_known_seed() -> None:
    """Written down once: whoever changes this changes what old rounds say, and needs another algorithm's name."""
    assert [pick.id for pick in draw(entries(12), "2026", 25, 100)] == PICKS_OF_2026


PICKS_OF_2026 = ["bob-1", "bob-4", "bob-9"]


def test_each_pick_says_why() -> None:
    population = [
        *entries(12),
        *entries(1, "tess", trainee=True),
        Entry("again", "bob", again=True),
        *entries(1, "bea"),
    ]
    reasons = Counter(pick.reason for pick in draw(population, "seed-1", 25, 100))
    assert reasons.pop("first of this assessor's: every assessor is sampled", 1) == 1
    assert reasons == {
        "signed off again after a finding: always sampled": 1,
        "trainee: all are sampled": 1,
        "drawn: 4 of 13 at 25 %": 4,
    }


def test_after_an_upheld_appeal_as_much_is_sampled_as_of_a_trainee() -> None:
    population = [*entries(12), *entries(4, "ann", appealed=True), *entries(2, "tess", trainee=True)]
    reasons = Counter(pick.reason for pick in draw(population, "seed-1", 25, 100))
    assert reasons == {
        "drawn: 3 of 12 at 25 %": 3,
        "upheld appeal: all are sampled": 4,
        "trainee: all are sampled": 2,
    }
    half = {pick.reason for pick in draw(entries(8, appealed=True), "s", 10, 50)}
    assert half == {"drawn: 4 of 8 of sign-offs of assessors with an upheld appeal at 50 %"}


def test_a_population_of_before_appeals_gives_the_same_picks() -> None:
    stored = [entry.stored() for entry in entries(12)]
    for entry in stored:
        del entry["appealed"]
    assert [pick.id for pick in draw([Entry(**entry) for entry in stored], "2026", 25, 100)] == PICKS_OF_2026


def test_a_reason_says_when_the_minimum_raised_the_number() -> None:
    assert {pick.reason for pick in draw(entries(10), "s", 10, 100)} == {"drawn: 3 of 10 at 10 %, never fewer than 3"}
    assert {pick.reason for pick in draw(entries(8, trainee=True), "s", 10, 50)} == {
        "drawn: 4 of 8 of trainees' sign-offs at 50 %"
    }


def test_seeds_differ_in_their_picks() -> None:
    drawn = {tuple(sorted(ids(draw(entries(40), str(seed), 10, 100)))) for seed in range(20)}
    assert len(drawn) == 20


def test_no_sign_off_is_favoured() -> None:
    """Over 400 seeds each of 20 sign-offs is picked about as often as any other (expected: 100 times each)."""
    times = Counter(pick.id for seed in range(400) for pick in draw(entries(20), str(seed), 25, 100))
    assert len(times) == 20
    assert all(65 <= count <= 140 for count in times.values()), times


def test_the_number_drawn_is_rounded_up() -> None:
    assert [size_of(number, 25) for number in (0, 1, 3, 12, 13, 100)] == [0, 1, 3, 3, 4, 25]


def test_the_draw_needs_no_django() -> None:
    code = "import sys, iqa.sampling; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, check=False).returncode == 0
