import io
from pathlib import PurePath
from typing import IO

from portfolio.recognition import NotEvidenceError, archive, compound, mail, rich_text
from portfolio.recognition.advice import ADVICE, NESTED, refuse
from portfolio.recognition.content import ARCHIVE, COMPOUND, RICH_TEXT, has_an_inside, head_of, kind_by_head

LONGEST_NAME = 80  # letters of it that are repeated
WEB_ARCHIVES = (".mht", ".mhtml")  # a saved page has the form of a mail
DEEPEST = 3  # a mail in a mail in a mail


def kind_of(file: IO[bytes], name: str, depth: int = 0) -> str:
    """The media type. NotEvidenceError if it is not evidence, or a mail to which something is attached that is not."""
    head = head_of(file)
    if not has_an_inside(head, name):
        return kind_by_head(head, name)
    if PurePath(name).suffix.lower() in WEB_ARCHIVES:
        raise refuse(ADVICE["text/html"])
    if head.startswith(ARCHIVE):
        return archive.kind_of(file)
    if head.startswith(RICH_TEXT):
        return rich_text.kind_of(file)

    def look_at(content: bytes, attached: str) -> None:
        _look_at(content, attached, depth + 1)

    return compound.kind_of(file, look_at) if head.startswith(COMPOUND) else mail.kind_of(file, look_at)


def _look_at(content: bytes, name: str, depth: int) -> None:
    if depth > DEEPEST:
        raise refuse(NESTED)
    try:
        kind_of(io.BytesIO(content), name, depth)
    except NotEvidenceError as error:
        if depth > 1:
            raise
        instead = "Save the mail as PDF, and send what is attached to it one by one."
        raise NotEvidenceError(f"a mail with {error.what} attached to it (“{name[:LONGEST_NAME]}”)", instead) from error
