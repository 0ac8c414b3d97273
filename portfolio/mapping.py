"""Items and criteria that one press puts together, read under their locks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.gates.mapping import Changes, Proposal
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, Registration
from portfolio.services.submit_evidence import lock_for_submission

Pair = tuple[UUID, UUID]  # an item, and where the candidate stands with a criterion


@dataclass
class Wish:
    """What the page asked for. `words`: what in the item shows the criterion, where somebody said so."""

    propose: set[Pair]
    take_back: set[Pair]
    words: Mapping[Pair, str]

    @property
    def pairs(self) -> set[Pair]:
        return self.propose | self.take_back


class Board:
    """The items, then units and criteria, locked as everybody locks them; and every link of the items."""

    def __init__(self, actor: Membership, registration: Registration, wish: Wish) -> None:
        self.registration, self.wish = registration, wish
        self.items = _lock_items(actor, registration, {item for item, _ in wish.pairs})
        self.criteria = _lock_criteria(registration, {progress for _, progress in wish.pairs})

    @cached_property
    def links(self) -> dict[Pair, EvidenceLink]:
        rows = EvidenceLink.objects.filter(evidence__in=self.items).select_related("answered_by__user")
        found: dict[Pair, EvidenceLink] = {}
        for link in rows:
            link.evidence = self.items[link.evidence_id]
            if link.progress_id in self.criteria:
                link.progress = self.criteria[link.progress_id]
            found[link.evidence_id, link.progress_id] = link
        return found

    @cached_property
    def changes(self) -> Changes:
        """What is so already is left out."""
        counting = {pair for pair, link in self.links.items() if link.counts}
        new = [self._proposal(pair) for pair in sorted(self.wish.propose - counting)]
        taken = [self.links[pair] for pair in sorted((self.wish.take_back - self.wish.propose) & counting)]
        return Changes(self.registration, new, taken, self._left(new, taken))

    def _proposal(self, pair: Pair) -> Proposal:
        said = self.wish.words.get(pair, "").strip()
        return Proposal(self.items[pair[0]], self.criteria[pair[1]], self.links.get(pair), said)

    def _left(self, new: Sequence[Proposal], taken: Sequence[EvidenceLink]) -> dict[Evidence, int]:
        """Of each item, how many links count when it is done."""
        found = dict.fromkeys(self.items.values(), 0)
        for link in self.links.values():
            found[link.evidence] += link.counts
        for one in new:
            found[one.evidence] += 1
        for link in taken:
            found[link.evidence] -= 1
        return found

    @property
    def touched(self) -> list[CriterionProgress]:
        return list(dict.fromkeys([one.progress for one in self.changes.proposals + self.changes.taken_back]))

    def acts(self) -> list[tuple[Evidence, dict[str, Any]]]:
        """For the record: each item that changes, with what was added and dropped."""
        found: dict[Evidence, dict[str, Any]] = {}
        for word, rows in (("added", self.changes.proposals), ("dropped", self.changes.taken_back)):
            for row in rows:
                facts = found.setdefault(row.evidence, {"criteria": self.changes.left[row.evidence]})
                facts.setdefault(word, []).append(f"{row.progress.enrolment.unit.code} {row.progress.criterion.number}")
        return list(found.items())


def _lock_items(actor: Membership, registration: Registration, keys: set[UUID]) -> dict[UUID, Evidence]:
    visible = Evidence.objects.visible_to(actor).filter(pk__in=keys, registration=registration).values("pk")
    rows = Evidence.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=visible).order_by("pk")
    found = {row.pk: row for row in rows}
    _require(len(found) == len(keys))
    return found


def _lock_criteria(registration: Registration, keys: set[UUID]) -> dict[UUID, CriterionProgress]:
    found = {row.pk: row for row in lock_for_submission(list(keys))}
    own = all(row.enrolment.registration_id == registration.pk for row in found.values())
    _require(own and len(found) == len(keys))
    return found


def _require(ours: bool) -> None:
    if not ours:
        raise Refused(Blocker("not_yours", "A criterion or an item is not one of yours.", "Choose from the list."))
