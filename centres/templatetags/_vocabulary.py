"""One word for one state, for every role, in pages, mails and exports. Nothing else names a state to a person."""

from typing import NamedTuple


class State(NamedTuple):
    word: str
    icon: str
    kind: str  # the colour: none, primary, sent, notyet, met, reopened, stop


KINDS = ("none", "primary", "sent", "notyet", "met", "reopened", "stop")

STATES = {
    # criterion
    "none": State("Not started", "circle", "none"),
    "draft": State("Draft", "pencil", "none"),
    "sent": State("Submitted", "hourglass-split", "sent"),
    "notyet": State("Not yet met", "arrow-return-left", "notyet"),
    "met": State("Met", "check-circle-fill", "met"),
    "reopened": State("Reopened", "arrow-counterclockwise", "reopened"),
    # evidence for a criterion
    "proposed": State("Proposed", "question-circle", "sent"),
    "confirmed": State("Confirmed", "check2", "met"),
    "refused": State("Not accepted", "slash-circle", "notyet"),
    # unit
    "progress": State("In progress", "circle-half", "none"),
    "ready": State("Ready to sign off", "pen", "sent"),
    "awaiting": State("Awaiting countersignature", "hourglass-split", "sent"),
    "signed": State("Signed off", "patch-check-fill", "met"),
    "hold": State("On hold", "pause-circle-fill", "stop"),
    # result of a test or assignment
    "passed": State("Passed", "check-circle-fill", "met"),
    "notpassed": State("Not passed", "arrow-return-left", "notyet"),
    # sample
    "planned": State("Planned", "calendar-check", "primary"),
    "agreed": State("Agreed", "check-lg", "met"),
    "advice": State("Agreed with advice", "chat-left-text-fill", "notyet"),
    "action": State("Action required", "flag-fill", "stop"),
    "notupheld": State("Not upheld", "x-octagon-fill", "stop"),
    # planned task
    "overdue": State("Overdue", "calendar-x", "notyet"),
    "done": State("Done", "check2-circle", "met"),
    "dropped": State("Dropped", "x-circle", "none"),
    # assessment plan and review
    "to_agree": State("To be agreed", "hourglass-split", "sent"),
    "plan_agreed": State("Agreed by both", "check-circle-fill", "met"),
    "change_asked": State("Change asked for", "arrow-return-left", "notyet"),
    "to_sign": State("To be signed", "hourglass-split", "sent"),
    "both_signed": State("Signed by both", "check-circle-fill", "met"),
    # appeal
    "informal": State("Assessor to explain", "chat-square-quote", "sent"),
    "answered": State("Explained", "chat-square-text", "notyet"),
    "received": State("Received in writing", "envelope", "sent"),
    "acknowledged": State("Acknowledged", "envelope-check", "sent"),
    "investigated": State("Looked into", "search", "sent"),
    "decided": State("Decided", "clipboard-check", "notyet"),
    "review": State("Review asked for", "arrow-repeat", "sent"),
    "reviewing": State("Under review", "search", "sent"),
    "reviewed": State("Reviewed", "clipboard-check", "notyet"),
    "escalated": State("With the awarding organisation", "box-arrow-up-right", "sent"),
    "closed": State("Closed", "check2", "none"),
    "withdrawn": State("Withdrawn", "x-circle", "none"),
    # file
    "uploading": State("Uploading", "cloud-arrow-up", "primary"),
    "checking": State("Checking", "arrow-repeat", "primary"),
    "stored": State("Stored and verified", "shield-check", "met"),
    "lost": State("Connection lost", "wifi-off", "stop"),
    # clause
    "clause_met": State("Met", "check-circle-fill", "met"),
    "clause_short": State("Short", "x-octagon-fill", "stop"),
    # request to a witness
    "asked": State("Asked", "send", "sent"),
    "opened": State("Opened", "envelope-open", "sent"),
    "given": State("Given", "patch-check-fill", "met"),
    "declined": State("Declined", "x-lg", "notyet"),
    "expired": State("Link too old", "clock", "notyet"),
    "cancelled": State("Cancelled", "slash-circle", "none"),
    # risk
    "ontrack": State("On track", "check2", "none"),
    "watch": State("Watch", "flag", "notyet"),
    "atrisk": State("At risk", "flag-fill", "stop"),
    # gate
    "gate_closed": State("Stopped", "door-closed", "stop"),
    "gate_open": State("Nothing is stopping it", "door-open", "met"),
}
ALIASES = {"not_yet": "notyet", "not_upheld": "notupheld", "on_track": "ontrack", "at_risk": "atrisk"}


def state_of(code: str) -> State:
    """Raises KeyError for a code that nobody has given a word: better a failing test than a wrong page."""
    return STATES[ALIASES.get(code, code)]
