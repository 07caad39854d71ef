"""Make the first two platform admins of an installation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.first import Candidate, create_first_admins
from accounts.jobs import as_clock
from core.clock import now, today
from core.errors import DomainError


class Command(BaseCommand):
    """`manage.py create_first_admin --username A --name "FULL NAME" --username B --name …`."""

    help = (
        "Make the first two platform admins, only where there are fewer, and print one-time keys:"
        " roles that decide are given by one and confirmed by another."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who they are: each option once for each person, in the same order."""
        parser.add_argument("--username", action="append", required=True)
        full_name = "full name, as the history shows it"
        parser.add_argument("--name", action="append", required=True, help=full_name)
        parser.add_argument("--position", default="مدیر سامانه")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the admins, and print where each goes with which key."""
        usernames, names = options["username"], options["name"]
        if len(usernames) != len(names):
            raise CommandError("Give --username and --name once for each person.")
        candidates = [
            Candidate(username, name, options["position"])
            for username, name in zip(usernames, names, strict=True)
        ]
        try:
            with as_clock():
                made = create_first_admins(candidates, on=today(), at=now())
        except DomainError as error:
            raise CommandError(" ".join(error.texts)) from error
        site = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        for user, key in made:
            self.stdout.write(
                f"{user.username} may enter. Choose a password at"
                f" {site}{reverse('accounts:first_password')}\n"
                f"with this key, once, within {hours} hours:\n\n    {key}\n"
            )
        self.stdout.write("The first sign-in then asks to set up an authenticator.")
        self.stdout.write("Say whose accounts these are before: manage.py identify_user USERNAME.")
