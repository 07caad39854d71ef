"""The history: one chain, never altered."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.principal import Principal
from audit.actions import record, record_many
from audit.anchors import write_anchor
from audit.facts import breaks
from audit.models import AuditEvent
from offices.models import Office
from tests.factories import make_contract


def without_triggers(sql: str, *values: Any) -> None:
    """Change a row as a superuser could, past every trigger."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER ALL")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER ALL")


@pytest.fixture(autouse=True)
def anchor(settings: Any, tmp_path: Path) -> None:
    """Give each test an anchor file of its own."""
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchor.log")


class TestRecord:
    def test_numbers_the_events_of_a_stream(self, expert: Principal, office: Office) -> None:
        events = [record(actor=expert, verb="office.seen", target=office) for _ in range(3)]

        assert [event.sequence for event in events] == [1, 2, 3]
        assert list(breaks()) == []

    def test_keeps_a_chain_for_each_agency(self, expert: Principal, office: Office) -> None:
        contract = make_contract(office=office)

        record_many(actor=expert, verb="seen", targets=[(office, {}), (contract, {})])

        streams = AuditEvent.objects.order_by("stream").values_list("stream", "sequence")
        assert list(streams) == [(contract.audit_stream, 1), ("province", 1)]

    def test_takes_the_same_queries_for_one_and_for_twenty(
        self, expert: Principal, office: Office, django_assert_num_queries: Any
    ) -> None:
        record(actor=expert, verb="seen", target=office)

        for many in (1, 20):
            with django_assert_num_queries(2):
                record_many(actor=expert, verb="seen", targets=[(office, {})] * many)


class TestAppendOnly:
    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE audit_auditevent SET note = 'x'",
            "DELETE FROM audit_auditevent",
            "TRUNCATE audit_auditevent",
            "UPDATE audit_auditstream SET sequence = 0",
            "UPDATE audit_auditstream SET sequence = sequence + 1",
            "UPDATE audit_auditstream SET head = 'x'",
            "TRUNCATE audit_auditstream",
            "DELETE FROM audit_auditstream",
        ],
    )
    def test_refuses_every_change(self, expert: Principal, office: Office, sql: str) -> None:
        record(actor=expert, verb="seen", target=office)

        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


class TestVerifyAudit:
    @pytest.mark.parametrize(
        ("sql", "reason"),
        [
            ("UPDATE audit_auditevent SET note = 'x' WHERE sequence = 2", "altered"),
            ("DELETE FROM audit_auditevent WHERE sequence = 2", "missing"),
            ("DELETE FROM audit_auditevent WHERE sequence = 3", "end of the stream"),
            (
                "UPDATE audit_auditevent SET sequence = 9 - sequence WHERE sequence > 1",
                "missing",
            ),
        ],
    )
    def test_names_the_first_altered_row(
        self, expert: Principal, office: Office, sql: str, reason: str
    ) -> None:
        for _ in range(3):
            record(actor=expert, verb="seen", target=office)

        without_triggers(sql)

        assert reason in next(breaks()).reason
        with pytest.raises(CommandError):
            call_command("verify_audit", stderr=StringIO())

    def test_sees_a_tail_that_was_cut_with_its_head(
        self, expert: Principal, office: Office
    ) -> None:
        for _ in range(3):
            record(actor=expert, verb="seen", target=office)
        write_anchor()

        without_triggers("DELETE FROM audit_auditevent WHERE sequence = 3")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditstream DISABLE TRIGGER ALL")
            cursor.execute(
                "UPDATE audit_auditstream SET sequence = 2, head ="
                " (SELECT hash FROM audit_auditevent WHERE sequence = 2)"
            )
            cursor.execute("ALTER TABLE audit_auditstream ENABLE TRIGGER ALL")

        assert list(breaks()) == []
        with pytest.raises(CommandError):
            call_command("verify_audit", stderr=StringIO())

    def test_finds_a_whole_history_whole(self, expert: Principal, office: Office) -> None:
        record(actor=expert, verb="seen", target=office)
        out = StringIO()

        call_command("verify_audit", stdout=out)

        assert "1 events, every stream is whole" in out.getvalue()
