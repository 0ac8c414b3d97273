"""The centre's printed records, made from a claim's snapshot and from nothing else: no database, no clock, no network."""

from claims.documents.render import DocumentNotInClaim, MissingGlyphs, render_document
from claims.documents.snapshot import (
    DOCUMENTS_OF,
    Candidate,
    Centre,
    Qualification,
    Snapshot,
    SnapshotClause,
    SnapshotError,
    SnapshotUnit,
)

__all__ = [
    "DOCUMENTS_OF",
    "Candidate",
    "Centre",
    "DocumentNotInClaim",
    "MissingGlyphs",
    "Qualification",
    "Snapshot",
    "SnapshotClause",
    "SnapshotError",
    "SnapshotUnit",
    "render_document",
]
