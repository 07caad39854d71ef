"""
Sessions in the database: read by a statement that is kept, moved on from time to time.

The browser alone holds the key of a session; the database, and all code here, has a keyed digest
of it, under which the content is encrypted. Who reads or copies rows takes over no session
(docs/adr/0077-credentials-at-rest.md).
"""

import logging
from datetime import datetime, timedelta
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.crypto import get_random_string

from core import statements
from core.clock import now
from core.crypto import decrypt, encrypt, keyed_digest

# A session that is used ends so much later than its last writing; it is moved on when this much
# of its time has passed, so that not every page writes.
STEP = timedelta(seconds=15)
_LENGTH = 40  # of the column in which Django keeps keys

logger = logging.getLogger("django.security.SuspiciousSession")


def _running(key: str, at: datetime) -> QuerySet[Any, Any]:
    return Session.objects.filter(session_key=key, expire_date__gt=at).values(
        "session_data", "expire_date"
    )


class SessionStore(db.SessionStore):
    """
    A session; `session_key` is the digest under which it is stored, `cookie_key` the browser's key.

    `cookie_key` is known of a session that was found by its cookie or is new.
    """

    cookie_key: str | None = None
    ends_at: datetime | None = None  # as it stands in the database

    @classmethod
    def of_cookie(cls, cookie_key: str | None) -> Self:
        """Return the session of a browser, by the value of its cookie."""
        session = cls(_stored(cookie_key) if cookie_key else None)
        session.cookie_key = cookie_key
        return session

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model of Django's own store, whose table it is."""
        return Session

    def load(self) -> dict[str, Any]:
        """Return what is in the session; of one that has ended nothing, and it loses its key."""
        key = self.session_key or ""
        for row in statements.read("session", _running, key, now()):
            self.ends_at = row["expire_date"]
            return self.decode(row["session_data"])
        self._session_key = None
        return {}

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return the content as it is stored, encrypted for this session alone."""
        return encrypt(self.serializer().dumps(session_dict).decode(), self._owner)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """Return the content; nothing of what was stored for another session, or altered."""
        try:
            text = decrypt(str(session_data), self._owner)
            found: dict[str, Any] = self.serializer().loads(text.encode())
        except (InvalidTag, ValueError):
            logger.warning("Session data corrupted")
            return {}
        return found

    @property
    def is_fresh(self) -> bool:
        """Tell whether the session was written within the last step, and so need not be moved."""
        if self.ends_at is None:
            return False
        return self.ends_at - now() > timedelta(seconds=self.get_expiry_age()) - STEP

    @property
    def _owner(self) -> str:
        return f"session {self.session_key}"

    def _get_new_session_key(self) -> str:
        self.cookie_key = get_random_string(32)
        return _stored(self.cookie_key)


def _stored(cookie_key: str) -> str:
    return keyed_digest(cookie_key, "session")[:_LENGTH]
