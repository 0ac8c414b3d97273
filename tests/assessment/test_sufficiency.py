"""A rule that is short stops what the centre marked as a must, and else takes a reason that is sealed with the act."""

import json
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import CriterionDecision, Seal
from assessment.services.sign_off_unit import sign_off_unit
from assessment.verifying import verify
from assessment.verifying.verification import units_of
from centres.models import AuditEvent
from portfolio.models import SufficiencyRule
from portfolio.models.sufficiency import Over
from portfolio.services.set_sufficiency import set_sufficiency
from portfolio.states import CriterionState, EvidenceState, UnitState
from portfolio.sufficiency import DAYS, Demand, Demands
from tests import factories
from tests.assessment.acts import NOT_YET, judge, refused
from tests.assessment.conftest import Work
from tests.assessment.tampering import as_owner, put
from tests.cast import Cast

pytestmark = pytest.mark.core
REASON = "The recording shows three customers in one item."


def rule(cast: Cast, *lines: Demand, **more: Any) -> SufficiencyRule:
    given = {"demands": Demands(lines), "valid_from": timezone.localdate(), "reason": "Standardisation."} | more
    return set_sufficiency(actor=cast.ivan, qualification=cast.specification.qualification, **given)


def clean(work: Work) -> bool:
    return not verify(units_of([work.enrolment.pk])).differences


# A criterion ------------------------------------------------------------------------------------------------------
def test_met_while_short_takes_a_reason_and_both_are_kept(cast: Cast, work: Work) -> None:
    made = rule(cast, Demand(2))
    with refused("short_reason") as refusal:
        judge(cast.bob, work.rows[0])
    assert "the centre's rule asks for 1 more item." in refusal.blockers[0].message
    decision = judge(cast.bob, work.rows[0], short_reason=f" {REASON} ")
    assert (decision.sufficiency_rule, decision.short, decision.short_reason) == (made, "1 more item", REASON)
    assert AuditEvent.objects.get(verb="criterion.met").facts["short"] == "1 more item"


def test_what_is_enough_keeps_the_rule_and_no_reason(cast: Cast, work: Work) -> None:
    made = rule(cast, Demand(2))
    factories.evidence(cast.registration, title="Another", progress=work.rows[:1])
    decision = judge(cast.bob, work.rows[0], short_reason="Not asked.")
    assert (decision.sufficiency_rule, decision.short, decision.short_reason) == (made, "", "")


def test_only_submitted_evidence_counts(cast: Cast, work: Work) -> None:
    rule(cast, Demand(2))
    for state in (EvidenceState.DRAFT, EvidenceState.SUPERSEDED):
        factories.evidence(cast.registration, title="Another", state=state, progress=work.rows[:1])
    factories.stand(work.rows[:1], CriterionState.SENT)
    with refused("short_reason"):
        judge(cast.bob, work.rows[0])


def test_a_must_is_no_matter_of_reasons(cast: Cast, work: Work) -> None:
    rule(cast, Demand(1, kinds=("observation",), must=True), Demand(2))
    with refused("sufficiency"):
        judge(cast.bob, work.rows[0], short_reason=REASON)
    assert not CriterionDecision.objects.exists()
    factories.evidence(cast.registration, title="Seen", kind="observation", made_by=cast.bob, progress=work.rows[:1])
    assert judge(cast.bob, work.rows[0]).short == ""


def test_not_yet_met_is_asked_nothing(cast: Cast, work: Work) -> None:
    rule(cast, Demand(2), Demand(1, kinds=("observation",), must=True))
    decision = judge(cast.bob, work.rows[0], **NOT_YET, short_reason="Left over.")
    assert (decision.sufficiency_rule, decision.short, decision.short_reason) == (None, "", "")


def test_the_rule_of_the_day_counts(cast: Cast, work: Work) -> None:
    rule(cast, Demand(2), valid_from=timezone.localdate() + timezone.timedelta(1))
    assert judge(cast.bob, work.rows[0]).sufficiency_rule is None


