"""What becomes text, and what is refused: nothing that a PDF holds may take this process down."""

import io
import random
import zlib
from dataclasses import replace
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, Permissions, StreamDecodeLevel
from PIL import Image

from tests.units.handbooks.printed import RULED, UNRULED, paragraphs, printed, spanning, table
from units.handbooks import NotAHandbook, pdf, text_of


def refusal(content: bytes) -> str:
    with pytest.raises(NotAHandbook) as refused:
        text_of(content)
    assert "import it again" in str(refused.value)
    return str(refused.value)


def saved(document: Pdf, **options: Any) -> bytes:
    file = io.BytesIO()
    document.save(file, **options)
    return file.getvalue()


def blank(pages: int) -> Pdf:
    document = Pdf.new()
    for _ in range(pages):
        document.add_blank_page()
    return document


def scan(pages: int) -> bytes:
    first, *rest = [Image.new("L", (60, 80), 200) for _ in range(pages)]
    file = io.BytesIO()
    first.save(file, format="PDF", save_all=True, append_images=rest)
    return file.getvalue()


def drawn_with(megabytes: int) -> bytes:
    """One page with so many megabytes of spaces to go through, which are next to nothing in the file."""
    packer = zlib.compressobj()
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 1024 * 1024) + packer.flush(zlib.Z_FULL_FLUSH)
    document = blank(1)
    document.pages[0].Contents = document.make_stream(start + block * megabytes, Filter=Name.FlateDecode)
    return saved(document, stream_decode_level=StreamDecodeLevel.none)


def text(body: str, *styles: str) -> list[str]:
    return text_of(printed(body, *styles)).split("\n")


def test_paragraphs_keep_their_lines_and_the_blank_ones_between_them() -> None:
    assert text(paragraphs("The keeper sleeps by day.\nHe wakes at dusk.\n\nThe gulls do not.")) == [
        "The keeper sleeps by day.",
        "He wakes at dusk.",
        "",
        "The gulls do not.",
    ]


def test_a_page_begins_with_a_form_feed() -> None:
    assert text_of(printed("<p>One</p><p class=start>Two</p>")) == "One\n\n\fTwo"


def test_what_stands_on_every_page_is_said_once() -> None:
    foot = "@page { @top-left { content: 'Lamps' } @bottom-left { content: 'Guild of keepers, May 2031' } }"
    pages = "".join(f"<p class=start>Tower {name}</p>" for name in ("one", "two", "three"))
    assert text_of(printed(pages, foot)).split("\f") == [
        "Guild of keepers, May 2031\n\nLamps\n\nTower one\n\n",
        "Tower two\n\n",
        "Tower three",
    ]


def test_letters_that_print_as_others_are_the_letters_meant() -> None:
    body = "<p>ﬁve oﬀers ﬂy – “up” at the 31<sup>st</sup> ● hour</p>"
    assert text(body)[0] == "five offers fly – “up” at the 31st • hour"


def test_cells_are_parted_by_tabs_and_their_lines_joined() -> None:
    long = "a lamp that is trimmed each evening before the dusk falls on the sea"
    rows = text(table([("1", long, "x"), ("2", "", "y")], widths=(10, 30, 60)), RULED)
    assert rows[:2] == [f"1\t{long}\tx", "2\t\ty"]


def test_a_cell_over_several_rows_or_columns_stands_once() -> None:
    rows = [
        (spanning("Lamps", columns=3),),
        (spanning("wick", rows=2), "oil", "glass"),
        ("brass", "iron"),
    ]
    assert text(table(rows), RULED)[:3] == ["Lamps", "wick\toil\tglass", "\tbrass\tiron"]


def test_a_row_that_a_page_breaks_goes_on_in_its_own_column() -> None:
    cell = "<br>".join(f"{number}. stone of the tower" for number in range(1, 13))
    pages = text_of(printed(table([("Tower", cell)], widths=(30, 70)), RULED, "@page { size: 15cm 8cm }")).split("\f")
    assert [page.split("\n")[0].split("\t")[0] for page in pages] == ["Tower", ""]
    assert "".join(page.split("\n")[0] for page in pages).count("stone of the tower") == 12


@pytest.mark.parametrize("rest", ["3.2 Ring the bell", ""])
def test_an_outcome_that_went_over_the_page_is_put_back_beside_its_first_criterion(rest: str) -> None:
    rows = ("<tr><td>2 Lamp</td><td>2.1 Light it</td></tr>", "<tr><td></td><td>3.1 Hear the sea</td></tr>")
    pages = (f"<table>{''.join(rows)}</table>", f"<table class=start><tr><td>3 Fog</td><td>{rest}</td></tr></table>")
    assert text_of(printed("".join(pages), RULED)).split("\n") == [
        "2 Lamp\t2.1 Light it",
        "",
        f"\f3 Fog\t{f'3.1 Hear the sea {rest}'.strip()}",
    ]


def test_a_cell_that_went_over_the_page_is_put_back_into_its_row() -> None:
    pages = (table([("1", "wick", "4"), ("2", "", "6")]), table([("", "lamp", ""), ("3", "oil", "2")]))
    body = f"{pages[0]}<div class=start>{pages[1]}</div>"
    assert text_of(printed(body, RULED)).split("\n") == ["1\twick\t4", "", "\f2\tlamp\t6", "3\toil\t2"]


def test_a_row_without_a_first_cell_stays_on_its_page() -> None:
    rows = ("<tr><td>201</td><td>1. Lamps</td></tr>", "<tr><td></td><td>Total 18</td></tr>")
    pages = (f"<table>{''.join(rows)}</table>", "<table class=start><tr><td>Unit</td><td>Outcome</td></tr></table>")
    assert text_of(printed("".join(pages), RULED)).split("\n") == [
        "201\t1. Lamps",
        "\tTotal 18",
        "",
        "\fUnit\tOutcome",
    ]


