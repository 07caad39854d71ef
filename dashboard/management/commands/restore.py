"""Bring a backup into an empty database, and check what is there; or test that it would work."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.backups import ANCHOR, BackupError, empty, restore

CHECKS = (("migrate", "--check"), ("verify_audit",), ("verify_evidence",))


class Command(BaseCommand):
    """`manage.py restore FOLDER --into ADDRESS`."""

    help = "Restore a backup into an empty database, and check history, evidence and rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read the folder, the address and the key."""
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--into", required=True, help="address of an empty database, as its owner"
        )
        parser.add_argument("--identity", type=Path, help="file of the age private key")
        parser.add_argument(
            "--test", action="store_true", help="only check: empty the database again afterwards"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, check, and print what was found."""
        try:
            if options["test"]:
                with tempfile.TemporaryDirectory() as folder:
                    self.bring(options, Path(folder) / "media")
            else:
                self.bring(options, Path(settings.MEDIA_ROOT))
        except BackupError as error:
            raise CommandError(str(error)) from error

    def bring(self, options: dict[str, Any], media: Path) -> None:
        """Restore into a database and a folder, and look at what is there."""
        manifest = restore(options["folder"], options["into"], media, options["identity"])
        try:
            anchor = media.with_name(ANCHOR)
            for check in CHECKS:
                self.check_restored(options["into"], media, anchor, *check)
        finally:
            if options["test"]:
                empty(options["into"])
        rows = sum(manifest["rows"].values())
        self.stdout.write(f"{rows} rows of {manifest['made_at']}: all checks are good")
        if not options["test"]:
            self.stdout.write(
                f"Now: manage.py setup_roles; the anchor file is {anchor}, if there was one."
            )

    def check_restored(self, url: str, media: Path, anchor: Path, *command: str) -> None:
        """Run one command of ours on the restored database, with its files."""
        env = {
            **os.environ, "DATABASE_URL": url, "MEDIA_ROOT": str(media),
            "AUDIT_ANCHOR_FILE": str(anchor), "STATEMENT_TIMEOUT": "0",
        }  # fmt: skip
        manage = Path(settings.BASE_DIR) / "manage.py"
        done = subprocess.run(
            [sys.executable, str(manage), *command],
            env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise BackupError(f"{' '.join(command)} failed: {done.stderr.strip()[-2000:]}")
        self.stdout.write(f"{' '.join(command)}: {done.stdout.strip().splitlines()[-1:] or 'good'}")
