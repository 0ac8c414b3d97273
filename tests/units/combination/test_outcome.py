import pytest

from units.combination import ClauseOutcome
from units.combination.later import Later
from units.combination.outcome import Words


@pytest.mark.parametrize(
    ("source", "cited"),
    [
        ("004:45", "handbook, line 45"),
        ("004:50-52", "handbook, lines 50 to 52"),
        ("001:11, 17-19", "handbook, lines 11, 17 to 19"),
        ("specification 4.1", "specification 4.1"),
    ],
)
def test_a_reader_is_led_to_the_lines_of_the_handbook(source: str, cited: str) -> None:
    clause = ClauseOutcome(
        path="1", kind="minimum_credits", title="", measure="credits", have=0, need=1, limit=None, met=False, short=1,
        source=source, words=Later.known(Words((), "", "")),
    )  # fmt: skip
    assert clause.cited == cited
