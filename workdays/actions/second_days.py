"""Confirm a change of the calendar as its second person (ADR 79)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import PendingKind
from core import jalali
from core.acts import Act
from territory.models import Division
from workdays.actions.days import add_closure, confirm_day
from workdays.actions.withdrawal import withdraw_day
from workdays.acts import CONFIRM, ENTER, WITHDRAW
from workdays.models import CalendarDay
from workdays.rules import DayKind

Arguments = Mapping[str, Any]


def _content(target: CalendarDay | None, arguments: Arguments) -> Any:
    """Return on what a confirmation rests: the day as it stands."""
    if target is None:
        return {}
    return {"date": target.date, "draft": target.draft, "withdrawn_on": target.withdrawn_on}


def _rows(target: CalendarDay | None, arguments: Arguments) -> Sequence[tuple[str, str]]:
    """Return what the second person reads before deadlines of the own body move."""
    day = date.fromisoformat(arguments["day"])
    county = arguments.get("county_id")
    where = Division.objects.filter(public_id=county).first() if county else None
    rows = [
        (_("day"), jalali.long(day)),
        (_("kind"), str(CalendarDay(kind=arguments["kind"]).get_kind_display())),
        (_("title"), arguments["title"]),
        (_("county"), where.name if where else _("the whole province")),
        (_("source"), arguments["source"]),
    ]
    return [*rows, (_("deadlines that move"), _("among them, some of the body that entered it"))]


def _enter(target: None, arguments: Arguments, actor: Principal, on: date, at: datetime) -> Any:
    announced, county = arguments.get("announced_at"), arguments.get("county_id")
    return add_closure(
        day=date.fromisoformat(arguments["day"]),
        title=arguments["title"],
        source=arguments["source"],
        county_id=UUID(county) if county else None,
        kind=DayKind(arguments["kind"]),
        exempt=arguments["exempt"],
        late_minutes=arguments["late_minutes"],
        announced_at=datetime.fromisoformat(announced) if announced else None,
        asks_second=False,
        actor=actor,
        on=on,
        at=at,
    )


def _confirm(
    target: CalendarDay, arguments: Arguments, actor: Principal, on: date, at: datetime
) -> Any:
    return confirm_day(
        day_id=target.public_id, falls_on=date.fromisoformat(arguments["day"]),
        source=arguments["source"], asks_second=False, actor=actor, on=on, at=at,
    )  # fmt: skip


def _withdraw(
    target: CalendarDay, arguments: Arguments, actor: Principal, on: date, at: datetime
) -> Any:
    return withdraw_day(
        day_id=target.public_id, reason=arguments["source"], asks_second=False, actor=actor,
        on=on, at=at,
    )  # fmt: skip


def _nowhere(target: Any) -> str:
    """Return that a day has no page of its own."""
    return ""


def _kind(act: Act, perform: Any, model: str = "") -> PendingKind:
    return PendingKind(
        name=act.key,
        title=act.title,
        permission=Permission.CALENDAR_EDIT,
        proposal=act.key,
        content=_content,
        rows=_rows,
        perform=perform,
        url=_nowhere,
        model=model,
    )


DAY_KINDS = (
    _kind(ENTER, _enter),
    _kind(CONFIRM, _confirm, "workdays.calendarday"),
    _kind(WITHDRAW, _withdraw, "workdays.calendarday"),
)
