"""The tree of a CASE package: which item is below which, in which order. Anybody's package, so nothing is trusted."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from units.interchange.archives import MOST_BYTES, FileError
from units.interchange.case_names import CRITERION, OUTCOME, ROLES, UNIT
from units.interchange.problems import Problem

Json = Mapping[str, Any]
MOST_ITEMS = 60_000
MOST_LEVELS = 20


@dataclass(frozen=True, slots=True)
class Item:
    """``row`` is its place in CFItems, from 1."""

    row: int
    data: Json
    role: str

    @property
    def identifier(self) -> str:
        return str(self.data.get("identifier", ""))

    def problem(self, reason: str, remedy: str) -> Problem:
        return Problem("CFItems", self.row, str(self.data.get("humanCodingScheme") or self.identifier), reason, remedy)


@dataclass(frozen=True, slots=True)
class Package:
    """``reached`` are the identifiers that `below` has handed out, or passed through."""

    document: Json
    items: Sequence[Item]
    children: Mapping[str, Sequence[Item]]
    reached: set[str] = field(default_factory=set)

    def below(self, identifier: str, role: str) -> list[Item]:
        """The nearest items of that role below, in order; what stands between, such as a chapter, is passed through."""
        found: list[Item] = []
        for child in self.children.get(identifier, ()):
            inner = [child] if child.role == role else self.below(child.identifier, role) if not child.role else []
            if inner:
                self.reached.add(child.identifier)
            found += inner
        return found

    def left_over(self) -> list[Problem]:
        reason = "The item was not read: it is no unit, no outcome of a unit and no criterion of an outcome."
        remedy = "Correct its CFItemType or what it is a child of, or delete it."
        return [item.problem(reason, remedy) for item in self.items if item.identifier not in self.reached]


def read_package(content: bytes, problems: list[Problem]) -> Package:
    """FileError for what is no package of CASE."""
    data = _json(content)
    if isinstance(data, Mapping) and isinstance(data.get("CFPackage"), Mapping):
        data = data["CFPackage"]
    document = data.get("CFDocument") if isinstance(data, Mapping) else None
    if not isinstance(document, Mapping) or not document.get("identifier"):
        remedy = "Export the whole framework as a CFPackage, and choose that file."
        raise FileError("The file has no CFDocument with an identifier, so it is no CASE package.", remedy)
    items, associations = _objects(data, "CFItems"), _objects(data, "CFAssociations")
    parents = _parents(associations)
    root = str(document.get("identifier", ""))
    placed = _placed(root, items, parents, problems)
    return Package(document, placed, _children(root, placed, parents))


def _json(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        raise FileError("The file has more than 10 MB.", "Export one qualification alone.")
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise FileError("The file is not JSON.", "Export it again as CASE JSON, and choose that file.") from None


def _objects(data: Json, name: str) -> list[Json]:
    found = data.get(name) or []
    if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found) or len(found) > MOST_ITEMS:
        reason = f"{name} is not a list of objects, or has more than {MOST_ITEMS:,}."
        raise FileError(reason, "Export the whole framework as a CFPackage, and choose that file.")
    return found


def _parents(associations: Iterable[Json]) -> dict[str, list[tuple[float, str]]]:
    """For each item its parents, with its place below them; without a number it stands as it comes."""
    parents: dict[str, list[tuple[float, str]]] = {}
    for place, association in enumerate(associations):
        if association.get("associationType") == "isChildOf":
            number = association.get("sequenceNumber")
            order = float(number) if isinstance(number, int) and abs(number) < 10**9 else float(place)
            origin, destination = (_end(association, end) for end in ("originNodeURI", "destinationNodeURI"))
            parents.setdefault(origin, []).append((order, destination))
    return parents


def _end(association: Json, name: str) -> str:
    link = association.get(name)
    return str(link.get("identifier", "")) if isinstance(link, Mapping) else str(link or "")


def _placed(
    root: str, data: Sequence[Json], parents: Mapping[str, Sequence[tuple[float, str]]], problems: list[Problem]
) -> list[Item]:
    """The items that hang on the document, with their roles."""
    depths = _depths(root, data, parents)
    typed = any(str(item.get("CFItemType", "")).casefold() in ROLES for item in data)
    placed: list[Item] = []
    seen: set[str] = set()
    for row, item in enumerate(data, start=1):
        identifier = str(item.get("identifier", ""))
        known = Item(row, item, _role(item, depths.get(identifier, 0), typed))
        if reason := _misplaced(known, identifier in seen, len(parents.get(identifier, ())), depths, typed):
            remedy = "Correct the associations of the type isChildOf, and export the file again."
            problems.append(known.problem(reason, remedy))
        else:
            placed.append(known)
        seen.add(identifier)
    return placed


def _misplaced(item: Item, twice: bool, parents: int, depths: Mapping[str, int], typed: bool) -> str:
    if twice or not item.identifier:
        return "Another item has this identifier, or it has none."
    if parents > 1:
        return "The item is below two others, and a criterion belongs to one outcome of one unit."
    if item.identifier not in depths:
        return "The item does not hang on the document."
    if depths[item.identifier] > (MOST_LEVELS if typed else 3):
        return "The item is on too deep a level: units, outcomes and criteria make three."
    return ""


def _depths(root: str, data: Sequence[Json], parents: Mapping[str, Sequence[tuple[float, str]]]) -> dict[str, int]:
    """How far below the document each item is; those that go round in a ring, or hang on nothing, are not in it."""
    below: dict[str, list[str]] = {}
    for item in data:
        identifier = str(item.get("identifier", ""))
        for _, parent in parents.get(identifier, ()):
            below.setdefault(parent, []).append(identifier)
    depths: dict[str, int] = {}
    level, depth = [root], 0
    while level:
        depth += 1
        level = list(dict.fromkeys(child for parent in level for child in below.get(parent, ()) if child not in depths))
        depths |= dict.fromkeys(level, depth)
    return depths


def _role(item: Json, depth: int, typed: bool) -> str:
    """By its type where types are ours or alike, else by its depth."""
    if typed:
        return ROLES.get(str(item.get("CFItemType", "")).casefold(), "")
    return {1: UNIT, 2: OUTCOME, 3: CRITERION}.get(depth, "")


def _children(
    root: str, placed: Sequence[Item], parents: Mapping[str, Sequence[tuple[float, str]]]
) -> dict[str, list[Item]]:
    ordered: dict[str, list[tuple[float, Item]]] = {root: []}
    for item in placed:
        order, parent = parents[item.identifier][0]
        ordered.setdefault(parent, []).append((order, item))
    return {
        parent: [item for _, item in sorted(several, key=lambda pair: pair[0])] for parent, several in ordered.items()
    }
