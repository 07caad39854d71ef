"""Reset a sign-in at a prompt: for the only platform admin, whom no other one can let in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.actions import renew_entry
from accounts.jobs import as_clock
from accounts.models import User
from core.clock import now
from core.errors import DomainError


class Command(BaseCommand):
    """`manage.py renew_entry USERNAME --reason "HOW THE IDENTITY WAS CHECKED" [--factor-lost]`."""

    help = "End a person's password and sessions, and print a one-time key to choose another with."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who it is, how that was checked, and what was lost."""
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="how the identity was checked")
        parser.add_argument("--factor-lost", action="store_true", help="end the second factor too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reset the sign-in, and print where to go with which key."""
        try:
            with as_clock() as clock:
                user = User.objects.filter(username=options["username"].strip().lower()).first()
                if user is None:
                    raise CommandError("There is no such user.")
                _user, key = renew_entry(
                    user_id=user.pk,
                    reason=options["reason"],
                    is_factor_lost=options["factor_lost"],
                    actor=clock,
                    at=now(),
                )
        except DomainError as error:
            raise CommandError(" ".join(error.texts)) from error
        site = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        self.stdout.write(
            f"{user.username} chooses a password at {site}{reverse('accounts:first_password')}\n"
            f"with this key, once, within {hours} hours:\n\n    {key}\n"
        )
