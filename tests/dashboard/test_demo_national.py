"""The synthetic country: quick, skewed, whole, and only for the owner of an empty database."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import RoleGrant, User
from accounts.roles import Role
from agencies.models import Agency
from audit.facts import breaks
from audit.models import AuditEvent
from contracts.models import Contract
from core.clock import TEHRAN
from dashboard.demo import national
from dashboard.demo.load import NotEmpty
from offices.models import Office
from oversight.actions import flag_termination_review
from violations.models import Case, PointEntry, ViolationReport

TODAY = date(2026, 11, 24)
COUNTS = national.Counts(offices=80, contracts=800, reports=4000)


def guards() -> list[tuple[Any, ...]]:
    """Return every trigger with its mode, every foreign key and every index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'trigger', tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger"
            " WHERE NOT tgisinternal"
            " UNION ALL SELECT 'key', conrelid::regclass::text, conname, convalidated::text"
            " FROM pg_constraint WHERE contype = 'f'"
            " UNION ALL SELECT 'index', indrelid::regclass::text, indexrelid::regclass::text,"
            " pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid::regclass::text !~ 'pg_toast' ORDER BY 1, 2, 3"
        )
        return list(cursor.fetchall())


@pytest.fixture
def country(real_db: None, tmp_path: Path, settings: Any) -> dict[str, int]:
    """Load a very small country into a clone of the test's database."""
    settings.DEMO_LOGINS_FILE = str(tmp_path / "logins.json")
    before = guards()
    made = national.load(today=TODAY, counts=COUNTS)
    assert guards() == before
    return made


class TestNational:
    def test_makes_what_was_asked_for(self, country: dict[str, int]) -> None:
        assert country["offices"] == Office.objects.count() == 80
        assert country["contracts"] == Contract.objects.count() == 800
        assert country["reports"] == ViolationReport.objects.count() == 4000
        assert country["cases"] == Case.objects.count() == 600
        assert PointEntry.objects.count() == Case.objects.final_proven().count() > 100

    def test_gives_every_agency_a_manager(self, country: dict[str, int]) -> None:
        managers = RoleGrant.objects.filter(role=Role.AGENCY_MANAGER).values("scope_id")

        assert not Agency.objects.exclude(public_id__in=managers).exists()

    def test_says_in_the_history_that_it_is_synthetic(self, country: dict[str, int]) -> None:
        events = AuditEvent.objects.filter(verb="synthetic.loaded")

        assert events.count() == len(country)
        assert set(events.values_list("note", flat=True)) == {"synthetic"}
        assert list(breaks()) == []

    def test_can_be_swept(self, country: dict[str, int]) -> None:
        run = flag_termination_review(
            as_of=TODAY,
            actor=User.objects.system(),
            at=datetime(2026, 11, 24, 2, tzinfo=TEHRAN),
        )

        assert run.state == "done"
        assert run.counts["flags"] > 0

    def test_refuses_a_database_with_data(self, country: dict[str, int]) -> None:
        with pytest.raises(NotEmpty):
            national.load(today=TODAY, counts=COUNTS)
        with pytest.raises(CommandError):
            call_command("load_demo", size="national")


class TestOwner:
    def test_is_the_only_one_who_may(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE ROLE passer_by; SET LOCAL ROLE passer_by")

        with pytest.raises(national.NotOwner):
            national.refuse_unless_owner()
