"""What people type about users, roles and keys."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.facts import Hat
from accounts.key_scopes import SCOPE_LABELS
from accounts.keys import KEYS, LABELS, letter_of
from accounts.networks import networks_of
from accounts.principal import CLIENT_ROLES
from accounts.roles import DECIDING_ROLES, ROLE_LABELS, Role
from core.errors import refusal_of
from core.forms import JalaliDateField, PersianTextField, WholeNumberField
from core.identifiers import validate_national_id
from core.persian import loose_key

LEAST_REASON = 5


def national_id_field() -> PersianTextField:
    """Return the field of the national ID by which accounts of one person are known."""
    return PersianTextField(
        label=_("national ID"),
        max_length=20,
        validators=[validate_national_id],
        help_text=_("Kept sealed. By it, two accounts of one person count as one."),
    )


class UserForm(forms.Form):
    """A new person."""

    username = forms.RegexField(
        r"^[a-z0-9._-]{3,64}$",
        label=_("username"),
        help_text=_("Latin letters, digits, dot and hyphen."),
        error_messages={
            "invalid": _("Write 3 to 64 small Latin letters, digits, dots, hyphens or underscores.")
        },
    )
    full_name = PersianTextField(label=_("full name"), max_length=120)
    position = PersianTextField(label=_("position"), max_length=160, required=False)
    national_id = national_id_field()


def letter_field(label: Any, help_text: Any) -> PersianTextField:
    """Return the field of the letter on which a role is given or ended."""
    return PersianTextField(
        label=label,
        help_text=help_text,
        max_length=60,
        required=False,
    )


def reason_field(help_text: Any = "") -> PersianTextField:
    """Return the field of why a role is given or ended."""
    return PersianTextField(
        label=_("reason"), help_text=help_text, max_length=240, min_length=LEAST_REASON
    )


def _roles(*, decide: bool) -> list[tuple[Role, Any]]:
    return [
        (role, label)
        for role, label in ROLE_LABELS.items()
        if role is not Role.SYSTEM and (role in DECIDING_ROLES) is decide
    ]


class GrantForm(forms.Form):
    """A role for a person; nothing is chosen beforehand."""

    role = forms.ChoiceField(
        label=_("role"),
        choices=[
            ("", _("Choose a role")),
            (_("Given at once"), _roles(decide=False)),
            (_("Decides: a second admin confirms it"), _roles(decide=True)),
        ],
        help_text=_(
            "For an office with an open case or review a second admin confirms the role of its"
            " operator, too."
        ),
    )
    scope = PersianTextField(
        label=_("agency, office or county"),
        help_text=_(
            "Name or code of the agency, code of the office or name of the county; empty for the"
            " whole province."
        ),
        max_length=80,
        required=False,
    )
    starts_on = JalaliDateField(label=_("from"), help_text=_("Today or later."))
    ends_on = JalaliDateField(
        label=_("to"), help_text=_("The last day; empty until it is ended."), required=False
    )
    letter_no = letter_field(
        _("letter number (required for roles that decide or speak for one body)"),
        _(
            "The number under which your secretariat registered the letter in which the body names"
            " the person. Roles that decide, and those of an agency, an office, the association or"
            " a county, are given only on such a letter."
        ),
    )
    letter_no.is_awaited = True  # type: ignore[attr-defined] # of a role that rests on a letter
    letter_on = JalaliDateField(
        label=_("day of the letter"),
        help_text=_("As it stands on the letter; not after today."),
        required=False,
    )
    letter_on.is_awaited = True  # type: ignore[attr-defined] # as its number
    reason = reason_field(_("Why this person needs it. It stays in the history."))


class IdentifyForm(forms.Form):
    """Whose account it is."""

    national_id = national_id_field()
    reason = PersianTextField(label=_("reason"), max_length=240, min_length=5)


class EndGrantForm(forms.Form):
    """Why a role ends."""

    reason = reason_field(_("It stays in the history, and the person reads it."))
    letter_no = letter_field(
        _("letter number"),
        _(
            "The number under which your secretariat registered the letter in which the body"
            " recalls the person or asks that the role end; empty if there is none."
        ),
    )


class ActiveForm(forms.Form):
    """Why a person is shut out or let in."""

    reason = PersianTextField(label=_("reason"), max_length=240, min_length=10)


class RenewForm(forms.Form):
    """How it was checked who asks, and what was lost."""

    reason = PersianTextField(
        label=_("how the identity was checked"),
        help_text=_(
            "For example: in person with the national card, or by a call to the number that stands"
            " in the file. It stays in the history."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=10,
        max_length=240,
    )
    is_factor_lost = forms.BooleanField(
        label=_("The phone with the authenticator is lost too, and there is no recovery code"),
        help_text=_(
            "The second factor is then removed, and set up anew at the next sign-in. Otherwise it"
            " stays and is asked as before."
        ),
        required=False,
    )


class AccessForm(forms.Form):
    """Why a page should be open to a person."""

    reason = PersianTextField(
        label=_("what you have to do there"),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=10,
        max_length=400,
    )


class TokenForm(forms.Form):
    """A new key to the API."""

    name = PersianTextField(
        label=_("name of the key"), max_length=80, help_text=_("Where it is used.")
    )
    grant = forms.ChoiceField(label=_("role that it carries"))
    client = PersianTextField(
        label=_("name of the program"),
        max_length=120,
        required=False,
        help_text=_("The history then names the program; a program signs nothing."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("what it may be used for"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (scope.value, format_lazy("{} · \u2066{}\u2069", label, scope.value))  # isolated
            for scope, label in SCOPE_LABELS.items()
        ],
        error_messages={"required": _("Choose at least one scope of the list.")},
    )
    addresses = forms.CharField(
        label=_("allowed addresses"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "class": "ltr"}),
        help_text=_("One network a line, such as 203.0.113.0/24; empty for any."),
    )
    days = WholeNumberField(label=_("days until it expires"), min_value=1, max_value=365)

    def __init__(self, *args: Any, hats: list[Hat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grant: Any = self.fields["grant"]
        grant.choices = [(str(hat.grant_id), hat.label) for hat in hats]
        if not {hat.role for hat in hats} & CLIENT_ROLES:
            del self.fields["client"]

    def clean_addresses(self) -> list[str]:
        """Return the networks, one for each line or word; refuse what is none."""
        typed = str(self.cleaned_data["addresses"]).replace(",", " ").split()
        if wrong := refusal_of(networks_of, typed):
            raise forms.ValidationError(wrong["addresses"])
        return typed


class NoForm(forms.Form):
    """Nothing is asked but the will to do it."""


class RevokeForm(forms.Form):
    """The end of a key; its name is typed."""

    confirmation = PersianTextField(
        label=_("To confirm, write the name of the key"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean_confirmation(self) -> str:
        """Refuse another name than the key's; spaces, joiners and letters of two kinds are one."""
        typed = str(self.cleaned_data["confirmation"])
        if loose_key(typed) != loose_key(self.name):
            raise forms.ValidationError(_("This is not the name of the key."))
        return typed


class PreferencesForm(forms.Form):
    """A person's own choices."""

    single_keys = forms.BooleanField(
        label=_("Single-letter keyboard shortcuts are on"),
        help_text=_("Untick to switch them off."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            field = PersianTextField(label=label, max_length=1, required=False)
            field.widget.attrs |= {"class": "key-letter", "autocomplete": "off"}
            self.fields[f"key_{name}"] = field

    def clean(self) -> dict[str, Any]:
        """Gather the letters that differ from the standard; each letter does one thing."""
        data = super().clean() or {}
        chosen: dict[str, str] = {}
        for name in LABELS:
            letter = letter_of(data.pop(f"key_{name}", "") or KEYS[name])
            if not letter:
                self.add_error(f"key_{name}", _("Type one letter."))
            elif letter in chosen.values():
                self.add_error(f"key_{name}", _("Another key has this letter."))
            else:
                chosen[name] = letter
        data["key_map"] = {name: key for name, key in chosen.items() if key != KEYS[name]}
        return data
