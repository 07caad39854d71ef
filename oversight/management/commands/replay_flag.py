"""Derive a flag again from what it keeps, and say whether it is the same."""

import sys
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.scope import as_house
from oversight.facts.replay import recount, replay
from oversight.models import Flag
from oversight.rules import canonical


class Command(BaseCommand):
    """Exit 0 if the flag is derived byte for byte, 1 if not; `--today` asks the records too."""

    help = "Replay a flag (public id or number) from its inputs, version and parameters."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the flag and the comparison with today's records."""
        parser.add_argument("flag", help="public id or key of the flag; “all” for every flag")
        parser.add_argument("--today", action="store_true", help="judge today's records as well")
        parser.add_argument("--show", action="store_true", help="print the evaluation")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay, print a line for each flag, and leave by the exit code."""
        failed = 0
        with as_house():
            for flag in self._flags(options["flag"]):
                failed += not self._tell(flag, options)
        if failed:
            sys.exit(1)

    def _flags(self, name: str) -> Any:
        flags = Flag.objects.select_related("version").order_by("pk")
        if name == "all":
            return flags.iterator(chunk_size=500)
        try:
            found = flags.filter(**({"pk": int(name)} if name.isdigit() else
                                    {"public_id": UUID(name)}))  # fmt: skip
        except ValueError as error:
            raise CommandError(f"not a flag's id: {name}") from error
        if not found:
            raise CommandError(f"there is no flag {name}")
        return found

    def _tell(self, flag: Flag, options: dict[str, Any]) -> bool:
        again = replay(flag)
        verdict = "identical" if again.is_same else f"DIFFERENT: {', '.join(again.differences)}"
        line = f"{flag.public_id} {flag.code} {flag.subject} {flag.as_of}: {verdict}"
        if options["today"]:
            now = recount(flag)
            line += f"; today's records: {now.level}{'' if now.is_same else ', other facts'}"
        self.stdout.write(line)
        if options["show"]:
            self.stdout.write(flag.sentence)
            self.stdout.write(canonical(again.evaluation).decode())
        return again.is_same
