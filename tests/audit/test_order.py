"""What is last is told by the number of a row: it is the one that its sequence has just given."""

from functools import partial

import pytest
from django.apps import apps
from django.db import connection

from accounts.roles import Role
from audit.models import AuditEvent
from core.clock import now
from tests.factories import make_case, make_principal
from tests.sql import refused, refused_at_runtime, runtime_role
from workdays.models import DeadlineMove, KeptDeadline

pytestmark = pytest.mark.django_db
FAR = 4_000_000_000_000


def far_event() -> None:
    AuditEvent.objects.create(
        pk=FAR, stream="province", sequence=1, at=now(), actor_id=1, actor_name="کسی",
        actor_role="deputy", grant_id=1, via="web", verb="case.noted", target_type="x",
        target_id="x", target_label="x", hash="b" * 64,
    )  # fmt: skip


def far_receipt() -> None:
    DeadlineMove.objects.create(
        pk=FAR, deadline_id=KeptDeadline.objects.values_list("pk", flat=True).first() or 1,
        cause="calendar", old_on="2026-01-01", new_on="2026-01-02", old_version="v1",
        new_version="v1", why="x", moved_on=now().date(), moved_at=now(),
    )  # fmt: skip


@pytest.mark.parametrize("model", [AuditEvent, DeadlineMove])
def test_no_row_is_numbered_ahead(model: type[AuditEvent] | type[DeadlineMove]) -> None:
    make_case()
    write = far_event if model is AuditEvent else far_receipt
    assert refused_at_runtime(write) == (
        f"A row of {model._meta.db_table} has the number of its sequence."
    )


# Tables whose rows are in no order that means anything, with the reason.
WITHOUT_ORDER = {
    "accounts_sentkey": "repeated requests of an hour, found by their key",
    "accounts_usedcode": "codes of five minutes, found by their value",
    "audit_touch": "what changed, numbered by its transaction",
    "mfa_authenticator": "secrets of a library, found by their account",
    "usersessions_usersession": "sessions of a library, found by their key",
}
# The owner alone writes their rows (`accounts_load_only`).
GUARDED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s"


def test_every_table_that_people_write_is_numbered_by_its_sequence() -> None:
    """A new table is numbered by `<app>/sql/order.sql`, or named above with its reason."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDED, ["a_order"])
        ordered = {table for (table,) in cursor.fetchall()}
        cursor.execute(GUARDED, ["zw_loaded"])
        loaded = {table for (table,) in cursor.fetchall()}
        tables = {
            model._meta.db_table
            for model in apps.get_models(include_auto_created=True)
            if model._meta.pk.get_internal_type() == "BigAutoField" and model._meta.managed
        }
    assert tables - ordered == WITHOUT_ORDER.keys() | (loaded & tables)


@pytest.mark.parametrize("number", [FAR, 2, 0, -1], ids=["ahead", "free", "none", "below"])
def test_no_row_of_any_table_has_another_number_than_the_next(number: int) -> None:
    """The guard fires before all others, and asks nothing of the rest of the row."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDED, ["a_order"])
        tables = [table for (table,) in cursor.fetchall()]
        for table in tables:  # three numbers are taken, and no row has them
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, 3)",
                [table],
            )

    def write(table: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'INSERT INTO "{table}" (id) VALUES (%s)', [number])

    with runtime_role():
        for table in tables:
            assert refused(partial(write, table)) == (
                f"A row of {table} has the number of its sequence."
            )


def test_rows_of_one_statement_have_the_next_numbers() -> None:
    """Each row is compared as its number is taken, also where they are sorted."""
    for role in (Role.DEPUTY, Role.EXPERT, Role.SECRETARIAT):
        make_principal(role)
    statement = (
        "INSERT INTO lists_listchoice"
        " (created_at, updated_at, user_id, list_name, columns, is_compact)"
        " SELECT now(), now(), id, 'cases', '[]', false"
        " FROM accounts_user ORDER BY username DESC RETURNING id"
    )

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            written = [key for (key,) in cursor.fetchall()]
            assert len(written) > 1
            assert written == sorted(written)

    with runtime_role():
        assert refused(write) == ""
