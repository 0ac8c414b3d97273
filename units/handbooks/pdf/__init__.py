"""Text of a PDF, such that the readers of handbooks understand it.

A PDF comes from anybody, and its parser is written in C++: it runs confined, so that the worst file costs an import and
not the web process.
"""

import logging
import tempfile

from centres import confined
from units.handbooks.reading import NotAHandbook

__all__ = ["is_pdf", "text_of_pdf"]

LIMITS = confined.Limits(seconds=120, processor=60, memory=1024**3, output=32 * 1024**2)
TOO_MUCH = (
    "This PDF needs more time or memory than a handbook does, or is damaged. "
    "Open it in a PDF viewer, print it to a new PDF and import it again, or import the handbook as plain text."
)

logger = logging.getLogger(__name__)


def is_pdf(content: bytes) -> bool:
    """PDF readers accept a few bytes before the mark, and mail programs add them."""
    return b"%PDF-" in content[:1024]


def text_of_pdf(content: bytes) -> str:
    """The text. As many form feeds stand before a line as pages before its own. NotAHandbook says what is wrong with the file and what to do."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        ended = confined.run(["-m", "units.handbooks.pdf"], file=file, limits=LIMITS)
    if ended.refusal:
        raise NotAHandbook(ended.refusal)
    if ended.status != 0:
        logger.warning("The text of a PDF was not found (%s): %s", ended.status, ended.complaint)
        raise NotAHandbook(TOO_MUCH)
    return ended.answer.decode()
