"""Notifications as the page shows them: grouped by day, in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core import statements
from core.clock import day_in_tehran
from notices.facts.kinds import KINDS, said, worded
from notices.models import Notification
from notices.states import Topic

MOST = 50
VIEWS: dict[str, tuple[str, ...]] = {
    "all": (),
    "act": (),
    "deadlines": (Topic.DEADLINE,),
    "letters": (Topic.SERVICE,),
    "system": (Topic.SYSTEM, Topic.SECURITY),
}


@dataclass(frozen=True)
class Line:
    """One notification in words; `facts` are its record's, each with its label."""

    key: str
    title: str
    detail: str
    act: str
    icon: str
    tone: str
    at: datetime
    url: str
    is_new: bool
    needs_action: bool
    facts: Sequence[tuple[str, str]] = ()
    due_on: date | None = None
    is_late: bool = False


# What a notification tells of its record, in the order in which it is read.
FACTS = (
    ("office", gettext_lazy("office")),
    ("agency", gettext_lazy("agency")),
    ("number", gettext_lazy("number")),
)


def lines_of(rows: Iterable[Notification], on: date) -> list[Line]:
    """Return the notifications as read on a day; one of a kind that is gone says so plainly."""
    return [_line(row, on) for row in rows]


def _line(row: Notification, on: date) -> Line:
    kind = KINDS.get(row.kind)
    due_on = _day(row.values.get("due_on", ""))
    return Line(
        key=str(row.public_id),
        title=worded(kind.title, row.values, on) if kind else _("An earlier event"),
        detail=worded(kind.detail, row.values, on) if kind else row.values.get("number", ""),
        act=str(kind.act) if kind and row.needs_action and kind.act else "",
        icon=kind.icon if kind else "bell",
        tone=kind.tone if kind else "neutral",
        at=row.at,
        url=row.url,
        is_new=row.read_at is None,
        needs_action=row.needs_action,
        facts=[(str(label), said(name, row.values[name], on))
               for name, label in FACTS if row.values.get(name)],
        due_on=due_on,
        is_late=row.needs_action and due_on is not None and due_on < on,
    )  # fmt: skip


def _day(text: str) -> date | None:
    """Return a day of the values; None where none is told."""
    return date.fromisoformat(text) if text else None


def by_day(lines: Iterable[Line], on: date) -> list[tuple[str, list[Line]]]:
    """Return the lines under today, and under yesterday and before; an empty part is left out."""
    parts: dict[str, list[Line]] = {_("Today"): [], _("Yesterday and before"): []}
    names = list(parts)
    for line in lines:
        parts[names[day_in_tehran(line.at) < on]].append(line)
    return [(name, listed) for name, listed in parts.items() if listed]


def unread_count(principal: Principal, on: date) -> int:
    """Return the number in the bell; one query."""

    def build(*parts: Any) -> QuerySet[Any, Any]:
        own = Notification.objects.visible_to(principal.of(parts[:-1])).unread(parts[-1])
        return own.order_by().values("role").annotate(number=Count("pk")).values("number")

    given = (*principal.parts, on)
    rows = statements.read(("unread", principal.kind), build, *given, loose=len(given))
    return sum(row["number"] for row in rows)
