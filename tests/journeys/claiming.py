"""Step 6: the rule clause by clause, the claim, two documents, the register, the page that confirms them."""

import io
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader

from claims.models import Claim
from tests.journeys.cast import BY_HAND, QUALIFICATION, UNITS, Journey
from tests.journeys.person import Person


def cannot_claim_yet(journey: Journey) -> None:
    """Every clause with what it has and needs, and every unit that holds it up; a request on its own gets the same."""
    nadia = journey.nadia
    nadia.goes_to("Claims").sees("Nobody is ready to claim.").looks("claims-none", other_width=True)
    nadia.follows(journey.zofia.name).reads("things are stopping this claim")
    said = ["At least 50 credits in all: 50 short.", "At least 20 credits from Group B: 20 short.", "All three units"]
    nadia.sees(*said, f"“{UNITS[BY_HAND]}” is on hold", "is signed off, but not quality assured.")
    nadia.looks("claim-stopped", other_width=True)
    refused = nadia.sends(f"/claims/{journey.registration.pk}/make/", **{"kind": "full", "full-signed": "on"})
    assert refused.status == 409
    assert all(words in refused.text() for words in said)
    assert not Claim.objects.exists()


def claims(journey: Journey) -> None:
    """Signed, pressed twice, checked again by the worker, and printed while the page waits."""
    nadia, path = journey.nadia, f"/claims/{journey.registration.pk}/make/"
    nadia.goes_to("Claims").sees("1 candidate is ready to claim.").follows(journey.zofia.name)
    nadia.reads("Nothing is stopping this claim").looks("claim-open", other_width=True)
    form = nadia.page.locator("form[action$='/make/']").first
    nadia.presses("Claim the full certificate", within=form).sees("Tick the box to sign the claim.")
    form.get_by_label(f"I sign this claim as {nadia.name}").check()
    form.get_by_role("button", name="Claim the full certificate").dblclick()
    expect(nadia.page.get_by_role("heading", name="The full certificate is claimed")).to_be_visible(timeout=40_000)
    nadia.looks("claim-made", other_width=True)
    nadia.sends(path, **{"kind": "full", "full-signed": "on"})
    assert Claim.objects.count() == 1


def takes_the_documents(journey: Journey, folder: Path) -> list[str]:
    """Both from the register. Returns the addresses printed on them, as paths."""
    nadia = journey.nadia
    nadia.goes_to("Certificates").sees("2 documents").looks("certificates", other_width=True)
    links = nadia.page.get_by_role("link", name="Download").all()
    texts = [_words(nadia, link, folder) for link in links]
    listing = next(text for text in texts if "Record of units and credits" in text)
    title = next(text for text in texts if "Centre record of achievement" in text)
    for words in (journey.zofia.name, QUALIFICATION, "PQ-700123", *UNITS, *UNITS.values(), "50"):
        assert words in listing, words
    for words in (journey.zofia.name, QUALIFICATION, "50 credits", nadia.name, journey.leila.name):
        assert words in title, words
    return [row.get_attribute("href") or "" for row in nadia.page.locator("a[href^='/verify/']").all()]


def _words(nadia: Person, link: object, folder: Path) -> str:
    with nadia.page.expect_download() as download:
        link.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def is_confirmed(stranger: Person, journey: Journey, paths: list[str]) -> None:
    """Somebody without a session, with the paper in their hand; and one whose paper is not of this centre."""
    assert len(paths) == 2
    for path in paths:
        stranger.opens(path).reads("This record is genuine").sees(journey.zofia.name, QUALIFICATION, "50 credits")
        stranger.looks("verify", other_width=True)
    stranger.opens(f"{paths[0][:-3]}xxx/").reads("No record has this code").looks("verify-unknown")


def reaches_the_candidate(zofia: Person) -> None:
    zofia.opens("/my/").looks("home-done").opens("/certificates/").reads("Your certificates").sees(QUALIFICATION)
    zofia.looks("my-certificates")
