"""Filters of lists: only those that a query names, and those that leave the statement's shape."""

from collections.abc import Iterable
from functools import lru_cache, partial
from typing import Any

import django_filters
from django_filters.constants import EMPTY_VALUES
from django_filters.filters import QuerySetRequestMixin

from core.shapes import TYPES
from core.statements import Reading

# They compare a column with the value as it is; all others may make of it what they want.
_PLAIN = {django_filters.Filter.filter, django_filters.ChoiceFilter.filter}
# Of few values: the text has them as they are.
_FEW = (django_filters.BooleanFilter, django_filters.ChoiceFilter, django_filters.BaseInFilter)


def named(filterset_class: Any, names: Iterable[str]) -> Any:
    """
    Return the filter set with only those of its filters that a query names.

    The others would filter nothing, yet each costs a copy and a form field with every request.
    """
    known = filterset_class.base_filters
    return _narrowed(filterset_class, frozenset(name for name in names if name in known))


class _OneForm:
    """Makes the class of its form once; not where a field offers what its asker sees. A mixin."""

    made: Any = None

    def get_form_class(self) -> Any:
        """Return the class of the form."""
        own = type(self)
        if own.made is None:
            known = own.base_filters.values()  # type: ignore[attr-defined] # of the filter set
            made = super().get_form_class()  # type: ignore[misc]
            if any(isinstance(one, QuerySetRequestMixin) for one in known):
                return made
            own.made = made
        return own.made


@lru_cache(maxsize=512)
def _narrowed(filterset_class: Any, names: frozenset[str]) -> Any:
    narrowed = type(filterset_class)(filterset_class.__name__, (_OneForm, filterset_class), {})
    filters = filterset_class.base_filters
    narrowed.base_filters = {name: filters[name] for name in filters if name in names}
    return narrowed


def filtered(reading: Reading, filterset: Any) -> Reading:
    """
    Return the rows that a valid filter set leaves.

    Their statement is kept where every filter that is set compares a column with its value.
    """
    if type(filterset).qs is not django_filters.FilterSet.qs:
        return reading.then(None, partial(_whole, filterset))
    fixed: list[tuple[str, Any]] = []
    given: list[tuple[str, Any]] = []
    for name, value in filterset.form.cleaned_data.items():
        if value in EMPTY_VALUES:
            continue
        known = filterset.filters[name]
        if getattr(known.filter, "__func__", None) not in _PLAIN:
            return reading.then(None, partial(_whole, filterset))
        if isinstance(known, _FEW):
            fixed.append((name, tuple(value) if isinstance(value, list) else value))
        elif type(value) in TYPES:
            given.append((name, value))
        else:
            return reading.then(None, partial(_whole, filterset))
    names = tuple(name for name, _value in given)

    def narrow(rows: Any, *values: Any) -> Any:
        for name, value in (*fixed, *zip(names, values, strict=True)):
            rows = filterset.filters[name].filter(rows, value)
        return rows

    key = (type(filterset), tuple(fixed), names)
    return reading.then(key, narrow, *(value for _name, value in given))


def _whole(filterset: Any, rows: Any) -> Any:
    """Return rows filtered as django-filter does it."""
    filterset.queryset = rows
    return filterset.qs
