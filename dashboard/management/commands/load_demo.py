"""Load sample data into an empty database."""

import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.anchors import write_anchor
from core.clock import today
from core.scope import as_house
from dashboard.demo.load import Loader, NotEmpty, refuse_unless_empty
from dashboard.demo.logins import NotDemo
from dashboard.demo.national import Counts, NotOwner
from dashboard.demo.national import load as load_national


class Command(BaseCommand):
    """`manage.py load_demo --size small|full|national`."""

    help = "Load sample data: small (60 offices), full (262), or national (for benchmarks)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size, the day that counts as today, and the numbers of the national size."""
        parser.add_argument("--size", choices=("small", "full", "national"), default="small")
        parser.add_argument("--today", type=date.fromisoformat, default=None, metavar="ISO")
        parser.add_argument("--if-empty", action="store_true", help="else do nothing, silently")
        parser.add_argument("--offices", type=int, default=20_000, help="national: how many")
        parser.add_argument("--contracts", type=int, default=200_000, help="national: how many")
        parser.add_argument("--reports", type=int, default=2_000_000, help="national: how many")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how many there are."""
        if options["if_empty"]:
            try:
                refuse_unless_empty()
            except NotEmpty:
                return
        started = time.monotonic()
        try:
            with as_house():
                told = self._load(options)
                write_anchor()  # its days are past, and the nightly proof asks for anchors
        except (NotEmpty, NotDemo, NotOwner) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{told} ({time.monotonic() - started:.1f} s)")

    def _load(self, options: dict[str, Any]) -> str:
        day = options["today"] or today()
        if options["size"] == "national":
            counts = Counts(options["offices"], options["contracts"], options["reports"])
            made = load_national(today=day, counts=counts)
            return "synthetic: " + ", ".join(f"{count} {name}" for name, count in made.items())
        loader = Loader(today=day, is_full=options["size"] == "full")
        loaded = loader.load()
        for lost in loaded.lost:
            self.stderr.write(f"lost: {lost}")
        return (
            f"{loaded.offices} offices, {loaded.events} events; {loaded.logins} logins in"
            f" {loaded.file}"
        )
