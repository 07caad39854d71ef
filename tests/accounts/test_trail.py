"""Sessions that ended and old tries are removed each hour; what runs or is new stays."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

from accounts.principal import Principal
from accounts.tasks import sweep_keys
from core.clock import now

HOUR, YEAR = timedelta(hours=1), timedelta(days=366)


@pytest.mark.django_db
def test_removes_ended_sessions_and_old_tries_alone(expert: Principal) -> None:
    at = now()
    for key, ends_at in (("ended", at - HOUR), ("runs", at + HOUR)):
        Session.objects.create(session_key=key, session_data="", expire_date=ends_at)
        UserSession.objects.create(
            user_id=expert.user_id, session_key=key, ip="192.0.2.1", user_agent=""
        )
    UserSession.objects.update(last_seen_at=at - timedelta(days=2))
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        for name, tried_at in (("old", at - YEAR), ("new", at)):
            row = model.objects.create(
                username=name, **({"failures_since_start": 1} if model is AccessAttempt else {})
            )
            model.objects.filter(pk=row.pk).update(attempt_time=tried_at)

    sweep_keys()

    assert [*Session.objects.values_list("session_key", flat=True)] == ["runs"]
    assert [*UserSession.objects.values_list("session_key", flat=True)] == ["runs"]
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        assert [*model.objects.values_list("username", flat=True)] == ["new"]
