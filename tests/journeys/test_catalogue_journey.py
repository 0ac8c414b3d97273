"""What an admin does with documents: a handbook as PDF, a spreadsheet, and a newer edition, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from centres.models import Membership, Role
from portfolio.models import Registration
from tests import factories
from tests.cast import Cast, assemble
from tests.journeys.conftest import Arrive
from tests.journeys.opening import signs_in
from tests.journeys.person import Person
from tests.journeys.test_coming_in import comes
from tests.units import lighthouse
from tests.units.handbooks.invented import DOCUMENT, FOG, LAMP, changed
from tests.units.handbooks.printed import RULED, printed
from tests.units.handbooks.test_pdf_proqual import FOOT, document, one_row_a_criterion
from tests.units.interchange.invented import SIGNWRITING, field, place, saved, workbook
from units.handbook_copies import open_document
from units.interchange.case_reading import read_case
from units.interchange.spreadsheet import read_spreadsheet
from units.models import Specification
from units.services.import_handbook import import_handbook

Enters = Callable[..., Person]

KEEPING = "ProQual Level 2 Award in Lighthouse Keeping"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ADDED = "Polish the brass rail of the gallery"
NEWER = changed("ProQual, August 2023", "ProQual, March 2026").replace(
    "2.2 Trim the signal's horn", f"2.2 Trim the signal's horn\n\n2.3 {ADDED}"
)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


@pytest.fixture
def keeping(cast: Cast, tmp_path: Path) -> Specification:
    """The invented qualification in the catalogue."""
    return lighthouse.loaded(tmp_path)


@pytest.fixture
def enters(arrive: Arrive) -> Enters:
    """`enters(cast.alice)`: at a browser of her own, signed in."""

    def enters(member: Membership, *, phone: bool = False) -> Person:
        person = comes(arrive, member, phone=phone)
        signs_in(person, factories.PASSWORD)
        return person

    return enters


def test_a_handbook_as_pdf_brings_the_official_wording(enters: Enters, cast: Cast, keeping: Specification) -> None:
    """One number of it is misprinted, so one line of the register waits for a person."""
    alice = enters(cast.alice)
    alice.goes_to("Qualifications").follows("Import a handbook")
    alice.looks("import", other_width=True)
    sends_the_handbook(alice, misprinted()).reads("3 units, 6 outcomes, 10 criteria").sees("Nothing is stored yet.")
    alice.looks("preview", other_width=True).submits("Import 10 criteria")
    alice.sees("10 criteria have their official wording now.").reads("1 line to look at")
    alice.looks("register", other_width=True).submits("Accept what is stored")
    alice.reads("No line here waits to be looked at").looks("register-done")
    alice.goes_to("Qualifications").follows(KEEPING).looks("qualification", other_width=True).follows(LAMP.title)
    alice.follows("Open every official wording").sees("Explain what a dark night does to passing ships")
    alice.looks("unit-worded", other_width=True)
    has_only_our_labels(enters(cast.charlie[Role.ADMIN]), keeping)


def sends_the_handbook(alice: Person, file: FilePayload) -> Person:
    alice.page.get_by_label("The handbook, as PDF or plain text").set_input_files(file)
    return alice.submits("Read the handbook")


def misprinted() -> FilePayload:
    pages = document(one_row_a_criterion)
    assert pages.count("2.2 Clean") == 1
    content = printed(pages.replace("2.2 Clean", "2.3 Clean"), RULED, FOOT)
    return {"name": "lighthouse.pdf", "mimeType": "application/pdf", "buffer": content}


def has_only_our_labels(charlie: Person, keeping: Specification) -> None:
    """In another centre nobody imported anything."""
    unit = keeping.units.get(code=LAMP.code)
    charlie.opens(f"/qualifications/units/{unit.pk}/?wording=open").reads(LAMP.title)
    charlie.sees("These short labels are ours.")
    expect(charlie.page.locator("body")).not_to_contain_text("dark night")
    charlie.opens("/qualifications/corrections/").reads("No document is imported yet")


def test_a_spreadsheet_becomes_a_qualification(enters: Enters, cast: Cast) -> None:
    alice = enters(cast.alice)
    alice.goes_to("Qualifications").follows("Add a qualification").looks("describe", other_width=True)
    is_told_every_wrong_row(alice)
    uploads(alice, sheet(saved(workbook()))).sees("nothing is wrong with it").looks("draft", other_width=True)
    mends_a_label(alice)
    looks_at_groups_and_rule(alice)
    approves_the_rule(enters(cast.ivan), SIGNWRITING.title)
    alice.page.reload()
    alice.sees("Checked by Ivan Ives on")
    alice.page.get_by_role("button", name="Open this edition").dblclick()
    alice.reads(SIGNWRITING.title).looks("opened", other_width=True)
    approves(alice)
    finds_it(alice)
    downloads(alice)


def is_told_every_wrong_row(alice: Person) -> None:
    uploads(alice, with_wrong_rows()).reads("4 things to mend; nothing was kept")
    rows = alice.page.locator("table.problems tbody tr")
    expect(rows).to_have_count(4)
    places = [row.split("\t")[:3] for row in rows.all_inner_texts()]
    assert places == [
        ["Qualification", "8", "Published on"],
        ["Units", "2", "Level"],
        ["Criteria", "3", "Unit"],
        ["Rule", "3", "Groups"],
    ]
    alice.looks("describe-wrong", other_width=True)


def with_wrong_rows() -> FilePayload:
    book = workbook()
    field(book, "Published on").value = "soon"
    place(book, "Units", "Level", 2).value = "two"
    place(book, "Criteria", "Unit", 3).value = "999"
    place(book, "Rule", "Groups", 3).value = "C"
    return sheet(saved(book))


def sheet(content: bytes) -> FilePayload:
    return {"name": "signwriting.xlsx", "mimeType": XLSX, "buffer": content}


def uploads(alice: Person, file: FilePayload) -> Person:
    alice.page.get_by_label("Workbook, CSV files or CASE file").set_input_files(file)
    return alice.submits("Read the file")


def mends_a_label(alice: Person) -> None:
    alice.follows("Prepare a surface").looks("draft-unit", other_width=True)
    criteria = alice.page.get_by_label("Criteria, one a line").first
    criteria.fill(criteria.input_value().replace("Clean the board", "Scrub the board"))
    alice.submits("Keep the unit").reads(SIGNWRITING.title)


def looks_at_groups_and_rule(alice: Person) -> None:
    alice.follows("Groups and their units").looks("draft-groups", other_width=True)
    alice.follows("Back without a change").follows("Change the rule").looks("draft-rule", other_width=True)
    alice.follows("Back to the draft").reads("1 thing to do before this edition can be opened")
    alice.sees("The rule of combination waits for a second person.")


def approves_the_rule(ivan: Person, title: str) -> None:
    """The second person, who finds it on the first page after signing in."""
    ivan.sees(f"The rule of {title} waits for a second person").follows("Check the rule").looks(
        "check-rule", other_width=True
    )
    ivan.ticks("I sign this as Ivan Ives").submits("Approve the rule").reads("The rule is checked")


def approves(alice: Person) -> None:
    alice.unfolds("Record the approval").types(**{"approval-approved_from": "2026-02-01"})
    alice.submits("Save the approval").sees("is recorded.")


def finds_it(alice: Person) -> None:
    alice.goes_to("Qualifications").sees("Described by this centre").looks("list", other_width=True)
    alice.fills("Find a unit, criterion or qualification", "scrub board").submits("Search").reads(
        "Prepare a surface"
    ).looks("search", other_width=True)


def downloads(alice: Person) -> None:
    """Both files say what the draft said, with the label that was mended."""
    alice.goes_to("Qualifications").follows(SIGNWRITING.title)
    book = read_spreadsheet([("file.xlsx", download(alice, "Download as a spreadsheet"))])
    package = read_case(download(alice, "CASE 1.1"))
    for values in (book, package):
        labels = [criterion.label for criterion in values.units[0].outcomes[0].criteria]
        assert (values.title, labels) == (SIGNWRITING.title, ["Scrub the board", "Choose a primer"])


def download(alice: Person, link: str) -> bytes:
    with alice.page.expect_download() as asked:
        alice.page.get_by_role("link", name=link).click()
    return asked.value.path().read_bytes()


def test_candidates_stay_on_their_edition_until_they_are_moved(
    enters: Enters, cast: Cast, keeping: Specification
) -> None:
    registration = begun(cast, keeping)
    alice, faye = enters(cast.alice), enters(registration.candidate.membership, phone=True)
    describes_the_newer_one(alice)
    writes_the_label(alice)
    approves_the_rule(enters(cast.ivan), KEEPING)
    alice.page.reload()
    alice.sees("Checked by Ivan Ives on")
    alice.submits("Open this edition").sees("edition 2026-03")
    compares(alice)
    has_criteria(faye, "2 criteria", "edition-before")
    moves(alice, registration)
    has_criteria(faye, "3 criteria", "edition-after").sees("Polish the brass rail")


def begun(cast: Cast, keeping: Specification) -> Registration:
    """A candidate with the unit that the newer handbook changes, and the older handbook imported."""
    import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", DOCUMENT.encode()))
    factories.approval(cast.centre, keeping)
    for person in (cast.bob, cast.ivan):
        factories.competence(person, keeping, recorded_by=cast.alice)
    faye = factories.member(cast.centre, Role.CANDIDATE, "Faye Ford")
    registration = factories.registration(faye, keeping, assessor=cast.bob, recorded_by=cast.alice)
    for unit in keeping.units.filter(code__in=[LAMP.code, FOG.code]):
        factories.enrolment(registration, unit)
    return registration


def describes_the_newer_one(alice: Person) -> None:
    alice.goes_to("Qualifications").follows("Import a handbook")
    sends_the_handbook(alice, {"name": "newer.txt", "mimeType": "text/plain", "buffer": NEWER.encode()})
    alice.reads("Edition 2026-03: 3 units").looks("preview-newer", other_width=True)
    alice.submits("Describe the ticked units as printed").reads("2 things to do before this edition can be opened")
    alice.sees("2026-03, published 1 Mar 2026", "No label yet", ADDED).looks("draft-newer", other_width=True)


def writes_the_label(alice: Person) -> None:
    alice.follows("Mend it").sees(ADDED).looks("draft-unit-newer", other_width=True)
    alice.fills("Label of 2.3", "Polish the brass rail").submits("Keep the unit")
    alice.reads("1 thing to do before").looks("draft-newer-whole", other_width=True)


def compares(alice: Person) -> None:
    alice.goes_to("Qualifications").follows(KEEPING).follows("Editions").looks("versions", other_width=True)
    alice.follows("Compared with 2023-08").reads("From 2023-08 to 2026-03: 1 unit changed")
    alice.sees("Polish the brass rail", ADDED).looks("difference", other_width=True)


def moves(alice: Person, registration: Registration) -> None:
    alice.goes_to("Candidates").follows("Faye Ford")
    alice.looks("candidate").follows("Move to another edition").looks("move", other_width=True)
    alice.submits("Move to edition 2026-03").sees("Say why the candidate is moved.").looks("move-refused")
    alice.fills("Why the candidate is moved", "The older edition closes in May").submits("Move to edition 2026-03")
    alice.sees("Faye Ford is on edition 2026-03 from now on.")


def has_criteria(faye: Person, number: str, picture: str) -> Person:
    faye.goes_to("Units").follows(FOG.title)
    expect(faye.page.locator("section", has=faye.page.locator("#o2"))).to_contain_text(number)
    return faye.looks(picture, other_width=True)
