"""What the database itself refuses, whoever writes the SQL."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.principal import Principal
from accounts.roles import Role
from audit.numbers import next_number
from contracts import actions
from contracts.models import Contract, ContractService, EndingProof
from contracts.states import CONTRACT_FLOW, ContractState, ProofKind
from core.clock import today
from core.models import new_public_id
from tests import factories
from tests.contracts.stories import (
    TODAY,
    WHEN,
    contract_in,
    make_addendum,
    make_import,
    make_proof,
    noticed,
    served,
    step,
    suspended,
    under_notice,
    waive,
)
from tests.sql import refused_and_undone, refused_at_runtime, runtime_role
from workdays.facts import deadline, rule_in_force

S = ContractState
DAY = timedelta(days=1)
BEFORE = TODAY - 40 * DAY
pytestmark = pytest.mark.django_db


def refuses(sentence: str):
    """Expect a refusal with this sentence."""
    return pytest.raises(IntegrityError, match=sentence)


def raw(statement: str, *values: Any) -> None:
    """Run one statement past the ORM, as somebody at a prompt would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


class TestMoves:
    @pytest.mark.parametrize("before", S)
    def test_refuses_every_other_one(self, before):
        contract = contract_in(before)

        for after in S:
            if after == before or CONTRACT_FLOW.allows(before, after):
                continue
            with refuses("does not go from|not cut short|a proof|starts as"):
                raw(
                    "UPDATE contracts_contract SET state = %s, version = version + 1 WHERE id = %s",
                    after, contract.pk,
                )  # fmt: skip
        contract.refresh_from_db()
        assert contract.state == before

    def test_count_the_version(self):
        contract = factories.make_contract(state=S.PENDING_SIGNATURE)

        with refuses("counts its version up"):
            raw("UPDATE contracts_contract SET state = 'void' WHERE id = %s", contract.pk)

    def test_start_from_a_draft(self):
        contract = factories.make_contract(state=S.PENDING_SIGNATURE)
        contract.pk, contract.number = None, "1405-9999"
        contract.public_id = factories.make_office().public_id
        contract.state = S.ACTIVE

        with refuses("starts as a draft"), transaction.atomic():
            contract.save(force_insert=True)

    @pytest.mark.parametrize("early", [-1, 0, 1, 200])
    def test_refuse_a_renewal_before_its_time(self, early):
        days = rule_in_force("renewal_draft_before", today()).value
        contract = factories.make_contract(ends_on=today() + (days + early) * DAY)
        renewal = Contract.objects.get(pk=contract.pk)
        renewal.pk, renewal.state = None, S.DRAFT
        renewal.public_id, renewal.version = new_public_id(), 1
        renewal.signed_on = renewal.signed_by = None
        renewal.accepted_on = renewal.accepted_by = None
        renewal.starts_on = contract.ends_on + DAY
        renewal.ends_on = renewal.starts_on + 365 * DAY
        renewal.renewed_from = contract

        def draft():
            renewal.number = next_number("contract", today(), digits=4)
            renewal.save(force_insert=True)

        told = refused_at_runtime(draft)

        assert ("A renewal is drafted" in told) is (early > 0)

    def test_let_an_import_enter_in_any_state(self):
        source = make_import()
        office = factories.make_office(licensed=False)

        for number, state in enumerate(S):
            Contract.objects.create(
                number=f"1404-1{number:03d}",
                agency=factories.make_agency(),
                office=office,
                county=office.county,
                state=state,
                starts_on=date(2025, 3, 21),
                ends_on=date(2026, 3, 20),
                origin="import",
                source_import=source,
                suspended_on=date(2025, 5, 1) if state == S.SUSPENDED else None,
                suspended_until=date(2026, 5, 1) if state == S.SUSPENDED else None,
                notice_issued_on=date(2025, 5, 1) if state == S.TERMINATION_NOTICE else None,
                terminated_on=date(2025, 5, 1) if state == S.TERMINATED else None,
            )

        assert Contract.objects.filter(origin="import").count() == len(S)

    def test_do_not_delete(self):
        contract = factories.make_contract()

        with refuses("never deleted"):
            raw("DELETE FROM contracts_contract WHERE id = %s", contract.pk)

    @pytest.mark.parametrize(
        "assignment",
        [
            "number = '1'", "office_id = office_id + 1", "origin = 'import'",
            "starts_on = starts_on + 1", "ends_on = ends_on - 1", "signed_on = NULL",
        ],
    )  # fmt: skip
    def test_keep_who_and_when(self, assignment):
        contract = factories.make_contract()

        with refuses("stay|not cut short"):
            raw(f"UPDATE contracts_contract SET {assignment} WHERE id = %s", contract.pk)

    def test_keep_how_it_ended(self):
        contract = contract_in(S.TERMINATED)

        with refuses("how and when|How and when"):
            raw(
                "UPDATE contracts_contract SET terminated_on = terminated_on - 9 WHERE id = %s",
                contract.pk,
            )

    def test_renew_only_by_a_signed_contract(self):
        contract = factories.make_contract()
        renewal = factories.make_contract(
            agency=contract.agency, office=contract.office, renewed_from=contract,
            state=S.PENDING_SIGNATURE,
        )  # fmt: skip

        with refuses("renewed by a signed contract"), transaction.atomic():
            step(contract, S.RENEWED, ended_on=contract.ends_on)
        assert renewal.renewed_from == contract

    def test_hold_with_replicated_sessions(self):
        contract = factories.make_contract()

        with refuses("does not go"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(
                "UPDATE contracts_contract SET state = 'settled', version = version + 1"
                " WHERE id = %s",
                [contract.pk],
            )


class TestSuspensions:
    def test_need_a_proof(self):
        contract = factories.make_contract()

        with refuses("needs a proof"), transaction.atomic():
            step(contract, S.SUSPENDED, suspended_on=TODAY, suspended_until=TODAY)

    def test_need_a_proof_of_this_contract(self):
        contract = factories.make_contract()

        with refuses("about this very contract"), transaction.atomic():
            suspended(contract, proof=make_proof(factories.make_contract()))

    def test_begin_when_the_proof_is_there(self):
        contract = factories.make_contract()
        proof = make_proof(contract)

        with refuses("when its proof is there"), transaction.atomic():
            suspended(contract, proof=proof, suspended_on=TODAY - timedelta(days=1))

    @pytest.mark.parametrize(("days", "fits"), [(0, True), (10, True), (11, False)])
    def test_hold_ten_days_at_most_when_urgent(self, days, fits):
        contract = factories.make_contract()
        proof = make_proof(contract, ProofKind.URGENT)
        until = TODAY + timedelta(days=days)

        if fits:
            assert suspended(contract, proof=proof, suspended_until=until).state == S.SUSPENDED
            return
        with refuses("ten days at most"), transaction.atomic():
            suspended(contract, proof=proof, suspended_until=until)

    def test_are_no_chain_when_urgent(self):
        contract = factories.make_contract()
        suspended(contract, proof=make_proof(contract, ProofKind.URGENT))
        step(contract, S.ACTIVE, suspended_on=None, suspended_until=None)
        again = make_proof(contract, ProofKind.URGENT)

        told = refused_at_runtime(lambda: suspended(contract, proof=again))

        assert "not followed by another" in told

    def test_are_not_made_longer(self):
        contract = suspended(factories.make_contract())

        with refuses("without another proof"):
            raw(
                "UPDATE contracts_contract SET suspended_until = suspended_until + 1 WHERE id = %s",
                contract.pk,
            )

    def test_use_their_proof_once(self):
        contract = suspended(factories.make_contract())
        proof = contract.suspension_proof
        step(contract, S.ACTIVE, suspended_on=None, suspended_until=None)

        with refuses("carried its suspension already"), transaction.atomic():
            suspended(contract, proof=proof)

    def test_are_not_prepared_while_active(self):
        contract = factories.make_contract()

        with refuses("recorded by suspending"):
            raw(
                "UPDATE contracts_contract SET suspended_on = %s, suspended_until = %s"
                " WHERE id = %s",
                TODAY, TODAY, contract.pk,
            )  # fmt: skip

    def test_of_an_import_return_after_a_withdrawn_notice(self):
        contract = factories.make_contract(origin="import", source_import=make_import())
        office = factories.make_office()
        imported = Contract.objects.create(
            number="1404-2000", agency=contract.agency, office=office, county=office.county,
            starts_on=contract.starts_on, ends_on=contract.ends_on, state=S.SUSPENDED,
            origin="import", source_import=contract.source_import,
            suspended_on=TODAY, suspended_until=TODAY + timedelta(days=20),
            confirmed_on=TODAY, confirmed_by=0,
        )  # fmt: skip
        under_notice(imported)

        step(imported, S.SUSPENDED, ending_proof=None, notice_issued_on=None)

        assert imported.state == S.SUSPENDED


class TestTerminations:
    def test_begin_with_a_notice(self):
        contract = factories.make_contract()

        with refuses("does not go"), transaction.atomic():
            step(contract, S.TERMINATED, terminated_on=TODAY, ended_on=TODAY)

    def test_need_a_proof(self):
        contract = factories.make_contract()

        with refuses("needs a proof"), transaction.atomic():
            under_notice(contract, ending_proof=None)

    def test_need_more_than_urgency(self):
        contract = factories.make_contract()

        with refuses("it does not terminate"), transaction.atomic():
            under_notice(contract, proof=make_proof(contract, ProofKind.URGENT))

    def test_need_a_served_notice(self):
        contract = under_notice(factories.make_contract())

        with refuses("before the notice was served"), transaction.atomic():
            step(contract, S.TERMINATED, terminated_on=TODAY, ended_on=TODAY)

    def test_need_all_the_days_of_the_notice(self):
        contract = under_notice(factories.make_contract())

        with refuses("all the days"), transaction.atomic():
            served(contract, ends_on=TODAY + timedelta(days=30))

    @pytest.mark.parametrize(("days", "fits"), [(0, False), (31, False), (32, True)])
    def test_follow_the_last_day_of_the_notice(self, days, fits):
        contract = noticed(factories.make_contract(), BEFORE)
        last = BEFORE + timedelta(days=days)

        if fits:
            step(contract, S.TERMINATED, terminated_on=last, ended_on=last)
            assert contract.state == S.TERMINATED
            return
        with refuses("has not run out"), transaction.atomic():
            step(contract, S.TERMINATED, terminated_on=last, ended_on=last)

    def test_follow_a_waiver(self):
        contract = served(under_notice(factories.make_contract()))
        waive(contract)

        step(contract, S.TERMINATED, terminated_on=TODAY, ended_on=TODAY)

        assert contract.terminated_on == TODAY

    def test_do_not_follow_the_waiver_of_an_earlier_notice(self):
        contract = served(under_notice(factories.make_contract()))
        waive(contract)
        step(
            contract, S.ACTIVE, ending_proof=None, notice_issued_on=None, notice_served_on=None,
            notice_ends_on=None, notice_proof="",
        )  # fmt: skip
        served(under_notice(contract))

        with refuses("has not run out"), transaction.atomic():
            step(contract, S.TERMINATED, terminated_on=TODAY, ended_on=TODAY)

    def test_do_not_follow_the_waiver_of_another_office(self):
        contract = served(under_notice(factories.make_contract()))
        waive(contract, office=factories.make_office())

        with refuses("has not run out"), transaction.atomic():
            step(contract, S.TERMINATED, terminated_on=TODAY, ended_on=TODAY)

    def test_do_not_follow_a_waiver_before_service(self):
        contract = served(under_notice(factories.make_contract()))
        waive(contract, given_on=TODAY - timedelta(days=1))

        with refuses("has not run out"), transaction.atomic():
            step(contract, S.TERMINATED, terminated_on=TODAY, ended_on=TODAY)

    @pytest.mark.parametrize(
        "assignment",
        [
            "notice_days = 1", "notice_issued_on = notice_issued_on - 40",
            "notice_served_on = notice_served_on - 1, notice_ends_on = notice_ends_on + 1",
            "notice_ends_on = notice_ends_on - 20",
        ],
    )  # fmt: skip
    def test_keep_the_notice_as_it_was(self, assignment):
        contract = served(under_notice(factories.make_contract()))

        with refuses("withdrawn, not changed|recorded once"):
            raw(f"UPDATE contracts_contract SET {assignment} WHERE id = %s", contract.pk)

    @pytest.mark.parametrize("days", [0, 29])
    def test_keep_the_days_of_a_signed_contract(self, days):
        contract = factories.make_contract(notice_days=30)

        with refuses("not made shorter"):
            raw("UPDATE contracts_contract SET notice_days = %s WHERE id = %s", days, contract.pk)
        raw("UPDATE contracts_contract SET notice_days = 31 WHERE id = %s", contract.pk)

    def test_need_a_day_at_least(self):
        with refuses("one day at least"), transaction.atomic():
            factories.make_contract(notice_days=0)

    def test_keep_the_proof(self):
        contract = noticed(factories.make_contract(), BEFORE)
        other = make_proof(contract, decided_on=BEFORE, document_on=BEFORE)

        with refuses("as it was served"), transaction.atomic():
            step(contract, S.TERMINATED, ending_proof=other, ended_on=TODAY, terminated_on=TODAY)


class TestWrittenOnce:
    def test_a_proof(self):
        proof = make_proof(factories.make_contract())

        with refuses("neither changed nor deleted"):
            raw("UPDATE contracts_endingproof SET reasons = 'x' WHERE id = %s", proof.pk)
        with refuses("neither changed nor deleted"):
            raw("DELETE FROM contracts_endingproof WHERE id = %s", proof.pk)
        assert EndingProof.objects.get(pk=proof.pk).reasons == proof.reasons

    def test_a_waiver(self):
        waiver = waive(under_notice(factories.make_contract()))

        with refuses("neither changed nor deleted"):
            raw("DELETE FROM contracts_waiver WHERE id = %s", waiver.pk)

    def test_an_addendum(self):
        addendum = make_addendum(factories.make_contract())

        with refuses("neither changed nor deleted"):
            raw("UPDATE contracts_contractaddendum SET text = '' WHERE id = %s", addendum.pk)


class TestServices:
    def test_copy_their_contract(self):
        contract = factories.make_contract()
        row = contract.contract_services.get()

        suspended(contract)
        row.refresh_from_db()

        assert (row.state, row.office_id, row.agency_id, row.starts_on, row.ends_on) == (
            "suspended", contract.office_id, contract.agency_id, contract.starts_on,
            contract.ends_on,
        )  # fmt: skip

    def test_cannot_say_otherwise(self):
        contract = factories.make_contract()

        raw(
            "UPDATE contracts_contractservice SET state = 'void' WHERE contract_id = %s",
            contract.pk,
        )

        assert contract.contract_services.get().state == S.ACTIVE

    def test_are_of_the_contracts_agency(self):
        contract = factories.make_contract()
        foreign = factories.make_service(factories.make_agency())

        with refuses("of its own agency"), transaction.atomic():
            ContractService.objects.create(
                contract=contract, service=foreign, office=contract.office,
                agency=contract.agency, starts_on=TODAY, ends_on=TODAY, state="draft",
            )  # fmt: skip

    def test_stay_under_a_signed_contract(self):
        contract = factories.make_contract()

        with refuses("ended, not deleted"):
            raw("DELETE FROM contracts_contractservice WHERE contract_id = %s", contract.pk)

    def test_do_not_overlap(self):
        contract = factories.make_contract()
        services = [row.service for row in contract.contract_services.all()]

        with refuses("contracts_contractservice_one_active"), transaction.atomic():
            factories.make_contract(
                agency=contract.agency, office=contract.office, services=services
            )

    def test_follow_one_another(self):
        contract = factories.make_contract()
        services = [row.service for row in contract.contract_services.all()]
        first = contract.ends_on + timedelta(days=1)

        following = factories.make_contract(
            agency=contract.agency, office=contract.office, services=services, starts_on=first,
            ends_on=first + timedelta(days=300),
        )  # fmt: skip

        assert following.state == S.ACTIVE

    def test_make_room_when_the_contract_ends(self):
        contract = contract_in(S.TERMINATED)
        services = [row.service for row in contract.contract_services.all()]

        another = factories.make_contract(
            agency=contract.agency, office=contract.office, services=services
        )

        assert another.state == S.ACTIVE


class TestActivation:
    def test_needs_an_active_office(self):
        office = factories.make_office(state="suspended")

        with refuses("not active"), transaction.atomic():
            factories.make_contract(office=office)

    def test_needs_a_licence(self):
        office = factories.make_office(licensed=False)

        with refuses("no licence"), transaction.atomic():
            factories.make_contract(office=office)

    @pytest.mark.parametrize(
        ("issued", "expires"),
        [(date(2026, 3, 22), date(2028, 1, 1)), (date(2023, 1, 1), date(2026, 3, 19))],
    )
    def test_needs_a_licence_on_both_days(self, issued, expires):
        office = factories.make_office(licensed=False)
        factories.make_licence(office, issued_on=issued, expires_on=expires)

        with refuses("no licence"), transaction.atomic():
            factories.make_contract(office=office)

    def test_needs_a_service(self):
        with refuses("at least one service"), transaction.atomic():
            factories.make_contract(services=[])

    def test_takes_two_persons(self):
        with refuses("two_persons"), transaction.atomic():
            factories.make_contract(drafted_by=7, signed_by=7)


class TestTerm:
    def check(self) -> None:
        """Look now at what is otherwise looked at when the transaction ends."""
        raw("SET CONSTRAINTS contracts_contract_term IMMEDIATE")

    def test_of_a_signed_contract_has_no_other_end(self) -> None:
        contract = contract_in(S.ACTIVE)
        self.check()

        with refuses("moves by an addendum"):
            raw(
                "UPDATE contracts_contract SET ends_on = ends_on + 30, version = version + 1"
                " WHERE id = %s",
                contract.pk,
            )

    def test_moves_with_an_addendum(
        self, contract: Contract, gas_manager: Principal, operator: Principal
    ) -> None:
        later = contract.ends_on + timedelta(days=30)

        actions.propose_addendum(
            contract_id=contract.pk, effective_on=TODAY, text="تمدید مدت با توافق دو طرف",
            ends_on=later, actor=gas_manager, **WHEN,
        )  # fmt: skip
        actions.accept_addendum(contract_id=contract.pk, actor=operator, **WHEN)
        self.check()

        contract.refresh_from_db()
        assert contract.ends_on == later


class TestGuarantee:
    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ("expires_on = expires_on + 1", "not rewritten"),
            ("amount = 1", "not rewritten"),
            ("number = number || '0'", "not rewritten"),
            ("issuer = 'x'", "not rewritten"),
            ("excess_reason = 'x'", "not rewritten"),
        ],
    )
    def test_stays_what_its_issuer_wrote(self, change: str, sentence: str) -> None:
        guarantee = contract_in(S.ACTIVE).guarantees.get()

        with refuses(sentence):
            raw(f"UPDATE contracts_guarantee SET {change} WHERE id = %s", guarantee.pk)

    @pytest.mark.parametrize("state", ["released", "called"])
    def test_does_not_come_back(self, state: str) -> None:
        guarantee = contract_in(S.ACTIVE).guarantees.get()
        raw("UPDATE contracts_guarantee SET state = %s WHERE id = %s", state, guarantee.pk)

        with refuses("does not come back"):
            raw("UPDATE contracts_guarantee SET state = 'held' WHERE id = %s", guarantee.pk)

    def test_is_never_deleted(self) -> None:
        guarantee = contract_in(S.ACTIVE).guarantees.get()

        with refuses("never deleted"):
            raw("DELETE FROM contracts_guarantee WHERE id = %s", guarantee.pk)


