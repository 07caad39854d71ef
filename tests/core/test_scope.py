"""What the database is told of who asks ends with the transaction."""

import pytest
from django.db import connection

from accounts.jobs import acting_as
from accounts.principal import Principal
from accounts.roles import Role
from core.scope import SYSTEM, as_house
from dev.clauses import Clause, clauses, removed

NAMES = ("scope", "agency_ids", "office_ids", "county_ids", "user_id")
WHOEVER = Principal(user_id=7, grant_id=0, role=Role.DEPUTY, name="")
CLAUSES = [clause for clause in clauses() if clause.path == "core/scope.py"]


def told() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('app.' || name, true) FROM unnest(%s) name", [list(NAMES)]
        )
        return [row[0] or "" for row in cursor.fetchall()]


def what_is_left() -> list[str]:
    """Tell each setting in a transaction, and return what is still told after it."""
    office = Principal(user_id=7, grant_id=0, role=Role.OPERATOR, name="", scope_ids=("o",))  # type: ignore[arg-type]
    agency = Principal(user_id=7, grant_id=0, role=Role.AGENCY_CLERK, name="", scope_ids=("a",))  # type: ignore[arg-type]
    county = Principal(user_id=7, grant_id=0, role=Role.COUNTY_REP, name="", scope_ids=("c",))  # type: ignore[arg-type]
    left = []
    for who in (WHOEVER, office, agency, county):
        with acting_as(who):
            assert told()[0] == who.scope
        left += told()
    return left


class TestScope:
    def test_is_forgotten_with_the_transaction(self, real_db: None) -> None:
        assert set(what_is_left()) == {""}

    def test_of_the_house_ends_with_its_work(self, real_db: None) -> None:
        with as_house():
            assert told()[0] == SYSTEM
        assert told()[0] == ""

    @pytest.mark.deep  # `./run check-scopes`
    @pytest.mark.parametrize("clause", CLAUSES, ids=str)
    def test_would_be_missed(self, real_db: None, clause: Clause) -> None:
        with removed(clause):
            assert set(what_is_left()) != {""}
