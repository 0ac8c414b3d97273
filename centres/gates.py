"""A gate: the ordered list of everything that can stop one step.

The same list enables the button, refuses the request, explains the refusal and fills the report, so they cannot
disagree. Nobody is told "no" without every reason at once.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from centres.models import Membership


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason why a step is refused. Each line can be read alone, for example in a mail."""

    code: str
    message: str
    detail: str = ""
    owner: str = ""
    owner_role: str = ""
    owner_id: Any = None
    since: dt.datetime | dt.date | None = None
    link: str = ""
    link_text: str = ""
    yours: bool = False


def owned_by(membership: Membership | None) -> dict[str, Any]:
    """The owner's fields of a blocker: `Blocker("…", "…", **owned_by(assessor))`."""
    if membership is None:
        return {}
    return {"owner": membership.name, "owner_role": membership.role_name, "owner_id": membership.id}


class Refused(Exception):
    """A use case's answer when a step is stopped. Pages show the blockers; nothing has been written."""

    def __init__(self, *blockers: Blocker) -> None:
        self.blockers = list(blockers)
        super().__init__("; ".join(blocker.message for blocker in blockers))

    @property
    def is_about_the_actor(self) -> bool:
        """Whether this person may never do it (403), rather than not as things stand (409)."""
        return any(blocker.code in ("role", "membership_ended") for blocker in self.blockers)


Check = Callable[..., Iterable[Blocker]]


@dataclass
class Gate:
    """`checks` run in order; an upper app adds its own with `register` in `AppConfig.ready()`."""

    name: str
    checks: list[Check] = field(default_factory=list)

    def register(self, check: Check) -> Check:
        self.checks.append(check)
        return check

    def blockers(self, *, actor: Membership, **subject: Any) -> list[Blocker]:
        """Everything that stops `actor`: their own first, then the oldest."""
        found = [self._seen_by(actor, blocker) for check in self.checks for blocker in check(actor=actor, **subject)]
        return sorted(found, key=lambda blocker: (not blocker.yours, _age_key(blocker)))

    def require(self, *, actor: Membership, **subject: Any) -> None:
        found = self.blockers(actor=actor, **subject)
        if found:
            raise Refused(*found)

    @staticmethod
    def _seen_by(actor: Membership, blocker: Blocker) -> Blocker:
        return replace(blocker, yours=blocker.yours or (blocker.owner_id is not None and blocker.owner_id == actor.id))


def _age_key(blocker: Blocker) -> str:
    return blocker.since.isoformat() if blocker.since else "9999"
