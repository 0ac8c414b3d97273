import json
import sys

from centres.confined import REFUSED
from portfolio.recognition import NotEvidenceError
from portfolio.recognition.kind import kind_of


def main() -> int:
    try:
        sys.stdout.write(kind_of(sys.stdin.buffer, sys.argv[1]))
    except NotEvidenceError as error:
        sys.stderr.write(json.dumps([error.what, error.instead], ensure_ascii=False))
        return REFUSED
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
