"""The calendar closes the day of a hearing session: it is confirmed or moved (ADR 54)."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from core.clock import TEHRAN, day_in_tehran
from core.scope import across_tenants
from violations.actions.steps import Problems, change
from violations.acts.hearings import CONFIRM_DAY
from violations.models import Case, HearingSession
from violations.states import SessionState
from workdays.facts import calendar_for
from workdays.models import DAY_CHANGES, DAY_WATCHES, CalendarDay, Touched

LEAST_REASON = 10


def follow_calendar(
    *,
    entry: CalendarDay,
    days: Collection[date],
    actor: Principal,
    on: date,
    at: datetime | None,
) -> None:
    """
    Mark the sessions that are called for a day which the calendar now closes, or opens again.

    Everybody who was called hears of it. A session that was confirmed for a closed day is asked
    for once more when the calendar says another reason.
    """
    for session in _called_for(days, entry.county_id):
        day = day_in_tehran(session.starts_at)
        off = calendar_for(session.case.county.public_id, day, day).why_off(day)
        why = "" if off is None else off.title[:160]
        if why == session.closed_day:
            continue
        Case.objects.lock(session.case_id)
        before, session.closed_day = session.closed_day, why
        session.day_confirmed_on = session.day_confirmed_by = None
        session.save(
            update_fields=["closed_day", "day_confirmed_on", "day_confirmed_by", "updated_at"]
        )
        record(
            actor=actor,
            verb="case.hearing_day_closed" if why else "case.hearing_day_open",
            target=session.case,
            changes={"closed_day": (before, why)},
            note=why or before,
            at=at,
        )


def watch_sessions() -> Callable[[Principal], Sequence[Touched]]:
    """Return what tells a reader, after a change of the calendar, which sessions it reached."""
    called = HearingSession.objects.filter(state=SessionState.SUMMONED)
    with across_tenants():
        before = dict(called.values_list("pk", "closed_day"))

    def reached(reader: Principal) -> Sequence[Touched]:
        with across_tenants():
            rows = list(called.select_related("case__county").order_by("starts_at", "pk"))
        changed = [each for each in rows if each.closed_day != before.get(each.pk, "")]
        seen = HearingSession.objects.visible_to(reader).filter(pk__in=[row.pk for row in changed])
        open_to = set(seen.values_list("pk", flat=True))
        return [_touched(each, is_seen=each.pk in open_to) for each in changed]

    return reached


def _touched(session: HearingSession, *, is_seen: bool) -> Touched:
    said = _("has to be confirmed for the closed day or postponed")
    return Touched(
        sort=HearingSession._meta.verbose_name,
        place=session.case.county.name,
        at=session.starts_at,
        said=said if session.closed_day else _("its day is open again"),
        label=session.case.number if is_seen else "",
        url=session.get_absolute_url() if is_seen else "",
    )


def _called_for(days: Collection[date], county_id: int | None) -> list[HearingSession]:
    """Return the sessions that are still to be held on one of the days, in a county or in all."""
    first = datetime.combine(min(days), time.min, TEHRAN)
    last = datetime.combine(max(days) + timedelta(days=1), time.min, TEHRAN)
    found = HearingSession.objects.filter(
        state=SessionState.SUMMONED, starts_at__gte=first, starts_at__lt=last
    )
    if county_id is not None:
        found = found.filter(case__county_id=county_id)
    sessions = found.select_related("case__county").order_by("pk")
    return [session for session in sessions if day_in_tehran(session.starts_at) in days]


@transaction.atomic
def confirm_session_day(
    *, session_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> HearingSession:
    """
    Confirm that a session is held although the calendar closes its day; all who are called hear.

    Raises:
        NotPermitted: the role serves no notices, or not in this track, or stood back.
        HearingSession.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has been held or called off, or its day is not closed, or is confirmed.
        Invalid: by field reason.
    """
    session: HearingSession = begin(CONFIRM_DAY, session_id, actor, on)
    problems = Problems()
    why = problems.text("reason", reason, least=LEAST_REASON, most=2000)
    problems.raise_if_any()
    session.day_confirmed_on, session.day_confirmed_by = on, actor.user_id
    session.save(update_fields=["day_confirmed_on", "day_confirmed_by", "updated_at"])
    changes = change(session.case, {})
    record(
        actor=actor,
        verb="case.hearing_day_confirmed",
        target=session.case,
        changes=changes | {"day_confirmed_on": (None, on)},
        note=why,
        at=at,
    )
    return session


def register() -> None:
    """Let sessions follow the changes of the calendar."""
    DAY_CHANGES.append(follow_calendar)
    DAY_WATCHES.append(watch_sessions)
