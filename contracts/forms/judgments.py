"""What people bring to record a judgment on a decision about a contract."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from contracts.forms.drafts import reason
from contracts.states import ContractVerdict
from core.forms import JalaliDateField, PersianTextField, WholeNumberField
from core.papers.bringing import number_field, scan_field


class JudgmentForm(forms.Form):
    """The judgment as its document reads, and its scan."""

    decision = forms.ChoiceField(
        label=gettext_lazy("decision that was judged"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the decision that was judged.")},
    )
    result = forms.ChoiceField(
        label=gettext_lazy("what the judgment did"),
        choices=ContractVerdict.choices,
        widget=forms.RadioSelect,
    )
    days = WholeNumberField(
        label=gettext_lazy("days of the shortened suspension"),
        min_value=1,
        max_value=3650,
        required=False,
        help_text=gettext_lazy("Only where the judgment shortened the suspension."),
    )
    document_no = number_field(gettext_lazy("document number"))
    document_on = JalaliDateField(label=gettext_lazy("document date"), past_only=True)
    document_issuer = PersianTextField(
        label=gettext_lazy("issuer"),
        max_length=160,
        help_text=gettext_lazy("The civil court, or the forum that the contract names."),
    )
    file = scan_field(gettext_lazy("scan of the judgment"))
    reason = reason()

    def __init__(self, *args: Any, decisions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["decision"]
        chosen.choices = list(decisions)
        if len(decisions) == 1:
            chosen.initial = decisions[0][0]
