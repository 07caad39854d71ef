"""Filters that refuse what they do not know, in lists too."""

from datetime import UTC
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django_filters.fields import BaseCSVField, IsoDateTimeField

from core.persian import latin_digits, persian_digits
from core.rest.naming import NamedField

MOST = 200


class _Names(BaseCSVField):
    """Names separated by commas; not too many."""

    def clean(self, value: Any) -> Any:
        """Return the names, or refuse."""
        cleaned = super().clean(value)
        if cleaned and len(cleaned) > MOST:
            told = _("At most {most} values.").format(most=persian_digits(MOST))
            raise forms.ValidationError(told)
        return cleaned


class _Moment(IsoDateTimeField):
    """A moment, in UTC: offsets that the database does not know are no matter of it."""

    def clean(self, value: Any) -> Any:
        """Return the moment, or refuse one that no calendar has."""
        moment = super().clean(value)
        try:
            return moment.astimezone(UTC) if moment else moment
        except OverflowError as error:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from error


class _YesOrNo(forms.CharField):
    """True or false in words; whatever else is said is refused, not left out."""

    def clean(self, value: Any) -> bool | None:
        """Return what is said, None for nothing."""
        said = {"": None, "true": True, "false": False}
        try:
            return said[str(value or "").lower()]
        except KeyError as error:
            raise forms.ValidationError(_("Must be a valid boolean."), "invalid") from error


class YesNoFilter(django_filters.BooleanFilter):
    """`true` or `false`."""

    field_class = _YesOrNo  # type: ignore[assignment] # theirs takes the unknown for nothing

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.extra.pop("widget", None)


class MomentFilter(django_filters.IsoDateTimeFilter):
    """A moment by ISO 8601, with any offset."""

    field_class = _Moment


class RecordFilter(django_filters.Filter):
    """A record by its id, or by the code of its resource."""

    field_class = NamedField

    def __init__(self, resource: str, **kwargs: Any) -> None:
        super().__init__(resource=resource, **kwargs)


class CodesFilter(django_filters.BaseInFilter, django_filters.CharFilter):
    """Codes or numbers separated by commas, with digits of any script."""

    base_field_class = _Names

    def filter(self, qs: Any, value: Any) -> Any:
        """Return the rows that have one of them."""
        return super().filter(qs, [latin_digits(part) for part in value] if value else value)


class StatesFilter(django_filters.BaseInFilter, django_filters.ChoiceFilter):
    """Codes of an enumeration separated by commas; an unknown one is refused."""

    base_field_class = _Names


class CodeFilter(django_filters.CharFilter):
    """One code or number, with digits of any script."""

    def filter(self, qs: Any, value: Any) -> Any:
        """Return the rows that have it."""
        return super().filter(qs, latin_digits(value) if value else value)
