"""Do the daily jobs of past days again, on a copy of the database; never on the live one."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.clock import now, today
from core.scope import as_house
from workdays.daily import run_day
from workdays.facts.fingerprints import fingerprints, is_copy

MARK = "ALTER DATABASE <name> SET pishkhan.is_copy = 'yes'"


class Command(BaseCommand):
    help = "Do the daily jobs from one day to another (ISO, both included) on a marked copy."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("first", metavar="FROM", type=date.fromisoformat)
        parser.add_argument("last", metavar="TO", type=date.fromisoformat)

    def handle(self, *args: Any, first: date, last: date, **options: Any) -> None:
        if not is_copy():
            raise CommandError(
                f"This database is not marked as a copy. As its owner, and only on a copy: {MARK}"
            )
        if last < first or last > today():
            raise CommandError("The days go from the earlier to the later, and none lies ahead.")
        day = first
        while day <= last:
            done = run_day(day, now())
            self.stdout.write(f"{day.isoformat()} {len(done)} done")
            day += timedelta(days=1)
        with as_house():
            found = fingerprints()
        for table, digest in found.items():
            self.stdout.write(f"{table} {digest}")
