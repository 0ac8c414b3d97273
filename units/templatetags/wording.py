"""{% official_wording criterion %}: the only place in which a template prints the words of an awarding organisation.

Loaded into every template by the settings (`builtins`).
"""

from typing import Any

from django import template
from django.template import Context

from units.models import Criterion, Outcome

register = template.Library()


@register.inclusion_tag("components/official_wording.html", takes_context=True)
def official_wording(context: Context, row: Criterion | Outcome, opened: bool = False, css: str = "") -> dict[str, Any]:
    """The wording of a criterion or outcome, folded; nothing where the actor's centre has not imported it itself.

    A page that was not asked for by a person (a mail, a document) shows none. `row.outcome` has to be loaded.
    """
    shown = bool(row.text) and _unit_of(row) in (context.get("units_with_wording") or ())
    return {"row": row, "wording": row.text if shown else "", "opened": opened, "css": css}


def _unit_of(row: Criterion | Outcome) -> Any:
    return row.outcome.unit_id if isinstance(row, Criterion) else row.unit_id
