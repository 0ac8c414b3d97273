import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from centres.models import Membership, Role
from tests.cast import Cast
from tests.queries import queries_of
from tests.units.handbooks.invented import DOCUMENT, FOG
from tests.units.lighthouse import HANDBOOK, loaded
from units.handbook_copies import open_document
from units.interchange.data import from_data
from units.models import Criterion, Draft, HandbookImport, QualityIssue, Specification
from units.services.import_handbook import import_handbook

ClientOf = Callable[[Membership], Client]
MISSING = DOCUMENT.replace("2.2 Trim the signal's horn", "")
DAMAGED = MISSING.replace("2 Be able to trim", "2 Beableto trim").encode()


@pytest.fixture
def lighthouse(cast: Cast, tmp_path: Path) -> Specification:
    return loaded(tmp_path)


def register_of(handbook: HandbookImport) -> str:
    return f"{reverse('corrections')}?document={handbook.pk}"


def upload(client: Client, content: bytes, name: str = "lighthouse.txt") -> Any:
    return client.post(reverse("import_handbook"), {"document": SimpleUploadedFile(name, content)})


def test_a_handbook_is_shown_first_and_imported_after(
    client_of: ClientOf, cast: Cast, lighthouse: Specification
) -> None:
    client = client_of(cast.alice)
    answer = upload(client, DAMAGED)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    for said in ("2 units, 4 outcomes, 7 criteria", "Import 7 criteria", "Beableto", "Left out", "Contradiction"):
        assert said in page
    assert not HandbookImport.objects.exists()
    done = client.post(answer.headers["Location"])
    handbook = HandbookImport.objects.get()
    assert done.headers["Location"] == register_of(handbook)
    assert "7 criteria have their official wording" in client.get(done.headers["Location"]).content.decode()


def test_a_second_press_finds_the_first_import(client_of: ClientOf, cast: Cast, lighthouse: Specification) -> None:
    client = client_of(cast.alice)
    address = upload(client, HANDBOOK).headers["Location"]
    first = client.post(address).headers["Location"]
    assert client.post(address).headers["Location"] == first
    again = upload(client, HANDBOOK).headers["Location"]
    assert client.get(again).headers["Location"] == first
    assert HandbookImport.objects.count() == 1


def test_an_old_preview_leads_back_to_the_file(client_of: ClientOf, cast: Cast, lighthouse: Specification) -> None:
    client = client_of(cast.alice)
    address = upload(client, HANDBOOK).headers["Location"]
    cache.clear()
    assert client.post(address).headers["Location"] == reverse("import_handbook")
    assert not HandbookImport.objects.exists()


def test_a_preview_belongs_to_its_centre(client_of: ClientOf, cast: Cast, lighthouse: Specification) -> None:
    address = upload(client_of(cast.alice), HANDBOOK).headers["Location"]
    charlie = client_of(cast.charlie[Role.ADMIN])
    assert charlie.post(address).headers["Location"] == reverse("import_handbook")
    assert not HandbookImport.objects.exists()


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 200, "This file is empty"),
        (b"%PDF-1.7", 409, "damaged"),
        (b"Dear centre", 409, "not a handbook in a layout"),
        (b"x" * (20 * 1024 * 1024 + 1), 200, "at most 20 MB"),
    ],
)
def test_what_is_no_handbook_is_said_on_the_page(
    client_of: ClientOf, cast: Cast, lighthouse: Specification, content: bytes, status: int, said: str
) -> None:
    answer = upload(client_of(cast.alice), content)
    assert answer.status_code == status
    assert said in answer.content.decode()


def test_lines_are_accepted_one_by_one_and_information_at_once(
    client_of: ClientOf, cast: Cast, lighthouse: Specification
) -> None:
    handbook = import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", DAMAGED))
    client = client_of(cast.ivan)
    path = register_of(handbook)
    (issue,) = handbook.issues.filter(severity="error")
    information = handbook.issues.filter(severity="info").count()
    page = client.get(path)
    assert "1 line to look at" in page.content.decode()
    assert f"Accept {information} for information" in page.content.decode()
    for _ in range(2):
        answer = client.post(reverse("accept_issue", args=[issue.pk]), {"back": f"document={handbook.pk}&next=//x"})
        assert answer.headers["Location"] == path
        client.post(reverse("accept_information", args=[handbook.pk]))
    page = client.get(f"{path}&view=accepted").content.decode()
    assert "No line here waits to be looked at" in page
    assert "Every line that mattered is accepted" in client.get(reverse("corrections")).content.decode()
    assert page.count("Accepted by Ivan Ives") == information + 1


