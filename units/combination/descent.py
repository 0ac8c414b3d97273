"""One choice of each part, the cheapest that fills the needs together: from part to part, the best choices first.

Quick where a good one is found early, as nearly always; elsewhere it gives up, and frontiers are joined instead.
"""

from collections.abc import Sequence
from operator import itemgetter

from units.combination.frontier import Fields, Points
from units.combination.work import Work


class Descent:
    """`parts` are the points of each part; `work` says how much is tried before TooMuchWork is raised."""

    def __init__(self, fields: Fields, parts: Sequence[Points], work: Work) -> None:
        self.fields, self.work = fields, work
        self.parts = [sorted(part.items(), key=itemgetter(1)) for part in parts]
        self.reach, self.least = [0], [0]  # of the parts still to come: the most they fill, the least they cost
        for part in reversed(self.parts):
            self.reach.append(fields.capped(self.reach[-1] + fields.most(state for state, _ in part)))
            self.least.append(self.least[-1] + part[0][1])

    def cheapest(self, needed: int, below: int | None = None) -> int | None:
        """The lowest cost, under `below`, of a choice that fills the needs with these guards; None where none does."""
        self.needed, self.best = needed, below
        self._down(0, 0, len(self.parts) - 1)
        return self.best

    def _down(self, state: int, cost: int, left: int) -> None:
        fields, needed, least = self.fields, self.needed, self.least[left]
        room, over, reach = fields.limit_room, fields.limit_guards, fields.need_room + self.reach[left]
        for more, worth in self.parts[-1 - left]:
            self.work.add(1)
            total = cost + worth
            if self.best is not None and total + least >= self.best:
                return
            joined = state + more
            if (joined + room) & over or (joined + reach) & needed != needed:
                continue
            if left:
                self._down(fields.capped(joined), total, left - 1)
            else:
                self.best = total
                return
