"""Print who can sign in to an installation with sample data."""

import sys
import unicodedata
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from dashboard.demo import logins
from dashboard.demo.logins import Login

# Bidi isolates keep a Persian cell together in terminals that reorder text.
ISOLATE, POP = "\u2068", "\u2069"


class Command(BaseCommand):
    """`manage.py demo_logins`."""

    help = "Print the demo logins: role, username, password, authenticator secret, current code."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --all: also the offices' and agencies' people beyond one for each role."""
        parser.add_argument("--all", action="store_true", help="every login, not one a role")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        try:
            known = logins.load()
        except logins.NotDemo as error:
            raise CommandError(str(error)) from error
        shown = known if options["all"] else one_for_each_role(known)
        with translation.override("fa"):
            lines = table(shown)
        out = self.stdout
        for line in lines:
            out.write(line)
        if len(shown) < len(known):
            out.write(f"  {len(known) - len(shown)} more: ./run manage demo_logins --all")
        out.write("  Each office has its operator: operator.CODE (--all prints them)")
        out.write("  Current code of one of them: ./run code USERNAME")
        if not sys.stdout.isatty():
            out.flush()


def one_for_each_role(known: list[Login]) -> list[Login]:
    """Return the first login of each role."""
    first: dict[str, Login] = {}
    for login in known:
        first.setdefault(login.role.split(" · ")[0], login)
    return list(first.values())


def width(text: str) -> int:
    """Return how many cells of a terminal a text takes: marks and joiners take none."""
    return sum(1 for sign in text if unicodedata.category(sign) not in {"Mn", "Cf"})


def table(shown: list[Login]) -> list[str]:
    """Return the lines of the table, aligned; the Persian column comes last."""
    rows = [(_("username"), _("password"), _("authenticator secret"), _("code now"), _("role"))]
    rows += [
        (login.username, login.password, login.secret, login.code(), login.role) for login in shown
    ]
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    return [
        "  "
        + "  ".join(
            isolated(cell) + " " * (widths[column] - width(cell))
            for column, cell in enumerate(row[:-1])
        )
        + f"  {isolated(row[-1])}"
        for row in rows
    ]


def isolated(text: str) -> str:
    """Return a Persian text as one piece; what is copied from the terminal stays bare."""
    return text if text.isascii() else f"{ISOLATE}{text}{POP}"
