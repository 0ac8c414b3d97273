"""Values as JSON and back, for what is kept in a row: nothing is lost, and an unknown word is an error."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from units.interchange.values import CriterionValues, OutcomeValues, QualificationValues, UnitValues

DATES = {"published_on", "registration_from", "registration_until", "available_from", "expires_on"}
LISTS = {"standards", "key_skills"}


def to_data(values: QualificationValues) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(values).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return value


def from_data(data: Mapping[str, Any]) -> QualificationValues:
    """KeyError or TypeError where a name is missing or unknown."""
    units = tuple(unit_from_data(unit) for unit in data["units"])
    return QualificationValues(**_typed(data), units=units)


def unit_from_data(data: Mapping[str, Any]) -> UnitValues:
    return UnitValues(**_typed(data), outcomes=tuple(_outcome(outcome) for outcome in data["outcomes"]))


def _outcome(data: Mapping[str, Any]) -> OutcomeValues:
    return OutcomeValues(**_typed(data), criteria=tuple(CriterionValues(**row) for row in data["criteria"]))


def _typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """All but the rows below it, dates and tuples as such."""
    return {name: _value(name, value) for name, value in data.items() if name not in ("units", "outcomes", "criteria")}


def _value(name: str, value: Any) -> Any:
    if name in DATES and value is not None:
        return dt.date.fromisoformat(value)
    return tuple(value) if name in LISTS else value