class TestAgreements:
    ACCEPT = (
        "UPDATE contracts_contract SET mutual_end_on = %s, mutual_end_accepted_on = %s,"
        " mutual_end_accepted_by = %s WHERE id = %s"
    )

    @pytest.fixture
    def operator(self, contract):
        return factories.make_principal(Role.OPERATOR, contract.office)

    @pytest.fixture
    def accepted(self, contract, operator):
        raw(self.ACCEPT, TODAY + 9 * DAY, TODAY, operator.user_id, contract.pk)
        return contract

    def test_are_accepted_by_the_offices_own_operator(self, contract):
        for role, scope in (
            (Role.OPERATOR, factories.make_office()),
            (Role.AGENCY_MANAGER, contract.agency),
            (Role.DEPUTY, None),
        ):
            other = factories.make_principal(role, scope)
            with refuses("own operator accepts"):
                raw(self.ACCEPT, TODAY + 9 * DAY, TODAY, other.user_id, contract.pk)

    def test_are_accepted_while_the_operator_holds_the_role(self, contract, operator):
        with refuses("own operator accepts"):
            raw(self.ACCEPT, TODAY + 9 * DAY, date(2024, 1, 1), operator.user_id, contract.pk)

    def test_are_accepted_on_the_day_of_their_writing(self, contract, operator):
        past = [TODAY + 9 * DAY, TODAY - DAY, operator.user_id, contract.pk]
        assert "day of its writing" in refused_at_runtime(lambda: raw(self.ACCEPT, *past))

    def test_leave_the_working_days_to_reconsider(self, contract, operator):
        rule = "mutual_end_withdrawal"
        last = deadline(rule, today(), contract.county.public_id).due_on
        raw("SET CONSTRAINTS ALL IMMEDIATE")
        raw("ALTER TABLE contracts_contract DISABLE TRIGGER mover_end_proposed")  # another guard
        raw("SET CONSTRAINTS ALL DEFERRED")

        def accept(day):
            kept = self.ACCEPT.replace(" WHERE", ", reconsider_until = %s WHERE")
            with runtime_role():
                return refused_and_undone(
                    lambda: raw(kept, day, today(), operator.user_id, last, contract.pk)
                )

        assert "leaves time to reconsider" in accept(last)
        assert accept(last + DAY) == ""

    def test_leave_time_to_reconsider(self, contract, operator):
        for days in range(4):
            with refuses("leaves time to reconsider"):
                raw(self.ACCEPT, TODAY + days * DAY, TODAY, operator.user_id, contract.pk)

    @pytest.mark.parametrize(
        "assignment",
        ["mutual_end_on = mutual_end_on + 1", "mutual_end_accepted_on = mutual_end_accepted_on - 1",
         "mutual_end_accepted_by = mutual_end_accepted_by + 1"],
    )  # fmt: skip
    def test_do_not_change_once_accepted(self, accepted, assignment):
        with refuses("accepted end by agreement does not change"):
            raw(f"UPDATE contracts_contract SET {assignment} WHERE id = %s", accepted.pk)

    def test_end_no_contract_before_its_day_is_over(self, accepted):
        for day in (TODAY, TODAY + 9 * DAY):
            with refuses("ends by agreement after the day|not in the future|lies ahead"):
                raw(
                    "UPDATE contracts_contract SET state = 'ended_mutual', version = version + 1,"
                    " ended_on = %s WHERE id = %s",
                    day, accepted.pk,
                )  # fmt: skip

    def test_end_no_contract_in_one_statement(self, contract, operator):
        with refuses("is accepted while the contract is in force|leaves time"):
            raw(
                "UPDATE contracts_contract SET state = 'ended_mutual', version = version + 1,"
                " ended_on = %s, mutual_end_on = %s, mutual_end_accepted_on = %s,"
                " mutual_end_accepted_by = %s WHERE id = %s",
                TODAY, TODAY, TODAY, operator.user_id, contract.pk,
            )  # fmt: skip

    def test_cannot_be_withdrawn_on_the_agreed_day(self, contract, operator):
        raw(self.ACCEPT, TODAY, TODAY - 10 * DAY, operator.user_id, contract.pk)

        assert "not taken back any more" in refused_at_runtime(
            lambda: raw(
                "UPDATE contracts_contract SET mutual_end_accepted_on = NULL,"
                " mutual_end_accepted_by = NULL WHERE id = %s",
                contract.pk,
            )
        )
