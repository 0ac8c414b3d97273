"""From the bytes of a file to text; what is no readable text is refused before any layout looks at it."""

import re

from units.handbooks.pdf import is_pdf, text_of_pdf
from units.handbooks.reading import NotAHandbook

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_WRONG_ENCODING = re.compile("â€|â\x80|Ã©|\ufffd")


AGAIN = "Save the handbook as PDF, or as plain text in UTF-8, and import it again."
NO_TEXT = f"The file is not plain text or PDF (it may be a Word document or a picture). {AGAIN}"


def text_of(content: bytes) -> str:
    """The text of a document, be it text or PDF. NotAHandbook says what is wrong with the file and what to do."""
    if not content.strip():
        raise NotAHandbook("The file is empty. Choose the handbook itself and import it again.")
    if is_pdf(content):
        return text_of_pdf(content)
    if _is_utf_16(content):
        raise NotAHandbook(f"The file is in UTF-16. {AGAIN}")
    if b"\0" in content or content.startswith(b"PK\x03\x04"):
        raise NotAHandbook(NO_TEXT)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"{content[error.start]:02X}"
        raise NotAHandbook(f"The file is not in UTF-8: line {line} has the byte {byte}. {AGAIN}") from error


def _is_utf_16(content: bytes) -> bool:
    """It has its mark, or every other byte of European text is a null."""
    start = content[:200]
    marked = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return marked or (len(start) > 1 and not (any(start[1::2]) and any(start[::2])))


def refuse_unreadable(text: str) -> list[str]:
    """The lines of the text, so that index + 1 is the line number an editor shows."""
    if not text.strip():
        raise NotAHandbook("The file is empty. Choose the handbook itself and import it again.")
    if _CONTROL.search(text):
        raise NotAHandbook(NO_TEXT)
    damaged = _WRONG_ENCODING.search(text)
    if damaged:
        line = text.count("\n", 0, damaged.start()) + 1
        raise NotAHandbook(f"Characters were lost because the file is not in UTF-8 (first at line {line}). {AGAIN}")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ").split("\n")
