"""When a file was captured: the camera's word before the device's, and no word that cannot be true."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centres.models import Membership
from portfolio.capture import Captured, CapturedFrom, captured, moment
from portfolio.models import Evidence
from tests import factories
from tests.cast import Cast
from tests.portfolio import files
from tests.portfolio.acts import chosen, uploaded

pytestmark = pytest.mark.core
MODIFIED = dt.datetime(2024, 5, 18, 9, 0, tzinfo=dt.UTC)
BY_DEVICE = Captured(MODIFIED, CapturedFrom.FILE)


def when(content: bytes, media_type: str = "image/jpeg", modified: dt.datetime | None = MODIFIED) -> Captured | None:
    return captured(io.BytesIO(content), media_type, modified)


def test_the_cameras_record_comes_first_in_the_zone_that_it_names_or_the_centres() -> None:
    summer = files.photo(taken="2024:05:17 14:02:10")
    abroad = files.photo(taken="2024:05:17 14:02:10", zone="+02:00")
    assert when(summer) == Captured(dt.datetime(2024, 5, 17, 13, 2, 10, tzinfo=dt.UTC), CapturedFrom.CAMERA)
    assert when(abroad) == Captured(dt.datetime(2024, 5, 17, 12, 2, 10, tzinfo=dt.UTC), CapturedFrom.CAMERA)


@pytest.mark.parametrize(
    "content",
    [
        files.photo(),
        files.photo(taken="0000:00:00 00:00:00"),
        files.photo(taken="1980:01:01 00:00:00"),
        files.photo(taken="2999:01:01 00:00:00"),
        files.photo(taken="yesterday"),
        files.photo(taken="2024:05:17 14:02:10", zone="here"),
        files.photo(taken="2024:05:17 14:02:10")[:60],
        b"\xff\xd8\xff\xe1",
    ],
)
def test_a_camera_without_a_believable_record_leaves_the_files_own_date(content: bytes) -> None:
    assert when(content) == BY_DEVICE
    assert when(content, modified=None) is None


def test_the_device_is_not_believed_either_where_it_cannot_be() -> None:
    assert when(files.pdf(), "application/pdf") == BY_DEVICE
    for wrong in (timezone.now() + dt.timedelta(days=2), dt.datetime(1970, 1, 1, tzinfo=dt.UTC)):
        assert when(files.pdf(), "application/pdf", wrong) is None
    assert moment("1716022800000") == MODIFIED
    assert [moment(wrong) for wrong in ("", "soon", "9" * 30, "nan")] == [None] * 4


def test_evidence_keeps_it_apart_from_its_arrival_and_offers_the_day(cast: Cast, client: Client) -> None:
    chosen(cast)
    item = uploaded(cast, files.photo(taken="2024:05:17 23:30:00"))
    assert (item.captured_at, item.captured_from) == (dt.datetime(2024, 5, 17, 22, 30, tzinfo=dt.UTC), "camera")
    assert (timezone.now() - item.arrived_at).total_seconds() < 60
    client.force_login(cast.carol.user)
    page = client.get(f"/my/upload/{item.batch}/")
    assert 'value="2024-05-17"' in page.content.decode()
    assert "no_day" not in [blocker.code for blocker in page.context["stopping"]]
    assert "captured 17 May 2024" in page.content.decode()


def test_whoever_sees_the_evidence_sees_when_it_was_captured_and_by_whose_word(
    cast: Cast, client_of: Callable[[Membership], Client]
) -> None:
    (enrolment,) = chosen(cast)
    when = {"captured_at": dt.datetime(2024, 5, 17, 22, 30, tzinfo=dt.UTC), "captured_from": CapturedFrom.CAMERA}
    item = factories.evidence(cast.registration, progress=list(enrolment.criteria.all()), **when)
    for who, address in ((cast.carol, f"/evidence/{item.pk}/"), (cast.bob, reverse("marking", args=[item.pk]))):
        page = client_of(who).get(address).content.decode()
        assert "17 May 2024, 23:30:00, by the camera&#x27;s own record" in page


def test_the_candidates_own_day_is_never_overwritten(cast: Cast, client: Client) -> None:
    chosen(cast)
    item = uploaded(cast, files.photo(taken="2024:05:17 14:02:10"))
    Evidence.objects.update(done_on=dt.date(2024, 5, 3))
    client.force_login(cast.carol.user)
    page = client.get(f"/my/upload/{item.batch}/")
    assert (page.context["offered"], page.context["form"].initial["done_on"]) == (None, dt.date(2024, 5, 3))


def test_a_capture_date_always_says_whose_it_is(cast: Cast) -> None:
    uploaded(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.update(captured_at=timezone.now())
