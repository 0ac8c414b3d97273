"""How long each stage of an appeal may take, in working days (domain.md 2.13); the centre's own figures, with a history."""

from centres.policy import Policy

EXPLAIN_DAYS = Policy(
    "appeal_explain_days",
    "Appeals: days for the assessor to explain",
    "A candidate asks the assessor first. By this many working days later the assessor has explained the decision.",
    "working day",
    default=5,
    least=1,
    most=20,
)
WRITE_DAYS = Policy(
    "appeal_write_days",
    "Appeals: days to take it further",
    "After each answer the candidate has this many working days to take the appeal to its next stage.",
    "working day",
    default=10,
    least=5,
    most=60,
)
ACKNOWLEDGE_DAYS = Policy(
    "appeal_acknowledge_days",
    "Appeals: days to acknowledge",
    "A written appeal is acknowledged, and somebody uninvolved is named to decide it, within this many working days.",
    "working day",
    default=5,
    least=1,
    most=20,
)
OUTCOME_DAYS = Policy(
    "appeal_outcome_days",
    "Appeals: days to decide",
    "The candidate has the outcome, with its reasons, this many working days after the acknowledgement.",
    "working day",
    default=15,
    least=5,
    most=60,
)
REVIEW_DAYS = Policy(
    "appeal_review_days",
    "Appeals: days to review an outcome",
    "The head of centre, or whoever is named for it, has reviewed an outcome this many working days after it was asked for.",
    "working day",
    default=15,
    least=5,
    most=60,
)
CONSIDERATION_DAYS = Policy(
    "consideration_days",
    "Special consideration: days to ask for it",
    "Whoever was ill or otherwise kept from showing what they can asks for it within this many working days of the attempt or the day.",
    "working day",
    default=10,
    least=1,
    most=60,
)
NEED_MONTHS = Policy(
    "need_months",
    "Arrangements: months to keep why",
    "Why somebody needed an arrangement, with its files, is disposed of this many months after the arrangement was over or "
    "the certificate was issued, whichever is first. That there was one, its kind and its days stay.",
    "month",
    default=12,
    least=1,
    most=120,
)
ALL = (EXPLAIN_DAYS, WRITE_DAYS, ACKNOWLEDGE_DAYS, OUTCOME_DAYS, REVIEW_DAYS, CONSIDERATION_DAYS, NEED_MONTHS)
