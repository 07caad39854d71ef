"""An agency's record of action: what it did in time, what it owes, and how it was followed up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.principal import Principal, may
from accounts.roles import Permission
from agencies.models import Agency
from core.jalali import day_near
from core.persian import percent, persian_digits
from core.svg.data import Histogram, Spark
from oversight.facts.comparison import comparison
from oversight.facts.overdue import remind_url
from oversight.models import Reminder, TerminationReview
from oversight.states import ReviewState
from violations.models import Appeal, Case
from violations.states import AppealResult, Track
from workdays.facts import Ribbon, calendars_for, ribbon
from workdays.rules import Calendar, Unit, count_days

YEAR = timedelta(days=365)
MOST_SHOWN = 12
QUARTERS = 4
SMALLEST_SAMPLE = 10
# Working days before (negative) or after the own deadline of a case, up to and with this one.
BINS = (
    (-11, gettext_lazy("11+ early")), (-6, gettext_lazy("6–10 early")),
    (-1, gettext_lazy("1–5 early")), (0, gettext_lazy("last day")),
    (5, gettext_lazy("1–5 late")), (10, gettext_lazy("6–10 late")),
)  # fmt: skip
LAST_BIN = gettext_lazy("11+ late")
LATE_FROM = 4


@dataclass(frozen=True)
class Owed:
    """A case on which the agency has not acted in time."""

    number: str
    url: str
    office: str
    title: str
    severity: str
    ribbon: Ribbon
    reminders: int


@dataclass(frozen=True)
class Cell:
    """One number of the strip."""

    label: str
    value: str
    unit: str
    note: str
    tone: str


Rows = Sequence[Mapping[str, Any]]


def is_reader(agency: Agency, actor: Principal) -> bool:
    """Tell whether somebody reads an agency's record: the province, and the agency itself."""
    return actor.is_province or agency.public_id in actor.agency_ids


def record_panel(agency: Agency, actor: Principal, on: date) -> dict[str, Any] | None:
    """
    Return the record for its readers, None for others.

    Three panels of one page show it; what is read stays with the record of that page.
    """
    if not is_reader(agency, actor):
        return None
    kept: dict[Any, dict[str, Any]] = agency.__dict__.setdefault("read_records", {})
    key = (actor.grant_id, actor.role, on)
    if key not in kept:
        kept[key] = _read(agency, actor, on)
    return kept[key]


def rank_pill(agency: Agency, actor: Principal, on: date) -> dict[str, Any] | None:
    """Return the agency's place in the fair comparison for readers of its record, if it has one."""
    if not is_reader(agency, actor):
        return None
    found = comparison(actor, on)
    places = {row.code: row.compared.place for row in found.rows} if found else {}
    place, last = places.get(agency.code), sum(map(bool, places.values()))
    if place is None or last < 2:
        return None
    said = _("place {place} of {last} in acting").format(
        place=persian_digits(place), last=persian_digits(last)
    )
    return {"tone": "danger" if place == last else "ok" if place == 1 else "neutral", "text": said}


def _read(agency: Agency, actor: Principal, on: date) -> dict[str, Any]:
    cases = Case.objects.visible_to(actor).filter(agency=agency, track=Track.CONTRACT)
    year = list(
        cases.filter(opened_on__gt=on - YEAR)
        .order_by("opened_on", "pk")
        .values("opened_on", "decided_on", "decision_due_on", "serve_due_on")
    )
    late = list(
        cases.overdue(on).order_by("serve_due_on", "pk").values(
            "number", "office__name", "type__title", "severity", "serve_due_on",
            "decision_due_on", "opened_on", "county__public_id",
        )
    )  # fmt: skip
    days = [on, *(day for row in [*year, *late] for day in _days(row))]
    counties = {None, *(row["county__public_id"] for row in late)}
    calendars = calendars_for(counties, min(days) - YEAR, max(days) + timedelta(days=30))
    reminders = list(
        Reminder.objects.visible_to(actor).filter(agency=agency).order_by("-sent_on", "-pk")[:50]
    )
    appeals = Appeal.objects.filter(case__in=cases, decided_on__gt=on - YEAR).aggregate(
        all=Count("pk"), turned=Count("pk", filter=~Q(result=AppealResult.UPHELD))
    )
    owed = _owed(late, reminders, calendars, on)
    return {
        "cells": _cells(year, owed, appeals, calendars[None], on),
        "chart": _histogram(year, len(owed), calendars[None]),
        "spark": _spark(year, on),
        "owed": owed[:MOST_SHOWN],
        "owed_count": len(owed),
        "owed_url": f"{reverse('violations:list')}?queue=cases&standing=late&agency={agency.code}",
        "remind_url": remind_url(agency.code)
        if owed and may(actor, Permission.AGENCY_REMIND)
        else "",
        "rungs": _rungs(agency, actor, owed, reminders, on),
        "reminders": reminders[:5],
    }


def _days(row: Mapping[str, Any]) -> list[date]:
    names = ("opened_on", "decided_on", "decision_due_on", "serve_due_on")
    return [row[name] for name in names if row.get(name)]


def _owed(
    rows: Rows, reminders: Sequence[Reminder], calendars: Mapping[UUID | None, Calendar], on: date
) -> list[Owed]:
    return [
        Owed(
            number=row["number"],
            url=reverse("violations:file", args=[row["number"]]),
            office=row["office__name"],
            title=row["type__title"],
            severity=row["severity"],
            ribbon=ribbon(
                row["opened_on"],
                row["decision_due_on"] or row["serve_due_on"],
                on,
                calendars[row["county__public_id"]],
            ),
            reminders=sum(row["number"] in reminder.cases for reminder in reminders),
        )
        for row in rows
    ]


