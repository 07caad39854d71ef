"""Whose account it is: the national ID behind it, sealed, and the key that compares persons."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.acts import IDENTIFY, admins_on, begin_for_user
from accounts.events import record
from accounts.models import User
from accounts.person_roles import excluded_with, label_of
from accounts.principal import Principal
from accounts.roles import Role
from accounts.second import proposer
from core import identifiers
from core.clock import day_in_tehran
from core.crypto import blind_index, decrypt, encrypt
from core.errors import Invalid, NotPermitted
from core.persian import display_safe, persian_digits

LEAST_REASON = 5
DAYS_TO_CONFIRM = 14
ID_DIGITS, DIGITS_SHOWN = 10, 4


def identity_of(national_id: str) -> dict[str, str]:
    """
    Return the columns that a national ID fills; nothing for an empty one.

    Raises:
        Invalid: it is not a national ID.
    """
    if not national_id.strip():
        return {}
    try:
        clean = identifiers.clean_national_id(national_id)
    except ValidationError as error:
        raise Invalid(fields={"national_id": error.messages}) from error
    return {"national_id_sealed": encrypt(clean), "person_key": blind_index(clean)}


@transaction.atomic
def identify_user(
    *, user_id: int, national_id: str, reason: str, actor: Principal, at: datetime
) -> User:
    """
    Say whose account it is, or correct it; another admin confirms it within fourteen days.

    Until then the account is returned as it is. The history tells that it was done, never the ID.
    At a prompt the owner of the installation says at once who the first admins are, because nobody
    records their own identity. Two accounts of one person are allowed: four eyes see them as one.

    Raises:
        NotPermitted: the actor's role may not manage users, it is the actor's own account, or at a
            prompt the account of nobody who administrates, or one that is known.
        User.DoesNotExist: there is none with this key.
        IllegalMove: an identity of this account waits to be confirmed.
        Invalid: the ID is missing or wrong, the reason is missing, or the person would have roles
            that exclude each other.
    """
    on = day_in_tehran(at)
    user = begin_for_user(IDENTIFY, user_id, actor, on)
    identity = identity_of(national_id)
    if not identity:
        raise Invalid(fields={"national_id": [_("Write the national ID.")]})
    reason = display_safe(reason).strip()
    if len(reason) < LEAST_REASON:
        raise Invalid(fields={"reason": [_("Write the reason.")]})
    if user.person_key == identity["person_key"]:
        return user
    if wrong := excluded_identity(user, identity["person_key"], on):
        raise Invalid(fields={"national_id": [wrong]})
    if actor.role is Role.SYSTEM:
        _need_first_admin(user, on)
        return write_identity(user, identity, reason, actor, at)
    _propose(user, identity, reason, actor, on, at)
    return user


def excluded_identity(user: User, person_key: str, on: date) -> str:
    """Return that the person would have roles that exclude each other, or ""."""
    pair = excluded_with(user, person_key, on)
    if not pair:
        return ""
    held, other = pair
    text = _(
        "Another account of this person ({account}) has the role “{other}”, which excludes"
        " “{held}”: end one of them first."
    )
    return text.format(account=other.user.username, other=label_of(other), held=label_of(held))


def _need_first_admin(user: User, on: date) -> None:
    """
    Check that the account is one of a platform admin that nobody has identified.

    Raises:
        NotPermitted: it is not.
    """
    if user.is_identified or not admins_on(on).filter(user=user).exists():
        raise NotPermitted(
            _(
                "At a prompt only the first identity of a platform admin is recorded; of every"
                " other account two platform admins record it."
            )
        )


def _propose(
    user: User, identity: dict[str, str], reason: str, actor: Principal, on: date, at: datetime
) -> None:
    """Propose the identity to another admin, who reads the last digits of the ID."""
    with translation.override("fa"):
        title = _("Identity of the account of {name}").format(name=user.full_name)
    record(actor=actor, verb="user.identity_proposed", target=user, note=reason, at=at)
    proposer()(
        act=IDENTIFY.key,
        target=user,
        arguments={"reason": reason, **identity},
        title=title[:240],
        summary=reason,
        expires_on=on + timedelta(days=DAYS_TO_CONFIRM),
        actor=actor,
        on=on,
        at=at,
    )


def masked_id(sealed: str) -> str:
    """Return the last digits of a sealed national ID, for a second person to compare."""
    if not sealed:
        return "–"
    shown = decrypt(sealed)[-DIGITS_SHOWN:]
    return persian_digits("*" * (ID_DIGITS - DIGITS_SHOWN) + shown)


def write_identity(
    user: User, identity: Mapping[str, str], reason: str, actor: Principal, at: datetime
) -> User:
    """Write whose a locked account is; whoever calls it has checked who may."""
    was_known = user.is_identified
    user.national_id_sealed = identity["national_id_sealed"]
    user.person_key = identity["person_key"]
    user.save(update_fields=["national_id_sealed", "person_key", "updated_at"])
    record(
        actor=actor,
        verb="user.person_corrected" if was_known else "user.identified",
        target=user,
        note=reason,
        at=at,
    )
    return user
