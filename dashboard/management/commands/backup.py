"""Write a backup of the database and the files into a new folder."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.backups import BackupError, Source, make
from core.clock import now


class Command(BaseCommand):
    """`manage.py backup FOLDER`."""

    help = "Back up the database and the files into a new folder, and read the dump back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read the folder and the public key."""
        parser.add_argument("folder", type=Path, help="a new folder, such as /backup/2026-11-30")
        parser.add_argument(
            "--recipient", default=settings.BACKUP_RECIPIENT,
            help="age public key to which the files are encrypted (BACKUP_RECIPIENT)",
        )  # fmt: skip
        parser.add_argument("--plain", action="store_true", help="do not encrypt")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and print what it holds."""
        recipient = "" if options["plain"] else options["recipient"]
        if not recipient and not options["plain"]:
            raise CommandError("Name the public key: --recipient age1…, or say --plain.")
        url = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
        source = Source(url, Path(settings.MEDIA_ROOT), Path(settings.AUDIT_ANCHOR_FILE))
        try:
            manifest = make(options["folder"], source, now(), recipient)
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows, files = manifest["rows"], manifest["files"]
        size = sum(file["bytes"] for file in files.values())
        self.stdout.write(
            f"{options['folder']}: {sum(rows.values())} rows of {len(rows)} tables,"
            f" {len(files)} files, {size} bytes"
        )
