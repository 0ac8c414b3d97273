import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from centres.models import Membership
from centres.services.close_text_drafts import close_text_drafts
from portfolio.kinds import Context
from portfolio.models import CriterionProgress, Evidence
from portfolio.services.describe_evidence import describe_evidence
from portfolio.services.link_evidence import link_evidence


@dataclass(frozen=True, slots=True)
class Description:
    """What one form says about the items that came through it. `titles` by the item's id, the rest is common to all."""

    titles: Mapping[UUID, str]
    kind: str
    shows: str
    done_on: dt.date | None
    progress: Sequence[CriterionProgress]
    details: Mapping[str, Any] = field(default_factory=dict)
    context: str = Context.REAL
    confidential: bool = False


@transaction.atomic
def save_drafts(
    *, actor: Membership, items: Sequence[Evidence], description: Description, draft_mark: str = ""
) -> list[Evidence]:
    """Describes and links drafts together; all or none. What was typed into the form is then safe in the drafts."""
    saved = []
    for batch in {item.batch for item in items}:
        close_text_drafts(actor=actor, place=f"upload:{batch}", mark=draft_mark)
    for item in items:
        described = describe_evidence(
            actor=actor,
            evidence=item,
            title=description.titles.get(item.pk, item.title),
            kind=description.kind,
            shows=description.shows,
            done_on=description.done_on,
            details=description.details,
            context=description.context,
            confidential=description.confidential,
        )
        saved.append(link_evidence(actor=actor, evidence=described, progress=description.progress))
    return saved
