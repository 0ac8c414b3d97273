"""RTF has no macros, but it can carry any other file, or fetch its template."""

import re
from typing import IO

from portfolio.recognition.advice import FETCHES, PACKED, refuse

PIECE = 1024 * 1024
OVERLAP = 256  # bytes: longer than anything looked for
CARRIES = re.compile(rb"\\obj(?:data|ocx|update|autlink|link)\b|\\fldinst[^}]{0,100}\bDDE")
FETCHED = re.compile(rb"\\template\s+(?:https?|ftp|mhtml|\\'|\\u-?\d)", re.IGNORECASE)


def kind_of(file: IO[bytes]) -> str:
    before = b""
    while piece := file.read(PIECE):
        text = before + piece
        if CARRIES.search(text):
            raise refuse(PACKED)
        if FETCHED.search(text):
            raise refuse(FETCHES)
        before = text[-OVERLAP:]
    return "application/rtf"
