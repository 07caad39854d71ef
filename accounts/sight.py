"""How the database learns for whom a transaction works."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Case, F, Func, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from accounts.principal import Principal
from accounts.roles import Role
from core.scope import set_scope

_TEXT = TextField()


def enter(principal: Principal) -> None:
    """Tell the row policies who asks, until the transaction ends."""
    set_scope(
        scope=principal.scope,
        agency_ids=principal.agency_ids,
        office_ids=principal.office_ids,
        county_ids=principal.county_ids,
        user_id=principal.user_id,
    )


def entering(*, role: str, scope_id: str, user_id: str) -> Combinable:
    """
    Return what tells them the same with the read of one grant: an expression over its columns.

    What each role sees is asked of its principals, as `enter` does.
    """

    def ids(seen: Callable[[Principal], tuple[UUID, ...]]) -> Combinable:
        roles = [one for one in Role if seen(_like(one, UUID(int=0)))]
        told = Coalesce(Cast(scope_id, _TEXT), Value(""), output_field=_TEXT)
        return Case(
            When(**{f"{role}__in": roles}, then=told), default=Value(""), output_field=_TEXT
        )

    scope = Case(
        *(When(**{role: one}, then=Value(str(_like(one).scope))) for one in Role),
        default=Value(""),
        output_field=_TEXT,
    )
    return Func(
        _setting("app.scope", scope),
        _setting("app.agency_ids", ids(lambda one: one.agency_ids)),
        _setting("app.office_ids", ids(lambda one: one.office_ids)),
        _setting("app.county_ids", ids(lambda one: one.county_ids)),
        _setting("app.user_id", Cast(F(user_id), _TEXT)),
        function="concat",
        output_field=_TEXT,
    )


def _like(role: Role, *scope_ids: UUID) -> Principal:
    """Return a principal of a role, of nobody."""
    return Principal(user_id=0, grant_id=0, role=role, name="", scope_ids=scope_ids)


def _setting(name: str, value: Combinable) -> Func:
    """Return the call that sets a setting until the transaction ends."""
    return Func(Value(name), value, Value(True), function="set_config", output_field=_TEXT)
