"""Is this process alive, and is what it stands on there?"""

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from health_check.checks import Database
from health_check.exceptions import HealthCheckException


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Answer that the process serves requests."""
    return JsonResponse({"state": "ok"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """
    Answer 200 when people can be served, 503 when not.

    Without the database nobody can. Without the broker reading, sign-in and filing go on and
    periodic work waits: that is said, and is no reason to take the process out.
    """
    try:
        Database().run()
    except HealthCheckException:
        return JsonResponse({"state": "down", "database": "down"}, status=503)
    broker = "ok" if _broker_answers() else "down"
    state = "ok" if broker == "ok" else "degraded"
    return JsonResponse({"state": state, "database": "ok", "broker": broker})


def _broker_answers() -> bool:
    try:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1
        )
        return bool(client.ping())
    except redis.RedisError:
        return False
