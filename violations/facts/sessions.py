"""Who may sit in a hearing session, and which session a case has."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Case as Choice
from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import RoleGrant
from accounts.persons import accounts_of, with_twins
from accounts.principal import Principal
from accounts.roles import Role
from contracts.facts.recusals import recusals_of, recusals_of_outer_row
from core import statements
from core.acts import once_per_record
from core.clock import TEHRAN, day_in_tehran
from core.jalali import short
from core.models import Moment
from core.persian import isolated, persian_digits
from offices.facts.interests import accounts_with_interest
from violations.facts.cases import deciders_before, official, reporters_of
from violations.models import Case, HearingSession, Recusal, SessionSeat
from violations.states import CALLED_OFF, Confirmation, Forum, SessionState, Track

JUDGES = {
    Track.LICENCE: (Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER),
    Track.CONTRACT: (Role.AGENCY_MANAGER, Role.AGENCY_CLERK),
}
SIGNED = gettext_noop(
    "I sat in the hearing session of {day} on case {number}, I have read its minutes, and I sign"
    " them as they are written. I know that this signature is not taken back."
)
_PERSON = ("user_id", "user__person_key", "user__full_name", "role")


@dataclass(frozen=True)
class Person:
    """Somebody who may be called to a session: the account, its name, the role that he wears."""

    user_id: int
    name: str
    role: str


def forum_of(case: Case) -> Forum:
    """Return the forum that hears a case first."""
    return Forum.COMMITTEE if case.track == Track.LICENCE else Forum.AGENCY


def judges_of(case: Case, on: date) -> list[Person]:
    """
    Return the people who may sit for the case's forum on a day, those who decide first.

    Whoever reported what the case is about, holds or runs the office, stood back from a session of
    it, or decided or sat in it before a judgment sent it back, does not sit.
    """
    roles = JUDGES[Track(case.track)]
    scope = case.agency.public_id if case.track == Track.CONTRACT and case.agency else None
    rows = RoleGrant.objects.in_force(on).filter(role__in=roles, user__is_active=True)
    if scope is not None:
        rows = rows.filter(scope_id=scope)
    excluded = reporters_of(case) | stood_back(case) | deciders_before(case)
    excluded |= accounts_with_interest(case.office, on, case.holder_id)
    rows = rows.exclude(user_id__in=excluded)
    found = _people(rows.values_list(*_PERSON).order_by("pk"))
    return sorted(found, key=lambda person: roles.index(Role(person.role)))


def role_ended(moment: Any) -> Func:
    """Return since when the person of a seat holds no role of its forum at a moment, or null."""
    return Func(
        F("session_id"), F("user_id"), moment,
        function="violations_role_ended", output_field=DateTimeField(),
    )  # fmt: skip


def released_since() -> Choice:
    """
    Return since when minutes do not wait for a seat: its person holds no role of the forum.

    Null for who signed, refused, stood back or was away, and where a role is in force, or was when
    the minutes were sealed.
    """
    sealed = Func(
        F("session__sealed_on"), output_field=DateTimeField(),
        template="((%(expressions)s + 1)::timestamp AT TIME ZONE 'Asia/Tehran')",
    )  # fmt: skip
    waits = Q(is_judge=True, is_recused=False, signed_at=None, refused_at=None)
    over = Q(is_present=False) | Q(session__state__in=CALLED_OFF)
    return Choice(When(waits & ~over, then=role_ended(Least(Moment(), sealed))), default=None)


def released_from(session: HearingSession) -> dict[int, datetime]:
    """Return the seats for which the minutes of a session do not wait, each since when."""
    rows = session.seats.annotate(since=released_since()).filter(since__isnull=False)
    return dict(rows.values_list("pk", "since"))


def operators_of(case: Case, on: date) -> list[Person]:
    """Return the people of the case's office, who are called to every session of it."""
    rows = RoleGrant.objects.in_force(on).filter(
        role=Role.OPERATOR, scope_id=case.office.public_id, user__is_active=True
    )
    return _people(rows.values_list(*_PERSON).order_by("pk"))


