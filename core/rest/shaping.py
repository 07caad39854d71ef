"""What a caller may ask of a shape: `fields`, `expand`, `calendar`, `include`."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from core.clock import TEHRAN
from core.errors import Invalid
from core.jalali import iso_jalali
from core.persian import loose_key
from core.rest.bodies import pointed

MOST_DEPTH = 2
EVERYWHERE = frozenset({"calendar"})
ON_SHAPES = EVERYWHERE | {"fields", "expand"}
# The parameter, for the document of views without wishes.
CALENDAR = OpenApiParameter(
    "calendar",
    str,
    enum=["gregorian", "jalali"],
    description=gettext_lazy("`jalali` adds a Jalali text beside each day."),
)
# The ends of names under which days and moments are told.
DATED = ("_on", "_at", "_until", "valid_from", "valid_to")
ON_LISTS = ON_SHAPES | {"cursor", "page_size", "ordering", "include"}


def labels(choices: Any) -> dict[str, str]:
    """Return the labels of an enumeration by value, in the language of this request."""
    return _labels(choices, get_language() or "")


@cache
def _labels(choices: Any, _language: str) -> dict[str, str]:
    return {value: str(label) for value, label in choices.choices}


def renaming(names: Mapping[str, str]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return what tells a plain row: its columns, at least two, under their public names."""
    values, told = itemgetter(*names), (*names.values(),)
    return lambda row: dict(zip(told, values(row), strict=True))


@dataclass(frozen=True)
class Wishes:
    """How the caller wants records told; empty wishes change nothing."""

    fields: frozenset[str] = frozenset()
    expand: tuple[tuple[str, ...], ...] = ()
    jalali: bool = False


def wishes_of(request: Request, view: Any) -> Wishes:
    """
    Return the caller's wishes.

    Raises:
        Invalid: a parameter is unknown, repeated, or asks for what there is not.
    """
    asked = request.query_params
    faults = _strange(request, parameters(view))
    if said := asked.get("q", "").strip():
        faults |= {} if loose_key(said) else {"q": [_("Write at least one letter or digit.")]}
    faults |= _calendar(request)
    if faults:
        raise Invalid(fields=faults)
    return Wishes(
        fields=_fields(asked.get("fields", ""), view) if "fields" in asked else frozenset(),
        expand=_expand(asked.get("expand", ""), view) if "expand" in asked else (),
        jalali=asked.get("calendar") == "jalali",
    )


def wants_jalali(request: Request, known: Set[str] = frozenset()) -> bool:
    """
    Tell whether a view without wishes is asked for Jalali texts; it knows these other parameters.

    Raises:
        Invalid: a parameter is unknown, repeated, or no calendar of ours.
    """
    refuse_strange(request, known | EVERYWHERE)
    if faults := _calendar(request):
        raise Invalid(fields=faults)
    return request.query_params.get("calendar") == "jalali"


def _calendar(request: Request) -> dict[str, list[str]]:
    if request.query_params.get("calendar", "jalali") in {"jalali", "gregorian"}:
        return {}
    text = _("Choose one of: {choices}").format(choices="jalali, gregorian")
    return {"calendar": [text]}


def refuse_strange(request: Request, known: Set[str] = frozenset()) -> None:
    """
    Refuse parameters that a view without wishes does not know, or that come twice.

    Raises:
        Invalid: there is one.
    """
    if faults := _strange(request, known):
        raise Invalid(fields=faults)


def _strange(request: Request, known: Set[str]) -> dict[str, list[str]]:
    asked = request.query_params
    faults = {
        pointed(name): [_("There is no such parameter.")] for name in sorted(set(asked) - known)
    }
    for name in sorted(set(asked) & known):
        if len(asked.getlist(name)) > 1:
            faults[pointed(name)] = [_("Give this parameter once.")]
        elif not asked[name].strip():
            faults[pointed(name)] = [_("Give this parameter a value, or leave it out.")]
    return faults


def parameters(view: Any) -> set[str]:
    """Return the names of the parameters that a method of a view takes."""
    own = set(getattr(view, "parameters", {}).get(view.action, ()))
    if view.action == "list":
        filterset = getattr(view, "filterset_class", None)
        filters: set[str] = set(filterset.base_filters if filterset else ())
        return own | ON_LISTS | filters.difference(view.closed_filters)
    if view.action == "retrieve" or view.request.method != "GET":
        return own | ON_SHAPES
    return own | EVERYWHERE


def _fields(text: str, view: Any) -> frozenset[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = set(view.get_serializer_class()().fields)
    wrong = sorted(set(names) - known)
    if wrong or not names:
        choices = ", ".join(sorted(known))
        raise Invalid(fields={"fields": [_("Choose of: {choices}").format(choices=choices)]})
    return frozenset(names)


def _expand(text: str, view: Any) -> tuple[tuple[str, ...], ...]:
    parts = filter(None, (part.strip() for part in text.split(",")))
    paths = tuple(dict.fromkeys(tuple(part.split(".")) for part in parts))
    if any(len(path) > MOST_DEPTH for path in paths):
        raise Invalid(fields={"expand": [_("At most two steps deep.")]})
    return paths


def jalali(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with a Jalali text beside each day and moment, in ASCII digits."""
    told: dict[str, Any] = {}
    for name, value in row.items():
        told[name] = value
        if isinstance(value, datetime):
            local = value.astimezone(TEHRAN)
            told[f"{name}_jalali"] = f"{iso_jalali(local.date())} {local:%H:%M}"
        elif isinstance(value, date):
            told[f"{name}_jalali"] = iso_jalali(value)
        elif isinstance(value, dict):
            told[name] = jalali(value)
        elif isinstance(value, list):
            told[name] = [jalali(part) if isinstance(part, dict) else part for part in value]
        elif value is None and name.endswith(DATED):
            told[f"{name}_jalali"] = None
    return told


def chosen(row: dict[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """Return the asked-for fields of a row, with the Jalali texts that belong to them."""
    kept = set(fields)
    return {
        name: value
        for name, value in row.items()
        if name in kept or name.removesuffix("_jalali") in kept
    }
