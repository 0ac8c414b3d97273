import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centres.gates import Refused
from centres.models import AuditEvent, Membership, Role
from tests import factories
from tests.cast import Cast
from tests.queries import queries_of
from units.models import ExternalAccess, QualificationApproval, RegistrationExtension, Specification, Unit
from units.selectors import registration_closes
from units.selectors.offers import offers_of
from units.services.approve_qualification import approve_qualification
from units.services.grant_external_access import grant_external_access
from units.services.record_extension import record_extension

MARCH, APRIL, JULY, DECEMBER = (dt.date(2026, month, 1) for month in (3, 4, 7, 12))
NEW_YEARS_EVE = dt.date(2014, 12, 31)
ClientOf = Callable[[Membership], Client]


def test_an_approval_is_recorded_once_and_corrected_in_place(cast: Cast) -> None:
    qualification = factories.specification([factories.unit("Y/1"), factories.unit("Y/2")]).qualification
    first = approve_qualification(actor=cast.alice, qualification=qualification, approved_from=MARCH)
    assert (first.centre, first.direct_claims_from) == (cast.centre, None)
    for _ in range(2):
        again = approve_qualification(
            actor=cast.alice, qualification=qualification, approved_from=MARCH, direct_claims_from=APRIL
        )
    assert (again, again.direct_claims_from) == (first, APRIL)
    events = AuditEvent.objects.filter(verb="qualification.approved", object_id=first.pk)
    assert events.count() == 2
    assert events.first().facts["was"] == {"approved_from": "2026-03-01"}


