"""Office documents as PDF, where the installation has a converter (LibreOffice): confined, and told to fetch nothing.

The profile is made anew each time and says: no macros, and no links out of the document, be it to the network or to a
file of this machine, which would otherwise be drawn into the PDF.
"""

import os
import shutil
from pathlib import Path
from typing import IO

import structlog
from django.conf import settings

from centres import confined
from portfolio.pictures import MOST_PAGES

LARGEST_FILE = 50 * 1024**2
LIMITS = confined.Limits(seconds=60, processor=40, memory=1536 * 1024**2, output=64 * 1024**2)
NO_CONVERTER = "This kind of file opens in its own program. Download it."
TOO_LARGE = "The document is too large to be shown here. It can be downloaded."
NOT_CONVERTED = "The document could not be shown here: it is damaged, locked or very long. It can be downloaded."
PROGRAMS = {"Document": "writer", "Spreadsheet": "calc", "Slides": "impress"}
ITEM = '<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
PROFILE = [
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Writer/Content/Update", "Link", "0"),  # never
    ("Calc/Content/Update", "Link", "2"),  # never
]

log = structlog.get_logger(__name__)


class NotConvertedError(Exception):
    """With a sentence for people."""


def as_pdf(file: IO[bytes], size: int, label: str, folder: Path) -> Path:
    """The PDF, in `folder`, which must be private and empty; of a long document the first pages and one more."""
    program = shutil.which(settings.OFFICE_CONVERTER)
    if program is None:
        raise NotConvertedError(NO_CONVERTER)
    if size > LARGEST_FILE:
        raise NotConvertedError(TOO_LARGE)
    _lay_profile(folder)
    with (folder / "document").open("wb") as copy:
        shutil.copyfileobj(file, copy)
    with (folder / "document").open("rb") as copy:
        environment = {"PATH": os.defpath, "HOME": str(folder)}
        ended = confined.run(
            _command(program, label, folder), file=copy, limits=LIMITS, folder=folder, environment=environment
        )
    made = folder / "document.pdf"
    if ended.status != 0 or not made.is_file() or made.is_symlink():
        log.info("not_converted", status=ended.status, complaint=ended.complaint)
        raise NotConvertedError(NOT_CONVERTED)
    return made


def _command(program: str, label: str, folder: Path) -> list[str]:
    pages = f'{{"PageRange":{{"type":"string","value":"1-{MOST_PAGES + 1}"}}}}'
    flags = ["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]
    where = ["--outdir", str(folder), str(folder / "document")]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    return [program, profile, *flags, "--convert-to", f"pdf:{PROGRAMS[label]}_pdf_Export:{pages}", *where]


def _lay_profile(folder: Path) -> None:
    (folder / "profile" / "user").mkdir(parents=True)
    items = "".join(ITEM.format(path=path, name=name, value=value) for path, name, value in PROFILE)
    head = '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(f"{head}{items}</oor:items>")
