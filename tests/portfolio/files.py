"""Files for tests, made here: each opens in the program that it is for."""

import io
import zipfile

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ORIENTATION, MAKER = 0x0112, 0x010F


def photo(colour: str = "navy", size: tuple[int, int] = (60, 40), kind: str = "JPEG", turned: bool = False) -> bytes:
    """`turned`: as a phone held upright writes it; the maker's name stands for everything private in a photo."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[MAKER] = "Invented Phones"
    if turned:
        exif[ORIENTATION] = 6
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
