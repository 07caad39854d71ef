"""Bring in all reference data; part of each deployment."""

from typing import Any

from django.core.management.base import BaseCommand

from core.clock import now
from dashboard.reference import load_reference


class Command(BaseCommand):
    """`manage.py load_reference`."""

    help = "Load divisions, calendar, violation types and the first policy; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and print what was new."""
        for kind, counts in load_reference(at=now()).items():
            told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
            self.stdout.write(f"{kind}: {told or 'nothing new'}")
