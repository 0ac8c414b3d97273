"""Which files are evidence: the allow-list. What a file is, its content says (`portfolio/recognition`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Media:
    """`plays`: "video" or "audio" in the browser. `pages`: a worker makes pictures of it. `office`: ... of the PDF that a
    converter makes of it."""

    label: str
    icon: str
    plays: str = ""
    pages: bool = False
    office: bool = False


OOXML = "application/vnd.openxmlformats-officedocument."
WORD = Media("Document", "file-earmark-word", pages=True, office=True)
EXCEL = Media("Spreadsheet", "file-earmark-excel", pages=True, office=True)
SLIDES = Media("Slides", "file-earmark-slides", pages=True, office=True)
FILM = Media("Video", "camera-video")  # what no browser plays
PLAYED = Media("Video", "camera-video", "video")
SOUND = Media("Sound", "mic", "audio")
PICTURE = Media("Picture", "image", pages=True)

ALLOWED = {
    "image/jpeg": Media("Photo", "image", pages=True),
    "image/heic": Media("Photo (HEIC)", "image", pages=True),
    "image/png": PICTURE,
    "image/webp": PICTURE,
    "image/gif": PICTURE,
    "image/bmp": PICTURE,
    "image/tiff": Media("Scan", "image", pages=True),
    "application/pdf": Media("PDF", "file-earmark-pdf", pages=True),
    "video/mp4": PLAYED,
    "video/quicktime": PLAYED,
    "video/webm": PLAYED,
    "video/3gpp": PLAYED,
    "video/x-matroska": FILM,
    "video/x-msvideo": FILM,
    "video/x-ms-asf": FILM,
    "video/mpeg": FILM,
    "audio/mpeg": SOUND,
    "audio/mp4": SOUND,
    "audio/wav": SOUND,
    "audio/ogg": SOUND,
    "audio/webm": SOUND,
    "audio/flac": SOUND,
    "audio/aac": SOUND,
    "audio/amr": SOUND,
    f"{OOXML}wordprocessingml.document": WORD,
    f"{OOXML}spreadsheetml.sheet": EXCEL,
    f"{OOXML}presentationml.presentation": SLIDES,
    "application/vnd.oasis.opendocument.text": WORD,
    "application/vnd.oasis.opendocument.spreadsheet": EXCEL,
    "application/vnd.oasis.opendocument.presentation": SLIDES,
    "application/msword": WORD,
    "application/vnd.ms-excel": EXCEL,
    "application/vnd.ms-powerpoint": SLIDES,
    "application/rtf": WORD,
    "message/rfc822": Media("Mail", "envelope"),
    "application/vnd.ms-outlook": Media("Mail", "envelope"),
    "text/plain": Media("Text", "file-earmark-text"),
}
MAILS = {"message/rfc822", "application/vnd.ms-outlook"}
OTHER = Media("File", "file-earmark")


def media_of(media_type: str) -> Media:
    return ALLOWED.get(media_type, OTHER)
