"""The health check of the web container: exits 0 when /health/ answers 200 under the site's own name."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    request = urllib.request.Request(
        f"http://127.0.0.1:{os.environ['GRANIAN_PORT']}/health/",
        headers={"Host": os.environ["ALLOWED_HOSTS"].split(",")[0].strip()},
    )
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            return int(answer.status != 200)
    except OSError as error:
        print(f"The web server does not answer: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
