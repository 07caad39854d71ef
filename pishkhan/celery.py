"""The Celery application and its schedule in Tehran time."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.settings.base")

app = Celery("pishkhan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {}
