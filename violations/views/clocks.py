"""Clocks on pages: the ribbons of a list, of a case, and the days that follow a report."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Role
from core import jalali
from core.persian import language
from violations import facts
from violations.facts.told import OUTSIDE
from violations.models import Case
from violations.states import COUNTED, TO_DECIDE, CaseState, ReportState
from workdays.facts import Counting, Ribbon, calendar_for, calendars_of, deadline, ribbon
from workdays.facts.stopped import stopped
from workdays.models.kinds import unit_of
from workdays.rules import Calendar, DeadlineKey, Unit

MARGIN = timedelta(days=75)
LONGEST = timedelta(days=400)  # older starts are drawn from here; the ribbon shows 20 cells
AHEAD = timedelta(days=240)
# An office reads its notices when it confirms them: no day of serving is a deadline of its own.
NOT_TOLD = dict.fromkeys(("execution_due_on", "closing_due_on", "verify_due_on"))
NOT_THE_OFFICES = NOT_TOLD | dict.fromkeys(
    ("serve_due_on", "decision_serve_due_on", "result_serve_due_on", "appeal_decision_due_on")
)
OFFICES = {"defence", "appeal"}  # the windows that the office has; the keeper has all others
# What those inside alone follow: the sanction, the corrections, the closing, service on paper.
KEEPERS = frozenset({"execution", "verification", "closing", "paper_service"})


@dataclass(frozen=True)
class Window:
    """
    From where to where the clock of a row runs, and its key among those of a case.

    `start` is what the row says of it; the receipt of its computation says it exactly, and so
    does it the `unit`.
    """

    start: date
    due_on: date
    key: str
    is_keepers: bool = True
    unit: Unit = Unit.WORKING_DAY


def labels() -> dict[str, str]:
    """Return the names of the windows of a case."""
    return _labels(language())


@cache
def _labels(_language: str) -> dict[str, str]:
    return {
        "service": _("service of the notice"),
        "defence": _("defence deadline"),
        "decision": _("decision deadline"),
        "decision_service": _("service of the decision"),
        "appeal": _("objection deadline"),
        "result_service": _("service of the objection's result"),
        "appeal_decision": _("decision on the objection"),
        "execution": _("carrying out of the sanction"),
        "verification": _("verification of the correction"),
        "closing": _("closing of the case"),
        "paper_service": _("service on paper"),
        "triage": _("triage"),
    }


def window_of_row(row: dict[str, Any], today: date) -> Window | None:
    """Return the window that runs for a row of the list, or None."""
    match row["state"]:
        case ReportState.SUBMITTED if "triage_due_on" in row:
            return Window(row["submitted_on"], row["triage_due_on"], "triage")
        case CaseState.OPENED if row["serve_due_on"]:
            return Window(row["opened_on"], row["serve_due_on"], "service")
        case CaseState.NOTIFIED if row["defence_due_on"]:
            return Window(row["served_on"], row["defence_due_on"], "defence", False)
        case state if state in TO_DECIDE and row["decision_due_on"]:
            closed = min(row["defence_due_on"] or today, today)
            return Window(closed, row["decision_due_on"], "decision")
        case CaseState.DECIDED | CaseState.APPEALED | CaseState.FINAL | CaseState.CLOSED:
            return _window_of_decided(row)
        case _:
            return None


def _window_of_decided(row: dict[str, Any]) -> Window | None:
    """Return the window in which something decided is objected to, or has to be served."""
    windows = list(_handling(row))
    if row["state"] == CaseState.DECIDED:
        if row["appeal_due_on"]:
            windows.append(Window(row["decided_on"], row["appeal_due_on"], "appeal", False))
        elif until := row["decision_serve_due_on"]:
            windows.append(Window(row["decided_on"], until, "decision_service"))
    return min(windows, key=lambda window: window.due_on, default=None)


def _handling(row: dict[str, Any]) -> Iterator[Window]:
    """Yield the windows of those who handle something decided."""
    final, decided = row["state"] == CaseState.FINAL, row["decided_on"]
    served, until = row["result_served_on"], row["result_serve_due_on"]
    if row["state"] in COUNTED and not served and until:
        yield Window(row["final_on"], until, "result_service")
    objected = row["state"] == CaseState.APPEALED or row["is_contested"]
    if objected and (until := row["appeal_decision_due_on"]):
        yield Window(row["objected_on"] or decided, until, "appeal_decision")
    if final and not row["executed_on"] and (until := row["execution_due_on"]):
        since = row["execution_since"] or row["final_on"]
        yield Window(since, until, "execution")
    if until := row["verify_due_on"]:
        yield Window(row["reported_on"] or decided, until, "verification")
    if final and (until := row["closing_due_on"]):
        yield Window(row["executed_on"] or row["final_on"], until, "closing")


def add_ribbons(rows: Iterable[dict[str, Any]], today: date) -> None:
    """Put `ribbon`, `is_late` and `is_near` on each row; four queries, whatever their number."""
    windows = _from_receipts([(row, window_of_row(row, today)) for row in rows])
    running = [window for _row, window in windows if window]
    first = max(min((window.start for window in running), default=today), today - LONGEST)
    # Lateness is counted from the due day, however long ago it was.
    days = [first, today, *(window.due_on for window in running)]
    places = {_place(row, window) for row, window in windows if window}
    calendars = calendars_of(places, min(days) - MARGIN, max(days) + MARGIN) if running else {}
    still = stopped([row.get("number", "") for row, window in windows if window], today)
    said = labels()
    for row, window in windows:
        drawn = None
        if window:
            start = max(window.start, first)
            calendar = calendars[_place(row, window)]
            drawn = ribbon(
                start, window.due_on, today, calendar, label=said[window.key], unit=window.unit
            )
            drawn = drawn.stopped(still.get((row.get("number", ""), window.due_on)))
        row["ribbon"] = drawn
        row["is_late"] = bool(drawn and drawn.late and not drawn.stopped_until)
        row["is_near"] = bool(drawn and drawn.is_near)


def _from_receipts(
    windows: Sequence[tuple[dict[str, Any], Window | None]],
) -> list[tuple[dict[str, Any], Window | None]]:
    """Return the windows of rows with how each counts, as on its own page."""
    counting = facts.counting_by_number(
        row.get("number", "") for row, window in windows if window and window.key != "triage"
    )

    def counted(row: dict[str, Any], window: Window) -> Window:
        name = f"case.{window.key}"
        plain = Counting(window.start, unit_of(name))
        own = counting.get((name, row.get("number", ""), window.due_on), plain)
        return replace(window, start=own.starts_on, unit=own.unit)

    return [(row, window and counted(row, window)) for row, window in windows]


def _place(row: dict[str, Any], window: Window) -> tuple[UUID, str]:
    """Return by whose working days a window counts: the keeper's, or the county's as they are."""
    track = row.get("track") or row["type__track"]
    body = facts.body_of(track, row["agency__kind"]) if window.is_keepers else ""
    return row["county__public_id"], body


@dataclass(frozen=True)
class CaseClock:
    """A window of a case with its ribbon; the one that runs now is `is_running`."""

    key: str
    ribbon: Ribbon
    is_running: bool
    subject: UUID

    @property
    def name(self) -> str:
        """Return the clock's name, by which its computation is kept."""
        return f"case.{self.key}"

    @property
    def is_offices(self) -> bool:
        """Tell whether the window is the office's own."""
        return self.key in OFFICES


