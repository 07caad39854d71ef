"""Records that callers know by a code: found by it wherever an id stands."""

from typing import Any
from uuid import UUID

from django import forms
from django.urls import register_converter
from django.utils.translation import gettext as _
from rest_framework import serializers

from core.persian import latin_digits
from core.rest.expanding import RESOURCES

PATTERN = r"[0-9A-Za-z-]{1,36}"


def id_named(resource: type[Any], code: str) -> UUID | None:
    """
    Return the id of the record that has a code, None where none has it.

    Whether the caller may see it is for the list, the record or the action to say.
    """
    rows = resource.queryset.model.objects.filter(**{resource.natural: latin_digits(code)})
    found: UUID | None = rows.values_list("public_id", flat=True).first()
    return found


def id_or_code(text: str) -> UUID | str:
    """Return what a caller names a record by: its id, or else its code."""
    try:
        return UUID(text)
    except ValueError:
        return text


class RecordConverter:
    """A record in an address, by id or code."""

    regex = PATTERN

    def to_python(self, value: str) -> UUID | str:
        """Return the id, or else the code."""
        return id_or_code(value)

    def to_url(self, value: UUID | str) -> str:
        """Return it as it stands in an address."""
        return str(value)


register_converter(RecordConverter, "record")


class NamedField(forms.CharField):
    """A record by id or code in a filter; the code of no record is refused."""

    def __init__(self, *args: Any, resource: str, **kwargs: Any) -> None:
        self.resource = resource
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the id, None for nothing."""
        text = super().clean(value)
        found = id_or_code(text) if text else None
        if isinstance(found, str):
            found = id_named(RESOURCES[self.resource], found)
            if found is None:
                raise forms.ValidationError(_("There is no record with this id or code."))
        return found


class RecordField(serializers.CharField):
    """A record by id or code in a body; an id is not looked up."""

    def __init__(self, resource: str, **kwargs: Any) -> None:
        self.resource = resource
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Return the id; refuse a code that no record has."""
        found = id_or_code(super().to_internal_value(data))
        if isinstance(found, str):
            named = id_named(RESOURCES[self.resource], found)
            if named is None:
                raise serializers.ValidationError(_("There is no record with this id or code."))
            return named
        return found
