"""Moves by raw SQL of the runtime role, beside events of this or that person."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

from accounts.principal import Principal
from audit.actions import record
from core.clock import now
from tests.runtime import settle
from tests.sql import refused_at_runtime

Told = Sequence[tuple[str, Principal]]


def forget_events() -> None:
    """Let the events so far be of an earlier transaction."""
    settle()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_auditevent SET turn = 0")
        cursor.execute(
            "SELECT format('ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER %I', tgname)"
            " FROM pg_trigger WHERE tgrelid = 'audit_auditevent'::regclass AND NOT tgisinternal"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def move_refused(
    row: models.Model, values: dict[str, Any], told: Told = (), about: models.Model | None = None
) -> str:
    """Return how the runtime role is refused a change of a row, made with events about it."""
    forget_events()
    counted = {"version": models.F("version") + 1} if hasattr(row, "version") else {}

    def write() -> None:
        type(row)._default_manager.filter(pk=row.pk).update(**values, **counted)
        for verb, actor in told:
            record(actor=actor, verb=verb, target=about or row, at=now())
        settle()

    return refused_at_runtime(write, asks_days=True)


def insert_refused(row: models.Model, told: Told = (), about: models.Model | None = None) -> str:
    """Return how the runtime role is refused a new row, made with events about it."""
    forget_events()

    def write() -> None:
        row.save(force_insert=True)
        for verb, actor in told:
            record(actor=actor, verb=verb, target=about or row, at=now())
        settle()

    return refused_at_runtime(write, asks_days=True)
