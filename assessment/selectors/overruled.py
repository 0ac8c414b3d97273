"""Where assessors judged evidence sufficient although a rule of the centre asked for more: for whoever sets the rules."""

import datetime as dt
from collections import Counter
from typing import Any

from django.utils import timezone

from assessment.models import CriterionDecision, UnitSignOff
from centres.models import Membership
from portfolio.models import SufficiencyRule
from portfolio.panels import Panel
from units.models import Qualification

DAYS, LISTED = 90, 20


def overruled_panel(actor: Membership, qualification: Qualification) -> Panel:
    """The decisions of the last 90 days that were short, counted by rule; the newest are listed. Four queries."""
    since = timezone.now() - dt.timedelta(DAYS)
    rows: Any = CriterionDecision.objects.visible_to(actor).exclude(short="").filter(at__gte=since)
    rows = rows.filter(progress__enrolment__registration__specification__qualification=qualification)
    parts = ("assessor__user", "progress__criterion", "progress__enrolment__registration__candidate")
    counts = Counter(rows.order_by().values_list("sufficiency_rule", flat=True))
    rules = SufficiencyRule.objects.select_related("unit", "criterion").in_bulk(counts)
    return {
        "template": "assessment/_overruled.html",
        "days": DAYS,
        "rows": list(rows.select_related(*parts, "progress__enrolment__unit")[:LISTED]),
        "number": counts.total(),
        "sign_offs": list(_sign_offs(actor, qualification, since)[:LISTED]),
        "by_rule": [(rules[key].place, number) for key, number in counts.most_common()],
    }


def _sign_offs(actor: Membership, qualification: Qualification, since: dt.datetime) -> Any:
    rows: Any = UnitSignOff.objects.visible_to(actor).exclude(short="").filter(at__gte=since)
    rows = rows.filter(enrolment__registration__specification__qualification=qualification)
    return rows.select_related("assessor__user", "enrolment__unit", "enrolment__registration__candidate")
