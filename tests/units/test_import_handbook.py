from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from centres.gates import Refused
from centres.models import AuditEvent
from tests.cast import Cast, assemble
from tests.catalogue import load_only
from tests.units.handbooks.invented import DOCUMENT
from tests.units.lighthouse import HANDBOOK, loaded
from units.handbook_copies import Document, open_document
from units.interchange.data import from_data
from units.models import Criterion, Draft, HandbookImport, Outcome, QualityIssue, Specification
from units.selectors import units_with_wording
from units.services.accept_information import accept_information
from units.services.accept_issue import accept_issue
from units.services.import_handbook import import_handbook
from units.services.preview_handbook import preview_handbook

DAMAGED = DOCUMENT.replace("2 Be able to trim", "2 Beableto trim").encode()  # a correction for information
CONTRADICTING = DOCUMENT.replace("2.2 Trim the signal's horn", "").encode()


@pytest.fixture
def lighthouse(cast: Cast, tmp_path: Path) -> Specification:
    return loaded(tmp_path)


def wordings(specification: Specification) -> dict[str, str]:
    rows = Criterion.objects.filter(outcome__unit__specifications=specification)
    return {f"{row.outcome.unit.code} {row.number}": row.text for row in rows.select_related("outcome__unit")}


def test_an_import_fills_the_wording_and_keeps_our_labels(cast: Cast, lighthouse: Specification) -> None:
    handbook = import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", HANDBOOK))
    assert (handbook.units_read, handbook.outcomes_read, handbook.criteria_read) == (3, 6, 10)
    assert (handbook.centre, handbook.layout) == (cast.centre, "proqual")
    assert set(handbook.units.all()) == set(lighthouse.units.all())
    assert all(wordings(lighthouse).values())
    assert set(
        Criterion.objects.filter(outcome__unit__specifications=lighthouse).values_list("printed", flat=True)
    ) >= {
        "1.1",
        "2.1",
    }
    assert Outcome.objects.filter(unit__specifications=lighthouse, text="").count() == 0
    assert Criterion.objects.filter(label="Show thing 1.1").count() >= 3
    assert AuditEvent.objects.get(verb="handbook.imported").object_id == handbook.pk


def test_a_preview_says_the_same_and_writes_nothing(cast: Cast, lighthouse: Specification) -> None:
    preview = preview_handbook(actor=cast.alice, document=open_document("lighthouse.txt", DAMAGED))
    assert (len(preview.copy.units), preview.copy.outcomes_read, preview.copy.criteria_read) == (3, 6, 10)
    assert not HandbookImport.objects.exists()
    assert not any(wordings(lighthouse).values())
    handbook = import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", DAMAGED))
    said = [(issue.severity, issue.line, issue.printed, issue.stored) for issue in preview.copy.issues]
    assert said
    assert list(handbook.issues.values_list("severity", "line", "printed", "stored")) == said


def test_the_same_bytes_again_are_the_same_import(cast: Cast, lighthouse: Specification) -> None:
    first = import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", DAMAGED))
    counts = [model.objects.count() for model in (HandbookImport, QualityIssue, AuditEvent)]
    assert import_handbook(actor=cast.alice, document=open_document("again.txt", DAMAGED)) == first
    assert [model.objects.count() for model in (HandbookImport, QualityIssue, AuditEvent)] == counts
    again = preview_handbook(actor=cast.alice, document=open_document("again.txt", DAMAGED))
    assert again.earlier == first


def test_another_copy_keeps_the_wording_that_decisions_may_rest_on(cast: Cast, lighthouse: Specification) -> None:
    import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", HANDBOOK))
    before = wordings(lighthouse)
    changed = before["R/900/0001 1.1"].split()[-1]
    other = DOCUMENT.replace(changed, "differently", 1) if changed in DOCUMENT else DOCUMENT
    handbook = import_handbook(actor=cast.alice, document=open_document("other.txt", other.encode()))
    assert wordings(lighthouse) == before
    issue = handbook.issues.get(severity="warning")
    assert (issue.subject, issue.stored) == ("R/900/0001", before["R/900/0001 1.1"])
    assert issue.reason.startswith("Criterion 1.1: An earlier handbook")