def test_the_same_decision_twice_is_one_and_another_reason_is_another_decision(cast: Cast, work: Work) -> None:
    rule(cast, Demand(2))
    first = judge(cast.bob, work.rows[0], short_reason=REASON, attempt=1)
    assert judge(cast.bob, work.rows[0], short_reason=REASON, attempt=1) == first
    with refused("decided_meanwhile"):
        judge(cast.bob, work.rows[0], short_reason="Other words.", attempt=1)


def test_rule_and_reason_are_sealed_and_a_changed_rule_is_named(cast: Cast, work: Work) -> None:
    made = rule(cast, Demand(2))
    judge(cast.bob, work.rows[0], short_reason=REASON)
    sealed = json.loads(Seal.objects.get().statement)
    assert (sealed["row"]["short"], sealed["row"]["short_reason"]) == ("1 more item", REASON)
    assert sealed["sufficiency"]["demands"] == made.demands
    assert clean(work)
    with as_owner():
        put(made, demands=Demands((Demand(1),)).as_data())
        found = verify(units_of([work.enrolment.pk])).differences
        assert [difference.code for difference in found] == ["sufficiency_changed"]


def test_the_database_wants_a_reason_with_what_is_short(cast: Cast, work: Work) -> None:
    row = factories.decision(work.rows[0], assessor=cast.bob, item=work.item)
    row.pk, row.attempt, row.short = None, 2, "1 more item"
    with pytest.raises(Error), transaction.atomic():
        row.save(force_insert=True)


# The unit as a whole ----------------------------------------------------------------------------------------------
TWO_DAYS = Demand(2, DAYS)


def all_decided(cast: Cast, work: Work) -> Work:
    for row in work.rows:
        judge(cast.bob, row)
    return work


def test_a_sign_off_while_the_unit_is_short_takes_a_reason(cast: Cast, work: Work) -> None:
    made = rule(cast, TWO_DAYS, over=Over.UNIT)
    all_decided(cast, work)
    with refused("short_reason"):
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    sign_off = sign_off_unit(actor=cast.bob, enrolment=work.enrolment, short_reason=REASON)
    assert (sign_off.sufficiency_rule, sign_off.short, sign_off.short_reason) == (
        made,
        "items of 1 more day",
        REASON,
    )
    assert sign_off_unit(actor=cast.bob, enrolment=work.enrolment) == sign_off
    assert clean(work)


def test_a_must_of_the_unit_stops_its_sign_off(cast: Cast, work: Work) -> None:
    rule(cast, Demand(2, DAYS, must=True), over=Over.UNIT)
    all_decided(cast, work)
    with refused("sufficiency"):
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment, short_reason=REASON)
    earlier = timezone.localdate() - timezone.timedelta(3)
    rows = list(work.enrolment.criteria.all())
    factories.evidence(cast.registration, title="Before", done_on=earlier, progress=rows[:1])
    factories.stand(rows, CriterionState.MET)
    assert sign_off_unit(actor=cast.bob, enrolment=work.enrolment).enrolment.state == UnitState.SIGNED


def test_a_new_version_and_the_one_it_replaces_are_one_item(cast: Cast, work: Work) -> None:
    rule(cast, Demand(2), over=Over.UNIT)
    all_decided(cast, work)
    newer = factories.evidence(cast.registration, title="Newer", replaces=work.item, progress=work.rows[:1])
    work.item.state = EvidenceState.SUPERSEDED
    work.item.save(update_fields=["state"])
    factories.stand(work.rows, CriterionState.MET)
    assert newer.links.count() == 1
    with refused("short_reason"):
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)


