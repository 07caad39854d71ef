"""Filters as chips: what each is called, what is set, what may be chosen, and the way out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import django_filters
from django.utils.translation import gettext as _

from core.forms import JalaliDateField
from core.persian import persian_digits

if TYPE_CHECKING:
    from lists.listed import Listed


class DayFilter(django_filters.Filter):
    """A Jalali day as people write it."""

    field_class = JalaliDateField


@dataclass(frozen=True)
class Option:
    """One value of a filter: the address that sets it, and whether it is set."""

    value: str
    label: str
    url: str
    is_set: bool


@dataclass(frozen=True)
class Chip:
    """
    One filter.

    `kind` is `one` (options are links), `many` (options are ticked and applied together) or
    `text` (typed, such as a day). `value` are the set values in words, empty when it is not set.
    """

    name: str
    label: str
    kind: str
    value: str
    typed: str
    options: tuple[Option, ...]
    remove_url: str
    is_unknown: bool


def choices_of(listed: "Listed", name: str) -> list[tuple[str, str]]:
    """Return what a filter may be set to, as (value, label)."""
    own = listed.choices(name)
    if own is not None:
        return [(str(value), str(label)) for value, label in own]
    field: Any = listed.filterset.form.fields[name]
    if name in listed.chip_labels:
        key = field.to_field_name or "pk"
        rows = field.queryset.values_list(key, listed.chip_labels[name])
        return [(str(value), str(label)) for value, label in rows]
    match listed.filterset.filters[name]:
        case django_filters.BooleanFilter():
            return [("true", _("yes")), ("false", _("no"))]
        case django_filters.ChoiceFilter() | django_filters.MultipleChoiceFilter():
            return [(str(value), str(label)) for value, label in field.choices if value]
        case _:
            return []


def chip_of(listed: "Listed", name: str) -> Chip:
    """Return the chip of a filter as it stands."""
    filter_ = listed.filterset.filters[name]
    chosen = [value for value in listed.query.getlist(name) if value]
    choices = choices_of(listed, name)
    many = isinstance(filter_, django_filters.MultipleChoiceFilter)
    kept = listed.query_without("cursor", "saved", name)
    return Chip(
        name=name,
        label=str(filter_.label or name),
        kind="many" if many else "one" if choices else "text",
        value=_said(listed, name, chosen, choices),
        typed=chosen[0] if chosen and not choices else "",
        options=tuple(
            Option(
                value=value,
                label=label,
                url="" if many else _address(kept, name, value),
                is_set=value in chosen,
            )
            for value, label in choices
        ),
        remove_url=f"?{listed.query_without('cursor', name)}",
        is_unknown=kind_known(listed, name, choices)
        and not set(chosen) <= {value for value, _label in choices},
    )


def _address(kept: str, name: str, value: str) -> str:
    """Return the address that sets a filter beside what is kept; there may be hundreds of them."""
    return "?" + "&".join(filter(None, (kept, urlencode({name: value}) if value else "")))


def kind_known(listed: "Listed", name: str, choices: Sequence[tuple[str, str]]) -> bool:
    """Tell whether all that a filter may be set to is known, be it nothing."""
    return bool(choices) or listed.choices(name) == []


def _said(
    listed: "Listed", name: str, chosen: Sequence[str], choices: Sequence[tuple[str, str]]
) -> str:
    labels = dict(choices)
    words = [labels.get(value) or listed.value_in_words(name, value) for value in chosen]
    return "، ".join(persian_digits(word) for word in words)
