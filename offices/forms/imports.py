"""What people choose and type when they bring a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offices.models import KnownRows


class UploadForm(forms.Form):
    """A file, what it holds, and what to do with records that are known."""

    content = forms.ChoiceField(label=_("what the file holds"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("file"),
        help_text=_("xlsx, xls, ods or csv, up to 10 MB and 50,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )
    known_rows = forms.ChoiceField(
        label=_("records that are in the register already"),
        choices=KnownRows.choices,
        initial=KnownRows.UPDATE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, contents: list[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["content"]
        field.choices = [(name, title) for name, title, _note in contents]
        field.hints = {name: note for name, _title, note in contents}


class ConfirmForm(forms.Form):
    """Whether rows with errors are given up."""

    leaves_errors = forms.BooleanField(label=_("leave out the rows with errors"), required=False)
