"""Check the hash chain of every stream; exit with 1 and name the first altered event."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.anchors import anchor_breaks
from audit.facts import breaks
from audit.models import AuditEvent


class Command(BaseCommand):
    """`manage.py verify_audit`."""

    help = "Check that no event of the history was altered, removed or added."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the number of events checked, or fail with every stream's first break."""
        found = [*breaks(), *anchor_breaks()]
        for broken in found:
            self.stderr.write(f"{broken.stream} #{broken.sequence}: {broken.reason}")
        if found:
            raise CommandError(f"{len(found)} streams are not whole")
        self.stdout.write(f"{AuditEvent.objects.count()} events, every stream is whole")
