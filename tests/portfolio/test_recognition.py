"""What a file is, by its content: what is let in, what is not, and files that are two things at once."""

import io
import tracemalloc
import zipfile
from email.message import EmailMessage

import pytest

from portfolio.recognition import NotEvidenceError, advice
from portfolio.recognition.kind import kind_of
from tests.portfolio import files
from tests.portfolio.compound import compound, outlook, sheet, slides, word, workbook

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OPEN = "application/vnd.oasis.opendocument."
PROGRAM = b"MZ" + bytes(58) + b"\x40\x00\x00\x00PE\x00\x00" + bytes(200)
WEB_PAGE = b"<!doctype html><html><body><script>alert(1)</script></body></html>"


def kind(content: bytes, name: str = "file") -> str:
    return kind_of(io.BytesIO(content), name)


def refusal(content: bytes, name: str = "file") -> tuple[str, str]:
    with pytest.raises(NotEvidenceError) as refused:
        kind(content, name)
    return refused.value.what, refused.value.instead


def office(types: str = "", rels: str = "", **parts: bytes) -> bytes:
    """`types`: a content type of a part of it; `rels`: the attributes of a relationship."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override PartName="/x" ContentType="{types}"/></Types>')
        archive.writestr("_rels/.rels", f"<Relationships><Relationship {rels}/></Relationships>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return out.getvalue()


def open_document(kind: str = "text", **parts: bytes) -> bytes:
    return files.zipped(mimetype=f"{OPEN}{kind}".encode(), **parts)


def mail(attached: bytes = b"", name: str = "", html: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ana <ana@shop.example>", "Thank you"
    message.set_content("Your refund is on its way.")
    if html:
        message.add_alternative(html, subtype="html")
    if name:
        message.add_attachment(attached, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


REL = 'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}" TargetMode="External"'
LINK = REL.format("hyperlink", "https://example.org/")
OWN_TEMPLATE = REL.format("attachedTemplate", "file:///\\\\server\\share\\letter.dotx")
LET_IN = [
    ("docx", office(word__document_xml=b"<w/>"), "a.docx", WORD),
    ("docx by its list of parts", office(f"{WORD}.main+xml", word__document2_xml=b""), "a.docx", WORD),
    ("template", office(f"{WORD[:-8]}template.main+xml"), "a.dotx", WORD),
    ("docx with a link", office(f"{WORD}.main+xml", LINK), "a.docx", WORD),
    ("docx of the firm's template", office(f"{WORD}.main+xml", OWN_TEMPLATE), "a.docx", WORD),
    ("xlsx", office(xl__workbook_xml=b"<w/>"), "a.xlsx", EXCEL),
    ("pptx", office(ppt__presentation_xml=b"<w/>"), "a.pptx", SLIDES),
    ("slide show", office(f"{SLIDES[:-12]}slideshow.main+xml"), "a.ppsx", SLIDES),
    ("odt", open_document(), "a.odt", f"{OPEN}text"),
    ("ods", open_document("spreadsheet"), "a.ods", f"{OPEN}spreadsheet"),
    ("odp", open_document("presentation"), "a.odp", f"{OPEN}presentation"),
    ("doc", word(), "a.doc", "application/msword"),
    ("xls", workbook(sheet(0), sheet(2)), "a.xls", "application/vnd.ms-excel"),
    ("ppt", slides((1001, b"x")), "a.ppt", "application/vnd.ms-powerpoint"),
    ("ppt that says it has no macros", slides((0x0400, bytes(12))), "a.ppt", "application/vnd.ms-powerpoint"),
    ("rtf", b"{\\rtf1\\ansi Invented words.}", "a.rtf", "application/rtf"),
    ("mail", mail(), "a.eml", "message/rfc822"),
    ("mail with a photo and a web page as its words", mail(files.photo(), "a.jpg", WEB_PAGE.decode()), "a.eml", "message/rfc822"),
    ("mail by its name", b"X-Mailer: Invented\nTo: ana@shop.example\n\nHello", "a.eml", "message/rfc822"),
    ("Outlook's mail", outlook(("a.jpg", files.photo())), "a.msg", "application/vnd.ms-outlook"),
    ("TIFF", files.scan(), "a.tif", "image/tiff"),
    ("BMP", files.photo(kind="BMP"), "a.bmp", "image/bmp"),
    ("MKV", b"\x1aE\xdf\xa3\x93B\x82\x88matroska" + bytes(64), "a.mkv", "video/x-matroska"),
    ("sound that a browser recorded", files.recording(b"A_OPUS"), "a.webm", "audio/webm"),
    ("film that a browser recorded", files.recording(b"A_OPUS", b"V_VP8"), "a.webm", "video/webm"),
    ("sound that Safari recorded", files.mp4_of(b"soun"), "a.m4a", "audio/mp4"),
    ("film that Safari recorded", files.mp4_of(b"soun", b"vide"), "a.mp4", "video/mp4"),
    ("a film of which the end is not seen", files.mp4_of(b"soun", b"vide")[:-70], "a.mp4", "video/mp4"),
    ("AVI", b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(64), "a.avi", "video/x-msvideo"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "name", "media_type"), [row[1:] for row in LET_IN], ids=[row[0] for row in LET_IN])
def test_what_a_workplace_makes_is_let_in(content: bytes, name: str, media_type: str) -> None:
    assert kind(content, name) == media_type


FROM_AFAR = REL.format("attachedTemplate", "https://example.org/evil.dotm")
STAYS_OUT = [
    ("macros by name", office(word__document_xml=b"", word__vbaProject_bin=b"x"), advice.MACROS),
    ("macros by type", office("application/vnd.ms-word.document.macroEnabled.main+xml", word__document_xml=b""), advice.MACROS),
    ("macros by relation", office(f"{WORD}.main+xml", REL.format("vbaProject", "a.bin")), advice.MACROS),
    ("a sheet of macros", office(xl__workbook_xml=b"", xl__macrosheets__sheet1_xml=b""), advice.MACROS),
    ("controls", office(word__document_xml=b"", word__activeX__activeX1_bin=b""), advice.CONTROLS),
    ("a template from the internet", office(f"{WORD}.main+xml", FROM_AFAR), advice.FETCHES),
    ("an object from the internet", office(f"{WORD}.main+xml", REL.format("oleObject", "mhtml:https://example.org!x")), advice.FETCHES),
    ("Basic in an open document", open_document(Basic__Standard__Module1_xml=b""), advice.MACROS),
    ("Python in an open document", open_document(Scripts__python__a_py=b""), advice.MACROS),
    ("a locked open document", files.zipped(mimetype=f"{OPEN}text".encode(), **{"META-INF__manifest_xml": b"<m:encryption-data/>"}), advice.LOCKED),
    ("macros in doc", word(Macros={"VBA": {"dir": b"x"}}), advice.MACROS),
    ("macros in xls", compound({"Workbook": b"", "_VBA_PROJECT_CUR": {"VBA": {"dir": b"x"}}}), advice.MACROS),
    ("a macro sheet in xls", workbook(sheet(0), sheet(1)), advice.MACROS),
    ("macros in ppt", slides((1001, b"x"), (0x0400, b"\0\0\0\0\1\0\0\0\0\0\0\0")), advice.MACROS),
    ("a locked doc", compound({"WordDocument": bytes(10) + b"\0\1"}), advice.LOCKED),
    ("a locked xls", workbook((0x002F, b"\0\0")), advice.LOCKED),
    ("a locked docx", compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), advice.LOCKED),
    ("an installer", compound({"Property": b"x"}), advice.OFFICE_FILE),
    ("half a doc", word()[:700], advice.DAMAGED),
    ("rtf with a packed file", b"{\\rtf1{\\object\\objemb{\\*\\objdata 0105}}}", advice.PACKED),
    ("rtf with a template from afar", b"{\\rtf1{\\*\\template http://example.org/a}}", advice.FETCHES),
    ("rtf with a command", b"{\\rtf1{\\field{\\*\\fldinst {DDEAUTO cmd}}}}", advice.PACKED),
    ("an archive", files.zipped(photo_jpg=files.photo()), advice.ADVICE["application/zip"]),
    ("an archive that calls itself a document", files.zipped(mimetype=b"application/epub+zip"), advice.ADVICE["application/zip"]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "said"), [row[1:] for row in STAYS_OUT], ids=[row[0] for row in STAYS_OUT])
def test_what_could_act_or_hide_something_stays_out(content: bytes, said: tuple[str, str]) -> None:
    assert refusal(content) == said


BILLION = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (number, b"&a%s;" % (str(number - 1).encode() if number else b"") * 10) for number in range(9)
) + b"]><Types>&a8;</Types>"  # fmt: skip


def test_xml_that_multiplies_is_not_expanded() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", BILLION)
    tracemalloc.start()
    try:
        assert refusal(out.getvalue()) == advice.DAMAGED
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024**2
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("message", [mail(PROGRAM, "photo.jpg"), outlook(("photo.jpg", PROGRAM))], ids=["eml", "msg"])
def test_a_mail_with_a_program_attached_stays_out_whatever_its_name(message: bytes) -> None:
    what, instead = refusal(message, "a.eml")
    assert what == "a mail with a program attached to it (“photo.jpg”)"
    assert instead == "Save the mail as PDF, and send what is attached to it one by one."


def test_mails_in_mails_come_to_an_end() -> None:
    inner = mail()
    for _ in range(2):
        inner = mail(inner, "a.eml")
    assert kind(inner, "a.eml") == "message/rfc822"
    for _ in range(2):
        inner = mail(inner, "a.eml")
    assert refusal(inner, "a.eml")[0].startswith("a mail with a mail in a mail in a mail")


TWO_AT_ONCE = [
    ("PDF and archive", files.pdf() + files.zipped(a_txt=b"x"), "application/pdf"),
    ("photo and archive", files.photo() + files.zipped(a_txt=b"x"), "image/jpeg"),
    ("GIF and script", b"GIF89a/*\x00\x00\x00" + WEB_PAGE + b"*/=1;", "image/gif"),
    ("photo with a web page in its comment", files.photo()[:2] + b"\xff\xfe\x00\x46" + WEB_PAGE[:68] + files.photo()[2:], "image/jpeg"),
    ("video and web page", files.video() + WEB_PAGE, "video/mp4"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "media_type"), [row[1:] for row in TWO_AT_ONCE], ids=[row[0] for row in TWO_AT_ONCE]
)
def test_what_is_two_things_at_once_is_what_it_begins_with(content: bytes, media_type: str) -> None:
    """It is a download of that type and no other, or a picture of our making (test_file_views.py)."""
    assert kind(content, "a.html") == media_type


VERY_OLD = [
    ("Word 2", b"\xdb\xa5\x2d\x00\x00\x00" + bytes(200), "a.doc", "a document of a very old kind"),
    ("Excel 4", b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(100), "a.xls", "a spreadsheet of a very old kind"),
    ("a saved page", b"From: <Saved by Blink>\nMIME-Version: 1.0\n\nwords", "page.mhtml", "a web page"),
    ("a cabinet", b"MSCF" + bytes(60), "notes.txt", "plain text under the name of something else"),
]


@pytest.mark.parametrize(("content", "name", "what"), [row[1:] for row in VERY_OLD], ids=[row[0] for row in VERY_OLD])
def test_what_cannot_be_looked_into_does_not_pass_by_its_first_bytes(content: bytes, name: str, what: str) -> None:
    assert refusal(content, name)[0] == what


def test_text_of_two_bytes_a_letter_is_text() -> None:
    assert kind("Words – of Windows".encode("utf-16"), "notes.txt") == "text/plain"


@pytest.mark.parametrize("name", ["a.txt", "a.eml", "photo.jpg", ""])
def test_a_web_page_is_one_under_any_name(name: str) -> None:
    assert refusal(WEB_PAGE, name)[0] in ("a web page", "a script or a web page")


@pytest.mark.parametrize(
    ("begins", "media_type"),
    [
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video/mp4"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
        (b"RIFF\x24\x10\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\x10\0\0WAVEfmt ", "audio/x-wav"),
    ],
)
def test_two_bytes_that_make_a_boot_sector_do_not_hide_what_it_is(begins: bytes, media_type: str) -> None:
    assert kind(begins + bytes(510 - len(begins)) + b"\x55\xaa" + bytes(1000)) == kind(begins + bytes(1512))
    assert refusal(bytes(510) + b"\x55\xaa" + bytes(1000)) == advice.ADVICE["application/octet-stream"]
    assert kind(begins + bytes(1512)) in (media_type, media_type.replace("x-", ""))
