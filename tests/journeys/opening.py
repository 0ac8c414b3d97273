"""Steps 1 and 2: the handbook, the approval, the people, the registration."""

import datetime as dt

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from centres.services.open_centre import open_centre
from tests.journeys.cast import QUALIFICATION
from tests.journeys.person import PASSWORD, Person
from tests.journeys.post import link_mailed_to
from units.services.load_catalogue import load_catalogue

HANDBOOK = settings.HANDBOOKS_DIR / "proqual-level-4-nvq-diploma.txt"
BASIS = "Award held, and nine years in the trade"


def opens_the_centre(nadia: Person) -> None:
    """What the installer does."""
    load_catalogue()
    open_centre(
        name="Aire Valley Skills",
        number="C51007",
        address="12 Mill Lane, Keighley BD21 1AA",
        admin_email=nadia.email,
        admin_name=nadia.name,
        admin_password=PASSWORD,
    )


def signs_in(person: Person, password: str = PASSWORD) -> None:
    person.opens("/account/login/").types(login=person.email, password=password).submits("Sign in")


def imports_the_handbook(nadia: Person) -> None:
    """A file that is none is refused first; then the real one, with all that was read and every correction."""
    nadia.goes_to("Qualifications").looks("qualifications").follows("Import a handbook").looks("import")
    document = nadia.page.get_by_label("The handbook, as PDF or plain text")
    document.set_input_files({"name": "shopping.txt", "mimeType": "text/plain", "buffer": b"Milk\nEggs\nBread\n"})
    nadia.submits("Read the handbook").reads("1 thing is stopping this import")
    nadia.sees("This is not a handbook in a layout that can be read").looks("import-refused")
    document.set_input_files(HANDBOOK)
    nadia.submits("Read the handbook").reads("34 units, 108 outcomes, 514 criteria")
    number = _corrections(nadia)
    nadia.looks("preview", other_width=True).submits("Import 514 criteria")
    nadia.sees("514 criteria have their official wording now.", "34 units, 108 outcomes and 514 criteria")
    nadia.looks("handbook").follows("All").sees(f"All {number}")


def _corrections(nadia: Person) -> int:
    """How many the page announces: each is on it, the repairs of the scan folded away."""
    words = nadia.page.locator("#corrections").inner_text()
    number = int(words.removesuffix(" corrections"))
    assert nadia.page.locator("[aria-labelledby=corrections] ol.register > li").count() == number > 0
    return number


def records_the_approval(nadia: Person) -> None:
    today = timezone.localdate()
    began = (today - dt.timedelta(days=200)).isoformat()
    nadia.goes_to("Qualifications").follows(QUALIFICATION).unfolds("Record the approval")
    nadia.types(**{"approval-approved_from": began, "approval-direct_claims_from": began})
    nadia.submits("Save the approval").sees("is recorded.", "Registration closed on 31 Jul 2026")
    nadia.looks("qualification", other_width=True)


def invites(nadia: Person, person: Person, role: str) -> None:
    nadia.goes_to("People").follows("Invite somebody")
    nadia.fills("Name", person.name).fills("E-mail", person.email).chooses("Role", role)
    nadia.looks(f"invite-{role}").submits("Send the invitation").sees("is invited. The link works for 14 days.")


def accepts(person: Person) -> None:
    """With the link that the worker mailed; a password that is too short is refused in words."""
    person.opens(link_mailed_to(person.email)).reads("Join Aire Valley Skills")
    person.types(password="short", again="short").submits("Choose this password and begin")
    person.sees("at least 10 characters").looks("join")
    person.types(password=PASSWORD, again=PASSWORD).submits("Choose this password and begin")
    person.sees("Welcome to Aire Valley Skills.")


def joins_again(person: Person, role: str) -> None:
    """Somebody who is signed in already needs no password for a second role."""
    person.opens(link_mailed_to(person.email)).looks("join-again").submits(f"Join as {role}").sees("Welcome to")


def records_competence(nadia: Person, person: Person) -> None:
    nadia.goes_to("People").follows(person.name)
    finds_competent(nadia, person)


def finds_competent(nadia: Person, person: Person) -> None:
    """From the person's page."""
    began = timezone.localdate() - dt.timedelta(days=100)
    nadia.follows("Record what")
    nadia.types(basis=BASIS, valid_from=began.isoformat()).ticks("All 34 units").looks("competence")
    nadia.submits("Record the competence").sees(f"{person.name} is competent for 34 units").looks("person")


def registers(nadia: Person, zofia: Person, owen: Person) -> None:
    """Refused after the last day, with every reason; then by the extension that the body gave."""
    nadia.goes_to("Candidates").looks("candidates-none")
    fills_in_the_registration(nadia, zofia, owen, uln="1000000001")
    nadia.submits("Register the candidate").reads("2 things are stopping this registration")
    nadia.sees("The last day for registrations was 31 July 2026.", "Record the body's extension")
    nadia.sees("1000000001 is not a unique learner number").looks("registration-refused", other_width=True)
    expect(nadia.page.locator("#id_number")).to_have_value("PQ-700123")
    records_the_extension(nadia)
    fills_in_the_registration(nadia, zofia, owen)
    nadia.submits("Register the candidate").sees(f"{zofia.name} is registered under PQ-700123.", "PQ-EXT-2026-0091")
    nadia.looks("candidate", other_width=True)


def fills_in_the_registration(nadia: Person, zofia: Person, owen: Person, uln: str = "") -> None:
    today = timezone.localdate().isoformat()
    nadia.goes_to("Candidates").follows("Register a candidate")
    nadia.types(name=zofia.name, email=zofia.email, date_of_birth="1994-02-11", uln=uln)
    nadia.types(number="PQ-700123", registered_on=today).chooses("Assessor", f"{owen.name}, Assessor")
    nadia.page.get_by_label("Qualification").select_option(index=1)
    nadia.ticks("I asked the assessor: no conflict of interest that is not declared")


def records_the_extension(nadia: Person) -> None:
    until = timezone.localdate() + dt.timedelta(days=120)
    nadia.goes_to("Qualifications").follows(QUALIFICATION).unfolds("Record an extension")
    nadia.types(**{"extension-until": until.isoformat(), "extension-reference": "PQ-EXT-2026-0091"})
    nadia.submits("Record the extension").sees("by PQ-EXT-2026-0091.")
