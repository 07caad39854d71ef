"""The history: one chain, never altered."""

import json
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.principal import Principal
from accounts.roles import Role
from audit.actions import record, record_many
from audit.anchors import (
    READ,
    anchor_breaks,
    anchor_lines,
    anchors_read,
    lost_anchors,
    write_anchor,
)
from audit.facts import breaks, first_break, one_snapshot
from audit.models import AuditEvent, AuditStream
from offices.models import Office
from tests.factories import make_contract, make_office, make_principal


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

        for many in (1, 20):  # an event of an office may make a proposal about it void
            with django_assert_num_queries(3):
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

    @pytest.mark.usefixtures("real_db")
    def test_reads_one_snapshot_while_others_file(self) -> None:
        expert = make_principal(Role.EXPERT)
        office = make_office()
        record(actor=expert, verb="seen", target=office)

        def file_more() -> None:
            record(actor=expert, verb="seen", target=office)
            connection.close()

        with one_snapshot():
            head = AuditStream.objects.get(pk="province")
            with ThreadPoolExecutor(1) as beside:
                beside.submit(file_more).result()
            assert first_break(head) is None
            assert list(breaks()) == []
        assert AuditStream.objects.get(pk="province").sequence == head.sequence + 1


@pytest.mark.parametrize(("sequence", "head"), [(999, ""), (0, "a" * 64)])
@pytest.mark.django_db
def test_a_stream_begins_empty(sequence: int, head: str) -> None:
    with pytest.raises(DatabaseError, match="begins at 0"), transaction.atomic():
        AuditStream.objects.create(name="agency:14", sequence=sequence, head=head)


class TestAnchors:
    @pytest.fixture
    def lines(self, expert: Principal, office: Office) -> list[str]:
        """Return three sealed lines."""
        for _ in range(3):
            record(actor=expert, verb="seen", target=office)
            write_anchor()
        return anchor_lines()

    def test_are_whole_as_written(self, lines: list[str]) -> None:
        assert not list(anchor_breaks(lines))

    def test_follow_lines_from_before_they_were_sealed(self, lines: list[str]) -> None:
        event = AuditEvent.objects.get(sequence=1)
        old = json.dumps({"name": "province", "sequence": 1, "head": event.hash})
        Path(settings.AUDIT_ANCHOR_FILE).write_text(old + "\n", encoding="utf-8")
        write_anchor()

        assert not list(anchor_breaks())
        assert "not sealed" in next(anchor_breaks([*lines, old])).reason

    def test_name_what_was_cut_since_the_nightly_look(
        self, lines: list[str], expert: Principal, office: Office
    ) -> None:
        record(actor=expert, verb=READ, target=office, changes=anchors_read(lines))

        assert not list(lost_anchors([*lines, "a later line"]))
        for left in ([], lines[:2]):
            assert "cut" in next(lost_anchors(left)).reason
        assert "another" in next(lost_anchors([*lines[:2], "other"])).reason

    def test_name_a_line_that_was_altered_or_removed(self, lines: list[str]) -> None:
        altered = [*lines[:1], lines[1].replace('"sequence": 2', '"sequence": 1'), lines[2]]

        assert next(anchor_breaks(altered)).reason == "the line was altered"
        assert "does not follow" in next(anchor_breaks([lines[0], lines[2]])).reason
        assert "not sealed" in next(anchor_breaks([*lines, "no JSON"])).reason


class TestMending:
    @pytest.fixture
    def forged(self, expert: Principal, office: Office) -> None:
        """Let a superuser forge an event ahead of the head."""
        record(actor=expert, verb="seen", target=office)
        columns = (
            "stream, at, actor_id, actor_name, actor_role, grant_id, via, client, verb,"
            " target_type, target_id, target_label, changes, note, request_id, previous"
        )
        without_triggers(
            f"INSERT INTO audit_auditevent (sequence, hash, {columns})"
            f" SELECT 2, repeat('f', 64), {columns} FROM audit_auditevent WHERE sequence = 1"
        )

    def test_lets_acts_go_on_and_names_the_forged_event(
        self, forged: None, expert: Principal, office: Office
    ) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            record(actor=expert, verb="seen", target=office)

        call_command("mend_audit", "province", "--reason", "رویداد جعلی؛ بررسی شد " * 2)

        assert record(actor=expert, verb="seen", target=office).sequence > 2
        assert list(breaks()) == []
        told = AuditEvent.objects.get(verb="audit.mended", changes__sequence=[None, 2])
        assert "does not follow" in told.changes["fault"][1]
        without_triggers("UPDATE audit_auditevent SET note = 'x' WHERE sequence = 1")
        assert next(breaks()).sequence == 1

    def test_is_not_forged_itself(self, forged: None, expert: Principal, office: Office) -> None:
        call_command("mend_audit", "province", "--reason", "رویداد جعلی؛ بررسی شد " * 2)
        without_triggers("UPDATE audit_auditevent SET note = 'x' WHERE verb = 'audit.mended'")

        assert next(breaks()).sequence == 2

    def test_says_what_was_found_out(self, forged: None) -> None:
        with pytest.raises(CommandError):
            call_command("mend_audit", "province", "--reason", "کوتاه")
