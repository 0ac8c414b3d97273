from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from centres.models import Membership
from units.selectors import units_with_remarks, units_with_wording


def wording(request: HttpRequest) -> dict[str, Any]:
    """What {% official_wording %} asks: one query a page, and none on a page without criteria."""
    return {
        "units_with_wording": SimpleLazyObject(lambda: _readable(request, units_with_wording)),
        "units_with_remarks": SimpleLazyObject(lambda: _readable(request, units_with_remarks)),
    }


def _readable(request: HttpRequest, units: Callable[[Membership], AbstractSet[Any]]) -> AbstractSet[Any]:
    actor = getattr(request, "actor", None)
    return units(actor) if actor else frozenset()