def stood_back(case: Case) -> set[int]:
    """
    Return who stood back from the case, with every account of theirs.

    Who stood back from the contracts of its office with its agency stands back from each of their
    cases (docs/adr/0083-recusal-reaches-cases.md).
    """
    back = SessionSeat.objects.filter(session__case=case, is_recused=True, user_id__isnull=False)
    own: list[QuerySet[Any]] = [Recusal.objects.filter(case=case)]
    if case.agency_id is not None:
        own.append(recusals_of(case.agency_id, case.office_id))
    others = [rows.order_by().values_list("user_id", flat=True) for rows in own]
    return with_twins(back.values_list("user_id", flat=True).union(*others))


def stood_back_by(accounts: Collection[int] | QuerySet[Any, Any]) -> Q:
    """Return the condition on a case that the person of some accounts stood back from it."""
    kinds = (_recused_seats(), _recusals(), recusals_of_outer_row())
    seats, own, of_contracts = (rows.filter(user_id__in=accounts) for rows in kinds)
    return Q(Exists(seats)) | Q(Exists(own)) | Q(Exists(of_contracts))


def somebody_stood_back() -> Q:
    """Return the condition on a case that anybody stood back from it."""
    return Q(Exists(_recused_seats())) | Q(Exists(_recusals())) | Q(Exists(recusals_of_outer_row()))


def _recused_seats() -> QuerySet[SessionSeat]:
    return SessionSeat.objects.filter(session__case=OuterRef("pk"), is_recused=True)


def _recusals() -> QuerySet[Recusal]:
    return Recusal.objects.filter(case=OuterRef("pk"))


def recused_in(case_ids: Iterable[int], account: int) -> set[int]:
    """Return those of some cases from which the person of an account stood back; one query."""
    found = _recused(account).filter(pk__in=list(case_ids))
    return set(found.values_list("pk", flat=True))


def is_recused_in(case_id: int, account: int) -> bool:
    """Tell whether the person of an account stood back from a case; one prepared statement."""
    return bool(statements.read("recused from case", _recused_in, case_id, account))


def _recused_in(case_id: int, account: int) -> QuerySet[Case, Any]:
    return _recused(account).filter(pk=case_id).values("pk")


def _recused(account: int) -> QuerySet[Case]:
    return Case.objects.filter(stood_back_by(accounts_of(account)))


def barred_from_sitting(case: Case, on: date) -> dict[int | None, str]:
    """
    Return the accounts that do not sit for the case on a day, each with why: «{name} ...».

    Who reported it is named for that first.
    """
    earlier = _("{name} decided this case before it was sent back and does not sit.")
    stood = _("{name} stood back from this case and does not sit.")
    reported = _("{name} reported this violation and must be recused.")
    interested = _("{name} holds the licence of this office or runs it and does not sit.")
    return {
        **dict.fromkeys(accounts_with_interest(case.office, on, case.holder_id), interested),
        **dict.fromkeys(deciders_before(case), earlier),
        **dict.fromkeys(stood_back(case), stood),
        **dict.fromkeys(reporters_of(case), reported),
    }


def _people(rows: Iterable[tuple[int, str, str, str]]) -> list[Person]:
    """Return each person once, whatever the accounts, by the first of the grants."""
    found: dict[int | str, Person] = {}
    for user_id, key, name, role in rows:
        found.setdefault(key or user_id, Person(user_id, name, role))
    return list(found.values())


def session_of(case: Case) -> HearingSession | None:
    """Return the session on which a case stands: the newest of its round not called off."""
    rows = HearingSession.objects.filter(case=case, round_no=case.round_no)
    rows = rows.exclude(state__in=CALLED_OFF)
    return rows.order_by("-pk").first()


def was_summoned(session: HearingSession) -> bool:
    """
    Tell whether the summons was served before the session began.

    On the day itself the hour counts: of paper that is known when its receipt was entered before.
    """
    day = day_in_tehran(session.starts_at)
    on_the_day = Q(served_on=day, served_at__lte=session.starts_at)
    return session.notices.filter(Q(served_on__lt=day) | on_the_day).exists()


