"""A mail as a mail program saves it (RFC 5322): its own words are words, what is attached must itself be evidence."""

import email
import email.message
import email.policy
from collections.abc import Callable
from typing import IO

from portfolio.recognition.advice import TOO_MUCH, refuse

LookAt = Callable[[bytes, str], None]
LARGEST = 64 * 1024**2  # bytes; mail servers stop at less
MOST_PARTS = 200
WORDS = ("text/plain", "text/html", "text/enriched", "text/calendar")
SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")


def kind_of(file: IO[bytes], look_at: LookAt) -> str:
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise refuse(TOO_MUCH)
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            raise refuse(TOO_MUCH)
        if not part.is_multipart():
            _look_into(part, look_at)
    return "message/rfc822"


def _look_into(part: email.message.Message, look_at: LookAt) -> None:
    kind, name = part.get_content_type(), part.get_filename()
    if kind in SIGNATURES or (name is None and kind in WORDS):
        return
    content = part.get_payload(decode=True)
    if isinstance(content, bytes) and content.strip():
        look_at(content, name or "attachment")
