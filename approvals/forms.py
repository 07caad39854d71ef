"""Forms of pending acts."""

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import DeclarationField, PersianTextField


class ConfirmForm(forms.Form):
    """The second person's declaration; the one-time code is the page's own."""

    agreed = DeclarationField(
        label=gettext_lazy("I have read what is proposed and confirm it as it stands here.")
    )


class RefuseForm(forms.Form):
    """Why a proposal is refused."""

    reason = PersianTextField(
        label=gettext_lazy("reason"), widget=forms.Textarea, min_length=10, max_length=2000
    )


class WithdrawForm(forms.Form):
    """Why a proposal is withdrawn, if the proposer wants to say so."""

    reason = PersianTextField(
        label=gettext_lazy("reason"), widget=forms.Textarea, max_length=2000, required=False
    )
