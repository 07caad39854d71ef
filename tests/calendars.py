"""
The calendar that stands in the tests' database from its beginning, and its absence.

Most tests count working days. Brought in by each of them anew, its days would cost a tenth of the
suite; and what every test makes and undoes, the next ones have to read past.
"""

from unittest.mock import patch

from django.db import connection

from workdays.actions import load_calendar, loading
from workdays.models import CalendarDay, DeadlineRule, WorkCalendar


def stand() -> None:
    """Bring in the calendar of the data files; the history begins with the tests."""
    with patch.object(loading, "record"):
        load_calendar()


def take_away() -> None:
    """Leave no calendar, as where nobody has loaded one yet: what no action and no hand can do."""
    tables = [model._meta.db_table for model in (CalendarDay, WorkCalendar, DeadlineRule)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE tgrelid = ANY (%s::regclass[]) AND tgenabled = 'A'",
            [tables],
        )
        guards = cursor.fetchall()
        for table, guard in guards:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, guard in guards:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {guard}")
