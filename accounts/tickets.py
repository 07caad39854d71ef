"""
Download addresses: for one key and one file, a few minutes long, judged again when they are used.

An address is dead once its key was revoked or expired, its person was shut out or lost the role. It
opens for its key, or in the browser in which the key's person is signed in, and for nobody else.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated

from accounts.facts import ticket_principal
from accounts.key_scopes import KeyScope, holds
from core.clock import now, today
from core.errors import AddressNotAllowed, Gone
from core.middleware import request_id_of
from core.requests import address_of, known

LIFE = timedelta(minutes=5)
_SALT = "download"


def ticket_for(*, token_id: int, record: UUID, at: datetime) -> tuple[str, datetime]:
    """Return a ticket for one record, and the moment at which it expires."""
    return signing.dumps([token_id, str(record)], salt=_SALT, compress=True), at + LIFE


def enter(
    request: HttpRequest, ticket: str, scope: KeyScope, *, key_id: int | None
) -> tuple[Any, UUID]:
    """
    Return the principal of a ticket's key and the record that it names; the request is theirs now.

    `key_id` is the key that the request brings, None for a browser.

    Raises:
        Gone: the ticket is old, forged or another's, or its key does not open this door any more.
        NotAuthenticated: nobody says who asks.
    """
    user = getattr(request, "user", None)
    signed_in = user.pk if user is not None and user.is_authenticated else None
    if key_id is None and signed_in is None:
        raise NotAuthenticated(
            _("This address opens with the key that made it, or where its person is signed in.")
        )
    try:
        token_id, record = signing.loads(ticket, salt=_SALT, max_age=LIFE)
        found = ticket_principal(
            token_id,
            now=now(),
            on=today(),
            address=address_of(request),
            request_id=request_id_of(request),
        )
    except (signing.BadSignature, AddressNotAllowed) as error:
        raise Gone from error
    if found is None or not holds(found[1].scopes, scope):
        raise Gone
    principal = found[1]
    is_asker = key_id == token_id if key_id is not None else signed_in == principal.user_id
    if not is_asker:
        raise Gone
    known(request).principal = principal
    return principal, UUID(record)
