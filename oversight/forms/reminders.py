"""Form of a written reminder to agencies."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PersianTextField
from oversight.facts.overdue import Overdue


class ReminderForm(forms.Form):
    """Which agencies, and what is added to the text."""

    note = PersianTextField(
        label=_("Added to each text"),
        widget=forms.Textarea,
        max_length=1000,
        required=False,
        help_text=_("What is overdue is listed by itself."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=600, required=False)

    def clean_seen(self) -> list[str]:
        """Return the digests of the lists that were read."""
        return str(self.cleaned_data["seen"]).split()

    def __init__(self, *args: Any, found: Sequence[Overdue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = forms.MultipleChoiceField(
            label=_("Remind these agencies"),
            widget=forms.CheckboxSelectMultiple,
            choices=[(item.agency.code, item.agency.name) for item in found],
        )
        self.order_fields(["agency", "note"])
