"""The register of one unit while it is read."""

from dataclasses import dataclass, field

from units.handbooks.reading import Correction, Severity, correction


@dataclass(slots=True)
class UnitNotes:
    """Repairs, and contradictions to the catalogue: with one of severity "error" the unit does not fit it."""

    code: str
    corrections: list[Correction] = field(default_factory=list)
    contradictions: list[Correction] = field(default_factory=list)

    def add(self, severity: Severity, line: int, printed: str, stored: str, reason: str) -> None:
        self.corrections.append(correction(severity, line, self.code, printed, stored, reason))

    def contradict(self, severity: Severity, line: int, printed: str, stored: str, reason: str) -> None:
        self.contradictions.append(correction(severity, line, self.code, printed, stored, reason))

    @property
    def fits(self) -> bool:
        return not any(row.severity == "error" for row in self.contradictions)
