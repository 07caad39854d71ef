"""Whose account it is: the national ID behind it, sealed, and the key that compares persons."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acts import IDENTIFY, begin_for_user
from accounts.events import record
from accounts.models import User
from accounts.person_roles import excluded_with, label_of
from accounts.principal import Principal
from core import identifiers
from core.clock import day_in_tehran
from core.crypto import blind_index, encrypt
from core.errors import Invalid

LEAST_REASON = 5


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
    Say whose account it is, or correct it; the history tells that it was done, never the ID.

    Two accounts of one person are allowed: four eyes see them as one.

    Raises:
        NotPermitted: the actor's role may not manage users, or it is the actor's own account.
        User.DoesNotExist: there is none with this key.
        Invalid: the ID is missing or wrong, the reason is missing, or the person would have roles
            that exclude each other.
    """
    on = day_in_tehran(at)
    user = begin_for_user(IDENTIFY, user_id, actor, on)
    identity = identity_of(national_id)
    if not identity:
        raise Invalid(fields={"national_id": [_("Write the national ID.")]})
    if len(reason.strip()) < LEAST_REASON:
        raise Invalid(fields={"reason": [_("Write the reason.")]})
    if user.person_key == identity["person_key"]:
        return user
    if pair := excluded_with(user, identity["person_key"], on):
        held, other = pair
        text = _(
            "Another account of this person ({account}) has the role “{other}”, which excludes"
            " “{held}”: end one of them first."
        )
        wrong = text.format(account=other.user.username, other=label_of(other), held=label_of(held))
        raise Invalid(fields={"national_id": [wrong]})
    was_known = user.is_identified
    user.national_id_sealed = identity["national_id_sealed"]
    user.person_key = identity["person_key"]
    user.save(update_fields=["national_id_sealed", "person_key", "updated_at"])
    record(
        actor=actor,
        verb="user.person_corrected" if was_known else "user.identified",
        target=user,
        note=reason.strip(),
        at=at,
    )
    return user
