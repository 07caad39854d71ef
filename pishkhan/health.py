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

from core.clock import now, today
from notices.facts.health import health
from workdays.daily import missing_work

OLDEST = Gauge("pishkhan_outbox_oldest_seconds", "Age of the oldest message that is due")
WAITING = Gauge("pishkhan_outbox_waiting", "Messages that wait in the outbox")
DEAD = Gauge("pishkhan_outbox_dead", "Messages that were given up")
MISSING = Gauge("pishkhan_daily_jobs_missing", "Daily jobs with a day that was not done")
MISSING_DAYS = Gauge("pishkhan_daily_days_missing", "Days that the most belated job is behind")


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
    periodic work waits; after a night whose work was not done they go on too. Both degrade the
    state, and are no reason to stop the process.
    """
    try:
        Database().run()
    except HealthCheckException:
        return JsonResponse({"state": "down", "database": "down"}, status=503)
    broker = "ok" if _broker_answers() else "down"
    nights = "late" if missing_work(today()) else "ok"
    state = "ok" if (broker, nights) == ("ok", "ok") else "degraded"
    return JsonResponse({"state": state, "database": "ok", "broker": broker, "nights": nights})


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
    nights = [one for _title, one in missing_work(today())]
    MISSING.set(len(nights))
    MISSING_DAYS.set(max((one.days for one in nights), default=0))
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
