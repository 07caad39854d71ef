"""
Guards that rest on the depth of triggers: where they stand, and what writes past them.

`pg_trigger_depth()` means what it says, since the runtime role makes no function and no trigger of
its own (docs/adr/0055). It proves that a trigger of the product writes, and not which one: so each
function that writes where such a guard stands is listed here, with what it writes.
"""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from core.clock import today
from oversight.models import Duty
from tests.factories import make_case, make_contract
from tests.sql import leave_session, refused_at_runtime

ROOT = Path(__file__).parents[2]
# Where the depth is asked, and what it lets through.
ASKED = {
    "audit/sql/events.sql": "touches, of which each names the record whose trigger writes it",
    "oversight/sql/duties.sql": "duties, placed and ended by the triggers of their findings",
    "oversight/sql/row_policies.sql": "reading: a guard judges whole records",
    "violations/sql/row_policies.sql": "reading: a guard judges whole records",
    "violations/sql/recusals.sql": "reading: a guard judges whole records",
    "contracts/sql/recusals.sql": "reading: a guard judges whole records",
    "contracts/sql/row_policies.sql": "reading: a guard judges whole records",
    "lists/sql/row_policies.sql": "reading: a guard judges whole records",
    "notices/sql/row_policies.sql": "reading: a guard judges whole records",
}
# What writes duties, each from the state of the finding alone.
WRITES_DUTIES = {
    "oversight_contract_reinstated": "ends the reinstatement of a contract in force again",
    "oversight_place_case_duties": "from the columns of the case",
    "oversight_place_flag_duties": "from the flag, its end and its newest review",
    "oversight_place_handling_duties": "from the case and its parts",
    "oversight_place_carrying_out": "from the decision of a review, its contract or its annulment",
    "oversight_place_ending": "from the termination notice of a contract and its waiver",
    "oversight_place_paper_duty": "from the notice of a contract or a review",
    "oversight_place_reinstatements": "from the decision that annulled the ground of an end",
}


def test_is_asked_where_it_is_listed() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in ROOT.glob("*/sql/*.sql")
        if "pg_trigger_depth()" in path.read_text(encoding="utf-8")
    }

    assert found == set(ASKED)


@pytest.mark.django_db
def test_is_passed_by_listed_functions_only() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            r" AND prosrc ~ '(INSERT INTO|UPDATE|DELETE FROM)\s+(public\.)?oversight_duty\M'"
        )
        found = {row[0] for row in cursor.fetchall()}

    assert found == set(WRITES_DUTIES)


@pytest.mark.django_db
class TestDirectCalls:
    """A function that places duties does so for triggers only, whoever calls it with whatever."""

    @pytest.fixture
    def duty(self) -> Duty:
        return Duty.objects.get(case=make_case(contract=make_contract()), kind="serve")

    def refusal(self, statement: str, *values: Any) -> str:
        leave_session()

        def run() -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement, values)

        return refused_at_runtime(run)

    def test_end_no_duty(self, duty: Duty) -> None:
        for state in ("acted", "void"):
            assert self.refusal(
                "UPDATE oversight_duty SET state = %s, ended_on = %s, void_cause = %s"
                " WHERE id = %s",
                state, today(), "waits" if state == "void" else "", duty.pk,
            ) == "A duty ends with its finding, or is refused."  # fmt: skip

    def test_place_no_duty_of_paper(self, duty: Duty) -> None:
        contract = make_contract()
        told = self.refusal(
            "INSERT INTO oversight_duty (created_at, updated_at, public_id, kind, agency_id,"
            " office_id, contract_id, starts_on, due_on, calendar_version, state, refusal_code,"
            " refusal_reason, refused_by_name, void_cause) VALUES (now(), now(),"
            " gen_random_uuid(), 'paper', %s, %s, %s, %s, %s, '', 'running', '', '', '', '')",
            contract.agency_id, contract.office_id, contract.pk, today(), today(),
        )  # fmt: skip

        assert told == "A duty begins with its finding."

    def test_write_no_touch(self, duty: Duty) -> None:
        told = self.refusal(
            "INSERT INTO audit_touch (resource, record) VALUES ('duties', gen_random_uuid())"
        )

        assert told == "A touch is written by the triggers of the record that changes."
