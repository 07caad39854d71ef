"""What people choose and type when they bring a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import JalaliDateField, PersianTextField
from core.papers.bringing import number_field
from offices.models import KnownRows

HEAD = ("document_no", "document_on", "document_issuer")


class UploadForm(forms.Form):
    """A file, what it holds, the letter that brought it, and what to do with known records."""

    content = forms.ChoiceField(label=_("what the file holds"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("file"),
        help_text=_("xlsx, xls, ods or csv, up to 10 MB and 50,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )
    document_no = number_field(_("number of the regulator's letter"), required=False)
    document_on = JalaliDateField(label=_("date of the letter"), required=False, past_only=True)
    document_issuer = PersianTextField(
        label=_("issuer of the letter"), max_length=160, required=False
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
        for name in HEAD:
            self.fields[name].is_awaited = True  # type: ignore[attr-defined] # of the list alone


class ConfirmForm(forms.Form):
    """Whether rows with errors are given up."""

    leaves_errors = forms.BooleanField(label=_("leave out the rows with errors"), required=False)
