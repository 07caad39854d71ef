"""Load the violation types, the sanction matrix and how cases are reckoned."""

from typing import Any

from django.core.management.base import BaseCommand

from violations.actions import load_types


class Command(BaseCommand):
    """`manage.py load_types`."""

    help = "Load violation types and the sanction matrix from violations/data; safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many rows were added."""
        types, cells, rules = load_types()
        self.stdout.write(f"{types} types, {cells} cells of the matrix, {rules} rules added")
