"""Load weekends, holidays and deadlines; may be run again at any time."""

from typing import Any

from django.core.management.base import BaseCommand

from workdays.actions import load_calendar


class Command(BaseCommand):
    help = "Load weekends, holidays and the lengths of deadlines from the data files."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_calendar()
        self.stdout.write(
            f"calendar: {loaded.weekends} weekends, {loaded.days} days, "
            f"{loaded.deadlines} deadlines made or changed"
        )
