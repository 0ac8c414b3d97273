"""Files for tests, made here: each opens in the program that it is for."""

import io
import zipfile

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

ORIENTATION, MAKER = 0x0112, 0x010F


def photo(
    colour: str = "navy",
    size: tuple[int, int] = (60, 40),
    kind: str = "JPEG",
    turned: bool = False,
    taken: str = "",
    zone: str = "",
) -> bytes:
    """`turned`: as a phone held upright writes it; the maker's name stands for everything private in a photo.

    `taken`: the camera's record, as in "2024:05:17 14:02:10"; `zone`: as in "+02:00", which older ones do not write.
    """
    out, exif = io.BytesIO(), Image.Exif()
    exif[MAKER] = "Invented Phones"
    if turned:
        exif[ORIENTATION] = 6
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif).update({ExifTags.Base.DateTimeOriginal: taken})
    if zone:
        exif.get_ifd(ExifTags.IFD.Exif).update({ExifTags.Base.OffsetTimeOriginal: zone})
    Image.new("RGB", size, colour).save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    out, document = io.BytesIO(), pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 300)
    document.save(out)
    document.close()
    return out.getvalue()


def video(length: int = 4096) -> bytes:
    """The opening box of an MP4 and then filling: enough for everyone who only looks at the kind and the length."""
    return (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(256)) * (length // 256 + 1))[:length]


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
