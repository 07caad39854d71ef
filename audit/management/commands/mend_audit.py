"""Let a stream of the history go on behind a forged or missing event, which stays named."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.jobs import as_clock
from audit.mending import mend
from audit.models import AuditStream
from core.clock import now


class Command(BaseCommand):
    """`manage.py mend_audit STREAM --reason "WHY"`."""

    help = "Name the breaks of a stream in sealed events, so that acts go on and no new one hides."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which stream, and what was found out."""
        parser.add_argument("stream")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was named."""
        if len(options["reason"].strip()) < 20:
            raise CommandError("Say in the reason what was found out, and by whom.")
        try:
            with as_clock() as clock:
                found = mend(
                    name=options["stream"], reason=options["reason"], actor=clock, at=now()
                )
        except AuditStream.DoesNotExist as error:
            raise CommandError("There is no such stream.") from error
        for broken in found:
            self.stdout.write(f"{broken.stream} #{broken.sequence}: {broken.reason}")
        self.stdout.write(f"{len(found)} breaks are named; the stream goes on.")
