import datetime as dt

import pytest

from centres.gates import Refused
from centres.models import AuditEvent, Role
from tests import factories
from tests.cast import Cast
from units.models import ExternalAccess, QualificationApproval, RegistrationExtension
from units.selectors import registration_closes
from units.services.approve_qualification import approve_qualification
from units.services.grant_external_access import grant_external_access
from units.services.record_extension import record_extension

MARCH, APRIL, JULY, DECEMBER = (dt.date(2026, month, 1) for month in (3, 4, 7, 12))


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
