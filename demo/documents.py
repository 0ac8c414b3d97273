"""Evidence that opens: a photo, a PDF and a film, drawn for the demo. Nobody in them exists."""

import io
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from claims.documents.fetcher import OnlyTheseFiles
from claims.documents.fonts import print_faces

CALLS = [
    ("Monday", 31, 4, 27),
    ("Tuesday", 28, 2, 25),
    ("Wednesday", 35, 6, 29),
    ("Thursday", 30, 3, 28),
    ("Friday", 26, 1, 25),
]
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAPER, INK, BOARD, GREEN = "#f8f6f1", "#1b1e2b", "#ffffff", "#17663a"


def photo(title: str, lines: list[str]) -> SimpleUploadedFile:
    """A whiteboard with a heading and points on it."""
    picture = Image.new("RGB", (1200, 900), "#8b8f99")
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((60, 60, 1140, 800), 18, fill=BOARD, outline=INK, width=6)
    draw.text((110, 110), title, fill=INK, font=ImageFont.load_default(46))
    for number, line in enumerate(lines):
        top = 220 + 84 * number
        draw.ellipse((112, top + 8, 136, top + 32), fill=GREEN)
        draw.text((160, top), line, fill=INK, font=ImageFont.load_default(32))
    draw.rectangle((160, 815, 420, 835), fill=INK)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=82)
    return SimpleUploadedFile(f"{title}.jpg", content.getvalue(), "image/jpeg")


def record(title: str, person: str, day: str, paragraphs: list[tuple[str, str]]) -> SimpleUploadedFile:
    """A work record of a page, as PDF."""
    html = render_to_string(
        "demo/record.html", {"title": title, "person": person, "day": day, "paragraphs": paragraphs}
    )
    fonts, style, fetcher = _press()
    content = HTML(string=html, url_fetcher=fetcher).write_pdf(stylesheets=[style], font_config=fonts)
    return SimpleUploadedFile(f"{title}.pdf", content, "application/pdf")


def call_log() -> SimpleUploadedFile:
    """A week of calls, as a spreadsheet: its page shows pictures of it where LibreOffice is installed."""
    book, content = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Calls"
    sheet.append(["Day", "Calls", "Refunds", "Settled in the first call"])
    for row in CALLS:
        sheet.append(row)
    sheet.append(["Week", *(f"=SUM({letter}2:{letter}6)" for letter in "BCD")])
    sheet.column_dimensions["D"].width = 26
    book.save(content)
    return SimpleUploadedFile("Call log of the week.xlsx", content.getvalue(), SPREADSHEET)


def film() -> SimpleUploadedFile:
    content = (Path(__file__).parent / "files" / "refund.mp4").read_bytes()
    return SimpleUploadedFile("How a refund is logged.mp4", content, "video/mp4")


@lru_cache(maxsize=1)
def _press() -> tuple[FontConfiguration, CSS, OnlyTheseFiles]:
    faces, fonts = print_faces(Path(settings.NODE_MODULES)), FontConfiguration()
    fetcher = OnlyTheseFiles([face.file for face in faces])
    text = "\n".join([*(face.css() for face in faces), (Path(__file__).parent / "files" / "record.css").read_text()])
    return fonts, CSS(string=text, font_config=fonts, url_fetcher=fetcher), fetcher
