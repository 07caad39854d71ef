"""The one who acts: a user with the active grant, and what the role may do."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.roles import (
    FRESH_FACTOR,
    ROLE_LABELS,
    ROLE_PERMISSIONS,
    Permission,
    Role,
    ScopeKind,
)
from core.errors import FactorRequired, NotPermitted
from core.scope import SYSTEM

PROVINCE_ROLES = frozenset(
    {
        Role.DEPUTY,
        Role.EXPERT,
        Role.SECRETARIAT,
        Role.COMMITTEE_CHAIR,
        Role.COMMITTEE_MEMBER,
        Role.AUDITOR,
        Role.SYSTEM,
    }
)
AGENCY_ROLES = frozenset({Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL})
# Only an organisation has programs that act under a name of their own.
CLIENT_ROLES = AGENCY_ROLES | {Role.ASSOCIATION}


@dataclass(frozen=True)
class Principal:
    """
    A user with one active grant.

    `scope_ids` are the public ids that the active role's grants name: agencies for an agency
    role, counties for a county representative, offices for an operator. `fresh_factor` says that
    a second factor was given within five minutes; the door sets it.
    """

    user_id: int
    grant_id: int
    role: Role
    name: str
    scope_ids: tuple[UUID, ...] = ()
    via: str = "web"
    client: str = ""
    scopes: frozenset[str] = frozenset()
    fresh_factor: bool = False
    request_id: str = ""

    @property
    def is_province(self) -> bool:
        """Tell whether the role sees the whole province."""
        return self.role in PROVINCE_ROLES

    @property
    def is_agency(self) -> bool:
        """Tell whether the role works for one agency."""
        return self.role in AGENCY_ROLES

    @property
    def agency_ids(self) -> tuple[UUID, ...]:
        """Return the public ids of the principal's agencies; empty for other roles."""
        return self.scope_ids if self.is_agency else ()

    @property
    def county_ids(self) -> tuple[UUID, ...]:
        """Return the public ids of the principal's counties; empty for other roles."""
        return self.scope_ids if self.role is Role.COUNTY_REP else ()

    @property
    def office_ids(self) -> tuple[UUID, ...]:
        """Return the public ids of the principal's offices; empty for other roles."""
        return self.scope_ids if self.role is Role.OPERATOR else ()

    @property
    def scope(self) -> str:
        """Return the name of the scope that is told to the database."""
        if self.role is Role.SYSTEM:
            return SYSTEM
        if self.is_province:
            return ScopeKind.PROVINCE
        return ScopeKind.AGENCY if self.is_agency else str(self.role)

    def has(self, permission: Permission) -> bool:
        """Tell whether the role has the permission."""
        return permission in ROLE_PERMISSIONS[self.role]

    @property
    def signature(self) -> str:
        """Return name and role, as official texts name who acts: in Persian."""
        with translation.override("fa"):
            role = ROLE_LABELS[self.role]
            return _("{name}, {role}").format(name=self.name, role=role)

    @property
    def kind(self) -> tuple[Hashable, ...]:
        """Return all of the principal, beside its `parts`, that a statement may hang on."""
        return self.role, self.via, self.client, self.scopes, self.fresh_factor

    @property
    def parts(self) -> tuple[int | str | UUID, ...]:
        """Return the values that statements take from the principal."""
        return self.user_id, self.grant_id, self.name, *self.scope_ids

    def of(self, parts: Sequence[Any]) -> "Principal":
        """Return a principal of the same kind with other parts, of no request."""
        user_id, grant_id, name, *scope_ids = parts
        return replace(
            self,
            user_id=user_id,
            grant_id=grant_id,
            name=name,
            scope_ids=tuple(scope_ids),
            request_id="",
        )

    def with_fresh_factor(self) -> "Principal":
        """Return the same principal just after a second factor was accepted."""
        return replace(self, fresh_factor=True)

    def with_stale_factor(self) -> "Principal":
        """Return the same principal without the factor that the session gave before."""
        return replace(self, fresh_factor=False)


def may(principal: Principal, permission: Permission) -> bool:
    """Tell whether the role has the permission; pages use it only to hide a button."""
    return principal.has(permission)


def require(principal: Principal, permission: Permission) -> None:
    """
    Refuse an actor whose role has not the permission, or whose second factor is stale.

    Raises:
        NotPermitted: the role may not.
        FactorRequired: the act is of those that need a factor not older than five minutes.
    """
    if not may(principal, permission):
        raise NotPermitted
    if permission in FRESH_FACTOR and not principal.fresh_factor:
        raise FactorRequired
