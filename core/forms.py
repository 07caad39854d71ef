"""Fields that normalise at the edge: Persian text, Jalali dates, digits, rials, one-time codes."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import jalali
from core.clock import today
from core.persian import display_safe, forbidden_characters, group, latin_digits

_NOT_DIGITS = re.compile(r"[\s\u200c,٬،._-]+")
_YEAR = re.compile(r"[0-9]{4}")
MOST_RIALS = 10**15 - 1


class PersianTextField(forms.CharField):
    """
    Text as it may be shown to others: Persian letters, no control or reordering characters.

    Lines are kept in a `Textarea`; elsewhere they become spaces.
    """

    def to_python(self, value: Any) -> str:
        """Return the normalised text; refuse characters that hide or reorder."""
        text = "" if value is None else str(value)
        bad = forbidden_characters(text)
        if bad:
            raise ValidationError(
                _("The text holds characters that cannot be kept: %(names)s.")
                % {"names": "، ".join(bad[:3])},
                code="characters",
            )
        text = display_safe(text)
        if not isinstance(self.widget, forms.Textarea):
            text = " ".join(text.split("\n"))
        return str(super().to_python(text))


class JalaliDateInput(forms.TextInput):
    """A date as people write it; the popover is an enhancement."""


class JalaliDateField(forms.Field):
    """
    A Jalali date in any of the usual forms; the value is a Gregorian date.

    Without a year the nearest day that is not after today is meant, with `ahead` the nearest one
    that is not before it.
    """

    widget = JalaliDateInput

    def __init__(self, *, ahead: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ahead = ahead

    def to_python(self, value: Any) -> date | None:
        """Return the day, or None for an empty field."""
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        now = today()
        try:
            found = jalali.parse(text, now)
        except jalali.JalaliError as error:
            raise ValidationError(error.message, code=error.code) from error
        if self.ahead and found < now and not _YEAR.search(latin_digits(text)):
            return jalali.add_months(found, 12)
        return found

    def prepare_value(self, value: Any) -> Any:
        """Return a date as it is written, and typed text as it was typed."""
        return jalali.short(value) if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the written forms."""
        return str(self.prepare_value(initial) or "") != str(data or "")


class DigitsField(forms.CharField):
    """Digits in any script, separators dropped; the value is ASCII digits."""

    def to_python(self, value: Any) -> str:
        """Return the digits; refuse anything else."""
        text = _NOT_DIGITS.sub("", latin_digits(str(super().to_python(value))))
        if text and not (text.isascii() and text.isdigit()):
            raise ValidationError(_("Only digits belong here."), code="digits")
        return text


class RialInput(forms.TextInput):
    """An amount; its words in tomans stand under it."""


class RialField(forms.Field):
    """An amount in whole rials; the value is an integer."""

    widget = RialInput

    def to_python(self, value: Any) -> int | None:
        """Return the amount, or None for an empty field."""
        text = _NOT_DIGITS.sub("", latin_digits(str(value or "")))
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise ValidationError(_("Write the amount in rials, with digits only."), code="rials")
        amount = int(text) if len(text) <= len(str(MOST_RIALS)) else MOST_RIALS + 1
        if amount > MOST_RIALS:
            raise ValidationError(_("The amount is too large."), code="large")
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Return an amount with its separators, and typed text as it was typed."""
        return group(value) if isinstance(value, int) else value


class OneTimeCodeField(forms.CharField):
    """The current code of the authenticator: six digits in any script."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("One-time code"))
        kwargs.setdefault("max_length", 12)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Return the six digits."""
        text = _NOT_DIGITS.sub("", latin_digits(str(super().to_python(value))))
        if text and not re.fullmatch(r"[0-9]{6}", text):
            raise ValidationError(_("A one-time code has six digits."), code="code")
        return text
