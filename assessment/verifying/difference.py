from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was sealed: in which unit of whom, which act, and what exactly."""

    code: str
    enrolment: UUID
    candidate: str
    unit: str
    act: str  # "Criterion 1.2, decision of 3 March 2026 by Priya Raman"
    said: str  # "the file EV-ABCD-2345 is not the one judged: …"

    def __str__(self) -> str:
        return f"{self.candidate}, {self.unit}. {self.act}: {self.said}"

    def record(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"enrolment": str(self.enrolment)}
