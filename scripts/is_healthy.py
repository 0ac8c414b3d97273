"""The health check of the web container: exits 0 when /health/ answers 200 under the site's own name."""

import http.client
import os
import sys


def main() -> int:
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ["GRANIAN_PORT"]), timeout=4)
    try:
        connection.request("GET", "/health/", headers={"Host": host})
        return int(connection.getresponse().status != 200)
    except (OSError, http.client.HTTPException) as error:
        print(f"The web server does not answer: {error}", file=sys.stderr)
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    raise SystemExit(main())
