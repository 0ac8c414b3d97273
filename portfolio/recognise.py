"""Recognises what was sent: by its first bytes where they are enough, else by a confined look into it."""

import json
from pathlib import Path
from typing import IO

import structlog

from centres import confined
from centres.gates import Blocker, Refused
from portfolio.media import ALLOWED
from portfolio.recognition import NotEvidenceError
from portfolio.recognition.advice import TOO_MUCH, refuse
from portfolio.recognition.content import has_an_inside, head_of, kind_by_head

LIMITS = confined.Limits(seconds=20, processor=10, memory=768 * 1024**2, output=64 * 1024)
log = structlog.get_logger(__name__)


def recognise(path: Path, name: str) -> str:
    """The media type of a file that is evidence. Refused, with what it is and what to send instead, if it is not."""
    try:
        with path.open("rb") as file:
            head = head_of(file)
            return _kind_by_a_look_inside(file, name) if has_an_inside(head, name) else kind_by_head(head, name)
    except NotEvidenceError as error:
        what = f"“{name}” is {error.what}, which cannot be kept as evidence."
        raise Refused(Blocker("file_type", what, error.instead)) from error


def _kind_by_a_look_inside(file: IO[bytes], name: str) -> str:
    ended = confined.run(["-m", "portfolio.recognition", name], file=file, limits=LIMITS)
    kind = ended.answer.decode(errors="replace")
    if ended.refusal:
        raise NotEvidenceError(*json.loads(ended.refusal.splitlines()[-1]))  # a library may have warned before
    if ended.status != 0 or kind not in ALLOWED:
        log.warning("not_recognised", status=ended.status, complaint=ended.complaint)
        raise refuse(TOO_MUCH)
    return kind
