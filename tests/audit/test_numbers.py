"""Numbers of a register go on, whoever writes SQL by hand."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from audit.numbers import next_number

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_numbersequence SET last = last - 1",
        "UPDATE audit_numbersequence SET last = last",
        "UPDATE audit_numbersequence SET register = 'other', last = last + 1",
        "DELETE FROM audit_numbersequence",
    ],
)
def test_a_number_is_never_given_twice(db, sql):
    first = next_number("case", DAY)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert (first, next_number("case", DAY)) == ("1405-00001", "1405-00002")
