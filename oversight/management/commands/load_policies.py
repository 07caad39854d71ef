"""Bring in the first version of the policy."""

from typing import Any

from django.core.management.base import BaseCommand

from oversight.actions import load_policies


class Command(BaseCommand):
    """Seed version 1, once."""

    help = "Load the first policy version; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it and name it."""
        version = load_policies()
        if options["verbosity"]:
            self.stdout.write(f"{version.number}: {version.title}")