def test_wrong_dates_of_an_approval_are_all_named(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        approve_qualification(
            actor=cast.alice,
            qualification=cast.specification.qualification,
            approved_from=JULY,
            approved_until=APRIL,
            direct_claims_from=MARCH,
        )
    assert [blocker.code for blocker in refusal.value.blockers] == ["backwards", "unapproved"]
    with pytest.raises(Refused, match="Centre admin"):
        approve_qualification(actor=cast.ivan, qualification=cast.specification.qualification, approved_from=MARCH)
    assert QualificationApproval.objects.get(centre=cast.centre).approved_from == dt.date(2024, 1, 1)


def test_an_extension_needs_the_reference_of_the_body(cast: Cast) -> None:
    cast.specification.registration_until = JULY
    cast.specification.save(update_fields=["registration_until"])
    assert registration_closes(cast.centre, cast.specification) == JULY
    with pytest.raises(Refused) as refusal:
        record_extension(actor=cast.alice, approval=cast.approval, until=APRIL, reference=" ")
    assert [blocker.code for blocker in refusal.value.blockers] == ["no_reference", "no_extension"]
    with pytest.raises(Refused, match="Centre admin"):
        record_extension(actor=cast.bob, approval=cast.approval, until=DECEMBER, reference="PQ-EXT-12")
    first = record_extension(actor=cast.alice, approval=cast.approval, until=DECEMBER, reference="PQ-EXT-12")
    assert record_extension(actor=cast.alice, approval=cast.approval, until=DECEMBER, reference=" PQ-EXT-12 ") == first
    assert AuditEvent.objects.filter(verb="extension.recorded").count() == 1
    assert registration_closes(cast.centre, cast.specification) == DECEMBER
    assert registration_closes(cast.charlie[Role.ADMIN].centre, cast.specification) == JULY


def test_what_never_closes_needs_no_extension(cast: Cast) -> None:
    with pytest.raises(Refused, match="does not close"):
        record_extension(actor=cast.alice, approval=cast.approval, until=DECEMBER, reference="PQ-EXT-12")
    with pytest.raises(QualificationApproval.DoesNotExist):
        record_extension(actor=cast.charlie[Role.ADMIN], approval=cast.approval, until=DECEMBER, reference="x")
    assert not RegistrationExtension.objects.exists()


# Where units have expired ------------------------------------------------------------------------------------------
@pytest.fixture
def expired(cast: Cast) -> str:
    """The qualification's code. Its edition has no last day; of four units two have expired, one's date is not known."""
    for code, day in (("X/101", NEW_YEARS_EVE), ("X/102", dt.date(2014, 1, 31)), ("X/201", dt.date(2999, 1, 1))):
        Unit.objects.filter(code=code).update(expires_on=day)
    return str(cast.specification.qualification.code)


def extend(cast: Cast, until: dt.date, reference: str = "CG-7") -> RegistrationExtension:
    return record_extension(actor=cast.alice, approval=cast.approval, until=until, reference=reference)


def test_an_extension_for_units_that_expired_reaches_beyond_the_first_of_them(cast: Cast, expired: str) -> None:
    with pytest.raises(Refused) as refusal:
        extend(cast, dt.date(2014, 1, 31))
    assert [blocker.code for blocker in refusal.value.blockers] == ["no_extension"]
    assert "31 January 2014 is no extension: no unit expires before 31 January 2014 anyway" in str(refusal.value)
    assert extend(cast, dt.date(2014, 2, 1))
    assert extend(cast, DECEMBER)
    assert registration_closes(cast.centre, cast.specification) is None


def test_it_does_not_close_what_has_no_last_day(cast: Cast, expired: str) -> None:
    extend(cast, dt.date(2015, 1, 31))
    (offer,) = offers_of(cast.alice, cast.specification.qualification)
    assert (offer.window.words, offer.window.kind, offer.window.extension) == (
        "Registration open, last day not stated",
        "met",
        None,
    )


def test_one_that_ends_before_the_last_day_opens_units_and_closes_nothing(cast: Cast, expired: str) -> None:
    Specification.objects.filter(pk=cast.specification.pk).update(registration_until=dt.date(2999, 1, 1))
    extend(cast, DECEMBER)
    (offer,) = offers_of(cast.alice, cast.specification.qualification)
    assert (offer.window.words, offer.window.extension) == ("Registration open until 1 Jan 2999", None)
    Unit.objects.update(expires_on=None)
    with pytest.raises(Refused, match="registration is open until 1 January 2999 anyway"):
        extend(cast, dt.date(2998, 12, 31))


def test_the_units_of_the_edition_in_use_decide(cast: Cast, expired: str) -> None:
    newer = cast.specification.qualification.specifications.create(version="2", published_on=dt.date(2025, 1, 1))
    newer.structure.create(unit=Unit.objects.get(code="X/202"), group="B", position=1)
    with pytest.raises(Refused, match="does not close, and no expiry date of its units is known"):
        extend(cast, DECEMBER)


def test_the_page_says_how_many_units_expired_and_offers_an_extension(
    client_of: ClientOf, cast: Cast, expired: str
) -> None:
    def page() -> str:
        return client_of(cast.alice).get(reverse("qualification", args=[expired])).content.decode()

    before = page()
    for said in (
        "2 of 4 units have expired",
        "Between 31 Jan 2014 and 31 Dec 2014. Of 1 the expiry date is not known.",
        "cannot choose them without an extension",
        "can then choose the units that have expired",
        "Record the extension",
    ):
        assert said in before
    assert "Registration then stays open" not in before
    client = client_of(cast.alice)
    typed = {"extension-until": "2014-01-01", "extension-reference": "CG-7"}
    assert client.post(reverse("record_extension", args=[expired]), typed).status_code == 409
    typed["extension-until"] = (timezone.localdate() + dt.timedelta(days=9)).isoformat()
    reply = client.post(reverse("record_extension", args=[expired]), typed, follow=True).content.decode()
    assert "are covered, by CG-7." in reply
    assert 'can choose them all the same, by extension <span class="num">CG-7</span>' in reply
    assert "Registration open, last day not stated" in reply
    Unit.objects.filter(code="X/102").update(expires_on=None)
    for said in ("1 of 4 units has expired", "On 31 Dec 2014. Of 2 the expiry", "can choose it all the same"):
        assert said in page()


def test_nothing_is_said_or_offered_where_no_unit_expired(client_of: ClientOf, cast: Cast) -> None:
    Unit.objects.filter(code="X/101").update(expires_on=dt.date(2999, 1, 1))
    page = client_of(cast.alice).get(reverse("qualification", args=[cast.specification.qualification.code]))
    for said in ("expired", "Record an extension", "expiry date is not known"):
        assert said not in page.content.decode()


def test_others_read_how_many_units_expired_and_record_nothing(client_of: ClientOf, cast: Cast, expired: str) -> None:
    for who in (cast.bob, cast.ivan, cast.eve, cast.charlie[Role.ADMIN]):
        page = client_of(who).get(reverse("qualification", args=[expired])).content.decode()
        assert "2 of 4 units have expired" in page
        assert "Record an extension" not in page


def test_more_expired_units_and_extensions_take_no_more_queries(client_of: ClientOf, cast: Cast, expired: str) -> None:
    client, path = client_of(cast.alice), reverse("qualification", args=[expired])
    extend(cast, DECEMBER)
    few = queries_of(client, path)
    Unit.objects.update(expires_on=NEW_YEARS_EVE)
    for number in (8, 9):
        extend(cast, dt.date(2027, 1, 1), f"CG-{number}")
    assert queries_of(client, path) == few


def test_access_from_outside_is_for_an_eqa(cast: Cast) -> None:
    qualification = cast.specification.qualification
    with pytest.raises(Refused) as refusal:
        grant_external_access(
            actor=cast.alice, membership=cast.ivan, qualification=qualification, valid_from=JULY, valid_until=MARCH
        )
    assert [blocker.code for blocker in refusal.value.blockers] == ["not_eqa", "backwards"]
    first = grant_external_access(actor=cast.alice, membership=cast.eve, qualification=qualification, valid_from=MARCH)
    again = grant_external_access(actor=cast.alice, membership=cast.eve, qualification=qualification, valid_from=MARCH)
    assert again == first
    assert ExternalAccess.objects.current().filter(membership=cast.eve).count() == 2
    assert AuditEvent.objects.filter(verb="external_access.granted").count() == 1
