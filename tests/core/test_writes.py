"""Records of several tables go into the database by one statement, whatever their number."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from audit.models import AuditEvent, AuditStream, NumberSequence, Touch
from core.writes import Also, New, write
from notices.models import Message
from workdays.models import KeptDeadline

NOON = datetime(2026, 3, 1, 8, 30, 0, 123456, tzinfo=UTC)
REWRITTEN = ("starts_on", "due_on", "days_off", "subject_label")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=[True, False], ids=["prepared", "sent whole"])
def _either_way(request: Any, settings: Any) -> None:
    """Write by prepared statements, and as behind a pool that cannot keep them."""
    settings.PREPARE_STATEMENTS = request.param


def message(text: str = "سلام", once: str | None = None) -> Message:
    """Return a message that is not written yet."""
    return Message(
        carrier="probe", payload={"text": text, "at": [1, None]}, once=once, next_at=NOON
    )


def deadline(subject: Any, due_on: date, label: str = "۱") -> KeptDeadline:
    """Return a deadline that is not written yet."""
    return KeptDeadline(
        clock="probe", subject_id=subject, subject_label=label, starts_on=date(2026, 3, 1),
        key="triage", amount=3, unit="day", provenance="source", due_on=due_on,
        calendar_version="v1", days_off={due_on.isoformat(): ["holiday", "عید", False]},
    )  # fmt: skip


class TestWrite:
    def test_writes_what_the_records_hold(self) -> None:
        given = message("نیم‌فاصله «و» \\ \" '"), deadline(uuid4(), date(2026, 3, 9))

        write(New([given[0]]), New([given[1]]))

        for one in given:
            kept = type(one)._default_manager.get(pk=one.pk)
            for field in one._meta.concrete_fields:
                assert getattr(kept, field.attname) == getattr(one, field.attname), field.name
            assert not one._state.adding

    def test_refuses_a_moment_of_no_time_zone(self) -> None:
        given = message()
        given.next_at = datetime(2026, 3, 1, 12)

        with pytest.raises(RuntimeWarning, match="naive"):
            write(New([given]))

    @pytest.mark.parametrize("many", [1, 20])
    def test_is_one_query_for_any_number(self, many: int, django_assert_num_queries: Any) -> None:
        write(New([message()]), New([NumberSequence(register="x", jalali_year=1, last=1)]))
        rows = [message(str(number)) for number in range(many)]
        numbers = [NumberSequence(register=str(one), jalali_year=1, last=1) for one in range(many)]

        with django_assert_num_queries(1):
            write(New(rows), New(numbers))

        assert [Message.objects.get(pk=row.pk).payload["text"] for row in rows] == [
            str(number) for number in range(many)
        ]

    def test_leaves_out_parts_of_nothing(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            write(New([]))

        write(New([]), New([message()]))
        assert Message.objects.count() == 1

    def test_leaves_what_exists_as_it_is(self) -> None:
        write(New([message("یک", once="a")], unique=("*",)))

        write(New([message("دو", once="a"), message("سه", once="b")], unique=("*",)))

        texts = Message.objects.order_by("pk").values_list("payload__text", flat=True)
        assert list(texts) == ["یک", "سه"]

    def test_writes_over_what_exists(self) -> None:
        subject, found = uuid4(), ("clock", "subject_id")
        write(New([deadline(subject, date(2026, 3, 9))], found, REWRITTEN))

        again = deadline(subject, date(2026, 3, 10), "۲")
        again.starts_on = date(2026, 3, 2)
        write(New([again], found, REWRITTEN))

        kept = KeptDeadline.objects.get()
        assert (kept.pk, kept.due_on, kept.subject_label) == (again.pk, date(2026, 3, 10), "۲")

    def test_writes_something_else_after_the_part_before_it(self) -> None:
        """The head of a stream may name an event only when that is there."""
        AuditStream.objects.create(name="probe")
        event = AuditEvent(
            stream="probe", sequence=1, at=NOON, actor_id=1, actor_name="-", actor_role="-",
            grant_id=1, via="web", verb="-", target_type="-", target_id="-", target_label="-",
            hash="h",
        )  # fmt: skip
        moved = (
            "UPDATE audit_auditstream stream SET sequence = 1, head = %s"
            " FROM (SELECT count(*) FROM {before}) AS written"
            " WHERE stream.name = %s RETURNING stream.name AS key"
        )

        write(New([event]), Also(moved, lambda: ("h", "probe")))

        assert AuditStream.objects.get(name="probe").head == "h"

    def test_keeps_to_the_rules_of_the_tables(self) -> None:
        wrong = deadline(uuid4(), date(2026, 2, 1))

        with pytest.raises(IntegrityError), transaction.atomic():
            write(New([message()]), New([wrong]))

        assert not Message.objects.exists()

    def test_cuts_no_text_short(self) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            write(New([NumberSequence(register="x" * 33, jalali_year=1, last=1)]))

    def test_refuses_a_table_that_it_does_not_write_whole(self) -> None:
        """A column that the database fills would be given as nothing."""
        with pytest.raises(TypeError, match="turn"):
            write(New([Touch(resource="x", record=uuid4())]))
