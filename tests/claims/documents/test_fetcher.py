import pytest
from weasyprint import CSS, HTML

from claims.documents.fetcher import OnlyTheseFiles, ResourceRefused


@pytest.fixture
def ours(tmp_path):
    file = tmp_path / "frame.svg"
    file.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    return file


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8000/",
        "https://attest.example/frame.svg",
        "ftp://attest.example/frame.svg",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "file://localhost/etc/passwd",
        "gopher://attest.example/",
    ],
)
def test_every_other_address_is_refused(ours, address):
    with pytest.raises(ResourceRefused):
        OnlyTheseFiles([ours]).fetch(address)


def test_the_way_round_through_a_folder_is_refused(ours):
    with pytest.raises(ResourceRefused):
        OnlyTheseFiles([ours]).fetch(f"{ours.parent.as_uri()}/../{ours.parent.name}/secret")


def test_the_listed_file_and_data_are_served(ours):
    fetcher = OnlyTheseFiles([ours])
    response = fetcher.fetch(ours.as_uri())
    assert response.read() == ours.read_bytes()
    response.close()
    assert fetcher.fetch("data:text/plain,lantern").read() == b"lantern"


def test_a_document_that_asks_for_a_file_prints_without_it(ours, caplog):
    markup = '<img src="file:///etc/passwd" alt="not there"><link rel="attachment" href="file:///etc/passwd">'
    pdf = HTML(string=markup, url_fetcher=OnlyTheseFiles([ours])).write_pdf(
        stylesheets=[CSS(string="p { color: red }")], uncompressed_pdf=True
    )
    assert b"root:" not in pdf
    assert "may not load file:///etc/passwd" in caplog.text
