"""Until when a noted absence can be contested, and which cases wait for that (ADR 75)."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from violations.models import HearingSession, SessionSeat
from violations.models.absences import IS_CONTESTED, waits_on
from violations.states import HEARD_IN, RECORDED_SESSIONS, SessionState
from workdays.models import CLOCKS, ClockKind


def absences_open(session: HearingSession, on: date) -> Sequence[SessionSeat]:
    """Return the seats whose noted absence may yet be contested, or whose contest waits."""
    return list(session.seats.filter(waits_on(on)).order_by("pk"))


def contested_absences(session: HearingSession) -> Sequence[SessionSeat]:
    """Return the seats whose contest waits for its answer."""
    return list(session.seats.filter(IS_CONTESTED).order_by("pk"))


def with_open_absence(on: date) -> Q:
    """Return the condition on a case of `absences_open` in its sealed session, for many cases."""
    seats = SessionSeat.objects.filter(
        waits_on(on),
        session__case=OuterRef("pk"),
        session__round_no=OuterRef("round_no"),
        session__state=SessionState.SIGNED,
    )
    return Q(Exists(seats))


def register_absences() -> None:
    """Tell that the time to contest a noted absence is a deadline that the calendar moves."""
    CLOCKS.add(
        ClockKind(
            name="session.absence",
            label=_("time to contest the noted absence"),
            model=SessionSeat,
            column="contest_until",
            seen=SessionSeat.objects.visible_to,
            movable=lambda _principal: SessionSeat.objects.none(),
            running=lambda: SessionSeat.objects.filter(
                session__state__in=RECORDED_SESSIONS, session__case__state__in=HEARD_IN,
                contest_until__isnull=False, contested_at__isnull=True,
            ).select_related("session__case"),
        )
    )  # fmt: skip