def test_a_unit_that_contradicts_the_catalogue_is_listed_and_left_alone(cast: Cast, lighthouse: Specification) -> None:
    handbook = import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", CONTRADICTING))
    assert handbook.units_read == 2
    assert set(handbook.issues.filter(severity="error").values_list("subject", flat=True)) == {"D/900/0003"}
    filled = {key.split()[0] for key, text in wordings(lighthouse).items() if text}
    assert filled == {"R/900/0001", "J/900/0013"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7 ...", "damaged"),
        (b"ProQual\0", "not plain text or PDF"),
        ("ProQual".encode("utf-16"), "UTF-16"),
        (b"first\nkeeper\x92s", "line 2 has the byte 92"),
        (b"a" * (20 * 1024 * 1024 + 1), "at most 20 MB"),
        (b"Dear centre", "not a handbook in a layout"),
        (DOCUMENT.replace("900/0001/8", "900/0002/6").encode(), "no qualification number that Attest knows"),
        (DOCUMENT.split(" Unit R/900/0001")[0].encode(), "ends before its first unit"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(
    cast: Cast, lighthouse: Specification, content: bytes, said: str
) -> None:
    with pytest.raises(Refused) as refusal:
        import_handbook(actor=cast.alice, document=open_document("x.txt", content))
    blocker = refusal.value.blockers[0]
    assert said in f"{blocker.message} {blocker.detail}"
    assert "import it again" in blocker.detail
    assert not HandbookImport.objects.exists()


def test_only_an_admin_imports(cast: Cast, lighthouse: Specification) -> None:
    for actor in (cast.bob, cast.ivan, cast.eve, cast.carol):
        with pytest.raises(Refused, match="Centre admin"):
            import_handbook(actor=actor, document=open_document("lighthouse.txt", HANDBOOK))
    assert import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", HANDBOOK)).criteria_read == 10


def test_an_issue_is_accepted_once_and_the_first_person_is_kept(cast: Cast, lighthouse: Specification) -> None:
    handbook = import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", CONTRADICTING))
    issue = handbook.issues.filter(severity="error").first()
    with pytest.raises(Refused):
        accept_issue(actor=cast.bob, issue=issue)
    assert accept_issue(actor=cast.ivan, issue=issue).accepted_by == cast.ivan
    assert accept_issue(actor=cast.alice, issue=issue).accepted_by == cast.ivan
    assert AuditEvent.objects.filter(verb="handbook.issue_accepted").count() == 1


def test_only_what_is_for_information_is_accepted_at_once(cast: Cast, lighthouse: Specification) -> None:
    content = DAMAGED.replace(b"2.2 Trim the signal's horn", b"")
    handbook = import_handbook(actor=cast.alice, document=open_document("lighthouse.txt", content))
    information = handbook.issues.filter(severity="info").count()
    assert information > 0
    assert accept_information(actor=cast.alice, handbook=handbook) == information
    assert accept_information(actor=cast.alice, handbook=handbook) == 0
    assert set(handbook.issues.open().values_list("severity", flat=True)) == {"error"}


def test_the_command_reads_the_real_handbook_or_says_why_not(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    path = settings.HANDBOOKS_DIR / "proqual-level-4-nvq-diploma.txt"
    if not path.exists():
        pytest.skip(f"The handbook is not at {path}: set HANDBOOKS_DIR.")
    load_only("proqual-l4-cs")
    call_command("import_handbook", str(path), "--centre", cast.centre.number, "--dry-run")
    assert "34 units, 108 outcomes, 514 criteria" in capsys.readouterr().out
    assert not HandbookImport.objects.exists()
    call_command("import_handbook", str(path), "--centre", cast.centre.number)
    call_command("import_handbook", str(path), "--centre", cast.centre.number, verbosity=0)
    assert "Imported already" in capsys.readouterr().out
    assert HandbookImport.objects.get().criteria_read == 514
    assert (
        Criterion.objects.filter(outcome__unit__specifications__qualification__code="proqual-l4-cs", text="").count()
        == 0
    )


def test_the_command_says_in_a_sentence_what_is_wrong(
    cast: Cast, lighthouse: Specification, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, contradicting = tmp_path / "good.txt", tmp_path / "contradicting.txt"
    good.write_bytes(HANDBOOK)
    contradicting.write_bytes(CONTRADICTING)
    centre = ("--centre", cast.centre.number)
    with pytest.raises(CommandError, match="more than one centre") as refusal:
        call_command("import_handbook", str(good))
    assert refusal.value.returncode == 2
    with pytest.raises(CommandError, match="no centre with the number X9"):
        call_command("import_handbook", str(good), "--centre", "X9")
    with pytest.raises(CommandError, match="1 file could not be imported") as refusal:
        call_command("import_handbook", str(tmp_path / "missing.txt"), str(good), *centre)
    assert refusal.value.returncode == 2
    assert "cannot be read (No such file or directory). Nothing was changed." in capsys.readouterr().err
    with pytest.raises(CommandError, match="contradicts the catalogue") as refusal:
        call_command("import_handbook", str(contradicting), *centre)
    assert refusal.value.returncode == 1
    assert HandbookImport.objects.count() == 2


def test_the_command_drafts_another_edition_and_imports_none_of_its_words(
    cast: Cast, lighthouse: Specification, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = tmp_path / "newer.txt"
    newer.write_bytes(HANDBOOK.replace(b"August 2023", b"February 2027"))
    for _ in range(2):
        call_command("import_handbook", str(newer), centre=cast.centre.number, verbosity=0)
        assert "edition 2027-02. An admin opens it" in capsys.readouterr().out
    draft = Draft.objects.get(centre=cast.centre)
    assert (draft.origin, from_data(draft.values).version) == ("newer.txt", "2027-02")
    assert Criterion.objects.exclude(text="").count() == 0
    with pytest.raises(Refused, match="the centre has another: 2023-08"):
        import_handbook(actor=cast.alice, document=open_document("newer.txt", newer.read_bytes()))


@pytest.mark.django_db
def test_before_a_centre_is_open_the_words_are_kept_and_shown_to_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    specification = loaded(tmp_path)
    copy = tmp_path / "lighthouse.txt"
    copy.write_bytes(HANDBOOK)
    call_command("import_handbook", str(copy))
    assert "each reads these words once it imports its own copy" in capsys.readouterr().out
    assert Criterion.objects.filter(outcome__unit__specifications=specification, text="").count() == 0
    call_command("import_handbook", str(copy))
    assert "Imported already" in capsys.readouterr().out
    assert HandbookImport.objects.get().centre is None
    people = assemble()
    assert units_with_wording(people.alice) == frozenset()


@pytest.mark.parametrize(("unit", "margin"), [("R/900/0001", "p. 2"), ("D/900/0003", "p. 1")])
def test_a_pdf_names_pages_since_nobody_can_count_its_lines(
    cast: Cast, lighthouse: Specification, unit: str, margin: str
) -> None:
    """The second page begins with this unit; the one correction stands in J/900/0013."""
    text = DAMAGED.decode().replace(f" Unit {unit}", f"\f Unit {unit}", 1)
    document = Document("lighthouse.pdf", "0" * 64, text)
    handbook = import_handbook(actor=cast.alice, document=document)
    assert [issue.margin for issue in handbook.issues.all()] == [margin]
