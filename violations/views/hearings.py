"""Hearing sessions as pages show them: names of the forum are for those inside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import ROLE_LABELS, Role
from core.clock import now, today
from violations.facts import persons_in
from violations.models import Case, HearingSession, SessionSeat
from violations.states import CALLED_OFF, RECORDED_SESSIONS, Forum, SessionState
from violations.views.marks import session_mark
from violations.views.rights import sees_inside


@dataclass(frozen=True)
class Seat:
    """A seat as a page shows it; names of the forum only for those inside."""

    name: str
    role: str
    state: str
    tone: str
    reason: str
    signed_at: Any
    refusal: str
    witnesses: str
    is_refused: bool
    contest_until: Any
    contest: str
    answer: str
    answer_reason: str


@dataclass(frozen=True)
class Shown:
    """A session as a page shows it."""

    session: HearingSession
    mark: dict[str, Any]
    forum: str
    url: str
    seats: tuple[Seat, ...]
    signed: int
    refused: int
    signers: str
    refusers: str

    @property
    def is_off(self) -> bool:
        """Tell whether the session was called off."""
        return self.session.state in CALLED_OFF

    @property
    def contest_until(self) -> Any:
        """Return the last day on which a noted absence can be contested; None if none can."""
        return max((seat.contest_until for seat in self.seats if seat.contest_until), default=None)

    @property
    def has_minutes(self) -> bool:
        """Tell whether there are minutes to read."""
        return self.session.state in RECORDED_SESSIONS


def sessions_of(case: Case, actor: Principal) -> list[Shown]:
    """Return the hearing sessions of a case that the actor may see, the newest first."""
    rows = HearingSession.objects.visible_to(actor).filter(case=case)
    return [
        shown(session, case, actor)
        for session in rows.prefetch_related("seats__user").order_by("-pk")
    ]


def coming(sessions: Iterable[Shown]) -> Shown | None:
    """Return the session that is called and has not begun."""
    called = (each for each in sessions if each.session.state == SessionState.SUMMONED)
    return next((each for each in called if each.session.starts_at > now()), None)


def shown(session: HearingSession, case: Case, actor: Principal) -> Shown:
    """Return a session for a page."""
    seats = sorted(session.seats.all(), key=lambda seat: (not seat.is_judge, seat.pk))
    inside = sees_inside(actor)
    named = [(seat, _seat(seat, actor, inside=inside)) for seat in seats]
    return Shown(
        session=session,
        mark=session_mark(session.state),
        forum=str(Forum(session.forum).label),
        url=reverse("violations:hearing", args=[case.number, session.public_id]),
        seats=tuple(shown for _row, shown in named),
        signers=_("; ").join(shown.name for seat, shown in named if seat.signed_at),
        refusers=_("; ").join(
            shown.name for seat, shown in named if seat.refused_at and not seat.signed_at
        ),
        signed=persons_in(seat for seat in seats if seat.is_judge and seat.signed_at),
        refused=persons_in(
            seat for seat in seats if seat.is_judge and seat.refused_at and not seat.signed_at
        ),
    )


def _is_contestable(seat: SessionSeat) -> bool:
    """Tell whether the time to contest the noted absence of a seat runs."""
    return seat.contested_at is None and (seat.contest_until or date.min) >= today()


def _seat(seat: SessionSeat, actor: Principal, *, inside: bool) -> Seat:
    role = str(ROLE_LABELS[Role(seat.role)]) if seat.role else _("guest")
    is_named = inside or not seat.is_judge
    state, tone = _("was called"), "neutral"
    if seat.is_recused:
        state, tone = _("recused"), "warn"
    elif seat.is_present is not None:
        state, tone = (_("present"), "ok") if seat.is_present else (_("absent"), "neutral")
    return Seat(
        name=seat.name if is_named else role,
        role=role if is_named else _("of the forum"),
        state=state,
        tone=tone,
        reason=seat.recusal_reason if inside else "",
        signed_at=seat.signed_at,
        refusal=seat.refusal_reason if is_named else "",
        witnesses=_("; ").join(seat.refusal_witnesses) if is_named else "",
        is_refused=seat.refused_at is not None,
        contest_until=seat.contest_until if _is_contestable(seat) else None,
        contest=seat.contest_reason,
        answer=seat.get_contest_answer_display(),
        answer_reason=seat.answer_reason,
    )
