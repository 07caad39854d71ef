"""A backup holds every row and file, or is none; its way back is tried on an empty database."""

import json
import tarfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg2
import pyrage
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.roles import Role
from core import backups
from tests.conftest import _maintain
from tests.factories import make_contract, make_principal, make_type
from tests.violations.stories import file_report

PROBE = "backup_probe"


def address(name: str, user: str = "", password: str = "") -> str:
    """Return the address of a database on the tests' server."""
    given = connection.get_connection_params()
    user, password = user or given.get("user", ""), password or given.get("password", "")
    port = f"&port={given['port']}" if given.get("port") else ""
    return f"postgresql://{user}:{password}@/{name}?host={given['host']}{port}"


@pytest.fixture
def world(real_db: None, settings: Any, tmp_path: Path, monkeypatch: Any) -> str:
    """Fill a database and a folder; return the address of the database."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchor.log")
    contract = make_contract()
    make_type()
    file_report(contract, make_principal(Role.AGENCY_CLERK, contract.agency))
    default_storage.save("a/one.pdf", ContentFile(b"one"))
    url = address(connection.settings_dict["NAME"])
    connection.close()
    monkeypatch.setenv("DATABASE_OWNER_URL", url)
    # The commands that check a restored backup run beside the tests, whose settings fix the folder.
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "pishkhan.settings.local")
    return url


@pytest.fixture
def other(world: str) -> Iterator[str]:
    """Return the address of an empty database."""
    name = "backup_restored"
    _maintain(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _maintain(f'CREATE DATABASE "{name}" TEMPLATE template0')
    yield address(name)
    _maintain(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def rows(url: str) -> dict[str, int]:
    with closing(psycopg2.connect(url, options=backups.SCOPE)) as link:
        return backups.rows_of(link)


class TestBackup:
    def test_comes_back_as_it_was(
        self, world: str, other: str, tmp_path: Path, settings: Any, capsys: Any
    ) -> None:
        key = pyrage.x25519.Identity.generate()
        (tmp_path / "key").write_text(f"# public\n{key}\n")
        folder = tmp_path / "backup"

        call_command("backup", str(folder), recipient=str(key.to_public()))
        before = rows(world)

        assert sorted(path.name for path in folder.iterdir()) == [
            "database.dump.age", "manifest.json", "media.tar.age",
        ]  # fmt: skip
        assert b"PGDMP" not in (folder / "database.dump.age").read_bytes()
        assert before["audit_auditevent"] > 0
        assert before["violations_violationreport"] == 1
        settings.MEDIA_ROOT = tmp_path / "restored"
        with pytest.raises(CommandError, match="--identity"):
            call_command("restore", str(folder), into=other)
        call_command("restore", str(folder), into=other, test=True, identity=tmp_path / "key")
        assert rows(other) == {}
        assert not (folder / ".opened").exists()
        call_command("restore", str(folder), into=other, identity=tmp_path / "key")
        assert rows(other) == before
        assert (tmp_path / "restored/a/one.pdf").read_bytes() == b"one"
        assert "all checks are good" in capsys.readouterr().out

        with pytest.raises(CommandError, match="not empty"):
            call_command("restore", str(folder), into=other, identity=tmp_path / "key")
        with pytest.raises(CommandError, match="exists"):
            call_command("backup", str(folder), plain=True)

    def test_is_refused_when_it_was_altered(self, world: str, other: str, tmp_path: Path) -> None:
        folder = tmp_path / "backup"
        with pytest.raises(CommandError, match="public key"):
            call_command("backup", str(folder), recipient="")
        call_command("backup", str(folder), plain=True)
        with tarfile.open(folder / "media.tar") as archive:
            assert archive.getnames() == ["a/one.pdf"]
        manifest = (folder / "manifest.json").read_text()

        changed = json.loads(manifest)
        changed["rows"]["accounts_user"] += 1
        (folder / "manifest.json").write_text(json.dumps(changed))
        with pytest.raises(CommandError, match="was altered"):
            call_command("restore", str(folder), into=other, test=True)

        (folder / "manifest.json").write_text(manifest)
        with (folder / "media.tar").open("ab") as file:
            file.write(b"x")
        with pytest.raises(CommandError, match=r"media\.tar is missing or was altered"):
            call_command("restore", str(folder), into=other, test=True)

        (folder / "media.tar").unlink()
        with pytest.raises(CommandError, match=r"media\.tar is missing"):
            call_command("restore", str(folder), into=other, test=True)
        assert rows(other) == {}

    def test_finds_an_altered_history(self, world: str, other: str, tmp_path: Path) -> None:
        with closing(psycopg2.connect(world)) as link, link, link.cursor() as at:
            at.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER USER")
            at.execute("UPDATE audit_auditevent SET note = 'x'")
            at.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER USER")
        call_command("backup", str(tmp_path / "backup"), plain=True)

        with pytest.raises(CommandError, match="verify_audit failed"):
            call_command("restore", str(tmp_path / "backup"), into=other, test=True)

        assert rows(other) == {}

    def test_leaves_nothing_half(self, world: str, tmp_path: Path, monkeypatch: Any) -> None:
        def full(*_: Any) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(backups, "pack", full)
        with suppress(OSError):
            call_command("backup", str(tmp_path / "backup"), plain=True)

        assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []


class TestFences:
    """An owner that row policies bind backs up every row, or nothing."""

    @pytest.fixture
    def fenced(self, real_db: None) -> Iterator[str]:
        _maintain(f'DROP DATABASE IF EXISTS "{PROBE}" WITH (FORCE)')
        _maintain(f"DROP ROLE IF EXISTS {PROBE}")
        _maintain(f"CREATE ROLE {PROBE} LOGIN PASSWORD 'probe'")
        _maintain(f'CREATE DATABASE "{PROBE}" OWNER {PROBE} TEMPLATE template0')
        url = address(PROBE, PROBE, "probe")
        with (
            closing(psycopg2.connect(url, options=backups.SCOPE)) as link,
            link,
            link.cursor() as at,
        ):
            at.execute(
                "CREATE TABLE letters (text text);"
                "ALTER TABLE letters ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
                "CREATE POLICY own ON letters"
                " USING (current_setting('app.scope', true) = 'system');"
                "INSERT INTO letters SELECT 'x' FROM generate_series(1, 7)"
            )
        with closing(psycopg2.connect(url, options=backups.SCOPE)) as link, link.cursor() as at:
            at.execute("ANALYZE letters; SELECT pg_stat_force_next_flush()")
        yield url
        _maintain(f'DROP DATABASE IF EXISTS "{PROBE}" WITH (FORCE)')
        _maintain(f"DROP ROLE IF EXISTS {PROBE}")

    def test_do_not_hide_rows(self, fenced: str, tmp_path: Path) -> None:
        assert backups.dump(fenced, tmp_path / "dump") == {"letters": 7}
        assert backups.rows_of_dump(tmp_path / "dump") == {"letters": 7}

    def test_are_refused_where_they_do(self, fenced: str, tmp_path: Path, monkeypatch: Any) -> None:
        monkeypatch.setattr(backups, "SCOPE", "")

        with pytest.raises(backups.BackupError, match="Row policies hide all rows of: letters"):
            backups.dump(fenced, tmp_path / "dump")
