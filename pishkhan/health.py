"""Is this process alive, and is what it stands on there?"""

import hmac

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from health_check.checks import Database
from health_check.exceptions import HealthCheckException
from prometheus_client import Gauge

from core.clock import now
from notices.facts.health import health

OLDEST = Gauge("pishkhan_outbox_oldest_seconds", "Age of the oldest message that is due")
WAITING = Gauge("pishkhan_outbox_waiting", "Messages that wait in the outbox")
DEAD = Gauge("pishkhan_outbox_dead", "Messages that were given up")


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


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Show the figures to the collector that knows the key; for all others there is no page."""
    key, sent = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    if not key or not hmac.compare_digest(sent.encode(), f"Bearer {key}".encode()):
        raise Http404
    outbox = health(now())
    oldest = outbox.oldest_at
    OLDEST.set((now() - oldest).total_seconds() if oldest else 0)
    WAITING.set(outbox.waiting)
    DEAD.set(outbox.dead)
    answer: HttpResponse = ExportToDjangoView(request)
    return answer


def _broker_answers() -> bool:
    try:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1
        )
        return bool(client.ping())
    except redis.RedisError:
        return False
