"""Print the current one-time code of a person of the sample data."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dashboard.demo import logins


class Command(BaseCommand):
    """`manage.py demo_code USERNAME`."""

    help = "Print the current one-time code of a demo login; --fresh waits for the next one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the username."""
        parser.add_argument("username")
        parser.add_argument("--fresh", action="store_true", help="wait for a code just begun")

    def handle(self, *args: Any, username: str, fresh: bool, **options: Any) -> None:
        """Print the code; on a terminal also for how long it is current."""
        try:
            known = {login.username: login for login in logins.load()}
        except logins.NotDemo as error:
            raise CommandError(str(error)) from error
        if username not in known:
            raise CommandError(_("There is no such demo login: %s") % username)
        if fresh:
            time.sleep(logins.seconds_left())
        self.stdout.write(known[username].code())
        if sys.stderr.isatty():
            self.stderr.write(f"({logins.seconds_left()} s)")
