"""What the handbook says in one place against what it says in another, and against the catalogue."""

from collections.abc import Sequence

from units.handbooks.cg4417.notes import PageNotes
from units.handbooks.cg4417.online_tests import OnlineTest
from units.handbooks.cg4417.profile import Profile
from units.handbooks.cg4417.structure import TableRow
from units.handbooks.cg4417.unit_pages import UnitPages
from units.handbooks.lines import comparable
from units.handbooks.reading import ExpectedUnit, ReadOutcome
from units.references import check_letter, repair_reference

WHICH_HOLDS = "The handbook and the catalogue differ. Ask the awarding organisation which holds."
COMPARE = "The text may be cut off, or be another edition. Compare it with the printed handbook."


def check_unit(unit: ExpectedUnit, pages: UnitPages, profile: Profile, row: TableRow | None, notes: PageNotes) -> None:
    if comparable(pages.title) != comparable(unit.title):
        reason = "The handbook's title is not the catalogue's. The unit's number decides."
        notes.contradict(unit.code, "warning", pages.line, pages.title, unit.title, reason)
    if not profile.lines:
        reason = f"The unit's first page, with its level, credit and aim, is missing. {COMPARE}"
        notes.contradict(unit.code, "error", pages.line, pages.title, "", reason)
    if row is None:
        reason = "No structure table of the handbook lists this number; its hours are the catalogue's."
        notes.contradict(unit.code, "warning", pages.line, "", unit.title, reason)
    elif comparable(row.title) != comparable(pages.title):
        reason = "The structure table prints the title differently; the one above the unit is stored."
        notes.add("warning", row.line, row.title, pages.title, reason, only=unit.code)
    _check_figures(unit, profile, row, notes)
    _check_references(unit, profile, row, notes)


def _check_figures(unit: ExpectedUnit, profile: Profile, row: TableRow | None, notes: PageNotes) -> None:
    for name, words in (("level", "level"), ("credit", "credits"), ("guided_hours", "guided learning hours")):
        known = getattr(unit, name)
        printed = [(getattr(profile, name), profile.lines.get(name, 0))]
        printed += [(getattr(row, name), row.line)] if row else []
        for figure, line in printed:
            if line and known is not None and figure != known:
                said = "" if figure is None else f"{words}: {figure}"
                notes.contradict(unit.code, "warning", line, said, f"{words}: {known}", WHICH_HOLDS)


def _check_references(unit: ExpectedUnit, profile: Profile, row: TableRow | None, notes: PageNotes) -> None:
    """The number decides which unit this is; a reference that is another's says that the pages may be too."""
    printed = [(profile.reference, profile.lines.get("reference", 0))]
    printed += [(row.reference, row.line)] if row else []
    for reference, line in printed:
        if not line or not unit.reference or reference == unit.reference:
            continue
        others = {other for other, _ in printed if other != reference}
        if repair_reference(reference, others) == unit.reference:
            reason = "The first letter was misread; the check letter is the one printed in the other place."
            notes.add("warning", line, reference, unit.reference, reason, only=unit.code)
        else:
            notes.contradict(unit.code, "error", line, reference, unit.reference, _why_not(reference))


def _why_not(reference: str) -> str:
    remedy = "Compare it with the printed handbook and correct your copy."
    _, _, digits = reference.partition("/")
    try:
        letter = check_letter(digits)
    except ValueError:
        return f"This is not a unit reference (a letter, three digits and four digits). {remedy}"
    if letter != reference[0]:
        return f"The check letter of {digits} is {letter}, not {reference[0]}. {remedy}"
    return f"This is the reference of another unit than the catalogue has under this number. {remedy}"


def check_counts(unit: ExpectedUnit, line: int, outcomes: Sequence[ReadOutcome], notes: PageNotes) -> None:
    found = tuple(len(outcome.criteria) for outcome in outcomes)
    if found == tuple(unit.outcomes):
        return
    totals = ((len(found), len(unit.outcomes)), (sum(found), sum(unit.outcomes)))
    for what, (have, want) in zip(("Outcomes", "Criteria"), totals, strict=True):
        if have != want:
            wanted = "-".join(map(str, unit.outcomes))
            reason = f"{what}: {have} in the handbook's text, {want} in the catalogue ({wanted}). {COMPARE}"
            notes.contradict(unit.code, "error", line, str(have), str(want), reason)
    if totals[0][0] == totals[0][1]:
        _contradict_each(unit, outcomes, notes)


def _contradict_each(unit: ExpectedUnit, outcomes: Sequence[ReadOutcome], notes: PageNotes) -> None:
    for outcome, want in zip(outcomes, unit.outcomes, strict=True):
        have = len(outcome.criteria)
        if have != want:
            reason = f"Outcome {outcome.number} has {have} criteria in the handbook's text, {want} in the catalogue."
            notes.contradict(unit.code, "error", outcome.line, str(have), str(want), f"{reason} {COMPARE}")


def check_list(profile: Profile, outcomes: Sequence[ReadOutcome], notes: PageNotes) -> None:
    """The outcomes listed on the unit's first page against the headings of their own pages."""
    listed = profile.outcomes
    if listed and [comparable(text) for text in listed] != [comparable(outcome.text) for outcome in outcomes]:
        printed, stored = "\n".join(listed), "\n".join(outcome.text for outcome in outcomes)
        reason = "The unit's first page lists the outcomes differently; the headings of their own pages are stored."
        notes.add("warning", profile.lines["outcomes"], printed, stored, reason)


def questions_of(
    test: OnlineTest | None, row: TableRow | None, outcomes: Sequence[ReadOutcome], code: str, notes: PageNotes
) -> list[int | None]:
    """Questions on each outcome; none where there is no test, or where its table cannot be trusted."""
    none: list[int | None] = [None] * len(outcomes)
    if test is None:
        if row and row.method.endswith("test"):
            reason = "The structure table says that there is a test, but no test specification is about this unit."
            notes.contradict(code, "warning", row.line, row.method, "", reason)
        return none
    if reason := _why_untrusted(test, len(outcomes)):
        notes.contradict(code, "warning", test.line, test.heading, "", f"{reason} No questions are stored.")
        return none
    _note_wording(test, outcomes, code, notes)
    return [outcome.questions for outcome in test.outcomes]


def _why_untrusted(test: OnlineTest, outcomes: int) -> str:
    if [outcome.number for outcome in test.outcomes] != [*range(1, outcomes + 1)]:
        return "The test specification does not have the outcomes that the unit has."
    if not test.adds_up:
        return "The questions of the outcomes do not add up to the total of the test."
    return ""


def _note_wording(test: OnlineTest, outcomes: Sequence[ReadOutcome], code: str, notes: PageNotes) -> None:
    for tested, outcome in zip(test.outcomes, outcomes, strict=True):
        if comparable(tested.text) != comparable(outcome.text):
            reason = f"Outcome {outcome.number}: the test specification words it differently; the unit's page governs."
            notes.add("info", tested.line, tested.text, outcome.text, reason, only=code)
