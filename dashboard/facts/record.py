"""An agency's record of action: what it did in time, what it owes, and how it was followed up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.principal import Principal
from agencies.models import Agency
from core.jalali import day_near
from core.periods import MONTHS, spans
from core.persian import percent, persian_digits
from core.svg.data import Histogram
from dashboard.facts.course import YEAR, Rows, course, is_in_time, quarters
from oversight.facts.comparison import Counted, comparison, counted
from oversight.models import Duty, Reminder
from oversight.states import DutyState
from violations.models import Appeal, Case
from violations.states import AppealResult, Track
from workdays.facts import calendars_of
from workdays.rules import Calendar, Unit, count_days

# Working days before (negative) or after the own deadline of a duty, up to and with this one.
BINS = (
    (-11, gettext_lazy("11+ early")), (-6, gettext_lazy("6–10 early")),
    (-1, gettext_lazy("1–5 early")), (0, gettext_lazy("last day")),
    (5, gettext_lazy("1–5 late")), (10, gettext_lazy("6–10 late")),
)  # fmt: skip
LAST_BIN = gettext_lazy("11+ late")
LATE_FROM = 4


@dataclass(frozen=True)
class Cell:
    """One number of the strip."""

    label: str
    value: str
    unit: str
    note: str
    tone: str


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
    rows = {row.code: row for row in found.rows if row.compared.place} if found else {}
    row, last = rows.get(agency.code), len(rows)
    if row is None or last < 2:
        return None
    place, owed = row.compared.place, row.compared.tally.ignored
    text = _("rank {place} of {last} (1 is the best)")
    if owed:
        text = ngettext(
            "rank {place} of {last} (1 is the best), {owed} duty undone",
            "rank {place} of {last} (1 is the best), {owed} duties undone",
            owed,
        )
    shown = text.format(
        place=persian_digits(place), last=persian_digits(last), owed=persian_digits(owed)
    )
    tone = "danger" if owed or place == last else "ok" if place == 1 else "neutral"
    return {"tone": tone, "text": shown}


def _read(agency: Agency, actor: Principal, on: date) -> dict[str, Any]:
    duties = Duty.objects.visible_to(actor).filter(agency=agency)
    span = spans(on)[MONTHS]
    wanted = counted(on, span.first, span.last, prefix="")
    rows = list(
        duties.filter(wanted.in_time | wanted.late | wanted.ignored)
        .order_by("starts_on", "pk")
        .values("starts_on", "due_on", "ended_on", "state")
    )
    days = [on, *(day for row in rows for day in _days(row))]
    place = agency.calendar_place
    calendar = calendars_of([place], min(days), max(days) + timedelta(days=1))[place]
    reminders = Reminder.objects.visible_to(actor).filter(agency=agency)
    cases = Case.objects.visible_to(actor).filter(agency=agency, track=Track.CONTRACT)
    appeals = Appeal.objects.filter(case__in=cases, decided_on__gt=on - YEAR).aggregate(
        all=Count("pk"), turned=Count("pk", filter=~Q(result=AppealResult.UPHELD))
    )
    owed = [row for row in rows if row["ended_on"] is None]
    return {
        "cells": _cells(rows, owed, appeals, calendar, on),
        "chart": _histogram(rows, len(owed), calendar),
        "course": course(rows, on, _province(actor, wanted, on)),
        "rungs": _rungs(owed, list(reminders.order_by("-sent_on", "-pk")), on),
        "reminders": reminders.order_by("-sent_on", "-pk")[:5],
    }


def _province(actor: Principal, wanted: Counted, on: date) -> list[int | None]:
    """Return the share in time of all agencies in each quarter, for who sees them; one query."""
    if not actor.is_province:
        return []
    duties = Duty.objects.visible_to(actor).of_agencies().alias(day=Coalesce("ended_on", "due_on"))
    within = dict(enumerate(Q(day__gt=one, day__lte=end) for one, end in quarters(on)))
    in_time = Q(ended_on__lte=F("due_on"))
    found = duties.filter(wanted.in_time | wanted.late | wanted.ignored).aggregate(
        **{f"all_{place}": Count("pk", filter=each) for place, each in within.items()},
        **{f"kept_{place}": Count("pk", filter=each & in_time) for place, each in within.items()},
    )
    counts = [(found[f"kept_{place}"], found[f"all_{place}"]) for place in within]
    return [round(100 * kept / total) if total else None for kept, total in counts]


def _days(row: Mapping[str, Any]) -> list[date]:
    return [row[name] for name in ("starts_on", "due_on", "ended_on") if row[name]]


def _cells(
    rows: Rows, owed: Rows, appeals: Mapping[str, int], calendar: Calendar, on: date
) -> list[Cell]:
    answered = [row for row in rows if row["ended_on"]]
    in_time = sum(map(is_in_time, answered))
    taken = [count_days(row["starts_on"], row["ended_on"], Unit.WORKING_DAY, calendar)
             for row in answered]  # fmt: skip
    oldest = max((count_days(row["due_on"], on, Unit.WORKING_DAY, calendar) for row in owed),
                 default=0)  # fmt: skip
    turned = appeals["turned"]
    return [
        Cell(_("duties due, 12 months"), persian_digits(len(rows)), "", "", ""),
        Cell(_("acted on in time"), percent(round(100 * in_time / len(rows))) if rows else "–", "",
             _("{in_time} of {due} due").format(in_time=persian_digits(in_time),
                                                due=persian_digits(len(rows))), ""),
        Cell(_("median time to act"), persian_digits(round(median(taken))) if taken else "–",
             _("working days"), "", ""),
        Cell(_("not acted on now"), persian_digits(len(owed)), _("duties"),
             ngettext("oldest {count} working day late", "oldest {count} working days late", oldest)
             .format(count=persian_digits(oldest)) if owed else "",
             "danger" if owed else "ok"),
        Cell(_("changed on objection"), persian_digits(turned), "",
             _("of {count} decided objections").format(count=persian_digits(appeals["all"])), ""),
    ]  # fmt: skip


def _distance(ended: date, due: date, calendar: Calendar) -> int:
    """Return the working days after the deadline; negative for before it."""
    if ended <= due:
        return -count_days(ended, due, Unit.WORKING_DAY, calendar)
    return count_days(due, ended, Unit.WORKING_DAY, calendar)


def _histogram(rows: Rows, owed: int, calendar: Calendar) -> Histogram | None:
    """Return when the agency acted, by the distance to each duty's own deadline."""
    if not rows:
        return None
    counts = [0] * (len(BINS) + 1)
    for row in rows:
        if row["ended_on"]:
            distance = _distance(row["ended_on"], row["due_on"], calendar)
            counts[next((i for i, (top, _name) in enumerate(BINS) if distance <= top), -1)] += 1
    labels = [*(str(label) for _top, label in BINS), str(LAST_BIN), _("not acted")]
    late = sum(counts[LATE_FROM:])
    return Histogram(
        summary=_("{acted} duties in time, {late} late, {owed} not acted on.").format(
            acted=persian_digits(sum(counts[:LATE_FROM])), late=persian_digits(late),
            owed=persian_digits(owed),
        ),
        bins=list(zip(labels, [*counts, owed], strict=True)),
        late_from=LATE_FROM,
        lost_from=len(BINS) + 1,
        deadline=_("deadline"),
        unit=_("working days to the deadline"),
    )  # fmt: skip


def _rungs(owed: Rows, reminders: Sequence[Reminder], on: date) -> list[dict[str, str]]:
    """Return the ladder: late by itself, reminded in writing, the deputy, the working group."""
    steps = {state: sum(row["state"] == state for row in owed) for state in DutyState}
    last = reminders[0] if reminders else None

    def duties(title: str, count: int, tone: str) -> dict[str, str]:
        said = ngettext("{count} duty now", "{count} duties now", count)
        note = said.format(count=persian_digits(count))
        return {"title": title, "note": note, "tone": tone if count else ""}

    return [
        duties(_("Marked as late by itself"), len(owed), "bad"),
        {
            "title": _("Written reminder to the manager"),
            "note": _("{count} so far").format(count=persian_digits(len(reminders))),
            "when": _("last on {day}").format(day=day_near(last.sent_on, on)) if last else "",
            "tone": "now" if owed and not last else "",
        },
        duties(_("Put before the deputy"), steps[DutyState.DEPUTY], "now"),
        duties(_("On the agenda of the working group"), steps[DutyState.AGENDA], "bad"),
    ]
