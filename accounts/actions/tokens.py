"""What can be done to keys of the API: make, rotate, revoke."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acts import ISSUE, REVOKE, ROTATE, SUCCEED, last_of
from accounts.events import record
from accounts.key_scopes import ALL, KeyScope
from accounts.models import ApiClient, ApiToken, RoleGrant
from accounts.networks import networks_of
from accounts.principal import CLIENT_ROLES, Principal
from accounts.sealing import stored_key
from core.acts import begin, need_role
from core.clock import day_in_tehran
from core.errors import FactorRequired, IllegalMove, Invalid
from core.persian import display_safe

LONGEST = 365  # days
OVERLAP = timedelta(days=7)  # both keys open the door after a rotation
MOST_ADDRESSES = 20


@transaction.atomic
def issue_token(
    *,
    name: str,
    days: int,
    grant_id: int,
    actor: Principal,
    at: datetime,
    scopes: Sequence[str] = (ALL,),
    addresses: Sequence[str] = (),
    client: str = "",
) -> tuple[ApiToken, str]:
    """
    Make a key to the API for one of the actor's own grants; return it with its secret.

    The secret is shown once; what is stored of it fits this account alone. `days` is 1 to 365;
    `addresses` are networks in CIDR form, none for any; `client` names a program of an agency or
    the association, under whose name the key acts.

    Raises:
        NotPermitted: the actor's role may not.
        FactorRequired: the second factor is stale.
        RoleGrant.DoesNotExist: the grant is not the actor's.
        Invalid: by field name, days, scopes, addresses, client.
    """
    need_role(ISSUE, actor)
    _refuse_unusable(name, days)
    own = RoleGrant.objects.filter(user_id=actor.user_id).select_related("user")
    grant = own.get(pk=grant_id)
    secret, values = _secret(grant)
    token = ApiToken.objects.create(
        grant=grant,
        client=_client(client, grant),
        name=display_safe(name)[:80],
        scopes=_scopes(scopes),
        addresses=networks_of(addresses),
        expires_at=at + timedelta(days=days),
        **values,
    )
    given = ("expires_at", "scopes", "addresses")
    changes = {name: (None, getattr(token, name)) for name in given}
    record(actor=actor, verb="token.issued", target=token, changes=changes, at=at)
    return token, secret


def _refuse_unusable(name: str, days: int) -> None:
    if not name.strip():
        raise Invalid(fields={"name": [_("Give the key a name.")]})
    if not 1 <= days <= LONGEST:
        raise Invalid(fields={"days": [_("A key lives 1 to 365 days.")]})


@transaction.atomic
def rotate_token(*, token_id: int, actor: Principal, at: datetime) -> tuple[ApiToken, str]:
    """
    Make a key in the place of another, with the same name, scopes, addresses and term.

    The old one opens the door for seven more days, or until its own end if that comes earlier.

    Raises:
        NotPermitted: the actor's role may not, or the key is somebody else's.
        FactorRequired: the second factor is stale.
        ApiToken.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it was revoked, has expired or was rotated before.
    """
    old: ApiToken = begin(ROTATE, token_id, actor, day_in_tehran(at))
    if old.expires_at <= at:
        raise IllegalMove(_("This key is no longer valid: make a new one."))
    return _succeed(old, old, "token.rotated", actor, at)


@transaction.atomic
def succeed_token(*, token_id: int, actor: Principal, at: datetime) -> tuple[ApiToken, str]:
    """
    Make a key in the place of the one that calls, as `rotate_token`.

    A program's key needs no person for it; a person's own key needs the person's code. A successor
    that was never used was lost on its way: it is revoked, and another one is made.

    Raises:
        FactorRequired: it is a person's key, and no code was sent.
        ApiToken.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: its successor is in use.
    """
    old: ApiToken = begin(SUCCEED, token_id, actor, day_in_tehran(at))
    if old.client_id is None and not actor.fresh_factor:
        raise FactorRequired
    last = last_of(old)
    if last.pk != old.pk and last.revoked_at is None:
        last.revoked_at = at
        last.save(update_fields=["revoked_at", "updated_at"])
        record(actor=actor, verb="token.revoked", target=last, at=at)
    return _succeed(old, last, "token.succeeded", actor, at)


def _succeed(
    old: ApiToken, last: ApiToken, verb: str, actor: Principal, at: datetime
) -> tuple[ApiToken, str]:
    """Make the key that replaces the `last` of a chain; `old` opens the door seven more days."""
    secret, values = _secret(old.grant)
    token = ApiToken.objects.create(
        grant_id=old.grant_id,
        client_id=old.client_id,
        name=old.name,
        scopes=old.scopes,
        addresses=old.addresses,
        replaces=last,
        expires_at=at + (last.expires_at - last.created_at),
        **values,
    )
    before, old.expires_at = old.expires_at, min(old.expires_at, at + OVERLAP)
    old.save(update_fields=["expires_at", "updated_at"])
    record(
        actor=actor,
        verb=verb,
        target=old,
        changes={"expires_at": (before, old.expires_at), "successor": (None, token.public_id)},
        at=at,
    )
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, actor: Principal, at: datetime) -> ApiToken:
    """
    End a key; it opens nothing from the next request on.

    Raises:
        ApiToken.DoesNotExist: there is none with this key in the actor's scope.
    """
    token: ApiToken = begin(REVOKE, token_id, actor, day_in_tehran(at))
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at", "updated_at"])
        record(actor=actor, verb="token.revoked", target=token, at=at)
    return token


def _secret(grant: RoleGrant) -> tuple[str, dict[str, str]]:
    """Return a new secret for a grant, and what is stored of it."""
    secret = f"psk_{secrets.token_urlsafe(32)}"
    return secret, stored_key(secret, str(grant.user.public_id))


def _scopes(scopes: Iterable[str]) -> list[str]:
    """Return the scopes in the order of the table; «*» stands for all of the role."""
    wanted = set(scopes)
    if ALL in wanted:
        return [ALL]
    if not wanted or wanted - set(KeyScope):
        raise Invalid(fields={"scopes": [_("Choose at least one scope of the list.")]})
    return [scope.value for scope in KeyScope if scope in wanted]


def _client(name: str, grant: RoleGrant) -> ApiClient | None:
    """Return the program of the grant with this name, a new one if need be; None without a name."""
    safe = display_safe(name)[:120]
    if not safe:
        return None
    if grant.role not in CLIENT_ROLES:
        raise Invalid(fields={"client": [_("Only an agency or the association has programs.")]})
    client, _is_new = ApiClient.objects.get_or_create(grant=grant, name=safe)
    if not client.is_active:
        raise Invalid(fields={"client": [_("This program was switched off.")]})
    return client
