"""What `./run app` does with a database that it can't upgrade."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core.management.commands import setup_roles
from dev import prepare


@pytest.fixture
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave roles, settings and migrations alone."""
    for name in ("DATABASE_OWNER_URL", "RUNTIME_URL", "DATABASE_READONLY_URL"):
        monkeypatch.setenv(name, "postgres://nobody@127.0.0.1:1/nothing")
    monkeypatch.setattr(setup_roles, "create", lambda *_: None)
    monkeypatch.setattr(setup_roles, "grant", lambda *_: None)
    monkeypatch.setattr("django.setup", lambda: None)


@pytest.mark.django_db
@pytest.mark.usefixtures("_alone")
class TestUpgrade:
    def test_names_the_way_out_of_a_database_from_before_the_release(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ran: list[str] = []
        monkeypatch.setattr(prepare, "call_command", lambda name, **_: ran.append(name))
        MigrationRecorder(connection).record_applied(*prepare.FORMER)

        with pytest.raises(SystemExit) as refusal:
            prepare.upgrade()

        assert "./run app --fresh" in str(refusal.value)
        assert not ran

    def test_migrates_any_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ran: list[str] = []
        monkeypatch.setattr(prepare, "call_command", lambda name, **_: ran.append(name))

        prepare.upgrade()

        assert ran == ["migrate"]

    def test_knows_a_migration_that_is_gone(self):
        assert prepare.FORMER not in MigrationLoader(None).disk_migrations

    def test_begins_anew_where_the_sample_was_interrupted(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun: list[str] = []
        monkeypatch.setattr(prepare, "call_command", lambda *_, **__: None)
        monkeypatch.setattr(prepare, "begin_anew", lambda addresses: begun.append(addresses.owner))
        prepare.upgrade()
        assert begun == []

        prepare.mark(prepare.LOADING)
        prepare.upgrade()

        assert len(begun) == 1

    def test_leaves_a_given_database_to_its_owner(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("DATABASE_ADMIN_URL", raising=False)

        with pytest.raises(SystemExit, match="empty database"):
            prepare.begin_anew(setup_roles.Addresses("", "", ""))

    def test_marks_a_database_while_the_sample_is_loaded(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[bool] = []

        def load(*_: object, **__: object) -> None:
            seen.append(prepare.is_half_loaded())

        monkeypatch.setattr(prepare, "call_command", load)

        prepare.demo("small")

        assert seen[0]
        assert not prepare.is_half_loaded()
