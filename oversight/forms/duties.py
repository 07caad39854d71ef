"""Why an agency does not do what a finding asks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import JalaliDateField, PersianTextField
from core.papers.bringing import number_field, scan_field
from oversight.states import RefusalCode


class DutyReasonForm(forms.Form):
    """Why the deputy raises or reopens a duty."""

    reason = PersianTextField(
        label=_("reason"),
        widget=forms.Textarea(attrs={"rows": 5}),
        min_length=20,
        max_length=2000,
        help_text=_("The agency reads it. Do not write names or national IDs."),
    )


class RefuseDutyForm(forms.Form):
    """The ground, the reason in words, and the document on which a late refusal rests."""

    code = forms.ChoiceField(
        label=_("ground of the refusal"),
        error_messages={"invalid_choice": _("Choose a ground that holds now.")},
    )
    reason = PersianTextField(
        label=_("reason"),
        widget=forms.Textarea(attrs={"rows": 5}),
        min_length=20,
        max_length=2000,
        help_text=_("The province reads it. Do not write names or national IDs."),
    )
    document_no = number_field(
        _("number of the order"),
        required=False,
        help_text=_("Required where a court or a higher authority has stayed it, and only there."),
    )
    document_on = JalaliDateField(
        label=_("day of the order"),
        required=False,
        past_only=True,
        help_text=_("Required with the number; not before the day of the decision that it stays."),
    )
    scan = scan_field(_("scan of the document"), required=False)

    def __init__(self, *args: Any, grounds: Sequence[str], needs_scan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if RefusalCode.COURT not in grounds:
            del self.fields["document_no"], self.fields["document_on"]
        elif len(grounds) == 1:
            self.fields["document_no"].required = self.fields["document_on"].required = True
        code: Any = self.fields["code"]
        code.choices = [("", "–"), *((ground, RefusalCode(ground).label) for ground in grounds)]
        self.fields["scan"].required = needs_scan
