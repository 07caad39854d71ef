"""Forms of policies and runs."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DeclarationField, JalaliDateField, PersianTextField, WholeNumberField
from core.persian import latin_digits
from oversight.facts.policies import citation_for
from oversight.models import PolicyRule
from oversight.rules import MISSING
from oversight.rules.parameters import NUMBERS, Number, faults
from oversight.states import RuleCode


def is_offered(rule: PolicyRule) -> bool:
    """Tell whether a rule can be switched: it is on, or the register that it reads is kept."""
    return rule.is_enabled or RuleCode(rule.code) not in MISSING


class ProposeForm(forms.Form):
    """A new version: the rules in force with other numbers."""

    title = PersianTextField(label=gettext_lazy("title"), max_length=160)
    valid_from = JalaliDateField(label=gettext_lazy("in force from"), ahead=True)
    resolution = PersianTextField(
        label=gettext_lazy("working-group resolution"), max_length=80, required=False
    )
    note = PersianTextField(
        label=gettext_lazy("why"), widget=forms.Textarea, min_length=20, max_length=2000
    )

    def __init__(self, *args: Any, rules: Iterable[PolicyRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = list(rules)
        for rule in self.rules:
            code = RuleCode(rule.code)
            if not is_offered(rule):
                continue
            self.fields[f"on_{code}"] = forms.BooleanField(
                label=f"{code} {code.label}", required=False, initial=rule.is_enabled
            )
            for name, number in NUMBERS[code].items():
                self.fields[f"{code}_{name}"] = WholeNumberField(
                    label=f"{code} · {_short(number)}",
                    min_value=number.least,
                    max_value=number.most,
                    initial=rule.parameters.get(name),
                )

    def general(self) -> list[BoundField]:
        """Return what is said of the version as a whole."""
        return [self[name] for name in ("title", "valid_from", "resolution", "note")]

    def rule_sets(self) -> list[dict[str, Any]]:
        """Return each rule with its switch and its numbers, for a group of fields of its own."""
        return [
            {
                "code": rule.code,
                "label": RuleCode(rule.code).label,
                "switch": self[f"on_{rule.code}"],
                "numbers": [
                    {"field": self[f"{rule.code}_{name}"], "label": _short(number)}
                    for name, number in NUMBERS[RuleCode(rule.code)].items()
                ],
            }
            for rule in self.rules
            if is_offered(rule)
        ]

    def wrong_rules(self) -> dict[str, list[str]]:
        """Return, by code, what is wrong with the rules whose numbers were all typed."""
        wrong = {}
        for rule in filter(is_offered, self.rules):
            code = RuleCode(rule.code)
            names = {name: f"{code}_{name}" for name in NUMBERS[code]}
            if not set(names.values()) <= self.cleaned_data.keys():
                continue
            typed = {name: self.cleaned_data[field] for name, field in names.items()}
            if texts := faults(code, dict(rule.parameters) | typed):
                wrong[str(code)] = texts
        return wrong

    def changed_rules(self) -> list[dict[str, Any]]:
        """Return every rule of the new version: code, on or off, parameters."""
        rules = []
        for rule in self.rules:
            code = RuleCode(rule.code)
            parameters = dict(rule.parameters)
            if is_offered(rule):
                for name in NUMBERS[code]:
                    parameters[name] = self.cleaned_data[f"{code}_{name}"]
            rules.append(
                {
                    "code": code,
                    "is_enabled": is_offered(rule) and self.cleaned_data[f"on_{code}"],
                    "parameters": parameters,
                    "provenance": rule.provenance,
                    "citation": citation_for(rule),
                }
            )
        return rules


def _short(number: Number) -> str:
    """Return the name of a number with its unit, once where both are one word."""
    label, unit = str(number.label), str(number.unit)
    return label if label == unit else f"{label} ({unit})"


class ApproveForm(forms.Form):
    """The second person's signature: a step without a way back, so the version is named."""

    agreed = DeclarationField(
        label=gettext_lazy("I have compared the numbers and approve this version.")
    )
    confirmation = PersianTextField(
        label=gettext_lazy("To confirm, write the number of the version"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number

    def clean_confirmation(self) -> str:
        """Refuse another number than the version's."""
        typed = latin_digits(self.cleaned_data["confirmation"]).strip()
        if typed != str(self.number):
            raise forms.ValidationError(_("This is not the number of the version."))
        return typed


class RefuseForm(forms.Form):
    """Why a proposal is refused."""

    reason = PersianTextField(
        label=gettext_lazy("reason"), widget=forms.Textarea, min_length=10, max_length=2000
    )


class RunForm(forms.Form):
    """A run on demand."""

    as_of = JalaliDateField(label=gettext_lazy("as of"))
    mode = forms.ChoiceField(
        label=gettext_lazy("mode"),
        choices=[("full", gettext_lazy("full")), ("incremental", gettext_lazy("incremental"))],
    )
    dry = forms.BooleanField(
        label=gettext_lazy("only show what would happen"), required=False, initial=True
    )
