"""Files made to cost time and memory: each costs a bounded amount of one worker, and gets a sentence. Real processes."""

import io
import resource
from dataclasses import replace

import pytest

from portfolio import previews
from portfolio.previews import Pictures, pictures_of
from tests.portfolio import files


def shown(content: bytes, media_type: str) -> Pictures:
    return pictures_of(io.BytesIO(content), len(content), media_type)


def test_a_page_that_takes_too_long_ends_the_drawing_and_the_pages_before_it_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(previews, "LIMITS", replace(previews.LIMITS, processor=1))
    slow = files.pdf_of(b"0 0 m 600 800 l 300 10 200 40 90 700 c S\n" * 25_000, times=60, blank=1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    made = shown(slow, "application/pdf")
    assert ([picture.page for picture in made.shown], made.pages, made.failure) == ([1], 2, previews.TOO_MUCH)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 3


def test_a_stream_that_unpacks_to_more_than_the_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "LIMITS", replace(previews.LIMITS, memory=256 * 1024**2))
    bomb = files.pdf_of(b" " * 1024**2, times=400)
    assert len(bomb) < 1024**2
    made = shown(bomb, "application/pdf")
    assert [(picture.width, picture.height) for picture in made.shown] == [(1200, 1600)] or made.failure


def test_the_clock_stops_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "LIMITS", replace(previews.LIMITS, seconds=0.01))
    assert shown(files.photo(), "image/jpeg") == Pictures(failure=previews.TOO_MUCH)


def test_what_is_too_large_to_look_at_is_not_looked_at() -> None:
    assert pictures_of(io.BytesIO(), previews.LARGEST_FILE + 1, "image/png") == Pictures(failure=previews.TOO_LARGE)


@pytest.mark.parametrize(
    "said",
    [
        '{"page": 1, "width": 9000, "height": 9000}',
        '{"page": 1, "width": 60, "height": 40}',
        '{"page": "../../x", "width": 60, "height": 40}',
        '{"page": 31, "width": 60, "height": 40}',
        "[]",
        "words",
    ],
)
def test_what_the_process_hands_back_is_not_believed(tmp_path: previews.Path, said: str) -> None:
    (tmp_path / "1.webp").write_bytes(b"<script>alert(1)</script>")
    assert previews._answer(said.encode(), tmp_path) == Pictures()
