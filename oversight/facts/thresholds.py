"""Which offices have reached a threshold of the policy, or stand near one, by their open flags."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.principal import Principal
from offices.models import Office
from oversight.models import Flag


def at_threshold(offices: QuerySet[Office], actor: Principal, on: date) -> QuerySet[Office]:
    """Narrow offices to those with an open flag or watch that the actor sees."""
    flags = Flag.objects.visible_to(actor).open().filter(office__isnull=False)
    return offices.filter(pk__in=flags.values("office_id"))


def standing_of(actor: Principal, on: date) -> Case:
    """Return the expression by which offices are sorted: 2 reached, 1 near, 0 neither."""
    flags = Flag.objects.visible_to(actor).open().filter(office=OuterRef("pk"))
    return Case(
        When(Exists(flags.filter(is_watch=False)), then=Value(2)),
        When(Exists(flags), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


def _has_reached(offices: Sequence[int], actor: Principal) -> dict[int, bool]:
    """Return, of the offices with an open flag or watch, whether a threshold is reached."""
    flags = Flag.objects.visible_to(actor).open().filter(office__in=offices)
    rows = flags.order_by().values_list("office_id")
    reached = rows.annotate(reached=Count("pk", filter=Q(is_watch=False), distinct=True))
    return {office: count > 0 for office, count in reached}


def _words(has_reached: bool) -> str:
    return _("threshold reached") if has_reached else _("near a threshold")


def threshold_texts(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, str]:
    """Return how each office with an open flag stands to the thresholds, for a file."""
    return {key: _words(reached) for key, reached in _has_reached(keys, actor).items()}


def threshold_cells(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    """Return the same as cells."""
    return {
        key: format_html(
            '<span class="{}">{}</span>', "t-danger" if reached else "t-warn", _words(reached)
        )
        for key, reached in _has_reached(keys, actor).items()
    }


def threshold_pill(office: Office, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return the pill of an office that has reached a threshold, or stands near one."""
    found = _has_reached([office.pk], actor)
    if office.pk not in found:
        return None
    reached = found[office.pk]
    return {"tone": "danger" if reached else "warn", "text": _words(reached), "icon": "flag"}
