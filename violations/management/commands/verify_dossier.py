"""Check a dossier that somebody brings; exit with 1 and say what is not as it was made."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from violations.facts.bundles import about_bundle, broken_in


class Command(BaseCommand):
    """`manage.py verify_dossier FILE [--elsewhere]`."""

    help = "Check that nothing in a dossier was altered, and that this house made it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and whether another house made it."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--elsewhere",
            action="store_true",
            help="Another installation made it: its seal can't be compared here.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say that it is whole, or fail with everything that is wrong."""
        key = "" if options["elsewhere"] else settings.AUDIT_KEY
        try:
            with options["file"].open("rb") as source:
                broken = broken_in(source, key)
                manifest = {} if broken else about_bundle(source)
        except OSError as error:
            raise CommandError(_("The file cannot be read: {why}").format(why=error)) from error
        for found in broken:
            self.stderr.write(f"{found.name or options['file'].name}: {_reason(found.reason)}")
        if broken:
            raise CommandError(_("This dossier is not as it was made."))
        told = _("Dossier of case {number}, {total} files, up to {cut}: nothing was altered.")
        self.stdout.write(
            told.format(number=manifest["case"], total=len(manifest["files"]), cut=manifest["cut"])
        )
        self.stdout.write(
            _("Its seal was not compared.") if not key else _("This house made and sealed it.")
        )


def _reason(reason: str) -> str:
    return {
        "format": _("it is no dossier, or it is damaged"),
        "missing": _("it is missing"),
        "extra": _("it is not in the manifest"),
        "altered": _("it was altered"),
        "bytes": _("bytes between the files were altered"),
        "seal": _("the seal is not that of this house"),
    }[reason]
