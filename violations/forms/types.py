"""The form of an agency's number keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from agencies.models import Agency
from core.clock import today
from core.persian import persian_digits
from violations.facts.type_keys import keys_of, types_in_force
from violations.models import MOST_KEYS


def field_of(key: int) -> str:
    """Return the name of the field of a number key."""
    return f"key_{key}"


class TypeKeysForm(forms.Form):
    """
    One list for each number key; it begins with what the keys choose today.

    `codes`, of the cleaned data, holds the chosen codes, key 1 first.
    """

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [(code, title) for code, title, _severity in types_in_force(today())]
        in_force = {code for code, _title in types}
        chosen = {key: code for code, key in keys_of(agency).items() if code in in_force}
        for key in range(1, MOST_KEYS + 1):
            self.fields[field_of(key)] = forms.ChoiceField(
                label=_("Key {number}").format(number=persian_digits(str(key))),
                choices=[("", _("no type")), *types],
                initial=chosen.get(key, ""),
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Return the codes in the order of the keys; each at one key, no key left out between."""
        data = super().clean() or {}
        codes = [data.get(field_of(key)) or "" for key in range(1, MOST_KEYS + 1)]
        used = [code for code in codes if code]
        for key, code in enumerate(codes, start=1):
            if code and code in codes[: key - 1]:
                self.add_error(field_of(key), _("This type has a key already."))
            elif not code and any(codes[key:]):
                self.add_error(field_of(key), _("Choose a type: a key after it has one."))
        if not used:
            self.add_error(field_of(1), _("Choose a type for one key at least."))
        return data | {"codes": used}
