"""Why an agency does not do what a finding asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PersianTextField
from oversight.states import RefusalCode

GROUNDS = [choice for choice in RefusalCode.choices if choice[0] != RefusalCode.CASE_CLOSED]


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
    """The ground, and the reason in words."""

    code = forms.ChoiceField(label=_("ground of the refusal"), choices=[("", "–"), *GROUNDS])
    reason = PersianTextField(
        label=_("reason"),
        widget=forms.Textarea(attrs={"rows": 5}),
        min_length=20,
        max_length=2000,
        help_text=_("The province reads it. Do not write names or national IDs."),
    )
