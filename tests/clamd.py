"""A virus scanner for tests: a real TCP server that speaks clamd's protocol (PING, VERSION, INSTREAM)."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = (
    rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"  # the harmless string all scanners know
)
VERSION = "ClamAV 1.4.3/27822/Mon Nov 30 09:24:05 2026"


class Talk(socketserver.StreamRequestHandler):
    server: "Clamd"

    def handle(self) -> None:
        command = self.rfile.readline().strip()
        self.server.asked.append(command.decode())
        answers = {b"nPING": "PONG", b"nVERSION": self.server.version}
        said = self._scan() if command == b"nINSTREAM" else answers.get(command, "UNKNOWN COMMAND ERROR")
        self.wfile.write(said.encode() + b"\n")

    def _scan(self) -> str:
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > self.server.most:
                return "INSTREAM size limit exceeded. ERROR"
        self.server.seen.append(content)
        return f"stream: {self.server.threat} FOUND" if EICAR in content or self.server.alarmed else "stream: OK"


class Clamd(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    version, threat, most, alarmed = VERSION, "Eicar-Test-Signature", 64 * 1024**2, False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.asked: list[str] = []
        self.seen: list[bytes] = []

    @property
    def address(self) -> str:
        return "{}:{}".format(*self.server_address[:2])


@contextmanager
def clamd() -> Iterator[Clamd]:
    with Clamd() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
