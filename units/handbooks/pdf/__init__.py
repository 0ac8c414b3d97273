"""Text of a PDF, such that the readers of handbooks understand it.

A PDF comes from anybody, and its parser is written in C++: it runs in a process of its own that may use so much time
and memory and no more, so that the worst file costs an import and not the web process.
"""

import logging
import subprocess  # runs this package only
import sys
from pathlib import Path

from units.handbooks.reading import NotAHandbook

__all__ = ["is_pdf", "text_of_pdf"]

REFUSED = 3  # the exit code that goes with a sentence for the person who chose the file
MOST_SECONDS = 120  # by the clock; see limits.py for what the process may use itself
ROOT = Path(__file__).resolve().parents[3]
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
    command = [sys.executable, "-m", "units.handbooks.pdf"]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}  # none of this process's secrets
    try:
        done = subprocess.run(  # no part of the command comes from outside
            command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False, cwd=ROOT, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise NotAHandbook(TOO_MUCH) from error
    if done.returncode == REFUSED:
        raise NotAHandbook(done.stderr.decode())
    if done.returncode != 0:
        logger.warning("The text of a PDF was not found (%s): %s", done.returncode, done.stderr.decode()[-2000:])
        raise NotAHandbook(TOO_MUCH)
    return done.stdout.decode()
