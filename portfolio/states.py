"""The states of registrations, requests to witnesses, criteria, units, evidence and files, and their moves."""

from django.db import models

from centres.states import IllegalMoveError, can, define, move, move_all

__all__ = [
    "CriterionState",
    "EvidenceState",
    "FileState",
    "IllegalMoveError",
    "LinkState",
    "RegistrationState",
    "UnitState",
    "UploadState",
    "can",
    "move",
    "move_all",
]


class RegistrationState(models.TextChoices):
    ACTIVE = "active", "Registered"
    COMPLETED = "completed", "Completed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class WitnessState(models.TextChoices):
    """Of a request to a witness. That its link is too old, the clock says: nobody writes it (`WitnessRequest.standing`)."""

    ASKED = "asked", "Asked"
    OPENED = "opened", "Opened"
    GIVEN = "given", "Given"
    DECLINED = "declined", "Declined"
    CANCELLED = "cancelled", "Cancelled"


define(
    WitnessState,
    {
        WitnessState.ASKED: {WitnessState.OPENED, WitnessState.CANCELLED},
        WitnessState.OPENED: {WitnessState.GIVEN, WitnessState.DECLINED, WitnessState.CANCELLED},
    },
)


class CriterionState(models.TextChoices):
    """domain.md 2.2."""

    NONE = "none", "Not started"
    DRAFT = "draft", "Draft"
    SENT = "sent", "Submitted"
    NOT_YET = "not_yet", "Not yet met"
    MET = "met", "Met"
    REOPENED = "reopened", "Reopened"


class UnitState(models.TextChoices):
    PROGRESS = "progress", "In progress"
    AWAITING = "awaiting", "Awaiting countersignature"
    SIGNED = "signed", "Signed off"
    HOLD = "hold", "On hold"


class EvidenceState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SENT = "sent", "Submitted"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"


class LinkState(models.TextChoices):
    """Of an item put forward for a criterion: the candidate proposes, an assessor answers (domain.md R59)."""

    PROPOSED = "proposed", "Proposed"
    CONFIRMED = "confirmed", "Confirmed"
    REFUSED = "refused", "Not accepted"


class UploadState(models.TextChoices):
    """Of a file on its way here. A stored one is evidence; of a refused one only the reasons are left."""

    RECEIVING = "receiving", "Uploading"
    STORED = "stored", "Stored"
    REFUSED = "refused", "Not kept"


class FileState(models.TextChoices):
    """What the virus scanner says of the bytes. Nobody is given those that wait, or are infected."""

    UNCHECKED = "unchecked", "Not checked for viruses"
    WAITING = "waiting", "Being checked"
    CLEAN = "clean", "Checked for viruses"
    INFECTED = "infected", "Virus found"
    REMOVED = "removed", "Virus found, deleted"


R, C, U, E, F = RegistrationState, CriterionState, UnitState, EvidenceState, FileState
define(RegistrationState, {R.ACTIVE: {R.COMPLETED, R.WITHDRAWN}, R.WITHDRAWN: {R.ACTIVE}})
define(
    CriterionState,
    {
        C.NONE: {C.DRAFT, C.SENT},
        C.DRAFT: {C.NONE, C.SENT},
        C.SENT: {C.MET, C.NOT_YET, C.NONE, C.REOPENED},  # the last two: all that was submitted is withdrawn
        C.NOT_YET: {C.SENT, C.MET, C.REOPENED},  # reopened: an appeal was upheld
        C.MET: {C.REOPENED},
        C.REOPENED: {C.SENT, C.MET, C.NOT_YET},
    },
)
define(
    UnitState,
    {
        U.PROGRESS: {U.AWAITING, U.SIGNED, U.HOLD},
        U.AWAITING: {U.SIGNED, U.PROGRESS},
        U.SIGNED: {U.HOLD, U.PROGRESS},
        U.HOLD: {U.SIGNED, U.PROGRESS, U.AWAITING},
    },
)
define(
    FileState,
    {
        F.UNCHECKED: {F.WAITING, F.CLEAN, F.INFECTED},
        F.WAITING: {F.CLEAN, F.INFECTED},
        F.CLEAN: {F.INFECTED},  # new signatures
        F.INFECTED: {F.CLEAN, F.REMOVED},  # it was a false alarm
    },
)
define(
    EvidenceState,
    {E.DRAFT: {E.SENT, E.WITHDRAWN}, E.SENT: {E.SUPERSEDED, E.WITHDRAWN}, E.SUPERSEDED: {E.WITHDRAWN}},
)
define(
    LinkState,
    {
        LinkState.PROPOSED: {LinkState.CONFIRMED, LinkState.REFUSED},
        LinkState.CONFIRMED: {LinkState.REFUSED},
        LinkState.REFUSED: {LinkState.PROPOSED, LinkState.CONFIRMED},
    },
)
define(UploadState, {UploadState.RECEIVING: {UploadState.STORED, UploadState.REFUSED}})
