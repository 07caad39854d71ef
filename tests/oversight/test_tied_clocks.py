"""What is kept of a deadline ends on the day of its record, whoever writes the SQL."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from tests.runtime import settle
from tests.scenes.clocks import clock_stories
from tests.sql import refused_and_undone, runtime_role
from workdays.models import CLOCKS, KeptDeadline

pytestmark = pytest.mark.django_db
TIED = "A deadline ends on the day that its record has."
# What says the same of some clocks by other words, or more.
OTHERS = {
    TIED,
    "A deadline does not begin earlier than it did.",
    "A window has the whole length of its rule.",
    "A deadline moves with a receipt that says why.",
    "A deadline ends on the day that the calendar gives.",
}


def tied() -> dict[str, list[str]]:
    """Return the table and the column to which the database ties each clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, encode(tgargs, 'escape') FROM pg_trigger"
            " WHERE tgrelid = 'workdays_keptdeadline'::regclass AND tgname LIKE 'tied\\_%%'"
        )
        return {name.removeprefix("tied_"): args.split("\\000")[:-1] for name, args in cursor}


def test_every_kind_of_clock_is_tied_to_its_column() -> None:
    assert tied() == {kind.name: [kind.model._meta.db_table, kind.column] for kind in CLOCKS}


def counted(kept: KeptDeadline, **values: Any) -> Callable[[], None]:
    """Return what rewrites a computation, with the last day that the calendar gives it then."""

    def write() -> None:
        rows = KeptDeadline.objects.filter(pk=kept.pk)
        fresh = KeptDeadline.objects.get(pk=kept.pk)
        for name, value in values.items():
            setattr(fresh, name, value)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT workdays_length_due(%s, %s, %s, %s, %s)",
                [fresh.amount, fresh.unit, fresh.starts_on, fresh.county_id, fresh.body],
            )
            (due_on,) = cursor.fetchone()
        rows.update(**values, due_on=due_on)
        settle()

    return write


def test_no_beginning_is_put_later_without_the_record() -> None:
    list(clock_stories())
    rows = list(KeptDeadline.objects.order_by("pk"))
    assert {"case.correction", "contract.notice", "review.decision"} <= {
        kept.clock for kept in rows
    }

    with runtime_role():
        for kept in rows:
            later = kept.starts_on + timedelta(days=30)
            told = refused_and_undone(counted(kept, starts_on=later))
            assert told in OTHERS, (kept.clock, told)


@pytest.mark.parametrize("by", [-1, 1])
def test_no_length_is_rewritten(by: int) -> None:
    list(clock_stories())
    rows = list(KeptDeadline.objects.order_by("pk"))

    with runtime_role():
        for kept in rows:
            told = refused_and_undone(counted(kept, amount=max(kept.amount + by, 1)))
            assert told in OTHERS | {"A deadline has the length of its rule."}, (kept.clock, told)


def test_an_unchanged_computation_is_accepted() -> None:
    """Beside the guard nothing is refused: the same day is written again."""
    list(clock_stories())
    rows = list(KeptDeadline.objects.order_by("pk"))

    def again(kept: KeptDeadline) -> None:
        KeptDeadline.objects.filter(pk=kept.pk).update(due_on=kept.due_on)
        settle()

    with runtime_role():
        for kept in rows:
            assert refused_and_undone(partial(again, kept)) == "", kept.clock
