import io

import pytest
from PIL import Image

from centres.models import Job
from centres.services.run_job import run_job
from portfolio.models import Preview, StoredFile
from portfolio.pictures import DAMAGED, PDF_DAMAGED
from portfolio.vault import open_file
from tests.cast import Cast
from tests.portfolio import files
from tests.portfolio.acts import uploaded

pytestmark = pytest.mark.core


def previews_of(cast: Cast, content: bytes, name: str) -> list[Preview]:
    evidence = uploaded(cast, content, name)
    run_job(job_id=str(Job.objects.get(object_id=evidence.file_id).pk))
    return list(evidence.file.previews.select_related("image"))


def picture(preview: Preview) -> Image.Image:
    with open_file(preview.image) as file:
        return Image.open(io.BytesIO(file.read()))


def test_a_photo_is_shown_upright_small_and_without_what_the_camera_wrote(cast: Cast) -> None:
    (preview,) = previews_of(cast, files.photo(size=(3200, 800), turned=True), "a.jpg")
    shown = picture(preview)
    assert (shown.format, shown.size) == ("WEBP", (400, 1600))
    assert (preview.page, preview.width, preview.height) == (1, 400, 1600)
    assert (dict(shown.getexif()), preview.image.media_type) == ({}, "image/webp")


def test_the_place_of_a_photo_is_in_what_was_sent_and_in_nothing_that_is_shown(cast: Cast) -> None:
    content = files.photo()
    place = Image.open(io.BytesIO(content)).getexif().get_ifd(files.PLACE)
    assert place[2] == (53.0, 43.0, 30.0)
    (preview,) = previews_of(cast, content, "a.jpg")
    with open_file(preview.image) as file:
        shown = file.read()
    assert not [word for word in (b"Exif", b"EXIF", b"XMP", b"Invented") if word in shown]
    with open_file(preview.file) as file:
        assert file.read() == content


def test_each_page_of_a_scan_is_shown(cast: Cast) -> None:
    assert [preview.page for preview in previews_of(cast, files.scan(3), "three.tiff")] == [1, 2, 3]
    assert StoredFile.objects.get(media_type="image/tiff").pages == 3


def test_pages_of_a_pdf_are_pictures_up_to_thirty(cast: Cast) -> None:
    found = previews_of(cast, files.pdf(31), "long.pdf")
    assert [preview.page for preview in found] == list(range(1, 31))
    assert picture(found[0]).size == (1067, 1600)
    assert StoredFile.objects.get(media_type="application/pdf").pages == 31


def test_a_second_run_makes_nothing_twice(cast: Cast) -> None:
    previews_of(cast, files.pdf(2), "a.pdf")
    before = Preview.objects.count(), StoredFile.objects.count()
    Job.objects.update(state="queued")
    run_job(job_id=str(Job.objects.get().pk))
    assert (Preview.objects.count(), StoredFile.objects.count()) == before
    assert Job.objects.get().state == "done"


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [(files.photo()[:300], "cut.jpg", DAMAGED), (b"%PDF-1.7\nnothing", "cut.pdf", PDF_DAMAGED)],
)
def test_a_file_that_cannot_be_shown_says_so_and_is_not_tried_again(
    cast: Cast, content: bytes, name: str, error: str
) -> None:
    assert previews_of(cast, content, name) == []
    job = Job.objects.get()
    assert (job.state, job.attempts, job.error) == ("failed", 1, error)
