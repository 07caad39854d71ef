"""What people type about the securities of a contract."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from contracts.forms.endings import BasisForm, ConfirmedForm
from core.forms import JalaliDateField, PersianTextField, RialField


class GuaranteeForm(forms.Form):
    """A guarantee of the contract."""

    kind = forms.ChoiceField(
        label=gettext_lazy("kind"),
        choices=[
            ("bank", gettext_lazy("bank guarantee")),
            ("promissory", gettext_lazy("promissory note")),
            ("cheque", gettext_lazy("cheque")),
            ("cash", gettext_lazy("cash deposit")),
        ],
    )
    number = PersianTextField(label=gettext_lazy("number"), max_length=60)
    issuer = PersianTextField(label=gettext_lazy("bank or issuer"), max_length=120, required=False)
    amount = RialField(label=gettext_lazy("amount"))
    expires_on = JalaliDateField(label=gettext_lazy("in force to"), ahead=True)
    excess_reason = PersianTextField(
        label=gettext_lazy("why more than five percent of the value"),
        max_length=400,
        required=False,
    )


class ExtendForm(forms.Form):
    """The letter by which the issuer prolongs a guarantee."""

    number = PersianTextField(
        label=gettext_lazy("number of the letter or deed that prolongs it"), max_length=60
    )
    expires_on = JalaliDateField(label=gettext_lazy("in force to"), ahead=True)


class CallForm(BasisForm, ConfirmedForm):
    """What is called of a guarantee, and on what."""

    amount = RialField(
        label=gettext_lazy("amount that is called"),
        least=1,
        help_text=gettext_lazy("At most what is left of the guarantee."),
    )
    field_order = ("basis", "amount", "reason", "confirmation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, suspends=False, **kwargs)
