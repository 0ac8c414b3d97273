"""The forms in which a qualification is described. Each gives plain values, and none of them refuses what is missing."""

from units.draft_forms.check import CheckedForm, ReturnForm
from units.draft_forms.facts import EditionForm, FactsForm
from units.draft_forms.files import UploadForm
from units.draft_forms.groups import GroupForm, HomesForm
from units.draft_forms.outcome import OutcomeForm
from units.draft_forms.rule import ClauseForm, ReadingForm, SourceForm
from units.draft_forms.unit import UnitForm

__all__ = [
    "CheckedForm",
    "ClauseForm",
    "EditionForm",
    "FactsForm",
    "GroupForm",
    "HomesForm",
    "OutcomeForm",
    "ReadingForm",
    "ReturnForm",
    "SourceForm",
    "UnitForm",
    "UploadForm",
]