def _cells(
    year: Rows, owed: Sequence[Owed], appeals: Mapping[str, int], calendar: Calendar, on: date
) -> list[Cell]:
    acted = [row for row in year if row["decided_on"]]
    in_time = sum(_in_time(row) for row in acted)
    due = len(acted) + sum(_is_silent(row, on) for row in year)
    taken = [count_days(row["opened_on"], row["decided_on"], Unit.WORKING_DAY, calendar)
             for row in acted]  # fmt: skip
    oldest = max((item.ribbon.late for item in owed), default=0)
    turned = appeals["turned"]
    return [
        Cell(_("cases in 12 months"), persian_digits(len(year)), "", "", ""),
        Cell(_("acted on in time"), percent(round(100 * in_time / due)) if due else "–", "",
             _("{in_time} of {due} due").format(in_time=persian_digits(in_time),
                                                due=persian_digits(due)), ""),
        Cell(_("median time to act"), persian_digits(round(median(taken))) if taken else "–",
             _("working days"), "", ""),
        Cell(_("not acted on now"), persian_digits(len(owed)), _("cases"),
             ngettext("oldest {count} working day late", "oldest {count} working days late", oldest)
             .format(count=persian_digits(oldest)) if owed else "",
             "danger" if owed else "ok"),
        Cell(_("changed in appeal"), persian_digits(turned), "",
             _("of {count} decided appeals").format(count=persian_digits(appeals["all"])), ""),
    ]  # fmt: skip


def _is_silent(row: Mapping[str, Any], on: date) -> bool:
    """Tell whether the agency has let the deadline of its next step pass."""
    until = row["decision_due_on"] or row["serve_due_on"]
    return row["decided_on"] is None and until is not None and until < on


def _in_time(row: Mapping[str, Any]) -> bool:
    return bool(row["decision_due_on"]) and row["decided_on"] <= row["decision_due_on"]


def _distance(decided: date, due: date, calendar: Calendar) -> int:
    """Return the working days after the deadline; negative for before it."""
    if decided <= due:
        return -count_days(decided, due, Unit.WORKING_DAY, calendar)
    return count_days(due, decided, Unit.WORKING_DAY, calendar)


def _histogram(year: Rows, owed: int, calendar: Calendar) -> Histogram | None:
    """Return when the agency acted, by the distance to each case's own deadline."""
    counts = [0] * (len(BINS) + 1)
    for row in year:
        if row["decided_on"] and row["decision_due_on"]:
            distance = _distance(row["decided_on"], row["decision_due_on"], calendar)
            counts[next((i for i, (top, _name) in enumerate(BINS) if distance <= top), -1)] += 1
    if not any(counts) and not owed:
        return None
    labels = [*(str(label) for _top, label in BINS), str(LAST_BIN), _("not acted")]
    late = sum(counts[LATE_FROM:])
    return Histogram(
        summary=_("{acted} decided in time, {late} late, {owed} not acted on.").format(
            acted=persian_digits(sum(counts[:LATE_FROM])), late=persian_digits(late),
            owed=persian_digits(owed),
        ),
        bins=list(zip(labels, [*counts, owed], strict=True)),
        late_from=LATE_FROM,
        lost_from=len(BINS) + 1,
        deadline=_("legal deadline"),
        unit=_("working days to the deadline"),
    )  # fmt: skip


def _spark(year: Rows, on: date) -> Spark | None:
    """Return the share in time of each quarter with enough cases, oldest first."""
    shares = []
    for quarter in range(QUARTERS, 0, -1):
        first, last = on - quarter * YEAR / QUARTERS, on - (quarter - 1) * YEAR / QUARTERS
        due = [row for row in year if row["decided_on"] and first < row["decided_on"] <= last]
        if len(due) >= SMALLEST_SAMPLE // 2:
            shares.append(round(100 * sum(map(_in_time, due)) / len(due)))
    if len(shares) < 2:
        return None
    said = "، ".join(percent(share) for share in shares)
    return Spark(_("share in time by quarter: {list}").format(list=said), shares)


def _rungs(
    agency: Agency,
    actor: Principal,
    owed: Sequence[Owed],
    reminders: Sequence[Reminder],
    on: date,
) -> list[dict[str, str]]:
    """Return the ladder: flagged by itself, reminded in writing, put before the deputy."""
    escalated = TerminationReview.objects.visible_to(actor).filter(
        agency=agency, state=ReviewState.ESCALATED
    )
    deputy = escalated.count()
    last = reminders[0] if reminders else None
    return [
        {
            "title": _("Marked as late by itself"),
            "note": ngettext("{count} case now", "{count} cases now", len(owed)).format(
                count=persian_digits(len(owed))
            ),
            "tone": "bad" if owed else "",
        },
        {
            "title": _("Written reminder to the manager"),
            "note": _("{count} so far").format(count=persian_digits(len(reminders))),
            "when": _("last on {day}").format(day=day_near(last.sent_on, on)) if last else "",
            "tone": "now" if owed and not last else "",
        },
        {
            "title": _("Put before the deputy"),
            "note": ngettext("{count} review", "{count} reviews", deputy).format(
                count=persian_digits(deputy)
            ),
            "tone": "now" if deputy else "",
        },
    ]
