"""Drafts with a rule, and the second person who checks it."""

from dataclasses import replace

from centres.models import Membership, Role
from tests import factories
from units.drafting.checked import digest_of
from units.drafting.edits import at_home, put_clause
from units.interchange.data import from_data
from units.interchange.values import QualificationValues
from units.models import Draft, Specification
from units.rows import qualification_values
from units.selectors.rule_checks import checkers_of
from units.services.approve_rule import approve_rule
from units.services.keep_draft import keep_draft


def seen(draft: Draft) -> str:
    """What the page shows of the draft as it stands in the database."""
    return digest_of(from_data(Draft.objects.get(pk=draft.pk).values))


def approved(draft: Draft) -> Draft:
    """The draft, its rule (if it has one) approved by somebody of its centre who wrote none of it."""
    if Draft.objects.get(pk=draft.pk).values["rule"]:
        second = next(iter(checkers_of(draft)), None) or factories.member(draft.centre, Role.IQA, "Second Person")
        approve_rule(actor=second, draft=draft, digest=seen(draft))
    return draft


def described_by(actor: Membership, specification: Specification) -> Draft:
    return keep_draft(actor=actor, values=replace(qualification_values(specification, readable=()), version="2027-02"))


def values_of(draft: Draft) -> QualificationValues:
    return at_home(from_data(Draft.objects.get(pk=draft.pk).values))


def changed(actor: Membership, draft: Draft, values: QualificationValues) -> Draft:
    return keep_draft(actor=actor, draft=draft, turn=Draft.objects.get(pk=draft.pk).turn, values=values)


def with_other_clause(values: QualificationValues) -> QualificationValues:
    assert values.rule
    return put_clause(values, 0, {**values.rule["clauses"][0], "source": "page 99"})
