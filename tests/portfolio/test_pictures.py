"""What the confined process draws, and what it refuses to; here without the process."""

import io
import tracemalloc

import pytest
from PIL import Image, ImageFile

from portfolio.pictures import DAMAGED, TOO_LARGE, CannotShowError, pages, photo
from tests.portfolio import files


def drawn(content: bytes) -> list[Image.Image]:
    return list(photo.pictures_of(io.BytesIO(content))[1])


def refusal(content: bytes) -> str:
    with pytest.raises(CannotShowError) as refused:
        drawn(content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (files.heic(), (64, 48)),
        (files.photo(kind="BMP"), (60, 40)),
        (files.photo(kind="GIF"), (60, 40)),
        (files.photo(kind="WEBP"), (60, 40)),
        (files.png_of(400, 20, 20), (400, 20)),
        (files.scan(1), (60, 80)),
        (files.photo(size=(3200, 800), turned=True), (400, 1600)),
    ],
    ids=["heic", "bmp", "gif", "webp", "two colours", "scan", "turned"],
)
def test_each_kind_is_drawn_in_colours_of_ours(content: bytes, size: tuple[int, int]) -> None:
    (shown,) = drawn(content)
    assert (shown.size, shown.mode in ("RGB", "RGBA")) == (size, True)


def test_sixteen_bits_of_grey_stay_grey() -> None:
    out = io.BytesIO()
    Image.new("I;16", (4, 4), 128 * 256).save(out, "PNG")
    assert drawn(out.getvalue())[0].getpixel((0, 0)) == (128, 128, 128)


def test_of_what_moves_the_first_frame_and_of_a_scan_thirty_pages() -> None:
    out = io.BytesIO()
    first, second = (Image.new("RGB", (8, 8), colour) for colour in ("white", "black"))
    first.save(out, "GIF", save_all=True, append_images=[second])
    assert [frame.getpixel((0, 0))[:3] for frame in drawn(out.getvalue())] == [(255, 255, 255)]
    total, frames = photo.pictures_of(io.BytesIO(files.scan(31)))
    assert (total, len(list(frames))) == (31, 30)


@pytest.mark.parametrize(
    "content",
    [
        files.photo()[:300],
        files.photo(kind="PNG", size=(400, 300))[:60],
        files.heic()[:400],
        b"GIF89a/*<script>alert(1)</script>*/",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ],
    ids=["photo", "picture", "heic", "web page", "PostScript"],
)
def test_what_is_damaged_or_no_picture_is_not_made_up(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)  # WeasyPrint sets it; the process never loads that
    assert refusal(content) == DAMAGED


@pytest.mark.parametrize(
    "content",
    [
        files.png_of(100_000, 100_000),
        files.png_of(12_100, 10_000),
        files.gif_of(65_535, 65_535),
        files.tiff_of(100_000, 20_000),
    ],
    ids=["PNG of 10,000 megapixels", "PNG of 121 megapixels", "GIF", "TIFF"],
)
def test_a_flood_of_pixels_is_not_let_in(content: bytes) -> None:
    tracemalloc.start()
    try:
        assert refusal(content) == TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024**2
    finally:
        tracemalloc.stop()


def test_a_page_of_a_pdf_is_drawn_as_large_as_any_other_whatever_it_says() -> None:
    for sides in ((14_400_000, 7_200_000), (200, 100), (0.002, 0.001)):
        total, drawn_pages = pages.pictures_of(io.BytesIO(files.pdf_of(b"", sides=sides)))
        (page,) = drawn_pages
        assert (total, max(page.size) <= 1600) == (1, True)
