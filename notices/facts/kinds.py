"""Who is told of which event: a register that the floors above fill (docs/adr/0004-panels.md)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from core.jalali import day_near
from core.panels import Register
from core.papers.naming import file_name
from core.persian import isolated, persian_digits
from notices.states import Topic


@dataclass(frozen=True)
class Audience:
    """Those who wear a role for one scope; without a scope, all who wear the role."""

    role: Role
    scope_id: UUID | None = None


@dataclass(frozen=True)
class News:
    """
    What an event means for people: its record, the words' values, the way there, who hears of it.

    `values` are strings; ISO days become Jalali, what stands in `numbers` keeps its order. `acting`
    are the roles that have something to do now, but for the persons `apart`, to whom it is closed:
    they hear of it and are not called. Each receiver must see the record, else is not
    told. `ends` is the address under which earlier news called to act, where it is another one.
    """

    values: Mapping[str, str]
    url: str
    audiences: Iterable[Audience]
    acting: frozenset[Role] = frozenset()
    record: Model | None = None
    user_ids: frozenset[int] = frozenset()  # named persons, such as the one who asked for a job
    ends: str = ""
    apart: frozenset[int] = frozenset()  # accounts
    needs_role: bool = True  # named persons hear of it only in a role that is in force


def sees(principal: Principal, record: Model) -> bool:
    """Tell whether a record is in a principal's scope, by the record's own `visible_to`."""
    rows: Any = type(record)._default_manager
    return bool(rows.visible_to(principal).filter(pk=record.pk).exists())


@dataclass(frozen=True)
class Kind:
    """
    One kind of news: the verb of the event, its topic, its words with placeholders in braces.

    `verb` is the name unless one event is several pieces of news, as for an office and an agency.
    `tells_actor` is for work that ends in the background. `find(target_id)` reads the record by its
    public id, None when there is nothing to tell; `find_in(event)` does where one verb tells of
    several things, and only the event says which.
    """

    name: str
    topic: Topic
    title: str | Promise
    verb: str = ""
    find: Callable[[str], News | None] | None = None
    find_in: Callable[[AuditEvent], News | None] | None = None
    detail: str | Promise = ""
    act: str | Promise = ""
    icon: str = "bell"
    tone: str = "info"
    tells_actor: bool = False
    order: int = 100
    sees: Callable[[Principal, Model], bool] = sees


KINDS: Register[Kind] = Register()


def kinds_of(verb: str) -> list[Kind]:
    """Return the kinds of news that an event makes; none for most."""
    return [
        kind
        for kind in KINDS
        if (kind.verb or kind.name) == verb and (kind.find is not None or kind.find_in is not None)
    ]


class _Said(dict[str, str]):
    """Values as people read them; one that news of an earlier version does not have is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def worded(text: object, values: Mapping[str, str], on: date) -> str:
    """
    Return a sentence with its values as people read them on a day: numbers isolated, days Jalali.

    A day of another year than that of `on` is written with its year.
    """
    return str(text).format_map(
        _Said({name: said(name, value, on) for name, value in values.items()})
    )


def said(name: str, value: str, on: date) -> str:
    """Return one value of a piece of news as people read it on a day."""
    if name.endswith("_on"):
        return day_near(date.fromisoformat(value), on) if value else _("no day")
    if name in {"number", "contract", "letter", "code"}:
        return isolated(value)
    if name == "file":
        return file_name(value)
    return persian_digits(value)


def people_of(news: News, on: date) -> list[Principal]:
    """Return the principals of the audiences, each with all scopes of the role; one query."""
    wanted = Q(user_id__in=news.user_ids)
    for audience in news.audiences:
        heard = Q(role=audience.role)
        if audience.scope_id is not None:
            heard &= Q(scope_id=audience.scope_id)
        wanted |= heard
    grants = RoleGrant.objects.filter(wanted, user__is_active=True)
    running = grants.in_force(on).select_related("user").order_by("pk")
    found: dict[tuple[int, str], Principal] = {}
    for grant in running:
        found.setdefault((grant.user_id, grant.role), _principal_of(grant))
    if not news.needs_role:
        heard_by = {user_id for user_id, _role in found}
        for grant in grants.filter(user_id__in=news.user_ids - heard_by).order_by("-pk"):
            if grant.user_id not in heard_by:
                heard_by.add(grant.user_id)
                found[grant.user_id, grant.role] = _principal_of(grant)
    return list(found.values())


def _principal_of(grant: RoleGrant) -> Principal:
    return Principal(
        user_id=grant.user_id,
        grant_id=grant.pk,
        role=Role(grant.role),
        name=grant.user.full_name,
        scope_ids=(grant.scope_id,) if grant.scope_id else (),
    )
