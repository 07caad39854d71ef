"""Filters that refuse what they do not know, in lists too."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django_filters.fields import BaseCSVField

from core.persian import latin_digits

MOST = 200


class _Names(BaseCSVField):
    """Names separated by commas; not too many."""

    def clean(self, value: Any) -> Any:
        """Return the names, or refuse."""
        cleaned = super().clean(value)
        if cleaned and len(cleaned) > MOST:
            raise forms.ValidationError(_("At most {most} values.").format(most=MOST))
        return cleaned


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
