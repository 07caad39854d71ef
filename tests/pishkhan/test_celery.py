"""Worker and scheduler: what they write, and how it is known that they turn."""

import logging

from celery.signals import heartbeat_sent

from pishkhan.celery import app


def test_leaves_the_log_as_the_settings_write_it():
    root = logging.getLogger()
    before = [*root.handlers], root.level

    app.log.setup_logging_subsystem(loglevel="DEBUG")

    assert ([*root.handlers], root.level) == before


def test_touches_the_file_of_the_health_check(tmp_path, monkeypatch):
    path = tmp_path / "worker.alive"
    monkeypatch.setenv("WORKER_ALIVE", str(path))

    heartbeat_sent.send(sender=None)

    assert path.exists()
