"""Fields that normalise at the edge: Persian text, Jalali dates, hours, codes, rials."""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import jalali
from core.clock import today
from core.identifiers import clean_office_code
from core.persian import (
    display_safe,
    forbidden_characters,
    group,
    latin_digits,
    persian_digits,
)

_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[\s\u200c,٬،._/-]+(?=[0-9])")
# Thousands may be separated by anything, but only in threes: «1.5» is no amount of rials.
_AMOUNT = re.compile(r"[0-9]+|[0-9]{1,3}(?:[\s\u200c,٬،._'’][0-9]{3})+")
_YEAR = re.compile(r"[0-9]{4}")
# With the seconds that a cell of a sheet has besides.
_HOUR = re.compile(r"([01]?[0-9]|2[0-3])(?:[:٫.]?([0-5][0-9]))?(?::00)?")
MOST_RIALS = 10**15 - 1


class WholeNumberField(forms.IntegerField):
    """A whole number between two limits."""


class DeclarationField(forms.BooleanField):
    """A sentence that somebody makes his own by ticking it; nothing happens before he does."""

    default_error_messages = {"required": _("Tick this sentence to confirm it.")}


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
                % {"names": str(_(", ")).join(bad[:3])},
                code="characters",
            )
        text = display_safe(text)
        if not isinstance(self.widget, forms.Textarea):
            text = " ".join(text.split("\n"))
        return str(super().to_python(text))


class ProseField(PersianTextField):
    """Text whose numbers are shown in the digits of the reader, typed in those of any script."""

    def prepare_value(self, value: Any) -> Any:
        """Return stored text as a page shows it, and typed text likewise."""
        return persian_digits(value) if isinstance(value, str) else value


class JalaliDateInput(forms.TextInput):
    """A date as people write it; the popover is an enhancement."""


class JalaliDateField(forms.Field):
    """
    A Jalali date in any of the usual forms; the value is a Gregorian date.

    Without a year the nearest day that is not after today is meant, with `ahead` the nearest one
    that is not before it. `past_only` refuses days to come: today is the last one.
    """

    widget = JalaliDateInput
    default_error_messages = {
        "future": _("This day is still to come. The last one possible is today, %(today)s.")
    }

    def __init__(self, *, ahead: bool = False, past_only: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ahead = ahead
        self.past_only = past_only

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
            jalali.check_recorded(found, now)
        except jalali.JalaliError as error:
            raise ValidationError(error.message, code=error.code) from error
        if self.ahead and found < now and not _YEAR.search(latin_digits(text)):
            return jalali.add_months(found, 12)
        return found

    def validate(self, value: Any) -> None:
        """Refuse an empty required field, and a day to come where only the past is meant."""
        super().validate(value)
        now = today()
        if self.past_only and value is not None and value > now:
            raise ValidationError(
                self.error_messages["future"], code="future", params={"today": jalali.short(now)}
            )

    def prepare_value(self, value: Any) -> Any:
        """Return a date as it is written, and typed text as it was typed."""
        return jalali.short(value) if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the written forms."""
        return str(self.prepare_value(initial) or "") != str(data or "")


class ClockField(forms.Field):
    """An hour of the day in digits of any script, «۲۱», «۲۱:۳۰» or «۲۱۳۰»; the value is a time."""

    widget = forms.TextInput(attrs={"maxlength": "8", "autocomplete": "off", "data-clock": ""})
    default_error_messages = {"hour": _("Write the hour from 00:00 to 23:59, such as 21:30.")}

    def to_python(self, value: Any) -> time | None:
        """Return the hour, or None for an empty field."""
        if isinstance(value, time):
            return value
        text = latin_digits(str(value or "")).strip()
        if not text:
            return None
        found = _HOUR.fullmatch(text)
        if found is None:
            raise ValidationError(persian_digits(self.error_messages["hour"]), code="hour")
        return time(int(found[1]), int(found[2] or 0))

    def prepare_value(self, value: Any) -> Any:
        """Return an hour in the digits of the reader, and typed text as it was typed."""
        return persian_digits(f"{value:%H:%M}") if isinstance(value, time) else value


def _joined(value: Any) -> str:
    """Return typed digits in ASCII, without the separators that stand between them."""
    return _BETWEEN_DIGITS.sub("", latin_digits(str(value or "")).strip())


class DigitsField(forms.CharField):
    """Digits in any script, separators dropped; the value is ASCII digits."""

    def to_python(self, value: Any) -> str:
        """Return the digits; refuse anything else."""
        text = _joined(super().to_python(value))
        if text and not (text.isascii() and text.isdigit()):
            raise ValidationError(_("Only digits belong here."), code="digits")
        return text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return no length: a browser would cut a longer number without a word."""
        attributes: dict[str, Any] = super().widget_attrs(widget)
        return {name: value for name, value in attributes.items() if name != "maxlength"}


class CodeField(forms.CharField):
    """
    An identifier that `clean` checks and brings to its stored form, shown from left to right.

    `clean` is one of `core.identifiers`.
    """

    def __init__(self, *, clean: Callable[[str], str], **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.clean_code = clean

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return what makes a browser show a code rightly and keep it out of its memory."""
        return {
            **super().widget_attrs(widget),
            "dir": "ltr",
            "inputmode": "numeric",
            "autocomplete": "off",
            "data-kind": "digits",
        }

    def to_python(self, value: Any) -> str:
        """Return the stored form, or nothing for an empty field."""
        text = str(super().to_python(value))
        return self.clean_code(text) if text else ""


class OfficeCodeField(CodeField):
    """The code by which alone an office is known."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Office code"))
        super().__init__(clean=clean_office_code, **kwargs)


class RialInput(forms.TextInput):
    """An amount; its words in tomans stand under it."""


class RialField(forms.Field):
    """
    An amount in whole rials, from `least` (0) to 10**15 - 1; the value is an integer.

    Thousands may be separated; a fraction or a sign is refused, never dropped.
    """

    widget = RialInput

    def __init__(self, *, least: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least = least

    def to_python(self, value: Any) -> int | None:
        """Return the amount, or None for an empty field."""
        text = latin_digits(str(value if value is not None else "")).strip()
        if not text:
            return None
        if not _AMOUNT.fullmatch(text):
            raise ValidationError(_("Write the amount in rials, with digits only."), code="rials")
        digits = re.sub(r"[^0-9]", "", text).lstrip("0") or "0"
        if len(digits) > len(str(MOST_RIALS)):
            raise ValidationError(_("The amount is too large."), code="large")
        return int(digits)

    def validate(self, value: Any) -> None:
        """Refuse an empty required field, and less than the least."""
        super().validate(value)
        if value is not None and value < self.least:
            raise ValidationError(
                _("The amount is at least %(least)s rials."),
                code="small",
                params={"least": group(self.least)},
            )

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
        text = _joined(super().to_python(value))
        if text and not re.fullmatch(r"[0-9]{6}", text):
            raise ValidationError(_("A one-time code has six digits."), code="code")
        return text
