"""What the list of agencies says of the duties of each; equal to what the agency's page says."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from agencies.models import Agency
from core.markup import format_html
from core.persian import group
from lists.sorting import number_of
from oversight.models import Duty


def sees_duties(actor: Principal) -> bool:
    """Tell whether a person is told of duties: the province of all, an agency of its own."""
    return actor.is_province or bool(actor.agency_ids)


def duty_counts(keys: Sequence[int], actor: Principal, on: date) -> dict[int, tuple[int, int, str]]:
    """Return how many duties are open, how many of them late, and the code; one statement."""
    agencies = Agency.objects.visible_to(actor).filter(pk__in=keys)
    if not actor.is_province:
        agencies = agencies.filter(public_id__in=actor.agency_ids)
    is_open = Q(duties__ended_on__isnull=True)
    counted = agencies.values("pk").order_by().annotate(
        told=F("code"),
        open=Count("duties", filter=is_open & Q(duties__isnull=False)),
        late=Count("duties", filter=is_open & Q(duties__due_on__lt=on)),
    )  # fmt: skip
    return {row["pk"]: (row["open"], row["late"], row["told"]) for row in counted}


def number_of_duties(actor: Principal, on: date) -> Coalesce:
    """Return the expression by which agencies are sorted: their open duties."""
    duties = Duty.objects.visible_to(actor).open().filter(agency=OuterRef("pk"))
    return number_of(duties, "agency")


def duty_cells(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    """Return the open duties as a link to them, with those past their period below."""
    counts = duty_counts(keys, actor, on)
    return {key: _cell(number, late, code) for key, (number, late, code) in counts.items()}


def duty_texts(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, str]:
    """Return the same as text for a file."""
    return {
        key: _("{open}, of them {late} late").format(open=group(number), late=group(late))
        for key, (number, late, _code) in duty_counts(keys, actor, on).items()
    }


def _cell(number: int, late: int, code: str) -> Any:
    if not number:
        return group(0)
    text = _("{number} late").format(number=group(late))
    below = format_html('<a class="sub t-danger" href="{}">{}</a>', _list(code, tab="late"), text)
    return format_html('<a href="{}">{}</a>{}', _list(code), group(number), below if late else "")


def _list(code: str, **more: str) -> str:
    return f"{reverse('oversight:duties')}?{urlencode({**more, 'agency': code})}"
