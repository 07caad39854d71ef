"""Records have the numbers that their registers have given, whoever writes SQL by hand."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import pytest
from django.db import connection, models

from accounts.roles import Role
from audit.models import NumberSequence
from core.clock import today
from core.jalali import year_of
from notices.models import Letter
from tests.factories import make_agency, make_principal, make_report
from tests.scenes.oversight import heard_review
from tests.sql import refused_and_undone, runtime_role
from tests.violations.benches import Bench
from violations.models import Case, ViolationReport

pytestmark = pytest.mark.django_db
YEAR, LAST = year_of(today()), 70_000
GIVEN = "The number of a record is one that its register has given."
TO_COME = "A register gives no number of a year to come."
AHEAD = "A register gives a number to a record, and none ahead."


def numbered() -> dict[str, tuple[str, str]]:
    """Return the tables that are guarded, each with its column and its register."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger"
            " WHERE tgname = 'zz_given_number'"
        )
        return {table: tuple(args.split("\\000")[:2]) for table, args in cursor.fetchall()}


def test_each_table_of_a_register_is_guarded() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'audit_number_is_used'")
        ((source,),) = cursor.fetchall()
    words = source.replace("(", " ").split()
    used = {after for word, after in pairwise(words) if word == "FROM"}

    assert used == set(numbered())


def records() -> Iterator[models.Model]:
    """Yield a record of each table but that of reminders."""
    bench = Bench()  # its notice is served with a letter
    yield ViolationReport.objects.get(case_reports__case=bench.case)
    yield bench.case
    yield bench.case.notices.latest("pk")
    yield Letter.objects.latest("pk")
    assert bench.case.contract
    yield bench.case.contract
    yield heard_review()


def test_a_record_has_no_other_number() -> None:
    rows, tables = list(records()), numbered()
    answers, wished = {}, {}
    for row in rows:
        table = row._meta.db_table
        _column, register = tables[table]
        held, _made = NumberSequence.objects.get_or_create(register=register, jalali_year=YEAR)
        if held.last != LAST:
            held.last = LAST
            held.save(update_fields=["last"])
        infix = {"review": "F-", "notice": "N-"}.get(register, "")
        wished[table] = [
            f"{YEAR}-{infix}{LAST}", f"{YEAR}-{infix}{LAST + 1}", f"{YEAR + 1}-{infix}00001",
            f"{YEAR}-X-00001", "1405",
        ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in wished:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER zz_given_number")
    with runtime_role(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for row in rows:
            table = row._meta.db_table
            rewrite = row.__class__._base_manager.filter(pk=row.pk).update
            answers[table] = [
                refused_and_undone(partial(rewrite, **{tables[table][0]: number}))
                for number in wished[table]
            ]

    assert answers == {table: ["", GIVEN, GIVEN, GIVEN, GIVEN] for table in wished}


def raise_to(last: int, year: int = YEAR) -> None:
    """Raise the register of reports and cases by hand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_numbersequence (register, jalali_year, last)"
            " VALUES ('violation', %s, %s)",
            [year, last],
        )


@pytest.mark.parametrize(
    ("year", "last", "answer"),
    [(YEAR, 2, ""), (YEAR, 3, AHEAD), (YEAR, 5, AHEAD), (YEAR + 1, 1, TO_COME)],
)
def test_a_register_is_raised_by_numbers_that_are_all_used(
    year: int, last: int, answer: str
) -> None:
    for number in (f"{YEAR}-00001", f"{YEAR}-00002", f"{YEAR}-00005", f"{YEAR + 1}-00001"):
        make_report(reporter=make_principal(Role.AGENCY_CLERK, make_agency()), number=number)

    with runtime_role(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert refused_and_undone(partial(raise_to, last, year)) == answer


def test_a_case_has_no_number_of_a_report_that_is_not_its_own() -> None:
    bench, other = Bench(), Bench()
    own, foreign = (
        ViolationReport.objects.get(case_reports__case=one.case).number for one in (bench, other)
    )
    NumberSequence.objects.update_or_create(
        register="violation", jalali_year=YEAR, defaults={"last": 99_999}
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE violations_case DISABLE TRIGGER USER")
        cursor.execute(
            "ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_own_number"
        )
        cursor.execute("UPDATE violations_case SET number = 'x' WHERE id = %s", [other.case.pk])
    rewrite = Case.objects.filter(pk=bench.case.pk).update

    with runtime_role(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        answers = [refused_and_undone(partial(rewrite, number=one)) for one in (own, foreign)]
    assert answers == ["", "A case has no number of a report that is not its own."]
