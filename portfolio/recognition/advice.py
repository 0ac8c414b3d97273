"""What else arrives, and what to send in its place."""

from portfolio.recognition import NotEvidenceError

INSTEAD = "Send photos as JPEG or PNG, documents as PDF or Word, sound as MP3 or M4A, video as MP4."
PRINT = "Print what it shows to PDF and send that."
ONE_BY_ONE = "Send the files in it one by one."
OTHER_NAMES = {  # what libmagic calls the same thing
    "image/heif": "image/heic",
    "image/heic-sequence": "image/heic",
    "image/heif-sequence": "image/heic",
    "image/x-ms-bmp": "image/bmp",
    "video/x-m4v": "video/mp4",
    "audio/x-m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "application/ogg": "audio/ogg",
    "audio/x-flac": "audio/flac",
    "audio/x-hx-aac-adts": "audio/aac",
    "audio/AMR": "audio/amr",
}
ADVICE = {
    "image/svg+xml": ("an SVG drawing", "Save it as PNG or PDF and send that."),
    "text/html": ("a web page", "Print it to PDF and send that."),
    "text/xml": ("a data file", PRINT),
    "application/json": ("a data file", PRINT),
    "application/zip": ("a ZIP archive", ONE_BY_ONE),
    "application/x-7z-compressed": ("an archive", ONE_BY_ONE),
    "application/x-rar": ("an archive", ONE_BY_ONE),
    "application/gzip": ("an archive", ONE_BY_ONE),
    "application/java-archive": ("a program", INSTEAD),
    "application/vnd.microsoft.portable-executable": ("a program", INSTEAD),
    "application/msword": ("a document of a very old kind", "Save it as .docx or PDF and send that."),
    "application/vnd.ms-excel": ("a spreadsheet of a very old kind", "Save it as .xlsx or PDF and send that."),
    "application/x-dosexec": ("a program", INSTEAD),
    "application/x-executable": ("a program", INSTEAD),
    "application/x-mach-binary": ("a program", INSTEAD),
    "application/x-pie-executable": ("a program", INSTEAD),
    "application/x-sharedlib": ("a program", INSTEAD),
    "application/octet-stream": ("a file of a kind that is not known here", INSTEAD),
}
MACROS = ("a document with macros", "Save it without macros, as .docx, .xlsx, .pptx or PDF, and send that.")
CONTROLS = ("a document with active controls in it", "Save it as PDF and send that.")
FETCHES = ("a document that fetches a part of itself from the internet", "Save it as PDF and send that.")
PACKED = ("a document with another file or a control packed into it", "Save it as PDF and send that.")
LOCKED = ("a document that is locked with a password", "Save a copy without the password and send that.")
DAMAGED = ("a damaged document or archive", "Open it, save it again, and send that.")
SCRIPT = ("a script or a web page", "Print what it shows to PDF, or send a picture of it.")
DISGUISED = ("plain text under the name of something else", "Save it again, or as .txt, and send that.")
OFFICE_FILE = ("an office file of a kind that is not known here", "Save it as PDF and send that.")
NESTED = ("a mail in a mail in a mail", "Save it as PDF and send that.")
TOO_MUCH = ("a document that takes more to look into than a document does", "Save it as PDF and send that.")


def refuse(said: tuple[str, str]) -> NotEvidenceError:
    return NotEvidenceError(*said)
