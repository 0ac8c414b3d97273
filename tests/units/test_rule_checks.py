"""No rule of a centre's own is used before a second person has checked it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from centres.gates import Blocker, Refused
from centres.models import AuditEvent, Membership, Role
from tests import factories
from tests.at_once import together
from tests.cast import Cast, assemble
from tests.units.checking import approved, changed, described_by, seen, values_of, with_other_clause
from tests.units.lighthouse import loaded
from units.drafting.edits import move_unit, put_clause, put_unit, remove_clause
from units.interchange.values import QualificationValues
from units.models import Draft, RuleCheck, RuleDecision, Specification
from units.rows import qualification_values
from units.selectors.rule_checks import checkers_of, standing_of, to_check_by
from units.services.approve_rule import approve_rule
from units.services.begin_edition import begin_edition
from units.services.drop_draft import drop_draft
from units.services.keep_draft import keep_draft
from units.services.open_draft import open_draft
from units.services.return_rule import return_rule

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Membership], Client]


def with_other_credits(values: QualificationValues) -> QualificationValues:
    return put_unit(values, 0, replace(values.units[0], credit=values.units[0].credit + 1))


def with_other_label(values: QualificationValues) -> QualificationValues:
    outcome = replace(values.units[0].outcomes[0], label="Another label")
    return put_unit(values, 0, replace(values.units[0], outcomes=(outcome, *values.units[0].outcomes[1:])))


def refusal(act: Callable[..., Any], **arguments: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(**arguments)
    return [blocker.code for blocker in refused.value.blockers]


def opening(cast: Cast, draft: Draft) -> Blocker:
    with pytest.raises(Refused) as refused:
        open_draft(actor=cast.alice, draft=Draft.objects.get(pk=draft.pk))
    (blocker,) = refused.value.blockers
    return blocker


def test_an_edition_opens_once_somebody_else_has_approved_its_rule(cast: Cast, draft: Draft) -> None:
    waits = opening(cast, draft)
    assert (waits.code, waits.link) == ("rule_unchecked", reverse("check_rule", args=[draft.pk]))
    assert waits.detail == "Iris Inch (IQA) or Ivan Ives (IQA) can check it."
    assert waits.since == draft.rule_entered_at
    check = approve_rule(actor=cast.ivan, draft=draft, digest=seen(draft))
    made = open_draft(actor=cast.alice, draft=draft)
    assert made.rule_check == check
    assert (check.entered_by, check.checked_by, check.role) == (cast.alice.user, cast.ivan.user, "iqa")
    assert AuditEvent.objects.filter(verb="rule.approved", actor=cast.ivan, object_id=draft.pk).count() == 1


def test_nobody_approves_a_rule_that_they_wrote_a_part_of(cast: Cast, draft: Draft) -> None:
    second = factories.member(cast.centre, Role.ADMIN, "Adam Ant")
    changed(second, draft, with_other_credits(values_of(draft)))
    for actor in (cast.alice, second):
        assert refusal(approve_rule, actor=actor, draft=draft, digest=seen(draft)) == ["own_rule"]
        assert refusal(return_rule, actor=actor, draft=draft, digest=seen(draft), reason="No") == ["own_rule"]
    assert approve_rule(actor=cast.iris, draft=draft, digest=seen(draft)).entered_by == second.user


def test_another_admin_who_changed_a_label_only_is_a_second_person(cast: Cast, draft: Draft) -> None:
    second = factories.member(cast.centre, Role.ADMIN, "Adam Ant")
    changed(second, draft, with_other_label(values_of(draft)))
    assert approve_rule(actor=second, draft=draft, digest=seen(draft)).role == "admin"


def test_one_person_in_two_roles_is_not_two_people(cast: Cast, draft: Draft) -> None:
    as_iqa = Membership.objects.create(user=cast.alice.user, centre=cast.centre, role=Role.IQA)
    assert refusal(approve_rule, actor=as_iqa, draft=draft, digest=seen(draft)) == ["own_rule"]
    facts = {"draft": draft.pk, "title": "T", "digest": "0" * 64, "entered_at": draft.rule_entered_at}
    facts |= {"decision": RuleDecision.APPROVED, "role": "iqa", "centre": cast.centre}
    with pytest.raises(IntegrityError, match="rule_checked_by_another"), transaction.atomic():
        RuleCheck.objects.create(**facts, entered_by=cast.alice.user, checked_by=as_iqa.user)
    assert RuleCheck.objects.create(**facts, entered_by=cast.alice.user, checked_by=cast.ivan.user)


def test_only_admins_and_iqas_of_the_centre_check(cast: Cast, draft: Draft) -> None:
    for actor in (cast.bob, cast.eve, cast.carol):
        assert refusal(approve_rule, actor=actor, draft=draft, digest=seen(draft)) == ["role"]
        assert refusal(return_rule, actor=actor, draft=draft, digest=seen(draft), reason="No") == ["role"]
    for role in (Role.ADMIN, Role.IQA):
        with pytest.raises(Draft.DoesNotExist):
            approve_rule(actor=cast.charlie[role], draft=draft, digest=seen(draft))
    assert not RuleCheck.objects.exists()


def test_a_rule_that_cannot_be_read_is_not_approved(cast: Cast, draft: Draft, client_of: ClientOf) -> None:
    values = values_of(draft)
    assert values.rule
    broken = put_clause(values, 0, {"kind": "minimum_credits", "credits": 900, "source": "page 1"})
    changed(cast.alice, draft, broken)
    with pytest.raises(Refused, match="can never be met"):
        approve_rule(actor=cast.ivan, draft=draft, digest=seen(draft))
    assert to_check_by(cast.ivan).count() == 0
    editor = client_of(cast.alice).get(reverse("draft_rule", args=[draft.pk])).content.decode()
    assert "1 thing to mend before the rule can be read" in editor
    assert "Clause 1" in editor
    changed(cast.alice, draft, values)
    assert to_check_by(cast.ivan).count() == 1
    assert approve_rule(actor=cast.ivan, draft=draft, digest=seen(draft)).is_approved


def test_without_a_rule_nobody_is_asked(cast: Cast, lighthouse: Specification) -> None:
    values = replace(qualification_values(lighthouse, readable=()), rule=None, version="2027-02")
    draft = keep_draft(actor=cast.alice, values=values)
    assert refusal(approve_rule, actor=cast.ivan, draft=draft, digest=seen(draft)) == ["lack"]
    assert refusal(return_rule, actor=cast.ivan, draft=draft, digest=seen(draft), reason="No") == ["no_rule"]
    assert to_check_by(cast.ivan).count() == 0
    assert open_draft(actor=cast.alice, draft=draft).rule_check is None


@pytest.mark.parametrize("change", [with_other_clause, with_other_credits, lambda values: remove_clause(values, 0)])
def test_a_change_of_rule_or_unit_voids_the_approval(cast: Cast, draft: Draft, change: Callable[..., Any]) -> None:
    approved(draft)
    before = values_of(draft)
    changed(cast.alice, draft, change(before))
    standing = standing_of(draft, values_of(draft))
    assert standing.approval is None
    assert standing.changed_since == RuleCheck.objects.get()
    with pytest.raises(Refused) as refused:
        open_draft(actor=cast.alice, draft=Draft.objects.get())
    assert "It was changed after" in next(b.detail for b in refused.value.blockers if b.code == "rule_unchecked")
    changed(cast.alice, draft, before)  # exactly what was compared
    assert open_draft(actor=cast.alice, draft=Draft.objects.get())


@pytest.mark.parametrize("change", [with_other_label, lambda values: move_unit(values, 0, 1)])
def test_labels_and_the_order_of_units_are_nothing_to_it(cast: Cast, draft: Draft, change: Callable[..., Any]) -> None:
    changed(cast.alice, approved(draft), change(values_of(draft)))
    assert open_draft(actor=cast.alice, draft=Draft.objects.get())


def test_what_was_changed_meanwhile_is_not_approved_unread(cast: Cast, draft: Draft) -> None:
    read = seen(draft)
    changed(cast.alice, draft, with_other_clause(values_of(draft)))
    assert refusal(approve_rule, actor=cast.ivan, draft=draft, digest=read) == ["changed_since"]
    assert refusal(return_rule, actor=cast.ivan, draft=draft, digest=read, reason="No") == ["changed_since"]
    assert approve_rule(actor=cast.ivan, draft=draft, digest=seen(draft))


def test_a_returned_rule_says_why_and_waits_for_its_author(cast: Cast, draft: Draft) -> None:
    assert refusal(return_rule, actor=cast.ivan, draft=draft, digest=seen(draft), reason=" ") == ["no_reason"]
    return_rule(actor=cast.ivan, draft=draft, digest=seen(draft), reason="Clause 1 is on page 9")
    assert refusal(return_rule, actor=cast.iris, draft=draft, digest=seen(draft), reason="So") == ["returned_already"]
    blocker = opening(cast, draft)
    assert blocker.message == "Ivan Ives returned the rule of combination."
    assert "“Clause 1 is on page 9”" in blocker.detail
    assert to_check_by(cast.iris).count() == 0
    changed(cast.alice, draft, with_other_clause(values_of(draft)))
    assert to_check_by(cast.iris).count() == 1
    assert approve_rule(actor=cast.iris, draft=draft, digest=seen(draft))


def test_an_approval_is_given_once_and_can_be_taken_back_until_the_edition_is_open(cast: Cast, draft: Draft) -> None:
    approved(draft)
    assert refusal(approve_rule, actor=cast.iris, draft=draft, digest=seen(draft)) == ["approved_already"]
    return_rule(actor=cast.iris, draft=draft, digest=seen(draft), reason="I looked again: clause 2 is wrong")
    assert opening(cast, draft).code == "rule_returned"
    approve_rule(actor=cast.ivan, draft=draft, digest=seen(draft))
    assert open_draft(actor=cast.alice, draft=draft)


def test_the_checks_stay_when_the_draft_goes(cast: Cast, lighthouse: Specification) -> None:
    opened, dropped = described_by(cast.alice, lighthouse), described_by(cast.alice, lighthouse)
    open_draft(actor=cast.alice, draft=approved(opened))
    drop_draft(actor=cast.alice, draft=approved(dropped))
    assert not Draft.objects.exists()
    rows = RuleCheck.objects.values_list("draft", "title", "version")
    title = "ProQual Level 2 Award in Lighthouse Keeping"
    assert set(rows) == {(row.pk, title, "2027-02") for row in (opened, dropped)}


def test_where_everybody_wrote_a_part_somebody_is_invited(cast: Cast, draft: Draft) -> None:
    Membership.objects.filter(pk__in=[cast.ivan.pk, cast.iris.pk]).update(ended_at=draft.changed_at)
    assert checkers_of(draft) == []
    assert opening(cast, draft).detail == "Nobody is left who may: invite another admin or an IQA under People."


def test_a_rule_of_before_begins_the_next_draft(cast: Cast, lighthouse: Specification) -> None:
    made = open_draft(actor=cast.alice, draft=approved(described_by(cast.alice, lighthouse)))
    rule = made.rule
    Specification.objects.filter(pk=made.pk).update(rule=None, rule_check=None, unchecked_rule=rule)
    draft = begin_edition(actor=cast.alice, qualification=made.qualification)
    assert values_of(draft).rule == rule


@pytest.mark.parametrize(
    "wrong",
    [{"rule_check": None}, {"rule": None}, {"centre": None}, {"unchecked_rule": {}}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_database_holds_no_rule_of_a_centre_without_its_check(
    cast: Cast, lighthouse: Specification, wrong: dict[str, Any]
) -> None:
    made = open_draft(actor=cast.alice, draft=approved(described_by(cast.alice, lighthouse)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Specification.objects.filter(pk=made.pk).update(**wrong)
    aside = {"rule": None, "rule_check": None, "unchecked_rule": made.rule}
    assert Specification.objects.filter(pk=made.pk).update(**aside) == 1


def test_a_rule_is_returned_with_a_reason_by_the_database_too(cast: Cast) -> None:
    facts = {"draft": cast.centre.pk, "title": "T", "digest": "0" * 64, "entered_at": cast.alice.started_at}
    facts |= {"decision": RuleDecision.RETURNED, "role": "iqa", "centre": cast.centre, "checked_by": cast.ivan.user}
    with pytest.raises(IntegrityError, match="rule_returned_with_reason"), transaction.atomic():
        RuleCheck.objects.create(**facts)
    assert RuleCheck.objects.create(**facts, reason="Clause 1")


@pytest.fixture
def at_once(transactional_db: None, tmp_path: Path) -> tuple[Cast, Draft]:
    if connection.vendor != "postgresql":
        pytest.skip("Two transactions at one moment need PostgreSQL.")
    cast = assemble()
    return cast, described_by(cast.alice, loaded(tmp_path))


def test_of_two_who_approve_at_one_moment_one_does(at_once: tuple[Cast, Draft]) -> None:
    cast, draft = at_once
    digest = seen(draft)
    answers = together(
        lambda: approve_rule(actor=cast.ivan, draft=draft, digest=digest),
        lambda: approve_rule(actor=cast.iris, draft=draft, digest=digest),
    )
    (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
    assert [blocker.code for blocker in refused.blockers] == ["approved_already"]
    assert RuleCheck.objects.count() == 1


def test_what_is_changed_while_it_is_approved_is_not_approved(at_once: tuple[Cast, Draft]) -> None:
    """Whichever comes first: the approval never stands for words that nobody compared."""
    cast, draft = at_once
    digest, values = seen(draft), with_other_clause(values_of(draft))
    together(
        lambda: approve_rule(actor=cast.ivan, draft=draft, digest=digest),
        lambda: changed(cast.alice, draft, values),
    )
    assert standing_of(Draft.objects.get(), values_of(draft)).approval is None
