"""Refuse what is not readable text before any layout looks at it."""

import re

from units.handbooks.reading import NotAHandbook

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_WRONG_ENCODING = re.compile("â€|â\x80|Ã©|\ufffd")


def refuse_unreadable(text: str) -> list[str]:
    """The lines of the text, so that index + 1 is the line number an editor shows."""
    if not text.strip():
        raise NotAHandbook("The file is empty. Choose the handbook's text file and import it again.")
    if _CONTROL.search(text):
        raise NotAHandbook(
            "The file is not plain text (it may be a PDF, a Word document or a picture). "
            "Save the handbook as plain text in UTF-8 and import it again."
        )
    damaged = _WRONG_ENCODING.search(text)
    if damaged:
        line = text.count("\n", 0, damaged.start()) + 1
        raise NotAHandbook(
            f"Characters were lost because the file is not in UTF-8 (first at line {line}). "
            "Save the handbook as plain text in UTF-8 and import it again."
        )
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ").split("\n")
