"""Step 6: the rule clause by clause, the claim, two documents, the register, the page that confirms them."""

from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from claims.models import Claim
from tests.journeys.cast import BY_HAND, QUALIFICATION, UNITS, Journey
from tests.journeys.person import Person
from units.models import Unit


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
    nadia.submits("Claim the full certificate", within=form).sees("Tick the box to sign the claim.")
    form.get_by_label(f"I sign this claim as {nadia.name}").check()
    form.get_by_role("button", name="Claim the full certificate").dblclick()
    expect(nadia.page.get_by_role("heading", name="The full certificate is claimed")).to_be_visible(timeout=40_000)
    nadia.looks("claim-made", other_width=True)
    nadia.sends(path, **{"kind": "full", "full-signed": "on"})
    assert Claim.objects.count() == 1


def takes_the_documents(journey: Journey) -> list[str]:
    """Both from the register: names, units and credits stand on them. The addresses printed on them, as paths."""
    nadia = journey.nadia
    nadia.goes_to("Certificates").sees("2 documents").looks("certificates", other_width=True)
    printed = dict(_printed(nadia, link) for link in nadia.page.get_by_role("link", name="Download").all())
    listing, title = printed["Record of units and credits"], printed["Centre record of achievement"]
    everywhere = (journey.zofia.name, QUALIFICATION, "PQ-700123", nadia.name, journey.leila.name)
    units = [f"{row.code} {row.title} {row.level} {row.credit}" for row in Unit.objects.filter(code__in=UNITS)]
    assert len(units) == 10
    assert [
        words for words in (*everywhere, *units, "(50 count towards the qualification) 50") if words not in listing
    ] == []
    assert [words for words in (*everywhere, "50 credits") if words not in title] == []
    paths = [link.get_attribute("href") or "" for link in nadia.page.locator("a[href^='/verify/']").all()]
    unbroken = "".join((listing + title).split())  # a long address is printed on two lines
    assert [path for path in paths if path.split("/")[2] not in unbroken] == []
    return paths


def _printed(nadia: Person, link: Locator) -> tuple[str, str]:
    """What kind of document the link leads to, and its words with one space between any two."""
    with nadia.page.expect_download() as download:
        link.click()
    reader = PdfReader(download.value.path())
    assert reader.metadata is not None
    words = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    return (reader.metadata.title or "").partition(":")[0], words


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
