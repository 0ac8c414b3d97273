"""Reads a PDF on standard input and writes its text, or with exit code 3 why it has none, to standard error."""

import sys

from units.handbooks.pdf import REFUSED
from units.handbooks.pdf.limits import take_limits
from units.handbooks.reading import NotAHandbook


def main() -> int:
    take_limits()
    from units.handbooks.pdf.document import text_of_document  # the C++ library, within the limits

    try:
        text = text_of_document(sys.stdin.buffer.read())
    except NotAHandbook as error:
        sys.stderr.write(str(error))
        return REFUSED
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
