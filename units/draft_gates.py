"""What keeps a draft from being opened, and its rule from being approved or returned; each with the way to its place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse

from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership, Role
from units.combination.words import either
from units.drafting.checked import rule_lacks
from units.drafting.problems import Lack, lacks_of
from units.interchange.values import QualificationValues
from units.known import Known, another_qualification, name_clashes
from units.models import AwardingOrganisation, Draft
from units.rows import qualification_facts
from units.selectors.rule_checks import RuleStanding, checkers_of

NOBODY = "Nobody is left who may: invite another admin or an IQA under People."


def clashes(*, draft: Draft, values: QualificationValues, known: Known | None, **_: Any) -> list[Blocker]:
    """What makes it another qualification than the one whose short name it bears."""
    if known is None or not values.awarding_organisation or values.level is None:
        return []
    name = values.awarding_organisation
    body = AwardingOrganisation.objects.filter(name=name).first() or AwardingOrganisation(name=name)
    facts = qualification_facts(values) | {"awarding_organisation": body}
    return [_in_facts(draft, one) for one in another_qualification(known.qualification, facts)]


def name_is_free(
    *, actor: Membership, draft: Draft, values: QualificationValues, known: Known | None, **_: Any
) -> Iterator[Blocker]:
    qualification = known.qualification if known else None
    for one in name_clashes(qualification, actor.centre_id, values.code, values.version):
        yield _in_facts(draft, one)


def _in_facts(draft: Draft, blocker: Blocker) -> Blocker:
    return replace(blocker, link=reverse("draft_facts", args=[draft.pk]), link_text="Mend it")


def nothing_is_wrong(*, draft: Draft, values: QualificationValues, **_: Any) -> list[Blocker]:
    return [_of_lack(draft, lack) for lack in lacks_of(values)]


def _of_lack(draft: Draft, lack: Lack) -> Blocker:
    message = f"{lack.place}: {lack.reason}" if lack.place else lack.reason
    return Blocker("lack", message, lack.remedy, link=_address(draft, lack), link_text="Mend it")


def _address(draft: Draft, lack: Lack) -> str:
    numbered = {"unit": "draft_unit", "clause": "draft_clause"}
    if lack.number and lack.where in numbered:
        return reverse(numbered[lack.where], args=[draft.pk, lack.number])
    names = {"facts": "draft_facts", "units": "draft_units", "groups": "draft_groups"}
    return reverse(names.get(lack.where, "draft_rule"), args=[draft.pk])


def rule_is_approved(
    *, actor: Membership, draft: Draft, values: QualificationValues, standing: RuleStanding, **_: Any
) -> Iterator[Blocker]:
    """By a second person, as it says now. While it cannot be read nobody is waited for, so it has no age."""
    if not values.rule or standing.approval:
        return
    checkers = checkers_of(draft)
    whom = f"{_named(checkers)} can check it." if checkers else NOBODY
    link: dict[str, Any] = {"link": reverse("check_rule", args=[draft.pk]), "link_text": "See what is checked"}
    if returned := standing.returned:
        said = f"{returned.checked_by.name} returned the rule of combination."
        yield Blocker("rule_returned", said, f"“{returned.reason}” Mend it; {whom}", since=returned.at, **link)
        return
    if before := standing.changed_since:
        whom = f"It was changed after {before.checked_by.name} looked at it on {before.at:%-d %B %Y}. {whom}"
    waits = dict(link) if rule_lacks(values) else link | {"since": standing.entered_at}
    waits |= owned_by(checkers[0]) if len(checkers) == 1 else {}
    mine = actor.user_id in [member.user_id for member in checkers]
    yield Blocker("rule_unchecked", "The rule of combination waits for a second person.", whom, **waits, yours=mine)


def _named(members: Sequence[Membership]) -> str:
    return either([f"{member.name} ({member.role_name})" for member in members])


opening_gate = Gate("open_draft", [clashes, name_is_free, nothing_is_wrong, rule_is_approved])


def is_not_ones_own(*, actor: Membership, draft: Draft, **_: Any) -> Iterator[Blocker]:
    """Whoever changed the rule, a group or a fact of a unit at any time is not the second person."""
    if draft.rule_writers.filter(pk=actor.user_id).exists():
        checkers = checkers_of(draft)
        yield Blocker(
            "own_rule",
            "You entered this rule, or a part of what it rests on, so somebody else checks it.",
            f"Ask {_named(checkers)}." if checkers else NOBODY,
        )


def can_be_read(*, actor: Membership, draft: Draft, values: QualificationValues, **_: Any) -> list[Blocker]:
    """An IQA cannot go where it is mended, so no link leads there."""
    found = [_of_lack(draft, lack) for lack in rule_lacks(values)]
    return found if actor.role == Role.ADMIN else [replace(one, link="", link_text="") for one in found]


def has_not_changed(*, draft: Draft, standing: RuleStanding, seen: str, **_: Any) -> Iterator[Blocker]:
    if seen != standing.digest:
        name = draft.rule_entered_by.name if draft.rule_entered_by else "Somebody"
        said = f"{name} has changed the rule since you opened this page."
        yield Blocker("changed_since", said, "Compare what it says now, and decide then.", since=standing.entered_at)


def is_not_approved(*, standing: RuleStanding, **_: Any) -> Iterator[Blocker]:
    if done := standing.approval:
        said = f"{done.checked_by.name} approved this rule as it stands."
        yield Blocker("approved_already", said, "Nothing is left to do here.", since=done.at)


def is_not_returned(*, standing: RuleStanding, **_: Any) -> Iterator[Blocker]:
    if done := standing.returned:
        said = f"{done.checked_by.name} returned this rule, and it has not changed since."
        yield Blocker("returned_already", said, f"“{done.reason}”", since=done.at)


def there_is_a_rule(*, values: QualificationValues, **_: Any) -> Iterator[Blocker]:
    if not values.rule:
        yield Blocker("no_rule", "There is no rule of combination in this draft.", "Nothing is to be checked.")


def reason_is_given(*, reason: str, **_: Any) -> Iterator[Blocker]:
    if not reason:
        yield Blocker("no_reason", "The reason is missing.", "Say what is to be mended, clause by clause.", yours=True)


approving_gate = Gate("approve_rule", [is_not_ones_own, can_be_read, has_not_changed, is_not_approved])
returning_gate = Gate(
    "return_rule", [there_is_a_rule, is_not_ones_own, has_not_changed, is_not_returned, reason_is_given]
)
