"""Decisions and notices from before their duties get them by the migration, once."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from contracts.models import Contract
from core.clock import today
from oversight.facts.duty_check import look
from oversight.models import Duty, TerminationReview
from tests.contracts.stories import served, under_notice
from tests.oversight.test_carrying_out import LONG, document

pytestmark = pytest.mark.django_db
STEP = ("oversight", "0026_waiting_duties")
KINDS = ["carry_out", "terminate"]


def migrate_anew() -> None:
    """Run the migration as on a database that has not met it yet."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    MigrationRecorder(connection).record_unapplied(*STEP)
    MigrationExecutor(connection).migrate([STEP])


def forget_duties() -> None:
    """Let the rows be those of a version that knew no such duties."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE oversight_duty DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM oversight_duty WHERE kind = ANY(%s)", [KINDS])
        cursor.execute("ALTER TABLE oversight_duty ENABLE TRIGGER ALL")


def owed() -> list[tuple[str, object]]:
    return list(Duty.objects.filter(kind__in=KINDS).order_by("kind").values_list("kind", "state"))


def test_a_decided_review_is_to_be_carried_out_from_today(decided: TerminationReview) -> None:
    forget_duties()
    assert look()[1]

    migrate_anew()

    assert owed() == [("carry_out", "running")]
    assert Duty.objects.get(review=decided, kind="carry_out").starts_on == today()
    assert look()[1] == []


def test_a_served_notice_is_to_be_ended_as_it_runs_out(contract: Contract) -> None:
    over = served(under_notice(contract, proof=document(contract), notice_issued_on=LONG), LONG)
    forget_duties()

    migrate_anew()

    assert owed() == [("terminate", "running")]
    assert Duty.objects.get(contract=over, kind="terminate").starts_on == over.notice_ends_on
    assert look()[1] == []


def test_nothing_waits_where_a_decision_was_carried_out_or_nothing_was_decided(
    contract: Contract,
) -> None:
    forget_duties()

    migrate_anew()

    assert owed() == []


def test_a_second_run_places_nothing(decided: TerminationReview) -> None:
    migrate_anew()

    assert Duty.objects.filter(review=decided, kind="carry_out").count() == 1
