import json
import subprocess
import sys
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest

from claims.documents import DocumentNotInClaim, MissingGlyphs, SnapshotClause, render_document
from claims.documents.fonts import FontsNotInstalled, print_faces
from tests.claims.documents.cast import NUMBERS, QUALIFICATION, a_snapshot, a_unit, pages_of, tags_of, text_of

OWN_RECORD = (
    "is the centre’s own record, issued by Harbour Training, centre 8214. It is not the awarding organisation’s "
    "certificate, which only Beacon Awards issues."
)


def test_the_listing_names_every_unit_with_its_credit_and_the_totals():
    units = (a_unit(0), a_unit(1), a_unit(2, counted=False))
    text = text_of(render_document(kind="listing", snapshot=a_snapshot(units=units)))
    for words in (
        "RECORD OF UNITS AND CREDITS",
        "Bob Ferry",
        f"{QUALIFICATION}, 900/1234/5",
        "T/900/1000 Keep lantern 0 4 3 14 Jan 2026",
        "T/900/1001 Keep lantern 1 4 4 14 Feb 2026",
        "T/900/1002 Keep lantern 2 achieved, not counted 4 5 14 Mar 2026",
        "All credits (7 count towards the qualification) 12",
        "Checked against rule lantern-4, version 1: the annex has every clause. Specification 2.1.",
        NUMBERS["listing"],
        "https://attest.example/v/HBT-26-0418-7KQ4",
        f"This listing {OWN_RECORD}",
    ):
        assert words in text
    assert NUMBERS["title"] not in text


def test_the_annex_explains_every_clause():
    clauses = tuple(
        SnapshotClause(title=f"Clause {number}", have=7, need="at most 7 credits", source="4.1", explain="Only whole.")
        for number in range(30)
    )
    snapshot = a_snapshot(clauses=clauses, reading="Part of a unit counts")
    _, *annex = pages_of(render_document(kind="listing", snapshot=snapshot))
    text = " ".join(annex)
    assert annex[0].startswith(f"Bob Ferry Annex to {NUMBERS['listing']} HOW THE RULE OF COMBINATION IS MET")
    assert [number for number in range(30) if f"Clause {number} Only whole. 7 at most 7 credits 4.1" not in text] == []
    assert "read so: “Part of a unit counts”. Beacon Awards confirmed this reading" in text


def test_the_title_record_names_the_qualification_and_no_unit():
    text = text_of(render_document(kind="title", snapshot=a_snapshot()))
    for words in (
        "CENTRE RECORD OF ACHIEVEMENT",
        "This records that Bob Ferry has met every requirement of the",
        QUALIFICATION,
        "Qualification number 900/1234/5 · Level 4 · 12 credits",
        "Candidate registration LK-2291847",
        "27 November 2026",
        NUMBERS["title"],
        f"This record {OWN_RECORD}",
    ):
        assert words in text
    assert "Keep lantern" not in text
    assert NUMBERS["listing"] not in text


def test_a_unit_certificate_does_not_show_the_qualification_as_achieved():
    text = text_of(render_document(kind="listing", snapshot=a_snapshot(kind="unit")))
    assert "UNIT CERTIFICATE" in text
    assert "This does not record a full qualification." in text
    assert f"Units taken from {QUALIFICATION}, 900/1234/5" in text
    assert "All credits 12" in text
    assert "count towards" not in text
    assert f"This unit certificate {OWN_RECORD}" in text


def test_a_unit_claim_has_no_title_record():
    with pytest.raises(DocumentNotInClaim):
        render_document(kind="title", snapshot=a_snapshot(kind="unit"))


@pytest.mark.parametrize("kind", ["listing", "title"])
def test_the_iqa_is_named_only_where_that_iqa_signed(kind):
    signed = text_of(render_document(kind=kind, snapshot=a_snapshot()))
    unsigned = text_of(render_document(kind=kind, snapshot=a_snapshot(iqa_name="", iqa_on=None)))
    assert "Ines Quay Internal quality assurer Signed electronically, 20 November 2026" in signed
    assert "Alice Moor For the centre Signed electronically, 27 November 2026" in signed
    assert "Alice Moor For the centre" in unsigned
    assert "quality assurer" not in unsigned


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (16, 1), (17, 2), (50, 3)])
def test_the_foot_stands_once_on_the_last_sheet_and_the_annex_after_it(count, pages):
    units = tuple(a_unit(index) for index in range(count))
    *printed, annex = pages_of(render_document(kind="listing", snapshot=a_snapshot(units=units)))
    assert "own record" not in annex
    assert len(printed) == pages
    assert ["own record" in page for page in printed] == [False] * (pages - 1) + [True]
    assert [index for index in range(count) if f"Keep lantern {index} " not in " ".join(printed)] == []
    assert all(NUMBERS["listing"] in page for page in printed)


