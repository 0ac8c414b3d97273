import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Membership, Role
from tests.cast import Cast
from tests.units.lighthouse import HANDBOOK, loaded
from units.drafting.edits import at_home
from units.handbook_copies import open_document
from units.interchange.case_reading import read_case
from units.interchange.spreadsheet import read_spreadsheet
from units.models import Specification
from units.rows import qualification_values
from units.services.import_handbook import import_handbook

ClientOf = Callable[[Membership], Client]


@pytest.fixture
def lighthouse(cast: Cast, tmp_path: Path) -> Specification:
    return loaded(tmp_path)


def download(client: Client, kind: str, **query: str) -> Any:
    return client.get(reverse("export_qualification", args=["lighthouse", kind]), query)


@pytest.mark.parametrize(("kind", "ending"), [("xlsx", ".xlsx"), ("csv", ".zip"), ("case", ".json")])
def test_what_is_downloaded_is_what_is_uploaded(
    cast: Cast, client_of: ClientOf, lighthouse: Specification, kind: str, ending: str
) -> None:
    answer = download(client_of(cast.bob), kind)
    name = f"proqual-level-2-award-in-lighthouse-keeping-2023-08{ending}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    read = read_case(answer.content) if kind == "case" else read_spreadsheet([(name, answer.content)])
    assert at_home(read) == at_home(qualification_values(lighthouse, readable=()))


def test_words_go_out_to_a_centre_that_imported_them_alone(
    cast: Cast, client_of: ClientOf, lighthouse: Specification
) -> None:
    import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", HANDBOOK))
    texts = {}
    for name, who in (("ours", cast.bob), ("theirs", cast.charlie[Role.ASSESSOR])):
        values = read_case(download(client_of(who), "case").content)
        texts[name] = any(c.text for unit in values.units for o in unit.outcomes for c in o.criteria)
    assert texts == {"ours": True, "theirs": False}


def test_a_download_is_json_that_names_this_installation(
    cast: Cast, client_of: ClientOf, lighthouse: Specification
) -> None:
    package = json.loads(download(client_of(cast.ivan), "case").content)
    assert package["CFDocument"]["uri"].startswith("http://testserver")


def test_what_is_not_there_is_not_downloaded(cast: Cast, client_of: ClientOf, lighthouse: Specification) -> None:
    client = client_of(cast.bob)
    assert download(client, "pdf").status_code == 404
    assert download(client, "csv", edition="1999").status_code == 404
    assert download(client, "csv", edition="2023-08").status_code == 200
    assert download(client_of(cast.eve), "csv").status_code == 404


def test_the_blank_spreadsheet_is_read_as_what_it_is(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of(cast.alice).get(reverse("blank_description"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Describe a qualification.xlsx"'
    assert answer.content.startswith(b"PK")
