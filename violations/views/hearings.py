"""Hearing sessions as pages show them: names of the forum are for those inside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.principal import Principal
from accounts.roles import ROLE_LABELS, Role
from core.clock import now, today
from core.jalali import long
from core.persian import persian_digits
from violations.facts import persons_in
from violations.facts.sessions import minutes_due, released_from
from violations.models import Case, HearingSession, SessionSeat
from violations.states import CALLED_OFF, RECORDED_SESSIONS, TO_DECIDE, Forum, SessionState
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
    role_ended_at: Any
    signed_at: Any
    refusal: str
    witnesses: str
    is_refused: bool
    contest_until: Any
    contest: str
    answer: str
    answer_reason: str
    remark: str


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
    released: int

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
    since = released_from(session) if session.state not in CALLED_OFF else {}
    named = [(seat, _seat(seat, actor, since.get(seat.pk), inside=inside)) for seat in seats]
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
        released=persons_in(seat for seat in seats if seat.sits and seat.pk in since),
        signed=persons_in(seat for seat in seats if seat.is_judge and seat.signed_at),
        refused=persons_in(
            seat for seat in seats if seat.is_judge and seat.refused_at and not seat.signed_at
        ),
    )


def what_next(hearing: Shown, case: Case) -> str:
    """Return what follows a session, and until when where that is known."""
    session = hearing.session
    due = case.decision_due_on
    if case.state not in TO_DECIDE or session.round_no != case.round_no:
        return ""
    decided = _("The case is decided until the end of {day}.").format(day=long(due)) if due else ""
    if session.state == SessionState.HELD:
        left = max((session.quorum or 0) - hearing.signed, 0)
        if not left:
            waits = _(
                "Next: the minutes are sealed once the office has signed or its time is over."
            )
            return f"{waits} {decided}".strip()
        text = ngettext(
            "Next: {left} more signature of the forum seals the minutes.",
            "Next: {left} more signatures of the forum seal the minutes.",
            left,
        )
        return f"{text.format(left=persian_digits(left))} {decided}".strip()
    if session.state == SessionState.SIGNED:
        text = _("The minutes are sealed; the decision is next.")
        return f"{text} {decided}".strip()
    if session.state == SessionState.POSTPONED:
        return _("Another session is called, with a summons of its own.")
    return ""


def open_until(session: HearingSession) -> str:
    """Return until when recorded minutes are open for signatures, and what follows then."""
    until = minutes_due(session) if session.state == SessionState.HELD else None
    if until is None:
        return ""
    days = (seat.refusal_due_on for seat in session.seats.all() if not seat.signed_at)
    until = max((until, *(day for day in days if day is not None)))
    if until < today():
        return _(
            "The time of the office to sign is over; the minutes are sealed once enough of the"
            " forum have signed."
        )
    text = _(
        "The minutes are open for signatures until {day}, 24:00, or until they are sealed before"
        " because all have signed. Who was heard and does not sign until then stands in the sealed"
        " minutes without a signature; they count all the same."
    )
    return text.format(day=long(until))


def _is_contestable(seat: SessionSeat) -> bool:
    """Tell whether the time to contest the noted absence of a seat runs."""
    return seat.contested_at is None and (seat.contest_until or date.min) >= today()


def _seat(seat: SessionSeat, actor: Principal, role_ended_at: Any, *, inside: bool) -> Seat:
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
        role_ended_at=role_ended_at,
        signed_at=seat.signed_at,
        refusal=seat.refusal_reason if is_named else "",
        witnesses=_("; ").join(seat.refusal_witnesses) if is_named else "",
        is_refused=seat.refused_at is not None,
        contest_until=seat.contest_until if _is_contestable(seat) else None,
        contest=seat.contest_reason,
        answer=seat.get_contest_answer_display(),
        answer_reason=seat.answer_reason,
        remark=seat.signed_remark,
    )
