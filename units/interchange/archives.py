"""What kind of file it is, and ZIP files opened only once it is known how large they would become."""

import io
import zipfile
from typing import Literal

MOST_BYTES = 10 * 1024 * 1024
MOST_INFLATED = 50 * 1024 * 1024
MOST_PARTS = 2_000
AS_XLSX = "Open it in the program that made it, and save it as an Excel workbook (.xlsx)."

Kind = Literal["workbook", "csv", "csv_archive"]


class FileError(ValueError):
    """Why a whole file was refused, and what to do about it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy


def kind_of(name: str, content: bytes) -> Kind:
    """By content first: a name says little. FileError for what is no spreadsheet."""
    if not content.strip():
        raise FileError("The file is empty.", "Choose the file that you have filled in.")
    if len(content) > MOST_BYTES:
        reason = f"The file has {len(content) / 1024 / 1024:.0f} MB; {MOST_BYTES // 1024 // 1024} MB is the most."
        raise FileError(reason, "Delete pictures and sheets that do not belong to the qualification.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _old_or_locked(content)
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    if content.startswith(b"%PDF") or not name.casefold().endswith((".csv", ".txt", ".tsv")):
        raise FileError("The file is not a spreadsheet.", "Choose an Excel workbook (.xlsx), or CSV files.")
    return "csv"


def _old_or_locked(content: bytes) -> FileError:
    """Excel keeps a workbook with a password in the container of its old format."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return FileError("The workbook is locked with a password.", "Save it again without a password.")
    return FileError("The file is in the format of Excel 97 to 2003 (.xls).", AS_XLSX)


def _kind_of_archive(content: bytes) -> Kind:
    with open_archive(content) as archive:
        names = [name.casefold() for name in archive.namelist()]
        if "xl/workbook.bin" in names:
            raise FileError("The file is a binary workbook (.xlsb).", AS_XLSX)
        if any(name.startswith("xl/") for name in names):
            return "workbook"
        if "mimetype" in names or "index/document.iwa" in names:
            raise FileError("The file is of another program (OpenDocument or Numbers).", AS_XLSX)
        if any(name.endswith(".csv") for name in names):
            return "csv_archive"
    remedy = "Choose an Excel workbook (.xlsx), or a ZIP file with CSV files in it."
    raise FileError("There is no spreadsheet in the file.", remedy)


def open_archive(content: bytes) -> zipfile.ZipFile:
    """A part never inflates to more than it declares: zipfile stops there, and finds that the checksum is wrong."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise damaged() from error
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
        reason = f"Unpacked, the file would have more than {MOST_INFLATED // 1024 // 1024} MB or {MOST_PARTS:,} parts."
        raise FileError(reason, "Delete pictures and sheets that do not belong to the qualification.")
    if any(part.flag_bits & 1 for part in parts):
        raise FileError("The file is locked with a password.", "Save it again without a password.")
    return archive


def damaged() -> FileError:
    return FileError("The file is damaged.", "Save it again in the program that made it, and choose the new file.")
