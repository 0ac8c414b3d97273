"""How the rule of a draft stands with the second person, and whose turn it is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from centres.models import Membership, User
from units.drafting.checked import digest_of
from units.interchange.values import QualificationValues
from units.models import Draft, RuleCheck
from units.models.rule_check import CHECKERS


@dataclass(frozen=True)
class RuleStanding:
    """``checks``: newest first. ``digest`` is of what the draft says now."""

    digest: str
    entered_by: User | None
    entered_at: dt.datetime
    checks: Sequence[RuleCheck]

    @property
    def newest(self) -> RuleCheck | None:
        return self.checks[0] if self.checks else None

    @property
    def stands(self) -> RuleCheck | None:
        """The newest check, if it was of just what the draft says now."""
        return self.newest if self.newest and self.newest.digest == self.digest else None

    @property
    def approval(self) -> RuleCheck | None:
        return self.stands if self.stands and self.stands.is_approved else None

    @property
    def returned(self) -> RuleCheck | None:
        return self.stands if self.stands and not self.stands.is_approved else None

    @property
    def changed_since(self) -> RuleCheck | None:
        """The newest check, where something was changed after it."""
        return self.newest if self.newest and not self.stands else None


def standing_of(draft: Draft, values: QualificationValues) -> RuleStanding:
    checks = RuleCheck.objects.filter(draft=draft.pk).select_related("checked_by")
    return RuleStanding(digest_of(values), draft.rule_entered_by, draft.rule_entered_at, list(checks))


def checkers_of(draft: Draft) -> list[Membership]:
    """Who can check the rule: an admin or an IQA of the centre who wrote none of it. A person in both roles is named once, as IQA."""
    people = Membership.objects.current().filter(centre_id=draft.centre_id, role__in=CHECKERS)
    found: dict[Any, Membership] = {}
    for member in (
        people.exclude(user__in=draft.rule_writers.all()).select_related("user").order_by("-role", "user__name")
    ):
        found.setdefault(member.user_id, member)
    return list(found.values())


def to_check_by(actor: Membership) -> QuerySet[Draft]:
    """The drafts whose rule waits for this person, the longest first: readable, another's, and not looked at as it is."""
    checks = RuleCheck.objects.filter(draft=OuterRef("pk")).values("digest")
    readable = Draft.objects.checkable_by(actor).exclude(rule_digest="").exclude(rule_writers=actor.user_id)
    newest = readable.annotate(seen=Coalesce(Subquery(checks[:1]), Value("")))
    waiting: QuerySet[Draft] = newest.exclude(seen=F("rule_digest")).order_by("rule_entered_at")
    return waiting


def about(draft: Draft, values: QualificationValues, standing: RuleStanding, actor: Membership) -> dict[str, Any]:
    """What a check says of the draft, so that it can be read when the draft is gone."""
    return {
        "centre_id": draft.centre_id,
        "draft": draft.pk,
        "title": draft.title,
        "version": values.version,
        "digest": standing.digest,
        "entered_by": standing.entered_by,
        "entered_at": standing.entered_at,
        "checked_by": actor.user,
        "role": actor.role,
    }
