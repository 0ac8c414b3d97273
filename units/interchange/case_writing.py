"""A qualification as a CASE 1.1 package. Nothing is lost: what CASE has no field for stands in extensions."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from units.interchange.case_names import (
    CRITERION,
    DOCUMENT_EXTRA,
    DOCUMENT_FIELDS,
    EXTENSION,
    OUTCOME,
    UNIT,
    UNIT_EXTRA,
    UNIT_FIELDS,
    identifier,
)
from units.interchange.disassembling import without_wording
from units.interchange.values import CriterionValues, OutcomeValues, QualificationValues, UnitValues

Json = dict[str, Any]


def write_case(values: QualificationValues, *, base_uri: str, changed_at: dt.datetime, wording: bool) -> str:
    """JSON. `changed_at` is aware; `base_uri` is where the identifiers resolve, on this installation."""
    package = _Package(values if wording else without_wording(values), base_uri.rstrip("/"), _moment(changed_at))
    return json.dumps(package.data(), ensure_ascii=False, indent=2)


def _moment(changed_at: dt.datetime) -> str:
    return changed_at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class _Node:
    """An item, or the document. ``path`` is what its identifier is made of."""

    path: tuple[str, ...]
    title: str
    kind: str = "CFItems"


@dataclass(frozen=True, slots=True)
class _Package:
    values: QualificationValues
    base: str
    changed: str

    def data(self) -> Json:
        items: list[Json] = []
        associations: list[Json] = []
        for item, association in self._branches():
            items.append(item)
            associations.append(association)
        types = [self._item_type(level, name) for level, name in enumerate((UNIT, OUTCOME, CRITERION), start=1)]
        return {
            "CFDocument": self._document(),
            "CFItems": items,
            "CFAssociations": associations,
            "CFDefinitions": {"CFItemTypes": types},
        }

    @property
    def _root(self) -> _Node:
        return _Node((self.values.code, self.values.version), self.values.title, "CFDocuments")

    def _branches(self) -> Iterator[tuple[Json, Json]]:
        """Every item with its association to the one above it."""
        for position, unit in enumerate(self.values.units, start=1):
            node = _Node((*self._root.path, unit.code), unit.title)
            yield self._unit(node, unit), self._child(node, self._root, position)
            for number, outcome in enumerate(unit.outcomes, start=1):
                yield from self._outcome_branch(node, unit.code, number, outcome)

    def _outcome_branch(
        self, unit: _Node, code: str, number: int, outcome: OutcomeValues
    ) -> Iterator[tuple[Json, Json]]:
        node = _Node((*unit.path, str(number)), outcome.label)
        yield self._outcome(node, code, number, outcome), self._child(node, unit, number)
        for place, criterion in enumerate(outcome.criteria, start=1):
            leaf = _Node((*node.path, str(place)), criterion.label)
            yield self._criterion(leaf, code, f"{number}.{place}", criterion), self._child(leaf, node, place)

    def _document(self) -> Json:
        data: Json = {
            "identifier": identifier(*self._root.path),
            "uri": self._uri(self._root),
            "caseVersion": "1.1",
            "language": "en",
            "lastChangeDateTime": self.changed,
        }
        extra = _filled({key: getattr(self.values, key) for key in DOCUMENT_EXTRA} | {"rule": self.values.rule})
        return data | _fields(DOCUMENT_FIELDS, self.values) | _extended(extra)

    def _unit(self, node: _Node, unit: UnitValues) -> Json:
        level = f"Level {unit.level}" if unit.level else "Entry Level"
        shown = {"humanCodingScheme": unit.code, "educationLevel": [level]}
        extra = _filled({key: getattr(unit, key) for key in UNIT_EXTRA} | {"information": unit.information})
        return self._item(node, UNIT) | _fields(UNIT_FIELDS, unit) | shown | _extended(extra)

    def _outcome(self, node: _Node, code: str, number: int, outcome: OutcomeValues) -> Json:
        return self._statement(node, OUTCOME, code, str(number), outcome.text, {"questions": outcome.questions})

    def _criterion(self, node: _Node, code: str, number: str, criterion: CriterionValues) -> Json:
        extra = {"printed": criterion.printed, "guidance": criterion.guidance}
        return self._statement(node, CRITERION, code, number, criterion.text, extra)

    def _statement(self, node: _Node, kind: str, code: str, number: str, text: str, extra: Json) -> Json:
        """CASE insists on a full statement: without the body's words it is the label, and the extension says so."""
        shown = {
            "fullStatement": text or node.title,
            "abbreviatedStatement": node.title,
            "humanCodingScheme": f"{code} {number}",
            "listEnumeration": number,
        }
        return self._item(node, kind) | shown | _extended({"official_wording": bool(text)} | _filled(extra))

    def _item(self, node: _Node, kind: str) -> Json:
        type_ = _Node(("item type", kind), kind, "CFItemTypes")
        return {
            "identifier": identifier(*node.path),
            "uri": self._uri(node),
            "CFItemType": kind,
            "CFItemTypeURI": self._link(type_),
            "language": "en",
            "lastChangeDateTime": self.changed,
        }

    def _child(self, node: _Node, parent: _Node, position: int) -> Json:
        own = _Node((*node.path, "is child of"), "", "CFAssociations")
        return {
            "identifier": identifier(*own.path),
            "uri": self._uri(own),
            "associationType": "isChildOf",
            "sequenceNumber": position,
            "originNodeURI": self._link(node),
            "destinationNodeURI": self._link(parent),
            "lastChangeDateTime": self.changed,
        }

    def _item_type(self, level: int, name: str) -> Json:
        node = _Node(("item type", name), name, "CFItemTypes")
        description = f"{name} of a vocational qualification"
        data = self._link(node) | {"description": description, "hierarchyCode": str(level), "typeCode": name}
        return data | {"lastChangeDateTime": self.changed}

    def _link(self, node: _Node) -> Json:
        return {"title": node.title, "identifier": identifier(*node.path), "uri": self._uri(node)}

    def _uri(self, node: _Node) -> str:
        return f"{self.base}/{node.kind}/{identifier(*node.path)}"


def _fields(names: Mapping[str, str], holder: QualificationValues | UnitValues) -> Json:
    return _filled({field: getattr(holder, key) for key, field in names.items()})


def _filled(values: Mapping[str, Any]) -> Json:
    """Without what is empty, which CASE leaves out; dates as text."""
    shown = {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in values.items()}
    return {key: value for key, value in shown.items() if value not in (None, "", (), {})}


def _extended(extra: Json) -> Json:
    return {"extensions": {EXTENSION: extra}}
