"""What people type to suspend and end a contract."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.forms.drafts import reason
from contracts.models import Contract, EndingProof
from contracts.rules.terms import MOST_REASON
from core.forms import DeclarationField, JalaliDateField, PersianTextField
from core.papers.bringing import number_field, scan_field
from core.persian import isolated, latin_digits
from notices.forms import receipt_scan


class ConfirmedForm(forms.Form):
    """A step without a way back; the office's code is typed."""

    confirmation = PersianTextField(
        label=gettext_lazy("To confirm, write the office's code"), max_length=20
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract

    def clean_confirmation(self) -> str:
        """Refuse another code than the office's."""
        typed = latin_digits(self.cleaned_data["confirmation"]).strip()
        if typed != self.contract.office.code:
            raise forms.ValidationError(_("This is not the office's code."))
        return typed


class ReasonForm(forms.Form):
    """A reason."""

    reason = reason()


class ShortReasonForm(forms.Form):
    """A reason that stands in a column of the contract or the addendum, whole."""

    reason = reason(most=MOST_REASON)


class RecusalForm(forms.Form):
    """Why a person acts on the contracts of an office no more."""

    reason = reason(most=240)


class UrgentForm(forms.Form):
    """An urgent suspension."""

    until = JalaliDateField(label=gettext_lazy("suspended until, that day included"), ahead=True)
    reason = reason()


class BasisForm(forms.Form):
    """What a suspension or a notice rests on: a proof of the contract."""

    basis = forms.ChoiceField(
        label=gettext_lazy("rests on"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what this rests on.")},
    )
    until = JalaliDateField(label=gettext_lazy("suspended until, that day included"), ahead=True)
    reason = reason()

    def __init__(
        self, *args: Any, proofs: Sequence[EndingProof], suspends: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proofs = {str(proof.public_id): proof for proof in proofs}
        basis: Any = self.fields["basis"]
        basis.choices = [
            (key, f"{proof.get_kind_display()} · {isolated(proof.source_label)}")
            for key, proof in self.proofs.items()
        ]
        basis.initial = next(iter(self.proofs), None)
        if not suspends:
            del self.fields["until"]

    def clean(self) -> dict[str, Any]:
        """Return the proof."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["proof"] = self.proofs.get(data.pop("basis", ""))
        return data


class DocumentForm(forms.Form):
    """A document of the committee or the regulator about the contract, with its scan."""

    document_no = number_field(gettext_lazy("document number"))
    document_on = JalaliDateField(label=gettext_lazy("document date"), past_only=True)
    document_issuer = PersianTextField(
        label=gettext_lazy("issuer"),
        max_length=160,
        help_text=gettext_lazy("The supervision committee or the regulator."),
    )
    file = scan_field(gettext_lazy("scan of the document"))
    reason = reason()


class ServeForm(forms.Form):
    """Service of the termination notice on paper."""

    served_on = JalaliDateField(label=gettext_lazy("served on"))
    proof_text = PersianTextField(
        label=gettext_lazy("number and kind of the receipt"), min_length=3, max_length=240
    )
    scan = receipt_scan()


class DeclarationForm(forms.Form):
    """That the office declares the text above the form as its own."""

    agreed = DeclarationField(
        label=gettext_lazy("I have read this text and declare it on behalf of the office.")
    )


class TerminateForm(ConfirmedForm):
    """The last step; the office's code is typed."""

    reason = reason()
    field_order = ("reason", "confirmation")


class MutualEndForm(forms.Form):
    """A proposal to end by agreement."""

    ends_on = JalaliDateField(label=gettext_lazy("last day in force"), ahead=True)
    reason = reason(most=MOST_REASON)


class SettleForm(forms.Form):
    """The clearance of an ended contract."""

    clearance = PersianTextField(
        label=gettext_lazy("number of the clearance certificate"), min_length=2, max_length=240
    )
