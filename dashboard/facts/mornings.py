"""What people are reminded of in the morning: their own work whose day of law is near or past."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from dashboard.facts import role_ends
from dashboard.facts.waiting import KINDS as WORK
from dashboard.facts.work import Task, work_of
from notices.facts.kinds import KINDS, Kind, News
from notices.states import Topic

PREFIX = "due."


@dataclass(frozen=True)
class Reminder:
    """One reminder: of which kind, whom, and the name under which it is said only once."""

    kind: Kind
    news: News
    principal: Principal
    event: str
    needs_action: bool = True


def register() -> None:
    """Make a kind of news of each kind of work that has a day of law."""
    for kind in role_ends.KINDS:
        KINDS.add(kind)
    for name, work in WORK.items():
        KINDS.add(
            Kind(
                PREFIX + name, Topic.DEADLINE, work.title, detail=_("{record} · until {due_on}"),
                act=work.button, icon="deadline", tone="danger",
            )
        )  # fmt: skip


def reminders(on: date) -> Iterator[Reminder]:
    """
    Yield the reminders of a day.

    Of work with at most two days left, and again when it is late; of roles that end by themselves.
    """
    for principal in _people(on):
        for task in work_of(principal, on):
            if task.due_on is not None and (task.is_near or task.is_late):
                yield _reminder(principal, task)
    for kind, grant, news in role_ends.ending(on):
        event = f"{kind.name}/{grant.public_id}/{grant.ends_on}"
        yield Reminder(kind, news, _principal(grant), event, needs_action=False)


def _people(on: date) -> list[Principal]:
    """Return those who have work of their own, each role once with all its scopes; one query."""
    grants = RoleGrant.objects.in_force(on).filter(user__is_active=True).select_related("user")
    found: dict[tuple[int, str], Principal] = {}
    for grant in grants.order_by("pk"):
        key = (grant.user_id, grant.role)
        found[key] = _principal(grant, found[key].scope_ids if key in found else ())
    return list(found.values())


def _principal(grant: RoleGrant, before: tuple[UUID, ...] = ()) -> Principal:
    return Principal(
        user_id=grant.user_id,
        grant_id=grant.pk,
        role=Role(grant.role),
        name=grant.user.full_name,
        scope_ids=(*before, grant.scope_id) if grant.scope_id else before,
    )


def _reminder(principal: Principal, task: Task) -> Reminder:
    due = task.due_on.isoformat() if task.due_on else ""
    stage = "late" if task.is_late else "near"
    number = task.number if task.shows_number else ""
    record = " · ".join(part for part in (task.office, number) if part)
    return Reminder(
        kind=KINDS.get(PREFIX + task.kind) or _missing(task.kind),
        news=News(
            values={"record": record, "number": number, "due_on": due},
            url=task.url,
            audiences=(),
            acting=frozenset({principal.role}),
        ),
        principal=principal,
        event=f"due/{task.kind}/{task.number}/{due}/{stage}",
    )


def _missing(kind: str) -> Kind:
    raise LookupError(f"no kind of news for work of the kind {kind}")
