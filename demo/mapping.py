"""Evidence for criteria of several units, places in it, and one proposal that was not accepted."""

from assessment.services.answer_links import answer_links
from demo.clock import moment
from demo.documents import film
from demo.portfolios import Portfolio
from portfolio.models import CriterionProgress, Evidence, EvidenceLink
from portfolio.pinpoints import Place
from portfolio.services.add_pinpoint import add_pinpoint
from portfolio.services.map_evidence import map_evidence

AGREED = Place("region", page=1, left=1000, top=2880, width=7900, height=760, label="What I found")


def mapping(portfolio: Portfolio, unit: str, other: str) -> None:
    """A film for two criteria of `other`; the record that was submitted for `unit`, for two of `other` as well."""
    rows = portfolio.criteria(other)
    call = portfolio.uploads("The call about the refund", film(), days_ago=3)
    portfolio.submits(call, rows[4:6], days_ago=3)
    record = Evidence.objects.filter(links__progress__in=portfolio.criteria(unit), file__isnull=False).latest(
        "arrived_at"
    )
    with moment(1):
        pairs = [(record.pk, row.pk) for row in rows[5:7]]
        map_evidence(actor=portfolio.person, registration=portfolio.registration, propose=pairs)
        _points(portfolio, call, rows[4], Place("time", start=1, until=2, label="The refund is logged"))
        _points(portfolio, record, portfolio.criteria(unit)[0], AGREED)
        _points(portfolio, record, rows[5], Place("page", page=1))
    with moment(0.05):
        link = EvidenceLink.objects.get(evidence=record, progress=rows[6])
        reason = "It says what you offered, not how you kept in touch afterwards."
        answer_links(actor=portfolio.assessor, links=[link], accepts=False, reason=reason)


def _points(portfolio: Portfolio, item: Evidence, row: CriterionProgress, place: Place) -> None:
    links = list(item.links.filter(progress=row))
    add_pinpoint(actor=portfolio.person, evidence=item, links=links, place=place)
