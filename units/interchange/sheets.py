"""The sheets of the spreadsheet and their columns: the one place that says what each is called, holds and explains."""

from dataclasses import dataclass

from units.combination.clauses import KINDS
from units.combination.groups import HIGHEST_LEVEL, SCOPES
from units.interchange.cells import (
    CellType,
    Choice,
    Code,
    CriterionNumber,
    Date,
    Line,
    Listing,
    UnitNumber,
    Whole,
    Words,
    YesNo,
)

METHODS = ("portfolio", "assignment", "test")
INFORMATION = "information:"  # begins the key, and with a capital the heading, of a column that a centre names itself


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` is the field's name in the values, where it is one. ``about`` is for the person who fills it in."""

    key: str
    heading: str
    type: CellType
    about: str
    example: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """``as_fields``: two columns, Field and Value, with one row for each of ``columns``."""

    name: str
    about: str
    columns: tuple[Column, ...]
    required: bool = True
    as_fields: bool = False

    def column(self, key: str) -> Column:
        """The column of that key; for a column that the centre named, one made for it."""
        if key.startswith(INFORMATION):
            return information_column(key.removeprefix(INFORMATION))
        return next(column for column in self.columns if column.key == key)


def information_column(name: str) -> Column:
    about = "What else the awarding organisation says of the unit, under a name of your choice after the colon."
    return Column(f"{INFORMATION}{name}", f"Information: {name}", Words(), about)


LEVEL = Whole(0, HIGHEST_LEVEL)
LABEL = Line(120)

QUALIFICATION = Sheet(
    "Qualification",
    "One row a field: its name in the column Field, its value in the column Value.",
    (
        Column("code", "Code", Code(), "Short name of the qualification in Attest.", "level-2-signwriting", True),
        Column("awarding_organisation", "Awarding organisation", Line(120), "Who awards it.", "Example Awards", True),
        Column("scheme", "Scheme", Line(40, True), "The body’s number or name of the scheme.", "7711", True),
        Column(
            "title", "Title", Line(), "The title in full, as on the certificate.", "Certificate in Signwriting", True
        ),
        Column("level", "Level", LEVEL, "0 for Entry, else 1 to 8.", "2", True),
        Column("version", "Version", Line(40), "Which edition of the specification.", "1.2", True),
        Column("published_on", "Published on", Date(), "When that edition was published.", "2026-01-31", True),
        Column("number", "Qualification number", Line(12), "The regulator’s number.", "601/4756/8"),
        Column("registration_from", "Registration from", Date(), "First day to register candidates.", "2026-09-01"),
        Column("registration_until", "Registration until", Date(), "Last day to register candidates.", "2029-08-31"),
        Column("guided_hours", "Guided hours", Whole(0, 9999), "Guided learning hours (GLH).", "178"),
        Column("total_hours", "Total hours", Whole(0, 9999), "Total qualification time (TQT).", "500"),
        Column("grading", "Grading", Line(60), "How it is graded.", "pass or fail"),
        Column("minimum_age", "Minimum age", Whole(0, 99), "Youngest age at registration.", "16"),
        Column("rule_name", "Rule name", Line(60), "Short name of the rule; empty: the code.", "level-2-signwriting"),
        Column("rule_version", "Rule version", Line(40), "Version of the rule; empty: 1.", "1"),
        Column("rule_title", "Rule title", Line(), "Title of the rule; empty: the qualification’s title."),
        Column(
            "rule_source", "Rule source", Line(), "Where the rule is printed. Needed where there is a rule.", "p. 7"
        ),
    ),
    as_fields=True,
)

UNITS = Sheet(
    "Units",
    "One row a unit, in the order in which they are to be shown.",
    (
        Column("scheme", "Scheme", Line(40, True), "The scheme of the unit; empty: the qualification’s.", "7711"),
        Column("number", "Unit number", UnitNumber(), "The body’s number, or the unit reference.", "101", True),
        Column("reference", "Unit reference", UnitNumber(True), "The regulator’s reference.", "D/506/2153"),
        Column("title", "Title", Line(), "Title of the unit.", "Prepare a sign", True),
        Column("level", "Level", LEVEL, "0 for Entry, else 1 to 8.", "2", True),
        Column("credit", "Credit", Whole(0, 999), "Credits of the unit.", "4", True),
        Column("group", "Group", Line(60, True), "Key of its group in the sheet Groups.", "A"),
        Column("edition", "Edition", Whole(1, 999), "Which edition of the unit’s wording; empty: 1.", "1"),
        Column("guided_hours", "Guided hours", Whole(0, 9999), "Guided learning hours of the unit.", "24"),
        Column("method", "Method", Choice(METHODS), "How it is assessed; empty: portfolio.", "portfolio"),
        Column(
            "minutes",
            "Minutes",
            Whole(1, 9999),
            "How long its test lasts or its assignment may take. Only where the method is one of them.",
            "60",
        ),
        Column("sector_number", "Sector number", Line(20), "The sector body’s number of the unit.", "A17"),
        Column("available_from", "Available from", Date(), "First day on which it can be used.", "2026-09-01"),
        Column("expires_on", "Expires on", Date(), "Last day on which it can be used.", "2029-08-31"),
        Column("suits", "Not suited to", Line(), "Who should not choose the unit.", "Anyone who works alone"),
        Column("standards", "Standards", Listing(), "National Occupational Standards it relates to.", "SW1; SW2"),
        Column("key_skills", "Key skills", Listing(), "Key skills it gives a chance to show.", "Communication"),
        Column("aim", "Aim", Words(), "The unit’s aim, in the body’s words."),
    ),
)

CRITERIA = Sheet(
    "Criteria",
    "One row a criterion. What belongs to its outcome stands on any one of the outcome’s rows, or on all of them.",
    (
        Column(
            "unit",
            "Unit",
            Line(61, True),
            "The unit’s number, or its code: scheme-number, or the reference.",
            "7711-101",
            True,
        ),
        Column("outcome", "Outcome number", Whole(1, 99), "1, 2, 3 in each unit.", "1", True),
        Column("outcome_label", "Outcome label", LABEL, "What the candidate learns, in short.", "Get the ground ready"),
        Column("outcome_text", "Outcome wording", Words(), "The outcome in the body’s words."),
        Column("questions", "Questions", Whole(0, 999), "How many of the test’s questions are about the outcome.", "8"),
        Column(
            "criterion", "Criterion number", CriterionNumber(), "1, 2, 3 or 1.1, 1.2; empty: by the order of rows.", "1"
        ),
        Column("label", "Criterion label", LABEL, "What the candidate shows, in short.", "Pick a paint", True),
        Column("text", "Criterion wording", Words(), "The criterion in the body’s words."),
        Column("printed", "Printed number", Line(12), "The number as printed, where it differs.", "1.10"),
        Column("guidance", "Guidance", Words(), "The body’s notes on the criterion."),
    ),
)

GROUPS = Sheet(
    "Groups",
    "One row a group of the rule. Leave the sheet out where the rule is not known.",
    (
        Column("key", "Group", Line(60, True), "A short key of your choice.", "A", True),
        Column("title", "Group title", Line(), "What the group is called.", "Group A", True),
        Column("units", "Units", Listing(True), "Its units; empty: by the column Group of Units.", "7711-101"),
        Column("groups", "Groups", Listing(True), "Keys of the groups inside it, instead of units.", "B; C"),
        Column("outside", "Outside", YesNo(), "It stands for the units that no group lists, instead of units.", "yes"),
        Column("level", "Level of those outside", LEVEL, "At which of them count; empty: at any level.", "3"),
        Column("scope", "Outside level scope", Choice(SCOPES), "Whether higher levels count as well.", "at or above"),
    ),
    required=False,
)

RULE = Sheet(
    "Rule",
    "One row a clause of the rule of combination: all have to be met.",
    (
        Column("kind", "Kind", Choice(tuple(KINDS)), "What the clause asks for.", "minimum from group", True),
        Column("groups", "Groups", Listing(True), "Key of the group it speaks of, or keys.", "B"),
        Column("units", "Units", Listing(True), "Units of which no two count together.", "7711-101; 7711-102"),
        Column("credits", "Credits", Whole(0, 9999), "How many credits, at least or at most.", "20"),
        Column("unit_count", "Number of units", Whole(0, 9999), "How many units, instead of credits.", "2"),
        Column("level", "Level", LEVEL, "The level that the credits must be at.", "2"),
        Column("scope", "Level scope", Choice(SCOPES), "Whether higher levels count as well.", "at or above"),
        Column("source", "Source", Line(), "Where it is printed, so that anyone can check it.", "p. 7", True),
    ),
    required=False,
)

READINGS = Sheet(
    "Readings",
    "Other ways to read an unclear rule. The strict reading decides; where one of these differs, the body is asked.",
    (
        Column("name", "Reading", Code(60), "A short name of your choice.", "credit_cap", True),
        Column("label", "Reading label", Line(), "What it says.", "Group C limits credits, not units", True),
        Column("caps", "Units count in part", YesNo(), "A limit on credits counts part of a unit.", "yes"),
        Column("levels", "Higher levels count", YesNo(), "Exactly at a level means at it or above.", "no"),
    ),
    required=False,
)

SHEETS = (QUALIFICATION, UNITS, CRITERIA, GROUPS, RULE, READINGS)


def sheet_called(name: str) -> Sheet | None:
    """Capitals, and space around the name, do not matter."""
    return next((sheet for sheet in SHEETS if sheet.name.casefold() == name.strip().casefold()), None)
