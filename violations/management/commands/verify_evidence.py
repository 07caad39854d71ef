"""Hash every file of evidence again; exit with 1 and name what is not what was sealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.scope import as_house
from violations.facts import broken_seals
from violations.models import Evidence


class Command(BaseCommand):
    """`manage.py verify_evidence`."""

    help = "Check that no file of evidence was altered, removed or added."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the number of files checked, or fail with every broken one."""
        with as_house():
            found, total = list(broken_seals()), Evidence.objects.count()
        for broken in found:
            self.stderr.write(f"{broken.name}: {broken.reason}")
        if found:
            raise CommandError(f"{len(found)} files are not what was sealed")
        self.stdout.write(f"{total} files, every one is what was sealed")
