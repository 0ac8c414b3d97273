"""Which qualification a description speaks of: one that the centre knows by its code, or a new one of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from centres.gates import Blocker
from centres.models import Membership
from units.models import Qualification, Specification
from units.models.qualification import OWN

LONGEST_CODE = 60


@dataclass(frozen=True)
class Known:
    """The qualification that a draft is another edition of, with its edition in use."""

    qualification: Qualification
    current: Specification

    @property
    def of_catalogue(self) -> bool:
        """Its own facts are everybody's, and stay as they are; a centre's own are corrected by its newest description."""
        return self.qualification.centre_id is None


def edition_of(actor: Membership, code: str) -> Known | None:
    """What a draft of this code is another edition of."""
    row = known_qualification(actor.centre_id, code) if code else None
    return Known(row, row.current_for(actor.centre_id)) if row else None


def known_qualification(centre: Any, code: str) -> Qualification | None:
    """By its code; else by the one with which a centre's own begins. `centre` is a centre or its key."""
    rows = Qualification.objects.of_centre(centre).filter(code__in=[code, own_code(code)])
    known = {row.code: row for row in rows.select_related("awarding_organisation")}
    return known.get(code) or known.get(own_code(code))


def own_code(code: str) -> str:
    return code if code.startswith(OWN) else f"{OWN}{code}"


def name_clashes(known: Qualification | None, centre: Any, code: str, version: str) -> Iterator[Blocker]:
    """Why no edition of this short name and version can be opened here; the page asks it too, before anybody presses."""
    if known is None and len(own_code(code)) > LONGEST_CODE:
        yield _long_code(own_code(code))
    if known is not None and version and known.specifications.of_centre(centre).filter(version=version).exists():
        yield Blocker(
            "edition_exists",
            f"{known} has an edition {version} already, and candidates may be on it.",
            "Give this edition the version and the day that its document names.",
        )


def _long_code(code: str) -> Blocker:
    return Blocker(
        "long_code",
        f"The short name of a centre's own begins with “{OWN}”. So this one has {len(code)} characters, and "
        f"{LONGEST_CODE} fit.",
        f"Give the qualification a short name (code) of at most {LONGEST_CODE - len(OWN)} characters.",
    )


def another_qualification(known: Qualification, facts: dict[str, Any]) -> Iterator[Blocker]:
    """What makes it another qualification, by chance of the same short name. A centre may correct the number of its own."""
    names = {"awarding_organisation": "awarding organisation", "level": "level"}
    if known.number and facts["number"] and not known.centre_id:
        names["number"] = "qualification number"
    for name, said in names.items():
        if getattr(known, name) != facts[name]:
            yield Blocker(
                f"another_{name}",
                f"“{known.code}” is {known} already: its {said} is {getattr(known, name)}, and here it is {facts[name]}.",
                f"Correct the {said} if it is the same qualification. If it is another, describe it under another "
                "short name (code).",
            )
