"""Say at a prompt whose account it is; the national ID is asked for, never an argument."""

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.identity import identify_user
from accounts.jobs import as_clock
from accounts.models import User
from core.clock import now
from core.errors import DomainError


class Command(BaseCommand):
    """`manage.py identify_user USERNAME --reason "WHY"`."""

    help = "Say whose account it is: asks for the national ID, so that no shell keeps it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whose account, and why."""
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for the ID and keep it sealed."""
        national_id = getpass("National ID: ")
        try:
            with as_clock() as clock:
                user = User.objects.filter(username=options["username"].strip().lower()).first()
                if user is None:
                    raise CommandError("There is no such user.")
                identify_user(
                    user_id=user.pk,
                    national_id=national_id,
                    reason=options["reason"],
                    actor=clock,
                    at=now(),
                )
        except DomainError as error:
            raise CommandError(" ".join(error.texts)) from error
        self.stdout.write(f"{user.username} is known.")
