"""What a centre decides about assessment where no body prescribes it (domain.md, marked [U])."""

from centres.policy import Policy

DAYS_TO_DECIDE = Policy(
    "days_to_decide",
    "Days to decide submitted evidence",
    "The queue promises each candidate a decision by this many working days after they submitted. Bank holidays of England and Wales do not count.",
    "working day",
    default=10,
    least=1,
    most=60,
)
DAYS_OF_SILENCE = Policy(
    "days_of_silence",
    "Days of silence before a candidate is at risk",
    "Where neither the candidate nor the assessor has done anything for this long, the caseload says “At risk”; from half of it on, “Watch”.",
    "day",
    default=28,
    least=7,
    most=180,
)
PLANNED_MONTHS = Policy(
    "planned_months",
    "Months from registration to the planned end",
    "How many criteria are due by now is counted from this, where no assessment plan names a day.",
    "month",
    default=12,
    least=1,
    most=60,
)
PERCENT_BEHIND = Policy(
    "percent_behind",
    "Behind plan before a candidate is at risk",
    "Share of a candidate's criteria that are due by now and not met yet. At this share the caseload says “At risk”; from half of it on, “Watch”.",
    "per cent",
    default=30,
    least=5,
    most=100,
)
REVIEW_WEEKS = Policy(
    "review_weeks",
    "Weeks between progress reviews",
    "How long after one review the next is due.",
    "week",
    default=8,
    least=1,
    most=26,
)
ALL = (DAYS_TO_DECIDE, DAYS_OF_SILENCE, PLANNED_MONTHS, PERCENT_BEHIND, REVIEW_WEEKS)
