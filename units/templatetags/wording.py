"""{% official_wording criterion %}: the only place in which a template prints the words of an awarding organisation.

Loaded into every template by the settings (`builtins`).
"""

from typing import Any

from django import template
from django.template import Context

from units.models import Comparison, Criterion, Outcome, Unit

register = template.Library()
Worded = Criterion | Outcome | Unit | Comparison
INFORMATION = {  # the names of ReadUnit, in the order in which they are shown
    "assessment": "How it is assessed",
    "standards": "National Occupational Standards",
    "other_standards": "Other standards",
    "key_skills": "Key skills",
    "endorsement": "Endorsement",
    "sector": "Subject and sector",
    "owner": "The owner’s reference",
    "submitted_by": "Submitted by",
    "use": "Available for use",
    "delivery": "Available for delivery",
}


@register.inclusion_tag("components/official_wording.html", takes_context=True)
def official_wording(
    context: Context, row: Worded, opened: bool = False, css: str = "", printed: bool = True
) -> dict[str, Any]:
    """The body's words for a row, folded; nothing where the actor's centre has not imported them itself.

    Of a unit its aim and information; of a criterion the notes for guidance too. A page that was not asked for by a
    person (a mail, a document) shows none. A criterion's outcome has to be loaded. `printed=False`: the page itself says
    which number the body prints.
    """
    words = _words_of(row)
    shown = bool(words) and _unit_of(row) in (context.get(_readable(row)) or ())
    number = row.printed if isinstance(row, Criterion) and row.printed != row.number else ""
    return {
        "row": row,
        "words": words if shown else [],
        "title": _title_of(row),
        "printed": number if printed else "",
        "opened": opened,
        "css": css,
    }


def _words_of(row: Worded) -> list[tuple[str, str]]:
    """Heading, words. The first of a row needs no heading."""
    match row:
        case Criterion():
            found = [("", row.text), ("Guidance", row.guidance)]
        case Outcome():
            found = [("", row.text)]
        case Unit():
            found = [("Aim", row.aim), *((name, row.information.get(key, "")) for key, name in INFORMATION.items())]
        case _:
            found = [("", row.detail)]
    return [(heading, words) for heading, words in found if words]


def _title_of(row: Worded) -> tuple[str, str]:
    """What the fold is called; and of what, for whoever hears it out of its place."""
    match row:
        case Unit():
            return "Aim and information, in the body’s words", row.code
        case Comparison():
            return "Official remarks", row.unit.code
        case _:
            return "Official wording", str(row.number)


def _unit_of(row: Worded) -> Any:
    match row:
        case Criterion():
            return row.outcome.unit_id
        case Unit():
            return row.pk
        case _:
            return row.unit_id


def _readable(row: Worded) -> str:
    return "units_with_remarks" if isinstance(row, Comparison) else "units_with_wording"