def confirmation_of(session: HearingSession, on: date) -> Confirmation:
    """Return whether the minutes of a held session are confirmed, by the guard's own function."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT violations_confirmed(%s, %s, %s)", [session.pk, session.quorum, on])
        return Confirmation(cursor.fetchone()[0])


def is_unconfirmed(session: HearingSession, on: date) -> bool:
    """Tell whether the minutes of a held session are confirmed by too few, and nobody is left."""
    return session.state == SessionState.HELD and confirmation_of(session, on) == Confirmation.NO


def without_confirmation(on: date) -> Q:
    """Return the condition on a session that it was held and its minutes cannot be confirmed."""
    confirmed = Func(
        F("pk"), F("quorum"), Value(on), function="violations_confirmed", output_field=CharField()
    )
    held = HearingSession.objects.filter(state=SessionState.HELD)
    return Q(pk__in=held.alias(is_=confirmed).filter(is_=Confirmation.NO).values("pk"))


@once_per_record
def unnotable_after(session: HearingSession) -> date | None:
    """
    Return the last day to sign minutes in which no refusal can be noted; None where one can.

    A refusal has two witnesses who sat; where fewer than three people sat with an account, whoever
    does not sign until that day leaves the minutes unconfirmed, and the session is called anew.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT violations_unnotable_after(%s)", [session.pk])
        found: date | None = cursor.fetchone()[0]
        return found


def minutes_due_of(path: str) -> Func:
    """Return, in a query, the last day on which a session's minutes wait for who was heard."""
    return Func(F(path), function="violations_minutes_due", output_field=DateField())


@once_per_record
def minutes_due(session: HearingSession) -> date | None:
    """Return the last day on which recorded minutes wait for who was heard in the session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT violations_minutes_due(%s)", [session.pk])
        found: date | None = cursor.fetchone()[0]
        return found


def persons_in(seats: Iterable[SessionSeat]) -> int:
    """Return how many persons some seats are, read with their users: accounts of one are one."""
    return len({(seat.user and seat.user.person_key) or seat.user_id for seat in seats})


def session_values(starts_at: datetime, place: str, *, is_online: bool) -> dict[str, str]:
    """Return what stands in a summons for the session, in Persian."""
    local = starts_at.astimezone(TEHRAN)
    where = [place] if place else []
    if is_online:
        where.append(official(gettext_noop("in the portal of the offices")))
    return {
        "day": persian_digits(short(local.date())),
        "hour": persian_digits(f"{local:%H:%M}"),
        "place": "؛ ".join(where),
    }


SESSION = (
    "public_id", "forum", "state", "starts_at", "is_online", "place", "called_on", "minutes",
    "minutes_sha256", "quorum", "recorded_at", "ended_reason", "ended_on", "sealed_on",
)  # fmt: skip
SEAT = (
    "public_id", "name", "role", "is_judge", "is_present", "is_recused", "recusal_reason",
    "signed_at", "signed_remark", "refused_at", "refusal_reason", "refusal_witnesses",
    "refusal_due_on", "contest_until", "contested_at", "contest_reason", "contest_answer",
    "answered_at", "answer_reason",
)  # fmt: skip


def hearings_of(case: Case, actor: Principal) -> list[dict[str, Any]]:
    """Return the sessions of a case with their seats; names of the forum are for those inside."""
    sessions = HearingSession.objects.visible_to(actor).filter(case=case).order_by("pk")
    seats: dict[int, list[dict[str, Any]]] = {}
    is_outside = actor.role is Role.OPERATOR
    for row in (
        SessionSeat.objects.visible_to(actor)
        .filter(session__case=case)
        .order_by("pk")
        .annotate(role_ended_at=released_since())
        .values("session_id", *SEAT, "role_ended_at")
    ):
        if is_outside:
            row.update(_outside(is_judge=row["is_judge"]))
        seats.setdefault(row.pop("session_id"), []).append({"id": row.pop("public_id"), **row})
    found = []
    for row in sessions.values("pk", *SESSION):
        key = row.pop("pk")
        if is_outside:
            row["ended_reason"] = ""
        found.append({"id": row.pop("public_id"), **row, "seats": seats.get(key, [])})
    return found


def _outside(*, is_judge: bool) -> dict[str, Any]:
    """Return what an office does not read of a seat: who judges, and why one stood back."""
    hidden: dict[str, Any] = {"recusal_reason": ""}
    if is_judge:
        hidden |= {"name": "", "refusal_reason": "", "refusal_witnesses": []}
    return hidden


def minutes_declaration(session: HearingSession) -> str:
    """Return the official sentence that is declared with a signature of the minutes."""
    return official(
        SIGNED,
        day=short(day_in_tehran(session.starts_at)),
        number=isolated(session.case.number),
    )