def test_words_joined_with_a_hyphen_at_the_end_of_a_line_stay_joined() -> None:
    assert (
        text(table([("a customer-<br>friendly keeper", "-<br>none")]), RULED)[0] == "a customer-friendly keeper\t- none"
    )


def test_columns_without_lines_are_told_by_where_they_start() -> None:
    rows = [("Wick", "4", "Minor", "Trimmed at dusk"), ("Lamp and its glass", "10", "New", "Cleaned at dawn")]
    assert text(table(rows, widths=(30, 15, 15, 40)), UNRULED)[:2] == ["\t".join(row) for row in rows]


def test_a_list_and_a_justified_paragraph_are_no_columns() -> None:
    body = "<ul><li>oil the hinges of the door and of the gallery</li><li>sweep the stairs</li></ul>"
    wide = "<p style='text-align: justify; width: 9cm'>" + "The keeper climbs the long stair each night. " * 6 + "</p>"
    found = text(body + wide)
    assert found[:2] == ["• oil the hinges of the door and of the gallery", "• sweep the stairs"]
    assert not any("\t" in line for line in found)


def test_a_frame_around_the_page_is_no_table() -> None:
    found = text("<div style='border: 2px solid; padding: 1em'><p>One</p><p>Two</p></div>")
    assert [line for line in found if line] == ["One", "Two"]


def test_a_page_full_of_strokes_is_read_without_tables() -> None:
    with Pdf.open(io.BytesIO(printed("<p>Chart of the reef</p>"))) as chart:
        strokes = "".join(f"{at % 500} {at // 500 * 40} m {at % 500} {at // 500 * 40 + 90} l S\n" for at in range(6000))
        chart.pages[0].contents_add(strokes.encode())
        assert text_of(saved(chart)) == "Chart of the reef"


def test_a_table_within_a_drawing_that_is_scaled_and_moved_is_found() -> None:
    inner = Pdf.open(io.BytesIO(printed(table([("left", "right"), ("under", "over")]), RULED)))
    outer = blank(1)
    form = outer.copy_foreign(inner.pages[0].as_form_xobject())
    outer.pages[0].Resources = Dictionary(XObject=Dictionary(Inner=form))
    outer.pages[0].Contents = outer.make_stream(b"q 0.8 0 0 0.8 40 60 cm /Inner Do Q")
    assert text_of(saved(outer)).split("\n")[:2] == ["left\tright", "under\tover"]


def test_a_few_bytes_before_the_file_do_no_harm() -> None:
    assert text_of(b"\r\n" + printed("<p>One</p>")).startswith("One")


def test_a_locked_pdf_is_refused_and_one_that_only_forbids_copying_is_read() -> None:
    document = Pdf.open(io.BytesIO(printed("<p>One</p>")))
    assert "locked with a password" in refusal(saved(document, encryption=Encryption(owner="o", user="u")))
    forbidding = Encryption(owner="o", user="", allow=Permissions(extract=False))
    assert text_of(saved(document, encryption=forbidding)).startswith("One")


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"%PDF-1.7\n" + bytes(range(256)) * 40])
def test_a_damaged_pdf_is_refused(content: bytes) -> None:
    assert "damaged and cannot be opened" in refusal(content)


def test_a_scan_is_refused() -> None:
    assert refusal(scan(2)).startswith("This PDF has no text layer: it is a scan. Run text recognition on it")
    assert "no text layer" in refusal(saved(blank(1)))


def test_a_scan_with_a_typed_cover_is_refused() -> None:
    with Pdf.open(io.BytesIO(printed("<p>Handbook</p>"))) as cover, Pdf.open(io.BytesIO(scan(3))) as pages:
        cover.pages.extend(pages.pages)
        assert "Only 1 of the 4 pages" in refusal(saved(cover))


def test_a_pdf_with_too_many_pages_is_refused() -> None:
    assert "has 401 pages, and a handbook at most 400" in refusal(saved(blank(401)))


def test_letters_that_a_font_does_not_name_are_refused_with_their_page() -> None:
    with Pdf.open(io.BytesIO(printed("<p>lamp</p>"))) as document:
        for font in document.objects:
            if isinstance(font, Dictionary) and Name.ToUnicode in font:
                del font[Name.ToUnicode]
        unnamed = saved(document)
    assert "Page 1 of this PDF draws letters without saying which they are" in refusal(unnamed)


def test_a_pdf_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LIMITS", replace(pdf.LIMITS, seconds=0.3))
    assert "more time or memory" in refusal(drawn_with(200))


def test_a_pdf_that_takes_too_much_memory_is_refused() -> None:
    assert "more time or memory" in refusal(drawn_with(1500))


def test_forms_that_draw_each_other_come_to_an_end() -> None:
    document = blank(1)
    form = document.make_stream(b"/Self Do BT ET", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    form.Resources = Dictionary(XObject=Dictionary(Self=form))
    document.pages[0].Resources = Dictionary(XObject=Dictionary(Self=form))
    document.pages[0].Contents = document.make_stream(b"/Self Do")
    assert "no text layer" in refusal(saved(document))


@pytest.mark.parametrize("seed", range(12))
def test_whatever_bytes_are_wrong_it_is_text_or_a_refusal(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(printed(table([("1 lamp", "1.1 light it"), ("2 log", "2.1 keep it")]), RULED))
    for _ in range(40):
        content[chance.randrange(8, len(content))] = chance.randrange(256)
    try:
        said = text_of(bytes(content))
    except NotAHandbook as refused:
        said = str(refused)
    assert said
