"""Nothing has happened on a day to come, whoever writes the SQL and however his session is set."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from contracts.states import ContractState
from core.clock import today
from tests import factories
from tests.contracts.stories import contract_in, make_import, make_proof, ran_out, step

AHEAD = timedelta(days=2)
GUARDED = {
    "contracts_contract": {
        "accepted_on", "acceptance_missed_on", "declined_on", "signed_on", "suspended_on",
        "notice_issued_on", "notice_served_on", "notice_entered_on", "terminated_on", "ended_on",
        "mutual_end_accepted_on", "settled_on",
        "confirmed_on", "disowned_on", "notice_reminded_on", "notice_reminded_again_on",
        "notice_paper_since",
    },
    "contracts_contractaddendum": {"proposed_on", "accepted_on", "closed_on", "in_force_on"},
    "contracts_endingproof": {"document_on", "decided_on", "in_force_on"},
    "contracts_waiver": {"given_on"},
    "contracts_contractscan": {"kept_on"},
    "contracts_papercontest": {"contested_on"},
    "contracts_contractrecusal": {"stood_back_on"},
    "contracts_remittance": {"paid_on", "recorded_on"},
    "contracts_guaranteecall": {"called_on"},
    "offices_licencescan": {"kept_on", "document_on", "in_force_on"},
    "violations_violationreport": {"occurred_on", "discovered_on", "submitted_on", "triaged_on"},
    "violations_case": {
        "occurred_on", "opened_on", "served_on", "decided_on", "final_on", "executed_on",
        "execution_since", "closed_on",
    },
    "violations_notice": {
        "issued_on", "served_on", "reminded_on", "reminded_again_on", "paper_since",
    },
    "violations_defence": {"submitted_on"},
    "violations_decision": {"decided_on", "document_on"},
    "violations_hearingsession": {"called_on", "ended_on", "sealed_on"},
    "violations_appeal": {"filed_on", "decided_on", "contested_on"},
    "violations_pointentry": {"effective_on"},
    "violations_correctiveaction": {"done_on", "verified_on"},
    "oversight_terminationreview": {
        "opened_on", "issued_on", "served_on", "service_entered_on", "statement_on",
        "heard_on", "escalated_on", "reminded_on", "recommended_on", "decided_on", "closed_on",
        "notice_reminded_on", "notice_reminded_again_on", "notice_paper_since",
    },
    "oversight_reviewpaper": {"document_on", "entered_on", "in_force_on", "contested_on"},
    "oversight_dutypaper": {"document_on", "entered_on", "in_force_on", "reopened_on"},
    "oversight_policyversion": {"approved_on"},
    "oversight_flag": {"as_of"},
    "oversight_flagend": {"on"},
    "offices_officestateinterval": {"starts_on", "ends_on", "document_on"},
    "offices_office": {"first_active_on", "last_activity_on"},
    "offices_licence": {"document_on"},
}  # fmt: skip
pytestmark = pytest.mark.django_db


def run(statement: str, *values: Any) -> None:
    """Run one statement as somebody at a prompt would; undone when it is refused."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


class TestGuards:
    def test_stand_on_every_day_that_has_happened(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text, tgargs, tgenabled FROM pg_trigger"
                " WHERE tgfoid = 'pishkhan_refuse_ahead'::regproc"
            )
            rows = cursor.fetchall()

        assert {on for _table, _columns, on in rows} == {"A"}
        found = {
            table: {name.decode() for name in bytes(columns).split(b"\0") if name}
            for table, columns, _on in rows
        }
        assert {table: found[table] for table in GUARDED} == GUARDED

    @pytest.mark.parametrize(
        "setting",
        [
            "session_replication_role = replica", "timezone = 'Pacific/Kiritimati'",
            "search_path = pg_temp, public",
        ],
    )  # fmt: skip
    def test_are_not_moved_by_a_session(self, setting: str) -> None:
        contract = factories.make_contract()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION pg_temp.pishkhan_today() RETURNS date LANGUAGE sql"
                " AS 'SELECT ''9999-01-01''::date'"
            )
            cursor.execute(f"SET LOCAL {setting}")

        with pytest.raises(IntegrityError, match="lies ahead"):
            run(
                "UPDATE public.contracts_contract SET settled_on = %s WHERE id = %s",
                today() + AHEAD, contract.pk,
            )  # fmt: skip

    def test_take_today(self) -> None:
        source = make_import()
        one, other = (
            factories.make_contract(origin="import", source_import=source) for _number in range(2)
        )
        confirm = "UPDATE contracts_contract SET confirmed_on = %s, confirmed_by = 0 WHERE id = %s"

        run(confirm, today(), one.pk)

        with pytest.raises(IntegrityError, match="confirmed_on of contracts_contract lies ahead"):
            run(confirm, today() + timedelta(days=1), other.pk)

    def test_refuse_a_new_row_too(self) -> None:
        contract = factories.make_contract()

        with pytest.raises(IntegrityError, match="lies ahead"), transaction.atomic():
            make_proof(contract, decided_on=today() + AHEAD)


class TestEnds:
    @pytest.mark.parametrize("state", [ContractState.EXPIRED, ContractState.RENEWED])
    def test_of_a_term_come_after_its_last_day(self, state: ContractState) -> None:
        contract = factories.make_contract()
        first = contract.ends_on + timedelta(days=1)
        factories.make_contract(
            agency=contract.agency, office=contract.office, renewed_from=contract,
            starts_on=first, ends_on=first + timedelta(days=300),
        )  # fmt: skip

        with pytest.raises(IntegrityError, match=r"run out|lies ahead"), transaction.atomic():
            step(contract, state, ended_on=contract.ends_on)
        over = ran_out()
        assert step(over, ContractState.EXPIRED, ended_on=over.ends_on).state == "expired"

    def test_of_a_guarantee_come_after_its_last_day(self) -> None:
        guarantee = contract_in(ContractState.ACTIVE).guarantees.get()

        with pytest.raises(IntegrityError, match="run out"):
            run("UPDATE contracts_guarantee SET state = 'expired' WHERE id = %s", guarantee.pk)

    @pytest.mark.parametrize(
        ("state", "extra"),
        [
            ("expired", ""),
            ("cancelled", ", document_no = '1', ended_on = pishkhan_today() + 9"),
            ("cancelled", ", document_no = '1', state_since = pishkhan_today() + 9"),
        ],
    )
    def test_of_a_licence_come_when_they_come(self, state: str, extra: str) -> None:
        licence = factories.make_office().licences.get()

        with pytest.raises(IntegrityError, match="not yet come"):
            run(f"UPDATE offices_licence SET state = %s{extra} WHERE id = %s", state, licence.pk)

    def test_of_a_defence_comes_after_its_window_or_by_waiver(self) -> None:
        case = factories.make_case(opened_on=today() - timedelta(days=3))
        factories.make_notice(case, "charge", today() - timedelta(days=2))
        factories.step_case(
            case, state="notified", is_issued=True, served_on=today() - timedelta(days=2),
            defence_due_on=today(), decision_due_on=today() + timedelta(days=30),
        )  # fmt: skip

        with pytest.raises(IntegrityError, match="time to answer"), transaction.atomic():
            factories.step_case(case, state="defence_lapsed")
