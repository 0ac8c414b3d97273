from portfolio.gates.allocation import allocation_gate
from portfolio.gates.arrival import arrival_gate
from portfolio.gates.dropping import dropping_gate
from portfolio.gates.edition import edition_gate
from portfolio.gates.mapping import Changes, mapping_gate
from portfolio.gates.opening import opening_gate
from portfolio.gates.pinning import Pinning, pinning_gate
from portfolio.gates.plan import plan_gate
from portfolio.gates.registration import Application, registration_gate
from portfolio.gates.submission import blockers_of_all, submission_gate
from portfolio.gates.unit_choice import unit_choice_gate
from portfolio.gates.withdrawal import withdrawal_gate
from portfolio.gates.witness import Asked, asking_gate

__all__ = [
    "Application",
    "Asked",
    "Changes",
    "Pinning",
    "allocation_gate",
    "arrival_gate",
    "asking_gate",
    "blockers_of_all",
    "dropping_gate",
    "edition_gate",
    "mapping_gate",
    "opening_gate",
    "pinning_gate",
    "plan_gate",
    "registration_gate",
    "submission_gate",
    "unit_choice_gate",
    "withdrawal_gate",
]
