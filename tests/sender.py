"""What a candidate's browser does with a file, in the protocol's own words, and what a broken connection leaves out."""

import http.client
import time
from collections.abc import Callable
from contextlib import closing

from tests.site import Site


class Sender:
    """`session`: the key of a session that is signed in."""

    def __init__(self, site: Site, session: str) -> None:
        self.site, self.session = site, session

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
        with closing(http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)) as connection:
            connection.request(method, path, body or None, self.headers(headers))
            answer = connection.getresponse()
            answer.read()
            return answer

    def headers(self, more: dict[str, str]) -> dict[str, str]:
        token = "x" * 32
        return {
            "Host": "localhost",
            "Cookie": f"attest_session={self.session}; csrftoken={token}",
            "X-CSRFToken": token,
            "Tus-Resumable": "1.0.0",
            "Content-Type": "application/offset+octet-stream",
        } | {name.replace("_", "-"): value for name, value in more.items()}

    def begins(self, length: int) -> str:
        answer = self.ask("POST", "/my/uploads/", Upload_Length=str(length))
        assert answer.status == 201
        return answer.headers["Location"]

    def sends(self, path: str, offset: int, body: bytes) -> http.client.HTTPResponse:
        return self.ask("PATCH", path, body, Upload_Offset=str(offset))

    def is_at(self, path: str) -> tuple[int, str | None]:
        answer = self.ask("HEAD", path)
        return answer.status, answer.headers["Upload-Offset"]

    def half_sends(self, path: str, offset: int, body: bytes, length: int) -> http.client.HTTPConnection:
        """A request that is on its way."""
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        connection.putrequest("PATCH", path, skip_host=True)
        for name, value in self.headers({"Upload-Offset": str(offset), "Content-Length": str(length)}).items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(body)
        return connection

    def goes_on(self, path: str, offset: int, body: bytes) -> http.client.HTTPResponse:
        """As a browser does: again while the upload is claimed by a request that is dead."""
        deadline = time.monotonic() + 30
        while (answer := self.sends(path, offset, body)).status == 423:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        return answer


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
