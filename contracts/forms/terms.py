"""Forms of a contract's life."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, Service
from contracts.models import Contract
from core.forms import JalaliDateField, PersianTextField, RialField
from core.persian import latin_digits
from offices.models import Office

LEAST = 10


def reason(label: Any = None) -> PersianTextField:
    """Return a field for a reason in a sentence."""
    return PersianTextField(
        label=label or gettext_lazy("reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=LEAST,
        max_length=2000,
    )


class ContractForm(forms.Form):
    """The terms of a draft."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=gettext_lazy("agency"))
    office = PersianTextField(label=gettext_lazy("office code"), max_length=20)
    services = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        label=gettext_lazy("services"),
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = JalaliDateField(label=gettext_lazy("starts on"), ahead=True)
    ends_on = JalaliDateField(label=gettext_lazy("ends on"), ahead=True)
    value = RialField(label=gettext_lazy("estimated value"), required=False)
    notice_days = forms.IntegerField(
        label=gettext_lazy("termination notice, days"), min_value=1, max_value=365, initial=30
    )
    retention_percent = forms.DecimalField(
        label=gettext_lazy("retention, percent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        initial=0,
        required=False,
    )
    retention_reason = PersianTextField(
        label=gettext_lazy("why more than the usual retention"), max_length=400, required=False
    )

    def __init__(
        self, *args: Any, agencies: QuerySet[Agency], is_new: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        agency: Any = self.fields["agency"]
        agency.queryset = agencies
        if agencies.count() == 1:
            agency.initial = agencies.first()
        services: Any = self.fields["services"]
        services.queryset = Service.objects.filter(agency__in=agencies, is_active=True).order_by(
            "agency__position", "code"
        )
        if not is_new:
            del self.fields["agency"], self.fields["office"]

    def clean_office(self) -> Office:
        """Return the office of the code."""
        code = latin_digits(self.cleaned_data["office"]).split()[0]
        office = Office.objects.filter(code=code).first()
        if office is None:
            raise forms.ValidationError(_("No office has this code."))
        return office


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
    issuer = PersianTextField(label=gettext_lazy("issuer"), max_length=120, required=False)
    amount = RialField(label=gettext_lazy("amount"))
    expires_on = JalaliDateField(label=gettext_lazy("expires on"), ahead=True)
    excess_reason = PersianTextField(
        label=gettext_lazy("why more than five percent"), max_length=400, required=False
    )


class SignForm(forms.Form):
    """The signature, with a reason when the rank's share is exceeded."""

    quota_exception = PersianTextField(
        label=gettext_lazy("reason to exceed the share of the rank"),
        max_length=400,
        required=False,
    )


class ReasonForm(forms.Form):
    """A reason."""

    reason = reason()


class SuspendForm(forms.Form):
    """An urgent suspension."""

    until = JalaliDateField(label=gettext_lazy("suspended until"), ahead=True)
    reason = reason()


class DocumentForm(forms.Form):
    """A document of the committee or the regulator as the proof."""

    document_no = PersianTextField(label=gettext_lazy("document number"), max_length=60)
    document_on = JalaliDateField(label=gettext_lazy("document date"))
    document_issuer = PersianTextField(label=gettext_lazy("issuer"), max_length=160)
    until = JalaliDateField(label=gettext_lazy("suspended until"), required=False, ahead=True)
    reason = reason()

    def __init__(self, *args: Any, suspends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if suspends:
            self.fields["until"].required = True
        else:
            del self.fields["until"]


class ServeForm(forms.Form):
    """Service of the termination notice on paper."""

    served_on = JalaliDateField(label=gettext_lazy("served on"))
    proof_text = PersianTextField(
        label=gettext_lazy("number and kind of the receipt"), min_length=3, max_length=240
    )


class WaiveForm(forms.Form):
    """That the office need not wait for the end of the notice."""

    agreed = forms.BooleanField(
        label=gettext_lazy("I have read this text and declare it on behalf of the office.")
    )


class TerminateForm(forms.Form):
    """The last step; the office's code is typed."""

    reason = reason()
    confirmation = PersianTextField(label=gettext_lazy("office code, to confirm"), max_length=20)

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract

    def clean_confirmation(self) -> str:
        """Refuse another code than the office's."""
        typed = latin_digits(self.cleaned_data["confirmation"])
        if typed != self.contract.office.code:
            raise forms.ValidationError(_("To confirm, type the office's code."))
        return typed


class MutualEndForm(forms.Form):
    """A proposal to end by agreement."""

    ends_on = JalaliDateField(label=gettext_lazy("last day"), ahead=True)
    reason = reason()


class SettleForm(forms.Form):
    """The clearance of an ended contract."""

    clearance = PersianTextField(
        label=gettext_lazy("number of the clearance certificate"), min_length=3, max_length=240
    )


class RenewForm(forms.Form):
    """The contract that follows."""

    ends_on = JalaliDateField(label=gettext_lazy("new last day"), ahead=True)
    exception = PersianTextField(
        label=gettext_lazy("reason in spite of what stands against it"),
        max_length=400,
        required=False,
    )


class AddendumForm(forms.Form):
    """A change of the terms."""

    effective_on = JalaliDateField(label=gettext_lazy("effective on"), ahead=True)
    text = reason(gettext_lazy("text of the addendum"))
    ends_on = JalaliDateField(label=gettext_lazy("new last day"), required=False, ahead=True)
    value = RialField(label=gettext_lazy("new value"), required=False)
    notice_days = forms.IntegerField(
        label=gettext_lazy("new termination notice, days"),
        min_value=1,
        max_value=365,
        required=False,
    )
