"""Reads of grants: from a user or a token to a principal, in one query."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.factor import has_factor
from accounts.models import ApiToken, RoleGrant, User, in_force_at
from accounts.principal import Principal
from accounts.roles import DECIDING_ROLES, ROLE_LABELS, Role
from accounts.sealing import digest_of, is_sealed_for
from accounts.sight import entering
from core import statements
from core.clock import day_in_tehran
from core.errors import AddressNotAllowed
from core.persian import latin_digits
from core.spelling import spelled


@dataclass(frozen=True)
class Hat:
    """
    A role that a person can wear: its first grant, its scopes, its label, long and short.

    `places` are the scopes in words: the short names of agencies, the names of counties.
    """

    grant_id: int
    role: Role
    scope_ids: tuple[UUID, ...]
    label: str
    short: str
    places: tuple[str, ...] = ()


def hats_of(user: User, at: datetime) -> list[Hat]:
    """
    Return the roles in which the person acts at a moment, one for each role, in order of grant.

    A role that decides rests while it is not known whose account it is (`held_by` has it too).
    """
    return [hat for hat in held_by(user, at) if user.may_act_as(hat.role)]


def held_by(user: User, at: datetime) -> list[Hat]:
    """Return the person's roles in force at a moment, as `hats_of`, also those that rest."""
    grouped: dict[Role, list[dict[str, Any]]] = defaultdict(list)
    for grant in statements.read("hats", _grants, user.pk, day_in_tehran(at), at):
        grouped[Role(grant["role"])].append(grant)
    return [
        Hat(
            grant_id=grants[0]["pk"],
            role=role,
            scope_ids=tuple(grant["scope_id"] for grant in grants if grant["scope_id"]),
            label=" · ".join([str(ROLE_LABELS[role]), *_places(grants)]),
            short=_short(role, _places(grants)),
            places=tuple(_places(grants)),
        )
        for role, grants in grouped.items()
    ]


def _grants(user_id: int, day: date, at: datetime) -> QuerySet[Any, Any]:
    grants = RoleGrant.objects.filter(in_force_at(day, at), user_id=user_id)
    return grants.order_by("pk").values("pk", "role", "scope_id", "scope_label")


def _places(grants: list[dict[str, Any]]) -> list[str]:
    return [grant["scope_label"] for grant in grants if grant["scope_label"]]


def _short(role: Role, places: list[str]) -> str:
    """Return what fits under the name: of an office its code; there is one association."""
    if role is Role.ASSOCIATION:
        return str(ROLE_LABELS[role])
    if role is Role.OPERATOR:
        return f"{ROLE_LABELS[role]} {'، '.join(place.split(' ')[0] for place in places)}".strip()
    return " · ".join([str(ROLE_LABELS[role]), *places])


def principal_for(user: User, hat: Hat, *, fresh_factor: bool, request_id: str) -> Principal:
    """Return the principal of a signed-in person who wears this hat."""
    return Principal(
        user_id=user.pk,
        grant_id=hat.grant_id,
        role=hat.role,
        name=user.full_name,
        scope_ids=hat.scope_ids,
        fresh_factor=fresh_factor,
        request_id=request_id,
    )


def acting_for(grant_id: int, at: datetime) -> Principal | None:
    """
    Return the person for whom a worker goes on, or None when the grant has ended or rests.

    The scopes are those that the person has in this role now, as at sign-in.
    """
    grant = (
        RoleGrant.objects.in_force(at)
        .filter(pk=grant_id, user__is_active=True)
        .select_related("user")
        .first()
    )
    if grant is None:
        return None
    hat = next((hat for hat in hats_of(grant.user, at) if hat.role == grant.role), None)
    if hat is None:
        return None
    actor = principal_for(grant.user, hat, fresh_factor=False, request_id="")
    return replace(actor, grant_id=grant_id, via="job")


@dataclass(frozen=True)
class OpenKey:
    """A key to the API that has opened the door: whose it is, and when it was last used."""

    pk: int
    user_id: int
    last_used_at: datetime | None


def token_principal(
    secret: str, *, now: datetime, on: date, address: str, request_id: str
) -> tuple[OpenKey, Principal] | None:
    """
    Return the key and its principal, or None when it does not open the door; one query.

    The same query tells the row policies who asks, as `enter` does.

    Raises:
        AddressNotAllowed: it opens the door, but not from this address.
    """
    found = statements.read("key by secret", _keys_of_digest, digest_of(secret), now, on)
    return _opened(found, address, request_id)


def ticket_principal(
    token_id: int, *, now: datetime, on: date, address: str, request_id: str
) -> tuple[OpenKey, Principal] | None:
    """Return the principal of a token by its key, as `token_principal`; for download addresses."""
    found = statements.read("key by number", _keys_of_number, token_id, now, on)
    return _opened(found, address, request_id)


