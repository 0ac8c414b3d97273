"""Why bytes are not handed to anybody: the one sentence that a page, a refusal and the submission gate share."""

from centres.gates import Blocker
from portfolio.models import StoredFile
from portfolio.states import FileState

LOCKED_AWAY = "It is locked away: nobody can open it. "


def why_closed(stored: StoredFile | None, name: str) -> Blocker | None:
    if stored is None or stored.is_open:
        return None
    if stored.state == FileState.WAITING:
        return Blocker(
            "being_checked",
            f"“{name}” is being checked for viruses.",
            "It opens as soon as the virus scanner has answered, usually within a minute.",
        )
    if stored.state == FileState.REMOVED:
        return Blocker("infected_removed", f"“{name}” contained a virus ({stored.threat}) and was deleted.")
    return Blocker("infected", f"“{name}” contains a virus ({stored.threat}).", LOCKED_AWAY + "Send a clean copy.")