def clocks_with_ribbons(case: Case, today: date) -> list[CaseClock]:
    """Return the windows of a case, drawn; two queries and those of the windows."""
    clocks = facts.clocks_of(case, today)
    if not clocks:
        return []
    first = max(min(clock.from_on for clock in clocks), today - LONGEST)
    # Lateness is counted from the due day, however long ago it was.
    days = [first, today, *(clock.due_on for clock in clocks)]
    county, own = case.county.public_id, facts.kept_by_body(case)
    calendars = calendars_of({(county, ""), (county, own)}, min(days) - MARGIN, max(days) + MARGIN)
    said = labels()
    still = stopped([case.number], today)
    return [
        CaseClock(
            key=clock.key,
            ribbon=_drawn(
                clock,
                first,
                today,
                calendars[county, "" if clock.key in OFFICES else own],
                said[clock.key],
            ).stopped(still.get((case.number, clock.due_on)) if clock.is_running else None),
            is_running=clock.is_running,
            subject=clock.subject or case.public_id,
        )
        for clock in clocks
    ]


def _drawn(clock: facts.Clock, first: date, today: date, calendar: Calendar, label: str) -> Ribbon:
    # A window that ended unused is over, not late; one that is still to come only has its end. An
    # objection is filed within its window, and does not end it.
    is_used = clock.objected_on is not None and today <= clock.due_on
    is_open = clock.is_running or clock.is_ahead or is_used
    done_on = clock.done_on or (None if is_open else min(clock.due_on, today))
    start = max(clock.from_on, first)
    drawn = ribbon(start, clock.due_on, today, calendar, done_on, label=label, unit=clock.unit)
    if clock.objected_on is None:
        return drawn
    day = jalali.day_near(clock.objected_on, today)
    return replace(drawn, note=_("the objection came on %(day)s") % {"day": day})


def running_windows(number: str, actor: Principal, on: date) -> list[Ribbon]:
    """Return the windows that run for a case in scope; for an office those that are its own."""
    cases = Case.objects.visible_to(actor).select_related("county", "agency")
    case = cases.filter(number=number).first()
    clocks = clocks_with_ribbons(case, on) if case else []
    shown = (
        OFFICES
        if actor.role is Role.OPERATOR
        else {clock.key for clock in clocks} - (KEEPERS if actor.role in OUTSIDE else frozenset())
    )
    return [clock.ribbon for clock in clocks if clock.is_running and clock.key in shown]


@dataclass(frozen=True)
class Ahead:
    """A step that follows a report, until a day that the calendar gives."""

    text: str
    until: date


def ahead_of(on: date, county: UUID | None = None) -> list[Ahead]:
    """Return what follows a report filed on a day, if every window is used to its end."""
    calendar = calendar_for(county, on, on + AHEAD)
    chain = (
        (DeadlineKey.TRIAGE, _("the report is triaged")),
        (DeadlineKey.SERVE_NOTICE, _("the notice is served on the office")),
        (DeadlineKey.DEFENCE_WINDOW, _("the office answers")),
        (DeadlineKey.DECISION, _("the decision is made")),
    )
    day, found = on, []
    for key, text in chain:
        day = deadline(key, day, county, calendar).due_on
        found.append(Ahead(text=text, until=day))
    return found