def _keys_of_digest(digest: str, now: datetime, on: date) -> QuerySet[Any, Any]:
    return _keys(Q(digest=digest), now, on)


def _keys_of_number(number: int, now: datetime, on: date) -> QuerySet[Any, Any]:
    return _keys(Q(pk=number), now, on)


def _keys(which: Q, now: datetime, on: date) -> QuerySet[Any, Any]:
    entered = entering(role="grant__role", scope_id="grant__scope_id", user_id="grant__user_id")
    return (
        ApiToken.objects.valid_at(now)
        .filter(which, grant__user__is_active=True)
        .filter(grant__in=RoleGrant.objects.filter(in_force_at(on, now)))
        .exclude(grant__role__in=DECIDING_ROLES, grant__user__person_key="")
        .exclude(client__is_active=False)
        .annotate(entered=entered)
        .values(
            "pk", "last_used_at", "scopes", "addresses", "grant_id", "grant__user_id",
            "grant__user__full_name", "grant__role", "grant__scope_id", "client__name", "entered",
            "digest", "seal", "grant__user__public_id",
        )
    )  # fmt: skip


def _opened(
    found: list[dict[str, Any]], address: str, request_id: str
) -> tuple[OpenKey, Principal] | None:
    if not found:
        return None
    (row,) = found
    account = str(row["grant__user__public_id"])
    if not is_sealed_for(account, digest=row["digest"], seal=row["seal"]):
        return None
    if row["addresses"] and not _is_within(address, row["addresses"]):
        raise AddressNotAllowed
    client = row["client__name"] or ""
    scope_id = row["grant__scope_id"]
    return OpenKey(row["pk"], row["grant__user_id"], row["last_used_at"]), Principal(
        user_id=row["grant__user_id"],
        grant_id=row["grant_id"],
        role=Role(row["grant__role"]),
        name=client or row["grant__user__full_name"],
        scope_ids=(scope_id,) if scope_id else (),
        via="api",
        client=client,
        scopes=frozenset(row["scopes"]),
        request_id=request_id,
    )


def _is_within(address: str, networks: list[str]) -> bool:
    """Tell whether a client's address lies in one of the networks."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(network) for network in networks)


def grants_of(principal: Principal, on: date) -> list[RoleGrant]:
    """Return the grants in force on which the principal's active role rests."""
    grants = RoleGrant.objects.in_force(on).filter(user_id=principal.user_id, role=principal.role)
    if principal.via == "api":
        grants = grants.filter(pk=principal.grant_id)
    return list(grants.order_by("pk"))


@dataclass(frozen=True)
class Entry:
    """
    How far a person is on the way in: a password, or a one-time key that waits until a moment.

    `hours` is how long a key lives.
    """

    has_password: bool
    has_factor: bool
    key_until: datetime | None
    hours: int
    keys: int

    @property
    def waits(self) -> bool:
        """Tell whether a key waits to be used."""
        return self.key_until is not None


def entry_of(person: User, at: datetime) -> Entry:
    """Return how far a person is on the way in at a moment; two queries."""
    has_password, given = person.has_usable_password(), person.key_given_at
    until = given + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) if given else None
    return Entry(
        has_password=has_password,
        has_factor=has_factor(person),
        key_until=until if until and until > at and not has_password else None,
        hours=settings.PASSWORD_RESET_TIMEOUT // 3600,
        keys=ApiToken.objects.valid_at(at).filter(grant__user=person, client=None).count(),
    )


def resting_on(on: date) -> QuerySet[User]:
    """Return the accounts whose roles that decide rest on a day, as nobody said whose they are."""
    deciding = RoleGrant.objects.in_force(on).filter(role__in=DECIDING_ROLES)
    return User.objects.filter(pk__in=deciding.values("user"), person_key="", is_active=True)


def people_found(*, text: str, role: str, state: str, on: date) -> QuerySet[User]:
    """
    Return the people, by name: with a text in name or username, a role on a day, and a state.

    The state is `active`, `out`, or `unknown`: those of `resting_on`.

    The text is blind to keyboards, joiners and spaces. An empty value narrows nothing.
    """
    people = User.objects.exclude(username="system")
    if text:
        people = people.filter(
            Q(full_name__iregex=spelled(text)) | Q(username__contains=latin_digits(text).lower())
        )
    if role:
        grants = RoleGrant.objects.in_force(on).filter(user=OuterRef("pk"), role=role)
        people = people.filter(Exists(grants))
    if state == "unknown":
        people = people.filter(pk__in=resting_on(on).values("pk"))
    elif state:
        people = people.filter(is_active=state == "active")
    return people.order_by("full_name", "pk")
