import datetime as dt

import pytest

from centres.gates import Refused
from centres.models import AuditEvent, Role
from portfolio.models import CriterionProgress, EvidenceLink, UnitEnrolment
from portfolio.services.choose_units import choose_units
from portfolio.services.drop_unit import drop_unit
from portfolio.services.withdraw_evidence import withdraw_evidence
from tests import factories
from tests.cast import Cast
from tests.portfolio.acts import chosen, codes, ready, submitted
from units.models import Competence

pytestmark = pytest.mark.core


def test_choosing_twice_is_choosing_once(cast: Cast) -> None:
    first = chosen(cast, 2)
    assert [enrolment.unit.code for enrolment in first] == ["X/101", "X/102"]
    assert chosen(cast, 2) == first
    rows = CriterionProgress.objects.filter(enrolment__in=first)
    assert sorted(rows.values_list("enrolment__unit__code", "criterion__number", "state")) == [
        (code, number, "none") for code in ("X/101", "X/102") for number in ("1.1", "1.2", "2.1")
    ]
    assert AuditEvent.objects.filter(verb="unit.chosen").count() == 2


def test_the_candidate_their_assessor_and_an_admin_choose(cast: Cast) -> None:
    units = list(cast.specification.units.all())
    for actor, unit in zip((cast.carol, cast.bob, cast.alice), units, strict=False):
        choose_units(actor=actor, registration=cast.registration, units=[unit])
    assert cast.registration.enrolments.count() == 3
    for actor in (cast.dan, cast.bea, cast.charlie[Role.ADMIN], cast.charlie[Role.CANDIDATE]):
        with pytest.raises(Refused) as caught:
            choose_units(actor=actor, registration=cast.registration, units=[units[3]])
        assert codes(caught) == ["not_yours"]


def test_nothing_ticked_and_a_strange_unit_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        choose_units(actor=cast.carol, registration=cast.registration, units=[])
    assert codes(caught) == ["no_unit"]
    with pytest.raises(Refused) as caught:
        choose_units(actor=cast.carol, registration=cast.registration, units=[factories.unit("Z/9")])
    assert set(codes(caught)) == {"not_in_structure", "nobody_competent"}
    assert not UnitEnrolment.objects.exists()


def test_a_unit_that_expired_before_the_registration_is_refused(cast: Cast) -> None:
    unit = cast.specification.units.first()
    unit.expires_on = dt.date(2014, 12, 31)
    with pytest.raises(Refused, match="expired on 31 December 2014"):
        choose_units(actor=cast.carol, registration=cast.registration, units=[unit])


@pytest.mark.parametrize(
    ("people", "enough"),
    [
        (["both", "also"], False),
        (["bob", "bea"], False),
        (["ivan"], False),
        (["tess", "ivan"], False),
        (["both", "ivan"], True),
        (["bob", "also"], True),
    ],
)
def test_a_unit_needs_one_assessor_and_one_different_iqa(cast: Cast, people: list[str], enough: bool) -> None:
    """Pat is both; a trainee's decisions need a signature of somebody who is not one."""
    both = factories.member(cast.centre, Role.ASSESSOR, "Pat Both")
    also = both.user.memberships.create(centre=cast.centre, role=Role.IQA)
    for person in (both, also):
        factories.competence(person, cast.specification, recorded_by=cast.alice)
    members = {"both": both, "also": also, "bob": cast.bob, "bea": cast.bea, "ivan": cast.ivan, "tess": cast.tess}
    Competence.objects.exclude(membership__in=[members[name] for name in people]).delete()
    if enough:
        assert chosen(cast)
        return
    with pytest.raises(Refused, match="needs one assessor and one different IQA") as caught:
        chosen(cast)
    assert codes(caught) == ["nobody_competent"]


def test_a_unit_can_be_dropped_until_something_is_submitted(cast: Cast) -> None:
    one, two = chosen(cast, 2)
    draft = ready(cast, [*one.criteria.all(), *two.criteria.all()])
    drop_unit(actor=cast.carol, enrolment=one)
    drop_unit(actor=cast.carol, enrolment=one)
    assert list(cast.registration.enrolments.all()) == [two]
    assert EvidenceLink.objects.filter(evidence=draft).count() == 3
    item = submitted(cast, two.criteria.all(), b"words")
    withdraw_evidence(actor=cast.carol, evidence=item, reason="Wrong file")
    with pytest.raises(Refused) as caught:
        drop_unit(actor=cast.carol, enrolment=two)
    assert codes(caught) == ["unit_begun"]
