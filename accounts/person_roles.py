"""The roles of one person, over all accounts: which exclude each other, and which are shown."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from accounts.models import RoleGrant, User
from accounts.persons import accounts_of
from accounts.roles import DECIDING_ROLES, ROLE_LABELS, SCOPE_OF, Role, exclude_each_other
from core.panels import Panel, Register

# Blocks on the page of a person (record: User) that higher floors fill.
PANELS: Register[Panel] = Register()


@dataclass(frozen=True)
class Falling:
    """
    What falls with a role that ends, or with all of them where an account is blocked.

    `read(user, grant, on)` returns it by name; `grant` is None for all roles of the account.
    """

    name: str
    title: str | Promise
    read: Callable[[User, RoleGrant | None, date], Sequence[str]]
    order: int = 100


# What higher floors know of it.
FALLING: Register[Falling] = Register()


def falling_with(user: User, grant: RoleGrant | None, on: date) -> list[tuple[str, Sequence[str]]]:
    """Return by its title what falls with a role, or with all roles of an account."""
    read = [(str(part.title), part.read(user, grant, on)) for part in FALLING]
    return [(title, found) for title, found in read if found]


def others_in(grant: RoleGrant, on: date) -> list[str]:
    """Return who else holds the role for the same body on a day, by name."""
    same = RoleGrant.objects.in_force(on).filter(
        role=grant.role, scope_id=grant.scope_id, user__is_active=True
    )
    names = same.exclude(user_id__in=accounts_of(grant.user_id)).order_by("user__full_name")
    return list(names.values_list("user__full_name", flat=True).distinct())


def grants_of_person(user_id: int, first: date, last: date | None = None) -> QuerySet[RoleGrant]:
    """Return the grants of all accounts of a person that hold between two days, in order."""
    grants = RoleGrant.objects.filter(user_id__in=accounts_of(user_id))
    return grants.overlapping(first, last).select_related("user").order_by("pk")


def holds_power(user: User, on: date) -> bool:
    """Tell whether an account has, or will have, a role that decides or administrates."""
    held = RoleGrant.objects.filter(user=user, ended_at=None).overlapping(on, None)
    return held.filter(role__in=DECIDING_ROLES).exists()


def excluded_by(user_id: int, role: Role, first: date, last: date | None) -> RoleGrant | None:
    """Return a grant of the person beside which there is no such role in these days."""
    held = grants_of_person(user_id, first, last)
    return next((grant for grant in held if exclude_each_other(grant.role, role)), None)


def excluded_with(user: User, person_key: str, on: date) -> tuple[RoleGrant, RoleGrant] | None:
    """Return two grants that exclude each other once the account belongs to another's person."""
    own = list(RoleGrant.objects.filter(user=user).overlapping(on, None))
    twins = RoleGrant.objects.filter(user__person_key=person_key).exclude(user=user)
    others = twins.select_related("user")
    for held in own:
        for other in others.overlapping(max(on, held.starts_on), held.ends_on):
            if exclude_each_other(held.role, other.role):
                return held, other
    return None


def label_of(grant: RoleGrant) -> str:
    """Return a role and its scope in words."""
    return " · ".join(filter(None, [str(ROLE_LABELS[Role(grant.role)]), grant.scope_label]))


@dataclass(frozen=True)
class Holding:
    """A role of a person in an account, and for which body."""

    label: str
    account: str
    body: tuple[str, UUID | None]


def holdings_of(user_id: int, on: date) -> list[Holding]:
    """Return the roles of a person that are in force or to come, over all accounts."""
    return [_holding(grant) for grant in grants_of_person(user_id, on)]


def _holding(grant: RoleGrant) -> Holding:
    return Holding(label_of(grant), grant.user.username, body_of(grant.role, grant.scope_id))


def body_of(role: str, scope_id: UUID | None) -> tuple[str, UUID | None]:
    """Return for which body a role works; the committee is apart from the province's staff."""
    if role in {Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER}:
        return "committee", None
    return str(SCOPE_OF[Role(role)]), scope_id


def of_several_bodies(holdings: Iterable[Holding]) -> bool:
    """Tell whether somebody works for more than one body."""
    return len({holding.body for holding in holdings}) > 1


def in_several_bodies(people: Iterable[User], on: date) -> set[int]:
    """Return the keys of the accounts whose persons work for more than one body; one query."""
    who = {person.pk: person.person_key or person.pk for person in people}
    bodies: dict[str | int, set[tuple[str, UUID | None]]] = defaultdict(set)
    grants = RoleGrant.objects.overlapping(on, None).filter(
        Q(user_id__in=who) | Q(user__person_key__in=[one for one in who.values() if one not in who])
    )
    columns = ("user_id", "user__person_key", "role", "scope_id")
    for user_id, person, role, scope_id in grants.values_list(*columns):
        bodies[person or user_id].add(body_of(role, scope_id))
    return {key for key, one in who.items() if len(bodies[one]) > 1}