@pytest.mark.parametrize("letters", [27, 28, 90, 200])
def test_a_long_name_and_title_stay_on_one_page(letters):
    name = ("Anastasia Featherstonehaugh " * 8)[:letters].strip()
    snapshot = a_snapshot(name=name)
    title = "Extended Diploma in the Coordination of Lantern Keeping for Harbours, Piers and Moles " * 2
    object.__setattr__(snapshot.qualification, "title", title.strip())
    printed = pages_of(render_document(kind="title", snapshot=snapshot))
    assert len(printed) == 1
    assert name in printed[0]


@pytest.mark.parametrize(
    "name",
    [
        "Őrsi Łukasz Ŵilliam Şahin",
        "Nguyễn Thị Hồng",
        "Ελένη Παππά",
        "Олена Шевченко",
        "<script>alert(1)</script>",
        "{{ record.rule_id }} {% now 'Y' %}",
        "O’Neill & “Sons”",
    ],
)
@pytest.mark.parametrize("kind", ["listing", "title"])
def test_a_name_is_printed_as_it_is_written(kind, name):
    assert name in text_of(render_document(kind=kind, snapshot=a_snapshot(name=name)))


def test_a_name_in_arabic_is_shaped_and_printed():
    assert "محمد" in text_of(render_document(kind="title", snapshot=a_snapshot(name="محمد")))


def test_a_name_in_pieces_is_printed_whole_and_cannot_turn_the_line_round():
    assert "Zoë Ferry" in text_of(render_document(kind="title", snapshot=a_snapshot(name="Zoe\u0308 \u202eFerry")))


def test_a_letter_that_no_font_has_stops_the_record_by_name():
    """A private-use character stands for a script without a font, so that the test holds on any machine."""
    with pytest.raises(MissingGlyphs) as refusal:
        render_document(kind="title", snapshot=a_snapshot(name="Bob \U0010fffd"))
    assert refusal.value.characters == "\U0010fffd"


@pytest.mark.parametrize("kind", ["listing", "title"])
def test_the_record_is_tagged_and_names_its_language_and_the_code(kind):
    pdf = render_document(kind=kind, snapshot=a_snapshot())
    with pikepdf.open(BytesIO(pdf)) as document:
        root = document.Root
        assert (bool(root.MarkInfo.Marked), str(root.Lang)) == (True, "en-GB")
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert b'pdfuaid:part="1"' in root.Metadata.read_bytes()
        assert NUMBERS[kind] in str(document.docinfo["/Title"])
    tags = tags_of(pdf)
    figures = [alternative for tag, alternative in tags if tag == "Figure"]
    assert figures == [f"Code that opens the page which confirms record {NUMBERS[kind]}"]
    tables = [tag for tag, _ in tags if tag in ("Table", "TH", "H1", "H2")]
    listing = ["H1", "Table"] + ["TH"] * 5 + ["H2", "Table"] + ["TH"] * 4
    assert tables == (listing if kind == "listing" else ["H1"])


def test_the_facts_travel_inside_the_record():
    snapshot = a_snapshot()
    with pikepdf.open(BytesIO(render_document(kind="listing", snapshot=snapshot))) as document:
        assert list(document.attachments) == ["record.json"]
        record = document.attachments["record.json"].get_file().read_bytes()
    assert json.loads(record) == json.loads(snapshot.to_json())


def test_every_font_is_embedded_and_the_letters_are_ours():
    with pikepdf.open(BytesIO(render_document(kind="listing", snapshot=a_snapshot()))) as document:
        fonts = [
            font for font in document.objects if isinstance(font, pikepdf.Dictionary) and font.get("/FontDescriptor")
        ]
        names = {str(font.BaseFont).split("+")[1] for font in fonts}
        assert all("/FontFile2" in font.FontDescriptor or "/FontFile3" in font.FontDescriptor for font in fonts)
    assert all(name.startswith("Doc") for name in names), names


SAME_AGAIN = """
import sys
from hashlib import sha256
import django
django.setup()
from claims.documents import Snapshot, render_document
snapshot = Snapshot.from_json(sys.stdin.buffer.read())
sys.stdout.write(sha256(render_document(kind="listing", snapshot=snapshot)).hexdigest())
"""


def test_the_same_snapshot_gives_the_same_bytes_in_any_process(settings):
    snapshot = a_snapshot(name="Łukasz Ferry")
    render_document(kind="title", snapshot=a_snapshot(name="Somebody Else"))
    here = sha256(render_document(kind="listing", snapshot=snapshot)).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", SAME_AGAIN],
        input=snapshot.to_json().encode(),
        capture_output=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    assert there.stdout.decode() == here


def test_missing_front_end_packages_are_named_with_the_command(tmp_path):
    with pytest.raises(FontsNotInstalled, match=r"Run: npm ci$"):
        print_faces(tmp_path)
