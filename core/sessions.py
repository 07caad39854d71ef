"""Sessions in the database: read by a statement that is kept, moved on from time to time."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from core import statements
from core.clock import now

# A session that is used ends so much later than its last writing; it is moved on when this much
# of its time has passed, so that not every page writes.
STEP = timedelta(seconds=15)


def _running(key: str, at: datetime) -> QuerySet[Any, Any]:
    return Session.objects.filter(session_key=key, expire_date__gt=at).values(
        "session_data", "expire_date"
    )


class SessionStore(db.SessionStore):
    """A session as Django keeps it."""

    ends_at: datetime | None = None  # as it stands in the database

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model of Django's own store, whose sessions these are."""
        return Session

    def load(self) -> dict[str, Any]:
        """Return what is in the session; of one that has ended nothing, and it loses its key."""
        key = self.session_key or ""
        for row in statements.read("session", _running, key, now()):
            self.ends_at = row["expire_date"]
            return dict(self.decode(row["session_data"]))
        self._session_key = None
        return {}

    @property
    def is_fresh(self) -> bool:
        """Tell whether the session was written within the last step, and so need not be moved."""
        if self.ends_at is None:
            return False
        return self.ends_at - now() > timedelta(seconds=self.get_expiry_age()) - STEP
