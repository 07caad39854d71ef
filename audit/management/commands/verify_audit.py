"""Check the hash chain of every stream; exit with 1 and name the first altered event."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.anchors import anchor_breaks, anchor_lines
from audit.facts import breaks, one_snapshot
from audit.models import AuditEvent


class Command(BaseCommand):
    """`manage.py verify_audit`."""

    help = "Check that no event of the history was altered, removed or added."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the number of events checked, or fail with every stream's first break."""
        anchored = anchor_lines()  # read first: what is anchored later is not in the snapshot
        with one_snapshot():
            found = [*breaks(), *anchor_breaks(anchored)]
            count = AuditEvent.objects.count()
        for broken in found:
            self.stderr.write(f"{broken.stream} #{broken.sequence}: {broken.reason}")
        if found:
            raise CommandError(f"{len(found)} streams are not whole")
        self.stdout.write(f"{count} events, every stream is whole")
