"""What people choose when they bring a workbook of reports."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.persian import group, persian_digits


class SheetForm(forms.Form):
    """A workbook of reports."""

    file = forms.FileField(
        label=_("file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
        error_messages={"required": _("Choose the file first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext(
            "xlsx, xls, ods or csv, up to {megabytes} MB and {rows} rows."
        ).format(
            megabytes=persian_digits(settings.REPORT_SHEET_MAX_BYTES // (1024 * 1024)),
            rows=group(settings.REPORT_SHEET_MAX_ROWS),
        )


class FileRowsForm(forms.Form):
    """Whether rows that are like an earlier report are filed, too."""

    takes_alike = forms.BooleanField(
        label=_("File the rows that are like another report, too"), required=False
    )


class AgainForm(forms.Form):
    """Nothing to write: the rows that are left are checked."""
