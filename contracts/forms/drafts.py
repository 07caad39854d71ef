"""What people type to prepare, sign, renew and change a contract."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, Service
from contracts.models import Contract
from core.forms import (
    DeclarationField,
    DigitsField,
    JalaliDateField,
    PersianTextField,
    RialField,
)
from core.persian import DECIMAL_SEPARATOR, latin_digits, persian_digits
from offices.models import Office

LEAST = 10


def reason(label: Any = None, most: int = 2000, **values: Any) -> PersianTextField:
    """Return a field for a reason in a sentence."""
    return PersianTextField(
        label=label or gettext_lazy("reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=LEAST,
        max_length=most,
        **values,
    )


class DaysField(DigitsField):
    """A number of days in any script; the value is an integer."""

    def to_python(self, value: Any) -> Any:
        """Return the number, or None for an empty field."""
        text = super().to_python(value)
        return int(text) if text else None

    def validate(self, value: Any) -> None:
        """Refuse an empty field that is asked for."""
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """A year at most, a day at least."""
        if value is not None and not 1 <= value <= 365:
            raise forms.ValidationError(_("Write a number of days from 1 to 365."), code="days")


class PercentField(forms.CharField):
    """A percentage in any script; the value is a decimal."""

    def to_python(self, value: Any) -> Any:
        """Return the percentage; None for an empty field."""
        text = latin_digits(str(value if value is not None else "")).strip(" ٪%")
        text = text.replace(DECIMAL_SEPARATOR, ".").replace("/", ".").replace("،", ".")
        if not text:
            return None
        try:
            found = Decimal(text)
        except InvalidOperation as error:
            raise forms.ValidationError(_("Write a number such as 10 or 7.5.")) from error
        if not found.is_finite() or not 0 <= found <= 100:
            raise forms.ValidationError(_("A percentage lies between 0 and 100."))
        return found

    def run_validators(self, value: Any) -> None:
        """Leave it: the number was checked while it was read."""

    def prepare_value(self, value: Any) -> Any:
        """Return a stored percentage as it is written, and typed text as it was typed."""
        if isinstance(value, Decimal):
            text = f"{value.normalize():f}".replace(".", DECIMAL_SEPARATOR)
            return persian_digits(text)
        return value


class TermsForm(forms.Form):
    """The terms of a draft: services, days, money."""

    services = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        label=gettext_lazy("services"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one service.")},
    )
    starts_on = JalaliDateField(label=gettext_lazy("first day"), ahead=True)
    ends_on = JalaliDateField(label=gettext_lazy("last day"), ahead=True)
    kind = forms.ChoiceField(
        label=gettext_lazy("kind"),
        choices=[
            ("contract", gettext_lazy("contract")),
            ("memorandum", gettext_lazy("memorandum")),
        ],
    )
    value = RialField(label=gettext_lazy("estimated value"), required=False)
    notice_days = DaysField(label=gettext_lazy("termination notice, days"), initial="30")
    retention_percent = PercentField(
        label=gettext_lazy("retention, percent"), initial=Decimal(0), required=False
    )
    retention_reason = PersianTextField(
        label=gettext_lazy("why more than ten percent"), max_length=400, required=False
    )
    agency_number = PersianTextField(
        label=gettext_lazy("the agency's own number"), max_length=40, required=False
    )

    retention_reason.is_awaited = True  # type: ignore[attr-defined] # above ten percent

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services: Any = self.fields["services"]
        services.queryset = agency.services.filter(is_active=True).order_by("code", "pk")

    def clean_retention_percent(self) -> Any:
        """Return no retention for an empty field."""
        return self.cleaned_data["retention_percent"] or Decimal(0)


class DraftForm(TermsForm):
    """A new draft with an office, by its code."""

    office = PersianTextField(label=gettext_lazy("office"), max_length=40)
    standing_exception = PersianTextField(
        label=gettext_lazy("reason to contract in spite of the office's standing"),
        max_length=400,
        required=False,
    )
    standing_exception.is_awaited = True  # type: ignore[attr-defined] # against a standing
    field_order = ("office",)

    def __init__(self, *args: Any, barred: Callable[[Office], str], **kwargs: Any) -> None:
        """Ask `barred` why the actor drafts no contract with the office."""
        super().__init__(*args, **kwargs)
        self.barred = barred

    def clean_office(self) -> Office:
        """Return the office of the code."""
        typed = latin_digits(self.cleaned_data["office"]).split()
        office = Office.objects.filter(code=typed[0] if typed else "").first()
        if office is None:
            raise forms.ValidationError(_("No office has this code."))
        if why := self.barred(office):
            raise forms.ValidationError(why)
        return office


class SignForm(forms.Form):
    """The signature: a declaration, with a reason when the rank's share is exceeded."""

    quota_exception = PersianTextField(
        label=gettext_lazy("reason to exceed the share of the rank"),
        max_length=400,
        required=False,
    )
    standing_exception = PersianTextField(
        label=gettext_lazy("reason to contract in spite of the office's standing"),
        max_length=400,
        required=False,
    )
    quota_exception.is_awaited = True  # type: ignore[attr-defined] # above the share
    standing_exception.is_awaited = True  # type: ignore[attr-defined] # against a standing
    agreed = DeclarationField(
        label=gettext_lazy("I have read this contract and sign it for the agency.")
    )


