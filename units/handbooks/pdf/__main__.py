"""Reads a PDF on standard input and writes its text, or with exit code REFUSED why it has none, to standard error."""

import sys

from centres.confined import REFUSED
from units.handbooks.pdf.document import text_of_document
from units.handbooks.reading import NotAHandbook


def main() -> int:
    try:
        text = text_of_document(sys.stdin.buffer.read())
    except NotAHandbook as error:
        sys.stderr.write(str(error))
        return REFUSED
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
