"""The register of one unit's pages while they are read."""

from dataclasses import dataclass, field

from units.handbooks.reading import Correction, Severity, correction


@dataclass(slots=True)
class PageNotes:
    """Repairs are told once for all units that the pages are about, contradictions for each of them."""

    codes: tuple[str, ...]
    corrections: list[Correction] = field(default_factory=list)
    contradictions: list[Correction] = field(default_factory=list)

    def add(
        self, severity: Severity, line: int, printed: str, stored: str, reason: str, *, only: str | None = None
    ) -> None:
        """``only`` is the one unit that this is about."""
        subject = only or ", ".join(self.codes)
        self.corrections.append(correction(severity, line, subject, printed, stored, reason))

    def contradict(self, code: str, severity: Severity, line: int, printed: str, stored: str, reason: str) -> None:
        self.contradictions.append(correction(severity, line, code, printed, stored, reason))

    def contradict_all(self, severity: Severity, line: int, printed: str, stored: str, reason: str) -> None:
        for code in self.codes:
            self.contradict(code, severity, line, printed, stored, reason)

    def may_fill(self, code: str) -> bool:
        return not any(row.subject == code and row.severity == "error" for row in self.contradictions)
