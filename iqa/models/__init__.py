from iqa.models.action import Action, ActionResponse
from iqa.models.clearance import Clearance, ExternalRelease
from iqa.models.sampling import Finding, Sample, SamplingPolicy, SamplingRound

__all__ = [
    "Action",
    "ActionResponse",
    "Clearance",
    "ExternalRelease",
    "Finding",
    "Sample",
    "SamplingPolicy",
    "SamplingRound",
]
