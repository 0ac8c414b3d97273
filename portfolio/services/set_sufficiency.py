import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Centre, Membership
from centres.permissions import require_role
from centres.templatetags._words import day
from portfolio.models import SufficiencyRule
from portfolio.models.sufficiency import Over
from portfolio.sufficiency import Demands
from portfolio.sufficiency.words import sentences
from portfolio.sufficiency_rules import Place, RuleBook, book_of
from units.models import Criterion, Qualification, Unit
from units.selectors.offers import qualifications_of
from units.selectors.requirements import STATING
from units.selectors.visible import units_of


@transaction.atomic
def set_sufficiency(
    *,
    actor: Membership,
    qualification: Qualification,
    demands: Demands | None,
    valid_from: dt.date,
    reason: str,
    unit: Unit | None = None,
    criterion: Criterion | None = None,
    over: str = Over.CRITERION,
) -> SufficiencyRule:
    """The rule of one place from that day on, today or later; what was decided before stays as it was.

    `demands` None takes the place's own rule back. A second press is answered with the row that stands. What `actor` cannot
    see, or is no part of the other, is not there: DoesNotExist.
    """
    require_role(actor, *STATING)
    qualification = qualifications_of(actor).get(pk=qualification.pk)
    if unit:
        taken = Q(places__specification__qualification=qualification)
        unit = units_of(actor).filter(taken).distinct().get(pk=unit.pk)
    if criterion:
        criterion = Criterion.objects.get(pk=criterion.pk, outcome__unit=unit)
    Centre.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.centre_id)
    book, reason = book_of(actor.centre_id, qualification), reason.strip()
    place = Place(unit.code if unit else "", criterion.pk if criterion else None, over)
    data = demands.as_data() if demands else None
    standing = _newest(book, place, valid_from)
    facts = {"demands": data, "valid_from": valid_from, "reason": reason, "set_by_id": actor.pk}
    if standing and all(getattr(standing, name) == fact for name, fact in facts.items()):
        return standing
    blockers = list(_objections(standing, data, valid_from, reason))
    if blockers:
        raise Refused(*blockers)
    where = {"qualification": qualification, "unit": unit, "criterion": criterion, "over": over}
    row = SufficiencyRule.objects.create(centre_id=actor.centre_id, **where, **facts)
    record(actor, "sufficiency.set", row, place=row.place, demands=_said(demands), valid_from=valid_from, reason=reason)
    return row


def _newest(book: RuleBook, place: Place, on: dt.date) -> SufficiencyRule | None:
    """Also one that takes back what stood before."""
    rows = [row for row in book.rows.get(place, ()) if row.valid_from <= on]
    return rows[-1] if rows else None


def _said(demands: Demands | None) -> str:
    return " ".join(sentences(demands)) if demands else "Taken back: the wider rule counts."


def _objections(standing: SufficiencyRule | None, data: object, valid_from: dt.date, reason: str) -> Iterator[Blocker]:
    before = standing.demands if standing else None
    if data == before:
        said = "This is the rule already." if data else "There is no rule of its own here to take back."
        yield _objection("lines", said, "Change it, or leave it as it is.")
    if valid_from < timezone.localdate():
        said = f"{day(valid_from)} is in the past."
        yield _objection("valid_from", said, "What was decided then keeps the rule of that day. Choose today or later.")
    if not reason:
        yield _objection("reason", "The reason is missing.", "Write why the centre sets it.")


def _objection(field: str, said: str, detail: str) -> Blocker:
    return Blocker(field, said, detail, link=f"#id_{field}", link_text="Go to it", yours=True)
