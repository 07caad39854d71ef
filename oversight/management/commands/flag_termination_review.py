"""Run the rules by hand, as the clock would."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.clock import today
from core.errors import DomainError
from oversight.states import RunMode
from oversight.tasks import flag_termination_review


class Command(BaseCommand):
    """Raise the flags of a day; `--dry-run` only says what would be raised."""

    help = "Run the rules that flag contracts for a termination review."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the day, the mode and the dry run."""
        parser.add_argument("--as-of", default="", help="ISO day; today in Tehran by default")
        parser.add_argument("--mode", choices=RunMode.values, default=RunMode.FULL.value)
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument(
            "--scheduled", action="store_true", help="as the schedule does, with missed days"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and print one line of JSON for each day."""
        try:
            if options["as_of"] and date.fromisoformat(options["as_of"]) > today():
                raise CommandError(
                    f"--as-of: {options['as_of']} lies ahead. The last day possible is {today()}."
                )
            results = flag_termination_review(
                as_of=options["as_of"],
                mode=options["mode"],
                dry=options["dry_run"],
                scheduled=options["scheduled"],
            )
        except ValueError as error:
            raise CommandError(f"--as-of: {error}") from error
        except DomainError as error:
            raise CommandError(" ".join(error.texts)) from error
        for result in results:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            if result["state"] == "busy":
                self.stderr.write(f"{result['as_of']}: another run is at work; nothing was done.")
        if any(result["state"] not in {"done", "busy"} for result in results):
            raise CommandError("not all days are done")
