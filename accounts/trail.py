"""What signing in leaves behind: sessions that have ended, and the trail of tries of a year."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

TRAIL = timedelta(days=365)
LONGEST = timedelta(days=1)  # no session lasts so long


def sweep_trail(at: datetime) -> int:
    """Remove sessions that have ended and tries older than a year; return how many rows."""
    running = Session.objects.filter(session_key=OuterRef("session_key"))
    noted = UserSession.objects.filter(last_seen_at__lte=at - LONGEST)
    old = (
        Session.objects.filter(expire_date__lte=at),
        noted.filter(~Exists(running)),
        *(
            model.objects.filter(attempt_time__lte=at - TRAIL)
            for model in (AccessAttempt, AccessFailureLog, AccessLog)
        ),
    )
    return sum(rows.delete()[0] for rows in old)
