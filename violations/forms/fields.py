"""The pieces of several forms: many files at once, reasons with a least length."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from core.forms import PersianTextField
from core.papers.bringing import ACCEPTED
from core.persian import persian_digits
from violations.rules import LEAST_REASONS

MOST_TEXT = 4000


class ManyFilesInput(forms.ClearableFileInput):
    """One input for several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; the value is a list, empty when none was chosen."""

    widget = ManyFilesInput(attrs={"accept": ACCEPTED})
    is_awaited = False
    is_kept = True  # sealed at once, so that it stays with a form that is shown again

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files; their content is judged by the action that seals them."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return list(files)


class UuidList(forms.Field):
    """Repeated hidden inputs with public ids, such as files that are already uploaded."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[UUID]:
        """Return the ids, each once; what is no id is left out."""
        found: dict[UUID, None] = {}
        for text in value or []:
            try:
                found[UUID(str(text))] = None
            except ValueError:
                continue
        return list(found)


class CardsField(forms.ChoiceField):
    """A choice drawn as cards, each with a hint and a tone by its value."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hints: dict[str, Any] = {}
        self.tones: dict[str, str] = {}
        self.others: set[str] = set()


def cards(form: forms.BaseForm, name: str) -> CardsField:
    """Return a form's field that is drawn as cards."""
    return cast(CardsField, form.fields[name])


def attendance_field(label: Any, quorum: int) -> forms.Field:
    """Return what holds together the seats of a session, which are fields of their own."""
    words = gettext("The session needs {least} members.")
    note = words.format(least=persian_digits(quorum))
    return forms.Field(label=label, required=False, help_text=note)


def reason_field(label: Any, *, least: int = LEAST_REASONS, **more: Any) -> PersianTextField:
    """Return a text area whose text has at least `least` characters."""
    rows = more.pop("rows", 4)
    return PersianTextField(
        label=label,
        min_length=least,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )
