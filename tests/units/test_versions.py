import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from centres.models import Membership, Role
from tests import factories
from tests.cast import Cast
from tests.queries import queries_of
from tests.units.checking import approved
from tests.units.lighthouse import HANDBOOK, loaded
from units.handbook_copies import open_document
from units.models import Criterion, Specification
from units.rows import qualification_values
from units.selectors import units_with_wording
from units.services.begin_edition import begin_edition
from units.services.import_handbook import import_handbook
from units.services.keep_draft import keep_draft
from units.services.open_draft import open_draft

ClientOf = Callable[[Membership], Client]


@pytest.fixture
def lighthouse(cast: Cast, tmp_path: Path) -> Specification:
    return loaded(tmp_path)


def next_edition(actor: Membership, specification: Specification, version: str, words: str = "") -> Specification:
    """One label, and with `words` one criterion's wording, is another."""
    values = qualification_values(specification, readable=units_with_wording(actor))
    unit = values.units[0]
    first = replace(unit.outcomes[0].criteria[0], label=f"Label of {version}")
    first = replace(first, text=f"{first.text} {words}") if words else first
    outcome = replace(unit.outcomes[0], criteria=(first, *unit.outcomes[0].criteria[1:]))
    units = (replace(unit, outcomes=(outcome, *unit.outcomes[1:])), *values.units[1:])
    day = dt.date(int(version[:4]), 2, 1)
    changed = replace(values, version=version, published_on=day, units=units)
    return open_draft(actor=actor, draft=approved(keep_draft(actor=actor, values=changed)))


def test_editions_stand_newest_first_each_with_what_changed(
    cast: Cast, client_of: ClientOf, lighthouse: Specification
) -> None:
    second = next_edition(cast.alice, lighthouse, "2027-02")
    third = next_edition(cast.alice, second, "2028-02")
    client = client_of(cast.bob)
    page = client.get(reverse("versions", args=["lighthouse"]))
    assert [edition.version for edition, _ in page.context["editions"]] == ["2028-02", "2027-02", "2023-08"]
    assert "Begin the next edition" not in page.content.decode()
    asked = client.get(reverse("versions", args=["lighthouse"]), {"old": "2023-08", "new": "2028-02"})
    assert asked.headers["Location"] == reverse("difference", args=["lighthouse", lighthouse.pk, third.pk])
    text = client.get(asked.headers["Location"]).content.decode()
    assert "From 2023-08 to 2028-02: 1 unit changed" in text
    assert "Relabelled" in text


def test_another_centre_sees_no_edition_but_its_own(cast: Cast, client_of: ClientOf, lighthouse: Specification) -> None:
    own = next_edition(cast.alice, lighthouse, "2027-02")
    charlie = client_of(cast.charlie[Role.IQA])
    assert "2027-02" not in charlie.get(reverse("versions", args=["lighthouse"])).content.decode()
    assert charlie.get(reverse("difference", args=["lighthouse", lighthouse.pk, own.pk])).status_code == 404


def test_editions_of_another_qualification_are_not_compared(
    cast: Cast, client_of: ClientOf, lighthouse: Specification
) -> None:
    client = client_of(cast.ivan)
    found = client.get(reverse("difference", args=["lighthouse", lighthouse.pk, cast.specification.pk]))
    assert found.status_code == 404


def test_words_are_compared_for_a_centre_that_imported_them_alone(
    cast: Cast, client_of: ClientOf, lighthouse: Specification
) -> None:
    import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", HANDBOOK))
    own = next_edition(cast.alice, lighthouse, "2027-02", "by night")
    page = client_of(cast.bob).get(reverse("difference", args=["lighthouse", lighthouse.pk, own.pk])).content.decode()
    assert "by night" in page
    assert "Reworded" in page


def test_another_centre_compares_labels_and_describes_without_the_words(
    cast: Cast, client_of: ClientOf, lighthouse: Specification
) -> None:
    import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", HANDBOOK))
    texts = {row.text for row in Criterion.objects.filter(outcome__unit__places__specification=lighthouse)}
    charlie = cast.charlie[Role.ADMIN]
    own = next_edition(charlie, lighthouse, "2027-02")
    draft = begin_edition(actor=charlie, qualification=lighthouse.qualification)
    client = client_of(charlie)
    pages = [
        reverse("difference", args=["lighthouse", lighthouse.pk, own.pk]),
        reverse("draft", args=[draft.pk]),
        reverse("draft_unit", args=[draft.pk, 1]),
    ]
    assert all(texts)
    for page in pages:
        said = client.get(page).content.decode()
        assert not [text for text in texts if escape(text) in said], page


def test_an_eqa_reads_what_was_opened_to_them(cast: Cast, client_of: ClientOf, lighthouse: Specification) -> None:
    client = client_of(cast.eve)
    assert client.get(reverse("versions", args=[cast.specification.qualification.code])).status_code == 200
    assert client.get(reverse("versions", args=["lighthouse"])).status_code == 404


def test_queries_do_not_grow_with_the_units(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.bob)
    counts = []
    for number in (2, 6):
        row = factories.specification([factories.unit(f"Y{number}/{n}") for n in range(number + 1)])
        counts.append(queries_of(client, reverse("difference", args=[row.qualification.code, row.pk, row.pk])))
    assert counts[0] == counts[1] <= 24
