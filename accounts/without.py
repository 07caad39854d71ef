"""What a person reads whose account has no role in force: which ended, and which begin later."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.events import Event, events_of
from accounts.models import ApiToken, RoleGrant, User
from accounts.person_roles import label_of
from accounts.sealing import digest_of
from core.clock import TEHRAN, day_in_tehran
from core.jalali import long
from core.persian import persian_digits
from core.problems import answer, is_for_programs

ENDED = ("role.ended", "role.voided")
SHOWN = 5


@dataclass(frozen=True)
class PastRole:
    """
    A role that is over: the moment of its end or its last day, by whom, on which letter, and why.

    The last three are empty where it ended on its last day.
    """

    label: str
    ended: date | datetime
    name: str = ""
    letter_no: str = ""
    reason: str = ""
    is_void: bool = False


def past_roles(user: User, at: datetime) -> list[PastRole]:
    """Return the roles of an account that are over at a moment, the last one first."""
    events = {(event.changes["role"][0], event.at): event for event in events_of(user, ENDED)}
    found = []
    for grant in RoleGrant.objects.filter(user=user):
        if grant.ended_at is not None and grant.ended_at <= at:
            event = events.get((f"{grant.role} {grant.scope_label}".strip(), grant.ended_at))
            found.append(_ended(grant, grant.ended_at, event))
        elif grant.ends_on is not None and grant.ends_on < day_in_tehran(at):
            found.append(PastRole(label_of(grant), grant.ends_on))
    return sorted(found, key=_day_of, reverse=True)[:SHOWN]


def _ended(grant: RoleGrant, at: datetime, event: Event | None) -> PastRole:
    letter = event.changes.get("letter_no", [None, None])[1] if event else ""
    return PastRole(
        label_of(grant),
        at,
        name=event.actor_name if event else "",
        letter_no=letter or "",
        reason=event.note if event else "",
        is_void=grant.is_void,
    )


def _day_of(role: PastRole) -> tuple[date, bool]:
    is_moment = isinstance(role.ended, datetime)
    return day_in_tehran(role.ended) if is_moment else role.ended, is_moment  # type: ignore[arg-type] # a moment


def roles_to_come(user: User, at: datetime) -> list[RoleGrant]:
    """Return the roles of an account that begin after a moment, the next one first."""
    grants = RoleGrant.objects.filter(user=user, ended_at=None, starts_on__gt=day_in_tehran(at))
    return list(grants.order_by("starts_on", "pk"))


def moment_in_words(moment: datetime) -> str:
    """Return a moment as sentences name it: the day, and the hour in Tehran."""
    hour = persian_digits(f"{moment.astimezone(TEHRAN):%H:%M}")
    return _("{day}, {hour}").format(day=long(day_in_tehran(moment)), hour=hour)


def why_without(user: User, at: datetime) -> str:
    """Return in a sentence that no role of an account is in force, and which ended last."""
    parts = [_("No role of this account is in force: ask a platform admin for one.")]
    last = next(iter(past_roles(user, at)), None)
    if last is not None:
        is_moment = isinstance(last.ended, datetime)
        day = moment_in_words(last.ended) if isinstance(last.ended, datetime) else long(last.ended)
        said = (
            _("“{role}” ended at: {day}.") if is_moment else _("“{role}” had its last day: {day}.")
        )
        parts.append(said.format(role=persian_digits(last.label), day=day))
    return " ".join(parts)


def why_closed(secret: str, at: datetime) -> str | None:
    """Return that a key opens nothing because its role is over; None where that is not why."""
    keys = ApiToken.objects.filter(digest=digest_of(secret)).select_related("grant")
    key = keys.exclude(grant__in=RoleGrant.objects.in_force(at)).first()
    if key is None or key.grant.starts_on > day_in_tehran(at):
        return None
    text = _(
        "The role of this key, “{role}”, is not in force any more: ask for a role and a new key."
    )
    return text.format(role=persian_digits(label_of(key.grant)))


def no_role(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    """Answer a signed-in person without a role: a page with the reason, or a problem."""
    if is_for_programs(request):
        return answer(request, "no-role", detail=why_without(user, at))
    list(get_messages(request))  # that the person signed in would mislead
    context = {
        "messages": [],
        "person": user,
        "past": past_roles(user, at),
        "to_come": [(label_of(grant), grant.starts_on) for grant in roles_to_come(user, at)],
    }
    return render(request, "account/no_role.html", context, status=403)
