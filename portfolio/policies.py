"""What a centre decides about portfolios where no body prescribes it (domain.md, marked [U])."""

from centres.policy import Policy

WITNESS_LINK_DAYS = Policy(
    "witness_link_days",
    "Days that a witness's link works",
    "A link asks one person about one thing they saw. After this many days it no longer opens and a new one is needed.",
    "day",
    default=14,
    least=1,
    most=90,
)
