"""Every act on a unit is sealed, in one chain a unit, as docs/seals.md says."""

import hashlib
import hmac
import json

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessment.models import Seal
from assessment.ruling import Ruling
from assessment.services.decide_many import decide_many
from assessment.services.reopen_unit import reopen_unit
from centres.models import AuditEvent
from tests import factories
from tests.assessment.acts import MET, judge
from tests.assessment.conftest import Work
from tests.cast import Cast

pytestmark = pytest.mark.core


def test_acts_on_a_unit_are_one_chain_and_on_two_units_two(cast: Cast, work: Work) -> None:
    other = factories.enrolment(cast.registration, cast.specification.units.order_by("code")[1])
    factories.evidence(cast.registration, progress=list(other.criteria.all()))
    first, second = judge(cast.bob, work.rows[0]), judge(cast.bob, work.rows[1])
    elsewhere = judge(cast.bob, other.criteria.first())
    reopening = reopen_unit(actor=cast.bob, enrolment=work.enrolment, progress=[work.rows[0]], reason="Look again.")
    chain = list(work.enrolment.seals.all())
    assert [(seal.number, seal.kind, seal.act) for seal in chain] == [
        (1, "decision", first.pk),
        (2, "decision", second.pk),
        (3, "reopening", reopening.pk),
    ]
    assert [seal.previous for seal in chain[1:]] == [seal.digest for seal in chain[:2]]
    assert Seal.objects.get(act=elsewhere.pk).number == 1


def test_a_stranger_gets_the_same_digest_from_the_documented_format(cast: Cast, work: Work) -> None:
    decision = judge(cast.bob, work.rows[0])
    seal = Seal.objects.get(act=decision.pk)
    beginning = hashlib.sha256(f"attest-seal-1\n{work.enrolment.pk}".encode()).hexdigest()
    assert seal.previous == beginning
    assert seal.digest == hashlib.sha256(f"attest-seal-1\n{beginning}\n{seal.statement}".encode()).hexdigest()
    key = settings.SEAL_KEYS[0].encode()
    assert seal.mac == hmac.new(key, seal.digest.encode(), hashlib.sha256).hexdigest()
    said = json.loads(seal.statement)
    assert seal.statement == json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert said["row"]["at"] == decision.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert said["evidence"][0]["sha256"] == work.item.file_id
    assert said["competence"]["basis"] == "Award in Assessing"
    assert AuditEvent.objects.get(object_id=work.rows[0].pk).facts["seal"] == seal.digest


def test_a_chain_cannot_fork(cast: Cast, work: Work) -> None:
    judge(cast.bob, work.rows[0])
    seal = work.enrolment.seals.get()
    fields = {field.attname: getattr(seal, field.attname) for field in Seal._meta.concrete_fields}
    fork = fields | {"id": work.item.pk, "act": work.item.pk, "number": 2, "digest": "f" * 64}
    with pytest.raises(IntegrityError, match=r"seal_chain_never_forks|previous"), transaction.atomic():
        Seal.objects.create(**fork)


def rulings(work: Work) -> list[Ruling]:
    return [Ruling(progress=row, **MET) for row in work.rows]  # type: ignore[arg-type]


def test_forty_criteria_are_decided_in_as_many_queries_as_three(cast: Cast, work: Work) -> None:
    large = factories.unit("X/901", outcomes=(20, 20))
    cast.specification.structure.create(unit=large, group="B", position=9)
    factories.competence(cast.bob, factories.specification([large]), recorded_by=cast.alice)
    enrolment = factories.enrolment(cast.registration, large)
    rows = list(enrolment.criteria.in_order())
    forty = Work(enrolment, rows, factories.evidence(cast.registration, progress=rows))
    with CaptureQueriesContext(connection) as few:
        decide_many(actor=cast.bob, rulings=rulings(work))
    with CaptureQueriesContext(connection) as many:
        decide_many(actor=cast.bob, rulings=rulings(forty))
    assert (enrolment.seals.count(), len(many)) == (40, len(few))
    assert len(many) <= 26
