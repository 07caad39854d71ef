"""The wiring of pishkhan; nobody imports it."""

from pishkhan.celery import app as celery_app

__all__ = ["celery_app"]
