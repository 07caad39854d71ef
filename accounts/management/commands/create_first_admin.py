"""Make the first platform admin of an installation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.first import create_first_admin
from accounts.jobs import as_clock
from core.clock import now, today
from core.errors import DomainError


class Command(BaseCommand):
    """`manage.py create_first_admin --username NAME --name "FULL NAME"`."""

    help = "Make the first platform admin, only where there is none, and print a one-time key."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who it is."""
        parser.add_argument("--username", required=True)
        parser.add_argument("--name", required=True, help="full name, as the history shows it")
        parser.add_argument("--position", default="مدیر سامانه")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the admin, and print where to go with which key."""
        try:
            with as_clock():
                user, key = create_first_admin(
                    username=options["username"],
                    full_name=options["name"],
                    position=options["position"],
                    on=today(),
                    at=now(),
                )
        except DomainError as error:
            raise CommandError(" ".join(error.texts)) from error
        site = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        self.stdout.write(
            f"{user.username} may enter. Choose a password at"
            f" {site}{reverse('accounts:first_password')}\n"
            f"with this key, once, within {hours} hours:\n\n    {key}\n\n"
            "The first sign-in then asks to set up an authenticator."
        )
