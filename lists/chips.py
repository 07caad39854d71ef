"""Filters as chips: what each is called, what is set, what may be chosen, and the way out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import django_filters
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import settled
from core.forms import JalaliDateField
from core.markup import format_html, joined
from core.persian import persian_digits

if TYPE_CHECKING:
    from lists.listed import Listed
# As many filters, quick ones among them, stand in one line of a screen of 1366 pixels.
MOST_IN_LINE = 7
# A choice as a link, behind the query that is kept; and as a box to tick. Each also when it is set.
_LINKS = ('{}">{}</a>', '{}" aria-current="true">{}</a>')
_TICKS = tuple(
    '<label class="menu-item check"><input type="checkbox" name="{}" value="{}"'
    f"{checked}> <span>{{}}</span></label>"
    for checked in ("", " checked")
)


class DayFilter(django_filters.Filter):
    """A Jalali day as people write it."""

    field_class = JalaliDateField


class Choices:
    """What a filter may be set to, made ready once for all pages: there may be hundreds."""

    def __init__(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        self.name = name
        self.labels = dict(pairs)
        self.links = [
            (value, *(format_html(link, said, persian_digits(label)) for link in _LINKS))
            for value, label in self.labels.items()
            for said in (urlencode({name: value}) if value else "",)
        ]
        self.ticks = [
            (value, *(format_html(tick, name, value, persian_digits(label)) for tick in _TICKS))
            for value, label in self.labels.items()
        ]

    def as_links(self, kept: str, chosen: Sequence[str]) -> SafeString:
        """Return a link for each, beside the query that is kept."""
        alone, beside = (
            format_html('<a href="?{}{}', kept, "&" if kept and more else "")
            for more in (False, True)
        )
        return joined(
            piece
            for value, link, current in self.links
            for piece in (beside if value else alone, current if value in chosen else link)
        )

    def as_ticks(self, chosen: Sequence[str]) -> SafeString:
        """Return a box to tick for each."""
        return joined(set_ if value in chosen else tick for value, tick, set_ in self.ticks)


@dataclass(frozen=True)
class Chip:
    """
    One filter.

    `kind` is `one` (choices are links), `many` (choices are ticked and applied together), or, of
    what is typed, `day` or `text`. `value` are the set values in words, empty when it is not set.
    """

    name: str
    label: str
    kind: str
    value: str
    typed: str
    kept: str
    chosen: tuple[str, ...]
    choices: Choices = field(compare=False)
    remove_url: str
    is_unknown: bool

    @property
    def is_typed(self) -> bool:
        """Tell whether the value is written, not chosen."""
        return self.kind in {"day", "text"}

    @property
    def menu(self) -> SafeString:
        """Return what may be chosen, ready."""
        if self.kind == "many":
            return self.choices.as_ticks(self.chosen)
        return self.choices.as_links(self.kept, self.chosen)


@dataclass(frozen=True)
class ChipLines:
    """The chips of a list: `shown` in the line of filters, `more` behind its last one."""

    shown: Sequence[Chip]
    more: Sequence[Chip]


def chips_of(listed: "Listed") -> list[Chip]:
    """Return a chip for each filter that is offered or set."""
    offered = [*listed.chips_shown(), *listed.day_chips]
    others = [
        name
        for name in listed.filterset_class.base_filters
        if name not in offered and name != "q" and listed.query.get(name)
    ]
    names = [*offered, *others]
    known = _of_rows(listed, tuple(name for name in names if name in listed.choice_models))
    return [_chip_of(listed, name, known.get(name) or _own(listed, name)) for name in names]


def lines_of(chips: Sequence[Chip], places: int, rare: Collection[str] = ()) -> ChipLines:
    """
    Return which chips stand in a line of some places, the `rare` ones only where they are set.

    What is set is never put away.
    """
    away = [
        chip
        for number, chip in enumerate(chips)
        if (number >= places or chip.name in rare) and not chip.value and not chip.is_unknown
    ]
    if len(away) < 2:  # the way to a single one takes its place
        return ChipLines(list(chips), [])
    return ChipLines([chip for chip in chips if chip not in away], away)


def _of_rows(listed: "Listed", names: tuple[str, ...]) -> Mapping[str, Choices]:
    """Return the choices that are rows of tables; one query when they are known already."""
    if not names:
        return {}
    models = {model: None for name in names for model in listed.choice_models[name]}
    return settled.kept(
        ("choices", type(listed), names, listed.on, get_language()),
        tuple(models),
        lambda: {name: Choices(name, _pairs(listed, name)) for name in names},
    )


def _own(listed: "Listed", name: str) -> Choices:
    """Return the choices that a list or a filter knows itself."""
    own = listed.choices(name)
    if own is None:
        return _of_filter(listed.filterset_class, name, get_language() or "")
    return Choices(name, [(str(value), str(label)) for value, label in own])


@lru_cache(maxsize=256)
def _of_filter(filterset_class: Any, name: str, _language: str) -> Choices:
    match filterset_class.base_filters[name]:
        case django_filters.BooleanFilter():
            return Choices(name, [("true", _("yes")), ("false", _("no"))])
        case django_filters.ChoiceFilter() | django_filters.MultipleChoiceFilter() as filter_:
            given = filter_.extra["choices"]
            choices = given() if callable(given) else given
            return Choices(name, [(str(value), str(label)) for value, label in choices if value])
        case _:
            return Choices(name, [])


def _pairs(listed: "Listed", name: str) -> list[tuple[str, str]]:
    own = listed.choices(name)
    if own is None:
        extra = listed.filterset_class.base_filters[name].extra
        key = extra.get("to_field_name") or "pk"
        own = list(extra["queryset"].values_list(key, listed.chip_labels[name]))
    return [(str(value), str(label)) for value, label in own]


def _chip_of(listed: "Listed", name: str, choices: Choices) -> Chip:
    """Return the chip of a filter as it stands."""
    filter_ = listed.filterset_class.base_filters[name]
    asked = [value for value in listed.query.getlist(name) if value]
    if isinstance(filter_, django_filters.BaseCSVFilter):
        asked = [part for value in asked for part in value.split(",")]
    if isinstance(filter_, django_filters.BooleanFilter):
        asked = [value.lower() for value in asked]
    chosen = tuple(asked)
    many = isinstance(filter_, django_filters.MultipleChoiceFilter)
    is_listed = bool(choices.labels)
    is_known = is_listed or name in listed.choice_models or listed.choices(name) == []
    return Chip(
        name=name,
        label=str(filter_.label or name),
        kind="many" if many else "one" if is_listed else _kind_of_typed(filter_),
        value=_said(listed, name, chosen, choices),
        typed=chosen[0] if chosen and not is_listed else "",
        kept=listed.query_without("cursor", "saved", name),
        chosen=chosen,
        choices=choices,
        remove_url=listed.here(listed.query_without("cursor", name)),
        is_unknown=is_known and not set(chosen) <= set(choices.labels),
    )


def _kind_of_typed(filter_: Any) -> str:
    return "day" if isinstance(filter_, DayFilter) else "text"


def _said(listed: "Listed", name: str, chosen: Sequence[str], choices: Choices) -> str:
    words = [choices.labels.get(value) or listed.value_in_words(name, value) for value in chosen]
    return _(", ").join(persian_digits(word) for word in words)
