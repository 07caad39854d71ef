"""Load the administrative divisions; may be run again at any time."""

from typing import Any

from django.core.management.base import BaseCommand

from territory.actions import load_divisions


class Command(BaseCommand):
    help = "Load provinces, counties, districts, cities and rural districts from the data file."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_divisions()
        self.stdout.write(
            f"divisions: {loaded.created} created, {loaded.changed} changed, "
            f"{loaded.unchanged} unchanged"
        )
