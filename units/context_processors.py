from collections.abc import Set as AbstractSet
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from units.selectors import units_with_wording


def wording(request: HttpRequest) -> dict[str, Any]:
    """What {% official_wording %} asks: one query a page, and none on a page without criteria."""
    return {"units_with_wording": SimpleLazyObject(lambda: _readable(request))}


def _readable(request: HttpRequest) -> AbstractSet[Any]:
    actor = getattr(request, "actor", None)
    return units_with_wording(actor) if actor else frozenset()
