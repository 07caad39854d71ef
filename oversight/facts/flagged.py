"""Which offices are to be reviewed or watched by the policy, by their open flags."""

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


def flagged(offices: QuerySet[Office], actor: Principal, on: date) -> QuerySet[Office]:
    """Narrow offices to those with an open flag or watch that the actor sees."""
    flags = Flag.objects.visible_to(actor).open().filter(office__isnull=False)
    return offices.filter(pk__in=flags.values("office_id"))


def standing_of(actor: Principal, on: date) -> Case:
    """Return the expression by which offices are sorted: 2 to be reviewed, 1 watched, 0 neither."""
    flags = Flag.objects.visible_to(actor).open().filter(office=OuterRef("pk"))
    return Case(
        When(Exists(flags.filter(is_watch=False)), then=Value(2)),
        When(Exists(flags), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


def _asks_review(offices: Sequence[int], actor: Principal) -> dict[int, bool]:
    """Return, of the offices with an open flag or watch, whether a flag asks for a review."""
    flags = Flag.objects.visible_to(actor).open().filter(office__in=offices)
    rows = flags.order_by().values_list("office_id")
    asking = rows.annotate(asking=Count("pk", filter=Q(is_watch=False), distinct=True))
    return {office: count > 0 for office, count in asking}


def _words(asks_review: bool) -> str:
    return _("to be reviewed") if asks_review else _("watched by the policy")


def flag_texts(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, str]:
    """Return in words how each office with an open flag stands, for a file."""
    return {key: _words(asks) for key, asks in _asks_review(keys, actor).items()}


def flag_cells(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    """Return the same as cells."""
    return {
        key: format_html('<span class="{}">{}</span>', f"t-{_tone(asks)}", _words(asks))
        for key, asks in _asks_review(keys, actor).items()
    }


def flag_pill(office: Office, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return the pill of an office with an open flag or watch."""
    found = _asks_review([office.pk], actor)
    if office.pk not in found:
        return None
    return {"tone": _tone(found[office.pk]), "text": _words(found[office.pk]), "icon": "flag"}


def _tone(asks_review: bool) -> str:
    return "danger" if asks_review else "warn"
