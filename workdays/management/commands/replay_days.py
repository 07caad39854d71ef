"""Do the daily jobs of past days again, on a copy of the database; never on the live one."""

from argparse import ArgumentTypeError
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import jalali
from core.clock import now, today
from core.errors import DomainError
from core.jalali import JalaliError
from core.persian import latin_digits
from core.scope import as_house
from workdays.daily import DAILY, run_day
from workdays.facts.days import results_of
from workdays.facts.fingerprints import fingerprints, is_copy

MARK = "ALTER DATABASE <name> SET pishkhan.is_copy = 'yes'"
# Earlier than this nobody kept days: a year before it is one of another calendar.
FIRST_YEAR = 1900


def day_of(text: str) -> date:
    """Return an ISO day; a Jalali one is refused with the ISO day that it is."""
    typed = latin_digits(text).strip()
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = None
    if day is not None and day.year >= FIRST_YEAR:
        return day
    try:
        meant = jalali.of(*(int(part) for part in typed.replace("/", "-").split("-")))
    except (JalaliError, TypeError, ValueError, OverflowError) as error:
        raise ArgumentTypeError(
            f"“{text}” is no day. Write days as YYYY-MM-DD, such as {today().isoformat()}."
        ) from error
    raise ArgumentTypeError(f"“{text}” is a Jalali day. Write it as {meant.isoformat()}.")


class Command(BaseCommand):
    help = (
        "Do the daily jobs from one day to another (ISO, both included) on a marked copy, as far"
        " as they are not done, and print a hash of each table: two histories that agree have"
        " equal hashes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("first", metavar="FROM", type=day_of)
        parser.add_argument("last", metavar="TO", type=day_of)

    def handle(self, *args: Any, first: date, last: date, **options: Any) -> None:
        if not is_copy():
            raise CommandError(
                f"This database is not marked as a copy. As its owner, and only on a copy: {MARK}"
            )
        if last < first:
            raise CommandError(f"TO ({last}) lies before FROM ({first}). Turn them round.")
        if last > today():
            raise CommandError(f"TO ({last}) lies ahead. The last day possible is {today()}.")
        day = first
        while day <= last:
            self.do(day)
            day += timedelta(days=1)
        with as_house():
            found = fingerprints()
        self.stdout.write(f"{len(found)} tables, each with the number of its rows and their hash:")
        for table, digest in found.items():
            self.stdout.write(f"{table} {digest}")

    def do(self, day: date) -> None:
        """Do one day, and say what was done, what it brought, and what had been done before."""
        try:
            done = run_day(day, now())
        except DomainError as error:
            raise CommandError(
                f"{day} cannot be done: {' '.join(error.texts)} The days before it are done."
            ) from error
        before = len(list(DAILY)) - len(done)
        self.stdout.write(f"{day.isoformat()} {len(done)} done, {before} were done before")
        with as_house():
            results = results_of(day)
        for name in done:
            self.stdout.write(f"  {name} {results.get(name)}")
