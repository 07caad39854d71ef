"""What people type about the account of a contract."""

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import JalaliDateField, PersianTextField, RialField


class SettlementForm(forms.Form):
    """What the office took in a period and owes the agency."""

    key = PersianTextField(label=gettext_lazy("statement number"), max_length=60)
    period_first = JalaliDateField(label=gettext_lazy("period from"))
    period_last = JalaliDateField(label=gettext_lazy("period to"))
    amount = RialField(label=gettext_lazy("amount"), least=1)
    due_on = JalaliDateField(
        label=gettext_lazy("to be remitted until"),
        ahead=True,
        required=False,
        help_text=gettext_lazy("Left empty, it is the first possible day."),
    )
    source = PersianTextField(
        label=gettext_lazy("source"),
        max_length=200,
        help_text=gettext_lazy("Where the amount comes from, such as the agency's own system."),
    )


class RemittanceForm(forms.Form):
    """That a settlement was remitted, or a part of it."""

    amount = RialField(label=gettext_lazy("amount remitted"), least=1)
    settled_on = JalaliDateField(label=gettext_lazy("remitted on"))
    source = PersianTextField(label=gettext_lazy("number of the voucher"), max_length=200)
