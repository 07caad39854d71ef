"""The Celery application and its schedule, in Tehran time (design: DOMAIN C5)."""

import os
import sys
from pathlib import Path

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, heartbeat_sent, setup_logging, worker_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from core.production import refuse_unsafe
from core.sandbox.parent import seal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.settings.base")

app = Celery("pishkhan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
MORNING = {
    "dashboard.tasks.tell_mornings": crontab(hour=7, minute=30),  # it asks whether people work
}
# What is done once a day, and when, is written by each app in `workdays.daily.DAILY`.
OFTEN = {
    "workdays.tasks.run_due_days": crontab(),
    "lists.tasks.take_jobs": crontab(),
    "lists.tasks.forget_files": crontab(minute=30),
    "offices.tasks.take_imports": crontab(),
    "oversight.tasks.flag_touched": crontab(),
    "oversight.tasks.date_duties": crontab(),
    "oversight.tasks.follow_reviews": crontab(minute=10),
    "violations.tasks.sweep_uploads": crontab(minute=40),
    "violations.tasks.sweep_drafts": crontab(hour=3, minute=30),
    "violations.tasks.sweep_sheets": crontab(hour=3, minute=40),
    "accounts.tasks.sweep_keys": crontab(minute=30),
    "audit.tasks.anchor_heads": crontab(minute=50),
    "notices.tasks.relay_outbox": crontab(),
    "notices.tasks.ask_deliveries": crontab(minute="*/10"),
}
app.conf.beat_schedule = {
    name.partition(".tasks.")[2]: {"task": name, "schedule": when}
    for name, when in {**MORNING, **OFTEN}.items()
}


@worker_init.connect
@beat_init.connect
def start(**_: object) -> None:
    """
    Hide the environment with the keys, and refuse to work for an unsafe installation.

    A signal swallows any exception but the end of the process.
    """
    if settings.PRODUCTION:
        seal()
    try:
        refuse_unsafe()
    except ImproperlyConfigured as error:
        sys.exit(str(error))


@setup_logging.connect
def leave_logging(**_: object) -> None:
    """Let worker and scheduler write the lines of the settings: JSON, in UTC."""


@heartbeat_sent.connect
def note_heartbeat(**_: object) -> None:
    """Touch the file by whose age the health check knows that the worker still turns."""
    path = os.environ.get("WORKER_ALIVE", "")
    if path:
        Path(path).touch()
