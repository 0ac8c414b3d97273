"""What the tests of uploads in parts share: the requests, by the protocol, and what is left on the disk."""

import base64
import io
from collections.abc import Callable

from django.core.files.storage import storages
from django.http import HttpResponse
from django.test import Client

from centres.models import Membership
from portfolio.receiving import Body

BYTES = "application/offset+octet-stream"
ClientOf = Callable[[Membership], Client]


def encoded(**words: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in words.items())


def post(client: Client, length: int, content: bytes = b"", name: str = "call.mp4", **headers: str) -> HttpResponse:
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(length),
        "Upload-Metadata": encoded(filename=name),
    } | headers
    return client.post("/my/uploads/", content, content_type=BYTES, headers=headers)


def begun(client: Client, length: int, **headers: str) -> str:
    """The address of a new upload."""
    answer = post(client, length, **headers)
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "0")
    return answer["Location"]


def patch(client: Client, address: str, offset: int, content: bytes, **headers: str) -> HttpResponse:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)} | headers
    return client.patch(address, content, content_type=BYTES, headers=headers)


def head(client: Client, address: str) -> tuple[int, str]:
    answer = client.head(address, headers={"Tus-Resumable": "1.0.0"})
    return answer.status_code, answer.headers.get("Upload-Offset", "")


def left_over() -> list[str]:
    """What is in the store besides evidence."""
    storage = storages["evidence"]
    if not storage.exists("incoming"):
        return []
    folders, names = storage.listdir("incoming")
    return names + [name for folder in folders for name in storage.listdir(f"incoming/{folder}")[1]]


def cut(content: bytes, announced: int) -> Body:
    """A connection that ends before its time."""
    return Body(io.BytesIO(content), announced)
