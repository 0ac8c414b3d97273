from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from centres.forms import AttestFormHelper
from units.interchange.archives import MOST_BYTES

MOST_FILES = 10


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class FilesField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    """Sizes are refused before a byte is read."""

    chosen = FilesField(
        label="Workbook, CSV files or CASE file",
        help_text="One .xlsx, one .zip, one .json, or all CSV files together. At most 10 MB.",
        widget=ManyFiles(attrs={"accept": ".xlsx,.csv,.zip,.json"}),
        error_messages={"empty": "This file is empty. Choose the file that you have filled in."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AttestFormHelper(self, "Read the file")

    def clean_chosen(self) -> Sequence[UploadedFile]:
        files: list[UploadedFile] = self.cleaned_data["chosen"]
        size = sum(file.size or 0 for file in files)
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"These are {len(files)} files. Choose the CSV files of one qualification.")
        if size > MOST_BYTES:
            raise forms.ValidationError(
                f"This is {filesizeformat(size)}, and 10 MB is the most. Delete pictures and sheets of other things."
            )
        return files