class RenewForm(forms.Form):
    """The contract that follows."""

    ends_on = JalaliDateField(label=gettext_lazy("last day of the new term"), ahead=True)
    exception = PersianTextField(
        label=gettext_lazy("reason in spite of what stands against it"),
        max_length=400,
        required=False,
    )


class TextForm(forms.Form):
    """The text of a contract; each article begins a line with «ماده» and its number."""

    text = PersianTextField(
        label=gettext_lazy("text of the contract"),
        help_text=gettext_lazy("Begin each article on a line of its own: «ماده ۱، موضوع. …»"),
        widget=forms.Textarea(attrs={"rows": 20}),
        max_length=200_000,
    )


class AddendumForm(forms.Form):
    """A change of the terms that is proposed; what is left empty stays as it is."""

    effective_on = JalaliDateField(
        label=gettext_lazy("first day"),
        help_text=gettext_lazy(
            "Today or later. The office accepts by this day; otherwise nothing changes."
        ),
        ahead=True,
    )
    text = reason(gettext_lazy("text of the addendum"))
    services = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        label=gettext_lazy("services that are added"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    ends_on = JalaliDateField(
        label=gettext_lazy("new last day of the term"), required=False, ahead=True
    )
    value = RialField(label=gettext_lazy("new value"), required=False)
    notice_days = DaysField(label=gettext_lazy("new termination notice, days"), required=False)
    retention_percent = PercentField(label=gettext_lazy("new retention, percent"), required=False)

    standing_exception = PersianTextField(
        label=gettext_lazy("reason to contract in spite of the office's standing"),
        max_length=400,
        required=False,
    )

    def __init__(
        self, *args: Any, contract: Contract, against: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        known = contract.contract_services.values("service")
        services: Any = self.fields["services"]
        services.queryset = (
            contract.agency.services.filter(is_active=True)
            .exclude(pk__in=known)
            .order_by("code", "pk")
        )
        if not services.queryset.exists():
            del self.fields["services"]
        if against:
            said = _(
                "{against} A longer term or a service that is added needs a reason; the deputy is"
                " notified."
            )
            self.fields["standing_exception"].help_text = said.format(against=" ".join(against))
        else:
            del self.fields["standing_exception"]


class AcceptManyForm(forms.Form):
    """Which contracts the office accepts, and its declaration."""

    contracts = forms.ModelMultipleChoiceField(
        Contract.objects.none(),
        label=gettext_lazy("contracts"),
        error_messages={"required": gettext_lazy("Choose at least one contract.")},
    )
    agreed = DeclarationField(
        label=gettext_lazy("I have read these texts and declare them on behalf of the office.")
    )

    def __init__(self, *args: Any, contracts: QuerySet[Contract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contracts"]
        field.queryset = contracts


class ConfirmForm(forms.Form):
    """Which imported contracts the agency takes as its own."""

    contracts = forms.ModelMultipleChoiceField(
        Contract.objects.none(), label=gettext_lazy("contracts"),
        error_messages={"required": gettext_lazy("Choose at least one contract.")},
    )  # fmt: skip

    def __init__(self, *args: Any, contracts: QuerySet[Contract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contracts"]
        field.queryset = contracts