# The pages --------------------------------------------------------------------------------------------------------
def test_the_marking_page_says_what_is_needed_and_takes_the_reason(cast: Cast, work: Work, client_of: Any) -> None:
    rule(cast, Demand(2))
    client: Client = client_of(cast.bob)
    page = client.get(reverse("marking", args=[work.item.pk])).content.decode()
    assert "1 more item." in page
    assert "At least 2 items." in page
    key = f"c{work.rows[0].pk.hex}"
    said = {f"{key}-{name}": "on" for name in ("valid", "authentic", "current", "sufficient")}
    said |= {f"{key}-verdict": "met", f"{key}-attempt": "1"}
    answer = client.post(reverse("marking", args=[work.item.pk]), said)
    assert answer.status_code == 409
    assert "Say why the evidence is sufficient all the same" in answer.content.decode()
    client.post(reverse("marking", args=[work.item.pk]), said | {f"{key}-short_reason": REASON})
    assert CriterionDecision.objects.get().short_reason == REASON


def test_one_reason_may_stand_for_several_criteria(cast: Cast, work: Work, client_of: Any) -> None:
    rule(cast, Demand(2))
    client: Client = client_of(cast.bob)
    url = reverse("marking", args=[work.item.pk])
    assert "The same reason for several criteria" in client.get(url).content.decode()
    said = {"shared_reason": REASON}
    for row in work.rows[:2]:
        key = f"c{row.pk.hex}"
        said |= {f"{key}-{name}": "on" for name in ("valid", "authentic", "current", "sufficient")}
        said |= {f"{key}-verdict": "met"}
    said[f"c{work.rows[1].pk.hex}-short_reason"] = "Of its own."
    assert client.post(url, said).status_code == 302
    assert {row.progress_id: row.short_reason for row in CriterionDecision.objects.all()} == {
        work.rows[0].pk: REASON,
        work.rows[1].pk: "Of its own.",
    }


def test_iqa_and_eqa_read_the_reason_on_the_units_page(cast: Cast, work: Work, client_of: Any) -> None:
    rule(cast, Demand(2))
    judge(cast.bob, work.rows[0], short_reason=REASON)
    for person in (cast.ivan, cast.eve):
        page = client_of(person).get(reverse("unit", args=[work.enrolment.pk])).content.decode()
        assert ("The rule for each criterion (since" in page, REASON in page) == (True, True)


def test_the_sign_off_asks_for_the_reason_where_it_is_short(cast: Cast, work: Work, client_of: Any) -> None:
    rule(cast, TWO_DAYS, over=Over.UNIT)
    all_decided(cast, work)
    client: Client = client_of(cast.bob)
    assert "items of 1 more day" in client.get(reverse("unit", args=[work.enrolment.pk])).content.decode().lower()
    url = reverse("sign_off", args=[work.enrolment.pk])
    assert client.post(url, {"signed": "on"}).status_code == 409
    assert client.post(url, {"signed": "on", "short_reason": REASON}).status_code == 302
    assert REASON in client.get(reverse("unit", args=[work.enrolment.pk])).content.decode()


def test_whoever_sets_the_rules_reads_where_they_were_overruled(cast: Cast, work: Work, client_of: Any) -> None:
    rule(cast, Demand(2))
    url = reverse("sufficiency", args=[cast.specification.qualification.code])
    assert "No criterion was decided met while short" in client_of(cast.ivan).get(url).content.decode()
    judge(cast.bob, work.rows[0], short_reason=REASON)
    page = client_of(cast.ivan).get(url).content.decode()
    assert "1 criterion decided met while short" in page
    assert REASON in page
    assert REASON not in client_of(cast.bea).get(url).content.decode()  # of a candidate who is not hers


def test_a_sign_off_while_short_is_read_there_too(cast: Cast, work: Work, client_of: Any) -> None:
    rule(cast, TWO_DAYS, over=Over.UNIT)
    all_decided(cast, work)
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment, short_reason=REASON)
    url = reverse("sufficiency", args=[cast.specification.qualification.code])
    assert REASON in client_of(cast.ivan).get(url).content.decode()
