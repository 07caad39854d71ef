"""What people type about users, roles and keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.facts import Hat
from accounts.roles import ROLE_LABELS, Role
from core.forms import JalaliDateField, PersianTextField, WholeNumberField


class UserForm(forms.Form):
    """A new person."""

    username = forms.RegexField(
        r"^[a-z0-9._-]{3,64}$",
        label=_("username"),
        help_text=_("Latin letters, digits, dot and hyphen."),
    )
    full_name = PersianTextField(label=_("full name"), max_length=120)
    position = PersianTextField(label=_("position"), max_length=160, required=False)
    password = forms.CharField(
        label=_("first password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. The person changes it after signing in."),
    )


class GrantForm(forms.Form):
    """A role for a person."""

    role = forms.ChoiceField(
        label=_("role"),
        choices=[(role, label) for role, label in ROLE_LABELS.items() if role is not Role.SYSTEM],
    )
    scope = PersianTextField(
        label=_("agency, office or county"),
        help_text=_("Agency code, office code or county name; empty for the whole province."),
        max_length=80,
        required=False,
    )
    starts_on = JalaliDateField(label=_("from"))
    ends_on = JalaliDateField(label=_("to"), required=False)


class EndGrantForm(forms.Form):
    """Why a role ends."""

    reason = PersianTextField(label=_("reason"), max_length=240, min_length=5)


class ActiveForm(forms.Form):
    """Why a person is shut out or let in."""

    reason = PersianTextField(label=_("reason"), max_length=240, min_length=5)


class TokenForm(forms.Form):
    """A new key to the API."""

    name = PersianTextField(
        label=_("name of the key"), max_length=80, help_text=_("Where it is used.")
    )
    days = WholeNumberField(label=_("days until it expires"), min_value=1, max_value=365)
    grant = forms.ChoiceField(label=_("role that it carries"))

    def __init__(self, *args: Any, hats: list[Hat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grant: Any = self.fields["grant"]
        grant.choices = [(str(hat.grant_id), hat.label) for hat in hats]


class PreferencesForm(forms.Form):
    """A person's own choices."""

    single_keys = forms.BooleanField(
        label=_("Single-letter keyboard shortcuts are on"),
        help_text=_("Untick to switch them off."),
        required=False,
    )
