"""The least time between the service of a summons and its session, and what follows from it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import day_in_tehran
from core.jalali import long
from core.persian import persian_digits
from notices.facts.reach import QUIET_FROM, QUIET_TO
from violations.facts.cases import against_window
from violations.facts.days_off import against_day
from violations.facts.sessions import was_summoned
from violations.models import Case, HearingSession
from workdays.facts import Deadline, calendar_for, deadline
from workdays.rules import Calendar, DeadlineKey

# Further than the least time, with the days off behind it.
_REACH = timedelta(days=90)


def earliest_session(case: Case, served_on: date) -> Deadline:
    """
    Return the least time from the service of a summons on a day; its end may have the session.

    One query for its length, which is a dated rule, and one for the calendar.
    """
    return deadline(DeadlineKey.SUMMONS_NOTICE, served_on, case.county.public_id)


def expected_service(case: Case, on: date) -> date:
    """
    Return the last day on which an office usually has opened what is issued on a day.

    Who has not by then is reminded of it (rule `unopened_reminder`).
    """
    return deadline(DeadlineKey.UNOPENED_REMINDER, on, case.county.public_id).due_on


def expected_session(case: Case, on: date) -> date:
    """Return the first day for a session that leaves the office its usual time to open it."""
    first = earliest_session(case, expected_service(case, on)).due_on
    days = (first + timedelta(days=ahead) for ahead in range(_REACH.days))
    free = (day for day in days if not against_window(case, day) and not against_day(case, day))
    return next(free, first)


def notice_of(session: HearingSession) -> Deadline | None:
    """Return the least time from the service of a session's summons; None while it waits."""
    served = session.notices.filter(served_on__isnull=False).order_by("pk")
    served_on = served.values_list("served_on", flat=True).first()
    if served_on is None:
        return None
    county = session.case.county.public_id
    return deadline(DeadlineKey.SUMMONS_NOTICE, served_on, county, _calendar(session, served_on))


def _calendar(session: HearingSession, start: date) -> Calendar:
    """
    Return the calendar by which the least time before a session is counted, from a day on.

    A closure of the session's own day that came after the summons takes nobody's time: whether the
    session is held on it is for who keeps the case to say (ADR 54), and the day counts as called.
    """
    day = day_in_tehran(session.starts_at)
    last = max(start, day) + _REACH
    calendar = calendar_for(session.case.county.public_id, start, last)
    if not session.closed_day:
        return calendar
    return replace(calendar, working=calendar.working | {day})


def last_service(session: HearingSession) -> date | None:
    """Return the last day on which the summons may be served for the session's day; or None."""
    day, county = day_in_tehran(session.starts_at), session.case.county.public_id
    calendar = _calendar(session, day - _REACH)
    for back in range(1, _REACH.days // 2):
        served_on = day - timedelta(days=back)
        notice = deadline(DeadlineKey.SUMMONS_NOTICE, served_on, county, calendar)
        if notice.due_on <= day:
            return served_on
    return None


def is_too_early(starts_at: datetime, notice: Deadline) -> bool:
    """Tell whether a session begins before the first day on which it may be held."""
    return day_in_tehran(starts_at) < notice.due_on


def against_holding(session: HearingSession, at: datetime) -> str:
    """Return why a called session cannot be held at a moment; empty if it can."""
    if at < session.starts_at:
        return _("The session has not begun yet.")
    if not was_summoned(session):
        return _("The summons was not served before the session; call it anew.")
    notice = notice_of(session)
    is_early = notice is not None and is_too_early(session.starts_at, notice)
    if notice and is_early:
        return too_early(notice)
    return against_window(session.case, day_in_tehran(session.starts_at))


def against_hour(hour: time) -> str:
    """Return that a session does not begin at night, in whose hours nothing else is sent either."""
    if QUIET_TO <= hour < QUIET_FROM:
        return ""
    return _("A session begins between {first} and {last}.").format(
        first=persian_digits(f"{QUIET_TO:%H:%M}"), last=persian_digits(f"{QUIET_FROM:%H:%M}")
    )


def too_early(notice: Deadline) -> str:
    """Return why a session is too early for its summons, with the first possible day."""
    words = ngettext(
        "Served on {served}, the summons leaves the office too little time: {days} day must lie"
        " between, and the first possible day is {first}.",
        "Served on {served}, the summons leaves the office too little time: {days} days must lie"
        " between, and the first possible day is {first}.",
        notice.rule.value,
    )
    return words.format(
        days=persian_digits(notice.rule.value),
        served=long(notice.served_on),
        first=long(notice.due_on),
    )