def test_only_admin_and_iqa_of_the_centre_see_the_register(
    client_of: ClientOf, cast: Cast, lighthouse: Specification
) -> None:
    handbook = import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", DAMAGED))
    issue = handbook.issues.first()
    paths = [
        reverse("accept_issue", args=[issue.pk]),
        reverse("accept_information", args=[handbook.pk]),
    ]
    for role in (Role.ADMIN, Role.IQA):
        client = client_of(cast.charlie[role])
        assert "No document is imported yet" in client.get(register_of(handbook)).content.decode()
        assert [client.post(path).status_code for path in paths] == [404] * 2
    client = client_of(cast.bob)
    assert client.get(register_of(handbook)).status_code == 403
    assert [client.post(path).status_code for path in paths] == [403] * 2
    assert not QualityIssue.objects.exclude(accepted_at=None).exists()


def test_the_register_takes_no_more_queries_for_three_lines_than_for_one(
    client_of: ClientOf, cast: Cast, lighthouse: Specification
) -> None:
    handbook = import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", HANDBOOK))
    client = client_of(cast.ivan)
    path = register_of(handbook)

    def lines(*numbers: int) -> int:
        QualityIssue.objects.bulk_create(
            QualityIssue(handbook=handbook, severity="warning", line=line, subject="X", reason="Look at this.")
            for line in numbers
        )
        return queries_of(client, path)

    one = lines(1)
    assert one <= 12
    assert lines(2, 3) == one
    assert client.get(path).content.decode().count("Look at this.") == 3


def test_what_contradicts_is_described_only_where_it_is_ticked(
    client_of: ClientOf, cast: Cast, lighthouse: Specification
) -> None:
    client = client_of(cast.alice)
    address = upload(client, DAMAGED).headers["Location"]
    page = client.get(address).content.decode()
    assert "1 unit not as the catalogue has it" in page
    assert FOG.code in page.split('name="unit"')[1]
    refused = client.post(address, {"as_printed": "yes"})
    assert refused.status_code == 409
    assert "No unit is ticked." in refused.content.decode()
    assert not Draft.objects.exists()
    answer = client.post(address, {"as_printed": "yes", "unit": [FOG.code]})
    draft = Draft.objects.get()
    assert answer.headers["Location"] == reverse("draft", args=[draft.pk])
    assert from_data(draft.values).version == "2023-08, our copy"
    assert not HandbookImport.objects.exists()


def test_another_edition_is_described_and_its_words_are_not_imported(
    client_of: ClientOf, cast: Cast, lighthouse: Specification
) -> None:
    client = client_of(cast.alice)
    address = upload(client, HANDBOOK.replace(b"August 2023", b"February 2027")).headers["Location"]
    page = client.get(address).content.decode()
    assert "Edition 2027-02: 3 units" in page
    assert "Import 10 criteria" not in page
    client.post(address, {"as_printed": "yes", "unit": [FOG.code]})
    values = from_data(Draft.objects.get().values)
    assert (values.version, values.published_on) == ("2027-02", dt.date(2027, 2, 1))
    assert Criterion.objects.exclude(text="").count() == 0


def test_the_register_narrows_to_a_document_and_to_words(
    client_of: ClientOf, cast: Cast, lighthouse: Specification
) -> None:
    handbook = import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", DAMAGED))
    client = client_of(cast.alice)
    (issue,) = handbook.issues.filter(severity="error")
    for query, found in ((f"q={issue.subject}", True), ("q=nothing+like+it", False), ("document=x", True)):
        page = client.get(f"{reverse('corrections')}?{query}").content.decode()
        assert (f"line {issue.line}, {issue.subject}" in page) == found, query
