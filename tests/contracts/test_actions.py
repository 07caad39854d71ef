"""Each action: does it, leaves one event, refuses the state, the role and another agency."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.principal import Principal
from accounts.roles import ROLE_PERMISSIONS, Permission, Role
from agencies.models import Agency
from audit.models import AuditEvent
from contracts import actions
from contracts.facts import GUARDS, waiver_text
from contracts.facts.agreement import acceptance_text, earliest_end, reconsidered_until
from contracts.models import Contract, ContractAddendum, Guarantee
from contracts.states import ContractState, ProofKind
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.jalali import short
from core.panels import Guard
from core.persian import persian_digits
from notices.actions import spread
from notices.models import Dispatch, Message, Notification
from offices.models import TouchedOffice
from tests import factories
from tests.contracts.stories import (
    NOW,
    TODAY,
    WHEN,
    accepted,
    contract_in,
    make_proof,
    noticed,
    notified,
    over,
    scan,
    served,
    suspended,
    under_notice,
    waive,
    worded,
)
from workdays.actions import add_closure
from workdays.facts import rule_in_force

S = ContractState
DAY = timedelta(days=1)
REASON = "به سبب آنچه در پرونده آمده است."
pytestmark = pytest.mark.django_db


def events(contract: Contract) -> list[str]:
    """Return the verbs of the contract's history."""
    return list(AuditEvent.objects.about(contract).order_by("id").values_list("verb", flat=True))


def draft(agency: Agency, actor: Principal, **values: Any) -> Contract:
    """Draft a contract of a Jalali year with an office."""
    office = values.pop("office", None) or factories.make_office()
    defaults: dict[str, Any] = {
        "service_ids": [factories.make_service(agency).pk],
        "starts_on": TODAY,
        "ends_on": TODAY + 365 * DAY,
    }
    return actions.draft_contract(
        agency_id=agency.pk, office_id=office.pk, actor=actor, **(defaults | values), **WHEN
    )


def secured(contract: Contract, actor: Principal, **values: Any) -> Guarantee:
    """Record a guarantee to the end of next year."""
    defaults: dict[str, Any] = {
        "kind": "bank", "number": "98-1", "amount": 1_000, "expires_on": TODAY + 400 * DAY
    }  # fmt: skip
    return actions.add_guarantee(
        contract_id=contract.pk, actor=actor, **(defaults | values), **WHEN
    )


def pending(agency: Agency, clerk: Principal, **values: Any) -> Contract:
    """Return a secured contract that its office accepted and that waits for signature."""
    contract = worded(draft(agency, clerk, **values))
    secured(contract, clerk)
    return accepted(actions.send_for_signature(contract_id=contract.pk, actor=clerk, **WHEN))


class TestDraftContract:
    def test_drafts(self, gas, gas_clerk, office):
        service = factories.make_service(gas)

        contract = draft(gas, gas_clerk, office=office, service_ids=[service.pk])

        assert contract.state == S.DRAFT
        assert contract.number == "1405-0001"
        assert contract.county_id == office.county_id
        assert [row.service for row in contract.contract_services.all()] == [service]
        assert events(contract) == ["contract.drafted"]

    def test_refuses_a_slip_of_the_year(self, gas, gas_clerk):
        with pytest.raises(Invalid) as refusal:
            draft(gas, gas_clerk, starts_on=TODAY, ends_on=TODAY + 3654 * DAY)

        assert set(refusal.value.fields) == {"ends_on"}
        assert draft(gas, gas_clerk, starts_on=TODAY, ends_on=TODAY + 3653 * DAY).pk

    def test_numbers_without_gaps(self, gas, gas_clerk):
        numbers = [draft(gas, gas_clerk).number for _number in range(2)]

        with pytest.raises(Invalid):
            draft(gas, gas_clerk, service_ids=[])
        numbers.append(draft(gas, gas_clerk).number)

        assert numbers == ["1405-0001", "1405-0002", "1405-0003"]

    def test_refuses_services_of_another_agency(self, gas, gas_clerk, power):
        services = [factories.make_service(gas).pk, factories.make_service(power).pk]

        with pytest.raises(Invalid) as refusal:
            draft(gas, gas_clerk, service_ids=services)

        assert list(refusal.value.fields) == ["services"]

    def test_refuses_another_agency(self, gas, power_clerk):
        with pytest.raises(NotPermitted):
            draft(gas, power_clerk)

    @pytest.mark.parametrize("state", ["revoked", "closed"])
    def test_refuses_an_office_that_is_gone(self, gas, gas_clerk, state):
        with pytest.raises(Invalid):
            draft(gas, gas_clerk, office=factories.make_office(state=state))

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"ends_on": TODAY - DAY}, "ends_on"),
            ({"starts_on": TODAY - 9 * DAY, "ends_on": TODAY - DAY}, "ends_on"),
            ({"notice_days": 0}, "notice_days"),
            ({"notice_days": 366}, "notice_days"),
            ({"retention_percent": 101}, "retention_percent"),
            ({"retention_percent": 11}, "retention_reason"),
        ],
    )
    def test_refuses_impossible_terms(self, gas, gas_clerk, values, field):
        with pytest.raises(Invalid) as refusal:
            draft(gas, gas_clerk, **values)

        assert list(refusal.value.fields) == [field]

    def test_takes_a_higher_retention_with_its_reason(self, gas, gas_clerk):
        contract = draft(gas, gas_clerk, retention_percent=11, retention_reason="بخشنامهٔ تازه")

        assert contract.retention_reason == "بخشنامهٔ تازه"

    def test_can_be_changed(self, gas, gas_clerk):
        contract = draft(gas, gas_clerk)
        service = factories.make_service(gas)

        actions.change_draft(
            contract_id=contract.pk, service_ids=[service.pk], starts_on=TODAY + DAY,
            ends_on=TODAY + 100 * DAY, value=5_000, actor=gas_clerk, **WHEN,
        )  # fmt: skip

        row = contract.contract_services.get()
        assert (row.service, row.starts_on) == (service, TODAY + DAY)
        assert events(contract) == ["contract.drafted", "contract.changed"]


class TestAddGuarantee:
    def test_records_it(self, contract, gas_clerk):
        guarantee = secured(contract, gas_clerk)

        assert guarantee.state == "held"
        assert events(contract) == ["contract.guaranteed"]
        assert TouchedOffice.objects.get().office_id == contract.office_id

    @pytest.mark.parametrize(("amount", "fits"), [(50, True), (51, False)])
    def test_asks_for_a_reason_above_the_share(self, gas, gas_clerk, amount, fits):
        contract = draft(gas, gas_clerk, value=1_000)

        if fits:
            assert secured(contract, gas_clerk, amount=amount).excess_reason == ""
            return
        with pytest.raises(Invalid) as refusal:
            secured(contract, gas_clerk, amount=amount)
        assert list(refusal.value.fields) == ["excess_reason"]
        assert secured(contract, gas_clerk, amount=amount, excess_reason="سابقهٔ تأخیر")

    def test_refuses_one_that_has_run_out(self, contract, gas_clerk):
        assert secured(contract, gas_clerk, expires_on=TODAY)
        with pytest.raises(Invalid):
            secured(contract, gas_clerk, number="2", expires_on=TODAY - DAY)

    def test_refuses_the_same_number(self, contract, gas_clerk):
        secured(contract, gas_clerk)

        with pytest.raises(Invalid):
            secured(contract, gas_clerk)


class TestSignContract:
    def test_brings_it_into_force(self, gas, gas_clerk, gas_manager):
        contract = pending(gas, gas_clerk)

        actions.sign_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)

        contract.refresh_from_db()
        assert (contract.state, contract.signed_on) == (S.ACTIVE, TODAY)
        assert contract.signed_by == gas_manager.user_id
        assert contract.contract_services.get().state == S.ACTIVE
        assert events(contract)[-1] == "contract.signed"
        assert TouchedOffice.objects.get().office_id == contract.office_id

    def test_refuses_the_person_who_drafted(self, gas, gas_manager):
        contract = pending(gas, gas_manager)

        with pytest.raises(NotPermitted):
            actions.sign_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)

    def test_refuses_that_person_with_another_grant(self, gas, gas_clerk, gas_manager):
        contract = pending(gas, gas_clerk)
        same = replace(gas_manager, user_id=gas_clerk.user_id)

        with pytest.raises(NotPermitted):
            actions.sign_contract(contract_id=contract.pk, actor=same, **WHEN)

    @pytest.mark.parametrize("state", ["suspended", "temporarily_closed", "inactive"])
    def test_refuses_an_office_that_is_not_active(self, gas, gas_clerk, gas_manager, state):
        contract = pending(gas, gas_clerk, office=factories.make_office(state=state))

        with pytest.raises(IllegalMove):
            actions.sign_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)

    @pytest.mark.parametrize(
        ("issued", "expires", "fits"),
        [
            (TODAY, TODAY, True),
            (TODAY - DAY, TODAY - DAY, False),
            (TODAY + DAY, TODAY + DAY, False),
        ],
    )
    def test_needs_a_licence_of_today(self, gas, gas_clerk, gas_manager, issued, expires, fits):
        office = factories.make_office(licensed=False)
        factories.make_licence(office, issued_on=issued, expires_on=expires)
        contract = pending(gas, gas_clerk, office=office)

        if fits:
            actions.sign_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)
            return
        with pytest.raises(IllegalMove):
            actions.sign_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)

    def test_needs_a_licence_on_the_first_day(self, gas, gas_clerk, gas_manager):
        office = factories.make_office(licensed=False)
        factories.make_licence(office, expires_on=TODAY + DAY)
        contract = pending(gas, gas_clerk, office=office, starts_on=TODAY + 2 * DAY)

        with pytest.raises(IllegalMove):
            actions.sign_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)

    def test_needs_a_guarantee_where_the_agency_asks_for_one(self, gas, gas_clerk, gas_manager):
        contract = worded(draft(gas, gas_clerk))
        accepted(actions.send_for_signature(contract_id=contract.pk, actor=gas_clerk, **WHEN))

        with pytest.raises(IllegalMove):
            actions.sign_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)
        Agency.objects.filter(pk=gas.pk).update(requires_guarantee=False)
        actions.sign_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)

    def test_refuses_a_second_contract_for_a_service(self, contract, gas, gas_clerk, gas_manager):
        service = contract.contract_services.get().service
        other = worded(draft(gas, gas_clerk, office=contract.office, service_ids=[service.pk]))

        with pytest.raises(IllegalMove) as refusal:
            actions.send_for_signature(contract_id=other.pk, actor=gas_clerk, **WHEN)

        assert service.title in refusal.value.message

    @pytest.mark.parametrize(
        ("rank", "given", "fits"),
        [(3, 3, True), (3, 4, False), (2, 7, True), (2, 8, False), (1, 10, True), (None, 10, True)],
    )
    def test_keeps_to_the_share_of_the_rank(self, gas, gas_clerk, gas_manager, rank, given, fits):
        services = [factories.make_service(gas).pk for _number in range(10)]
        office = factories.make_office(rank=rank)
        contract = pending(gas, gas_clerk, office=office, service_ids=services[:given])

        if fits:
            actions.sign_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)
            return
        with pytest.raises(Invalid) as refusal:
            actions.sign_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)
        assert list(refusal.value.fields) == ["quota_exception"]
        signed = actions.sign_contract(
            contract_id=contract.pk, actor=gas_manager, quota_exception=REASON, **WHEN
        )
        assert signed.quota_exception == REASON

    def test_counts_the_services_of_running_contracts(self, gas, power, gas_clerk, gas_manager):
        office = factories.make_office(rank=3)
        given = [factories.make_service(power) for _number in range(9)]
        factories.make_contract(agency=power, office=office, services=given[:3])
        contract = pending(gas, gas_clerk, office=office)

        with pytest.raises(Invalid):
            actions.sign_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)


class TestSuspendContract:
    def test_suspends(self, contract, gas_manager):
        proof = make_proof(contract)

        actions.suspend_contract(
            contract_id=contract.pk, proof=proof, until=TODAY + 30 * DAY, reason=REASON,
            actor=gas_manager, **WHEN,
        )  # fmt: skip

        contract.refresh_from_db()
        assert (contract.state, contract.suspended_on) == (S.SUSPENDED, TODAY)
        assert contract.suspended_until == TODAY + 30 * DAY
        assert events(contract) == ["contract.suspended"]
        assert TouchedOffice.objects.exists()

    @pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, True), (60, True), (61, False)])
    def test_ends_within_the_longest(self, contract, gas_manager, days, fits):
        call = {
            "contract_id": contract.pk, "proof": make_proof(contract), "reason": REASON,
            "until": TODAY + days * DAY, "actor": gas_manager, **WHEN,
        }  # fmt: skip

        if fits:
            assert actions.suspend_contract(**call).state == S.SUSPENDED
            return
        with pytest.raises(Invalid) as refusal:
            actions.suspend_contract(**call)
        assert list(refusal.value.fields) == ["until"]

    def test_refuses_the_proof_of_another_contract(self, contract, gas_manager):
        with pytest.raises(IllegalMove):
            actions.suspend_contract(
                contract_id=contract.pk, proof=make_proof(factories.make_contract()),
                until=TODAY, reason=REASON, actor=gas_manager, **WHEN,
            )  # fmt: skip

    def test_refuses_a_proof_that_was_used(self, contract, gas_manager):
        suspended(contract)
        actions.resume_contract(contract_id=contract.pk, reason=REASON, actor=gas_manager, **WHEN)

        with pytest.raises(IllegalMove):
            actions.suspend_contract(
                contract_id=contract.pk, proof=contract.suspension_proof, until=TODAY,
                reason=REASON, actor=gas_manager, **WHEN,
            )  # fmt: skip

    def test_takes_a_document(self, contract, gas_manager):
        proof = make_proof(contract)

        actions.suspend_contract(
            contract_id=contract.pk, proof=proof, until=TODAY + DAY, reason=REASON,
            actor=gas_manager, **WHEN,
        )  # fmt: skip

        contract.refresh_from_db()
        assert contract.suspension_proof == proof
        assert events(contract) == ["contract.suspended"]

    @pytest.mark.parametrize(("days", "fits"), [(10, True), (11, False)])
    def test_is_short_when_urgent(self, contract, gas_manager, days, fits):
        call = {
            "contract_id": contract.pk, "until": TODAY + days * DAY, "reason": REASON,
            "actor": gas_manager, **WHEN,
        }  # fmt: skip

        if fits:
            assert actions.urgent_suspend(**call).suspension_proof.kind == ProofKind.URGENT
            return
        with pytest.raises(Invalid):
            actions.urgent_suspend(**call)

    def test_is_no_chain_of_urgent_ones(self, contract, gas_manager, clock):
        call = {"contract_id": contract.pk, "reason": REASON, "actor": gas_manager, "at": NOW}
        actions.urgent_suspend(until=TODAY + 10 * DAY, on=TODAY, **call)
        later = TODAY + 11 * DAY
        assert actions.lift_lapsed_suspensions(as_of=later, actor=clock) == [contract.pk]

        with pytest.raises(IllegalMove):
            actions.urgent_suspend(until=later + DAY, on=later, **call)


class TestLiftLapsedSuspensions:
    @pytest.mark.parametrize(("days", "lapses"), [(0, False), (1, True)])
    def test_lifts_after_the_last_day(self, contract, clock, days, lapses):
        suspended(contract)

        moved = actions.lift_lapsed_suspensions(
            as_of=contract.suspended_until + days * DAY, actor=clock, at=NOW
        )

        contract.refresh_from_db()
        assert moved == ([contract.pk] if lapses else [])
        assert contract.state == (S.ACTIVE if lapses else S.SUSPENDED)
        assert (contract.suspended_until is None) is lapses
        assert TouchedOffice.objects.exists() is lapses

    def test_moves_nothing_twice(self, contract, clock):
        suspended(contract)
        as_of = contract.suspended_until + DAY

        assert actions.lift_lapsed_suspensions(as_of=as_of, actor=clock)
        assert actions.lift_lapsed_suspensions(as_of=as_of, actor=clock) == []
        assert events(contract) == ["contract.suspension_lapsed"]


class TestIssueTerminationNotice:
    def test_issues(self, contract, gas_manager):
        proof = make_proof(contract)

        actions.issue_termination_notice(
            contract_id=contract.pk, proof=proof, reason=REASON, actor=gas_manager, **WHEN
        )

        contract.refresh_from_db()
        assert (contract.state, contract.notice_issued_on) == (S.TERMINATION_NOTICE, TODAY)
        assert (contract.ending_proof, contract.notice_served_on) == (proof, None)
        assert events(contract) == ["contract.notice_issued"]

    def test_refuses_urgency(self, contract, gas_manager):
        with pytest.raises(IllegalMove):
            actions.issue_termination_notice(
                contract_id=contract.pk, proof=make_proof(contract, ProofKind.URGENT),
                reason=REASON, actor=gas_manager, **WHEN,
            )  # fmt: skip

    def test_takes_a_document(self, contract, gas_manager):
        proof = make_proof(contract, document_issuer="تنظیم مقررات")

        actions.issue_termination_notice(
            contract_id=contract.pk, proof=proof, reason=REASON, actor=gas_manager, **WHEN
        )

        contract.refresh_from_db()
        assert contract.ending_proof.document_issuer == "تنظیم مقررات"


class TestServeTerminationNotice:
    def test_enters_a_receipt(self, contract, gas_manager, gas_clerk):
        notified(contract, gas_manager)

        actions.serve_termination_notice(
            contract_id=contract.pk, served_on=TODAY, proof_text="رسید پستی ۱۲", scan=scan(),
            actor=gas_clerk, **WHEN,
        )  # fmt: skip

        contract.refresh_from_db()
        assert (contract.notice_served_on, contract.notice_proof) == (TODAY, "رسید پستی ۱۲")
        # 3 Azar + 30 counted days + 1 is 4 Dey, a Friday: the next working day is 5 or 6 Dey.
        assert contract.notice_ends_on >= TODAY + 31 * DAY
        assert events(contract)[-1] == "contract.notice_served"

    def test_keeps_the_scan_of_the_receipt_with_the_letter(self, contract, gas_manager, gas_clerk):
        notified(contract, gas_manager)

        actions.serve_termination_notice(
            contract_id=contract.pk, served_on=TODAY, proof_text="رسید پستی ۱۲", scan=scan(),
            actor=gas_clerk, **WHEN,
        )  # fmt: skip

        dispatch = Dispatch.objects.get()
        assert (dispatch.channel, dispatch.proof, dispatch.words) == (
            "paper", "receipt", "رسید پستی ۱۲"
        )  # fmt: skip
        assert dispatch.scan_type == "image/png"
        assert dispatch.scan_sha256 == hashlib.sha256(bytes(dispatch.scan)).hexdigest()

    @pytest.mark.parametrize(
        ("file", "cure"),
        [
            (None, "تصویر رسید"),
            (scan("رسید.png", b"MZ not a picture"), "ذخیره کنید"),
            (scan("رسید.png", bytes(2_000_000)), "مگابایت"),
        ],
    )
    def test_is_not_recorded_without_a_good_scan(
        self, contract, gas_manager, gas_clerk, settings, file, cure
    ):
        settings.EVIDENCE_MAX_BYTES = 1_000_000
        notified(contract, gas_manager)

        with pytest.raises(Invalid) as refusal:
            actions.serve_termination_notice(
                contract_id=contract.pk, served_on=TODAY, proof_text="رسید پستی ۱۲", scan=file,
                actor=gas_clerk, **WHEN,
            )  # fmt: skip

        contract.refresh_from_db()
        assert cure in refusal.value.fields["scan"][0]
        assert (contract.notice_served_on, Dispatch.objects.count()) == (None, 0)

    def test_is_not_recorded_on_paper_where_no_letter_would_keep_the_scan(
        self, contract, gas_clerk
    ):
        under_notice(contract)

        with pytest.raises(IllegalMove):
            actions.serve_termination_notice(
                contract_id=contract.pk, served_on=TODAY, proof_text="رسید پستی ۱۲", scan=scan(),
                actor=gas_clerk, **WHEN,
            )  # fmt: skip

    def test_is_acknowledged_by_the_office(self, contract, operator):
        under_notice(contract)

        actions.acknowledge_termination_notice(contract_id=contract.pk, actor=operator, **WHEN)

        contract.refresh_from_db()
        assert contract.notice_served_on == TODAY
        assert contract.notice_proof == (
            f"تأیید دریافت در درگاه به دست {operator.name}، متصدی دفتر."
        )

    @pytest.mark.parametrize("served_on", [TODAY - 6 * DAY, TODAY + DAY])
    def test_lies_between_issue_and_today(self, contract, gas_clerk, served_on):
        first = TODAY - 5 * DAY
        proof = make_proof(contract, decided_on=first, document_on=first)
        under_notice(contract, notice_issued_on=TODAY - 5 * DAY, proof=proof)

        with pytest.raises(Invalid):
            actions.serve_termination_notice(
                contract_id=contract.pk, served_on=served_on, proof_text="رسید",
                actor=gas_clerk, **WHEN,
            )  # fmt: skip

    def test_happens_once(self, contract, operator):
        served(under_notice(contract))

        with pytest.raises(IllegalMove):
            actions.acknowledge_termination_notice(contract_id=contract.pk, actor=operator, **WHEN)

    def test_is_not_another_offices(self, contract):
        under_notice(contract)
        other = factories.make_principal(Role.OPERATOR, factories.make_office())

        with pytest.raises(Contract.DoesNotExist):
            actions.acknowledge_termination_notice(contract_id=contract.pk, actor=other, **WHEN)


class TestWithdrawTerminationNotice:
    def test_goes_back(self, contract, gas_manager):
        served(under_notice(contract))

        actions.withdraw_termination_notice(
            contract_id=contract.pk, reason=REASON, actor=gas_manager, **WHEN
        )

        contract.refresh_from_db()
        assert contract.state == S.ACTIVE
        assert contract.notice_served_on is contract.ending_proof is None
        assert events(contract) == ["contract.notice_withdrawn"]

    @pytest.mark.parametrize(("on", "state"), [(TODAY, S.SUSPENDED), (TODAY + 11 * DAY, S.ACTIVE)])
    def test_goes_back_to_a_suspension_that_runs(self, contract, gas_manager, on, state):
        under_notice(suspended(contract))

        actions.withdraw_termination_notice(
            contract_id=contract.pk, reason=REASON, actor=gas_manager, on=on, at=NOW
        )

        contract.refresh_from_db()
        assert contract.state == state
        assert (contract.suspended_until is None) is (state == S.ACTIVE)

    def test_can_be_issued_again(self, contract, gas_manager):
        first = served(under_notice(contract)).notice_id
        actions.withdraw_termination_notice(
            contract_id=contract.pk, reason=REASON, actor=gas_manager, **WHEN
        )

        actions.issue_termination_notice(
            contract_id=contract.pk, proof=make_proof(contract), reason=REASON,
            actor=gas_manager, **WHEN,
        )  # fmt: skip

        contract.refresh_from_db()
        assert contract.notice_id != first


class TestWaiveTerminationNotice:
    def test_stores_the_official_declaration(self, contract, operator):
        served(under_notice(contract))
        contract.refresh_from_db()
        official = waiver_text(contract)

        waiver = actions.waive_termination_notice(contract_id=contract.pk, actor=operator, **WHEN)

        assert (waiver.subject_id, waiver.text) == (contract.notice_id, official)
        assert events(contract) == ["contract.notice_waived"]

    def test_needs_a_served_notice(self, contract, operator):
        under_notice(contract)

        with pytest.raises(IllegalMove):
            actions.waive_termination_notice(contract_id=contract.pk, actor=operator, **WHEN)

    def test_happens_once(self, contract, operator):
        waive(served(under_notice(contract)))

        with pytest.raises(IllegalMove):
            actions.waive_termination_notice(contract_id=contract.pk, actor=operator, **WHEN)

    def test_needs_a_fresh_factor(self, contract, operator):
        served(under_notice(contract))

        with pytest.raises(FactorRequired):
            actions.waive_termination_notice(
                contract_id=contract.pk, actor=replace(operator, fresh_factor=False),
                **WHEN,
            )  # fmt: skip


def terminate(contract: Contract, actor: Principal) -> Contract:
    """Terminate a contract whose office waived the notice, if there is one."""
    if contract.state == S.TERMINATION_NOTICE:
        waive(contract)
    return actions.terminate_contract(contract_id=contract.pk, reason=REASON, actor=actor, **WHEN)


class TestTerminateContract:
    def test_is_told_to_the_deputy(self, contract, gas_manager, deputy, power_manager):
        noticed(contract)
        terminate(contract, gas_manager)

        message = Message.objects.get(carrier="news", payload__verb="contract.terminated")
        spread(payload=message.payload, at=NOW)

        (row,) = Notification.objects.visible_to(deputy)
        assert (row.kind, row.url) == ("contract.terminated_province", contract.get_absolute_url())
        assert not row.needs_action
        assert not Notification.objects.visible_to(power_manager).exists()

    @pytest.mark.parametrize(("days", "fits"), [(0, False), (1, True)])
    def test_ends_it_after_the_notice(self, contract, gas_manager, days, fits):
        noticed(contract)
        on = contract.notice_ends_on + days * DAY
        call = {"contract_id": contract.pk, "reason": REASON, "actor": gas_manager}

        if fits:
            ended = actions.terminate_contract(**call, on=on, at=NOW)
            assert (ended.state, ended.terminated_on, ended.ended_on) == (S.TERMINATED, on, on)
            assert events(contract) == ["contract.terminated"]
            assert TouchedOffice.objects.exists()
            return
        with pytest.raises(IllegalMove):
            actions.terminate_contract(**call, on=on, at=NOW)

    def test_ends_it_after_a_waiver(self, contract, gas_manager):
        waive(served(under_notice(contract)))

        ended = actions.terminate_contract(
            contract_id=contract.pk, reason=REASON, actor=gas_manager, **WHEN
        )

        assert ended.terminated_on == TODAY

    def test_refuses_an_unserved_notice(self, contract, gas_manager):
        under_notice(contract)

        with pytest.raises(IllegalMove):
            actions.terminate_contract(
                contract_id=contract.pk, reason=REASON, actor=gas_manager,
                on=TODAY + 99 * DAY, at=NOW,
            )  # fmt: skip

    def test_refuses_a_term_that_is_over(self, contract, gas_manager):
        waive(served(under_notice(contract)))

        with pytest.raises(IllegalMove):
            actions.terminate_contract(
                contract_id=contract.pk, reason=REASON, actor=gas_manager,
                on=contract.ends_on + DAY, at=NOW,
            )  # fmt: skip


class TestExpireContracts:
    @pytest.mark.parametrize(("days", "ends"), [(0, False), (1, True)])
    @pytest.mark.parametrize("state", [S.ACTIVE, S.SUSPENDED, S.TERMINATION_NOTICE])
    def test_ends_them_after_the_last_day(self, clock, state, days, ends):
        contract = contract_in(state, **over())

        moved = actions.expire_contracts(as_of=contract.ends_on + days * DAY, actor=clock, at=NOW)

        contract.refresh_from_db()
        assert moved == ([contract.pk] if ends else [])
        assert contract.state == (S.EXPIRED if ends else state)
        assert contract.ended_on == (contract.ends_on if ends else None)

    def test_lets_a_signed_renewal_take_over(self, past, clock):
        first = past.ends_on + DAY
        factories.make_contract(
            agency=past.agency, office=past.office, renewed_from=past,
            starts_on=first, ends_on=first + 300 * DAY,
        )  # fmt: skip

        actions.expire_contracts(as_of=first, actor=clock)

        past.refresh_from_db()
        assert past.state == S.RENEWED
        assert events(past) == ["contract.renewed"]

    def test_ignores_a_renewal_that_is_not_signed(self, past, clock):
        first = past.ends_on + DAY
        factories.make_contract(
            agency=past.agency, office=past.office, renewed_from=past,
            starts_on=first, ends_on=first + 300 * DAY, state=S.PENDING_SIGNATURE, signed_on=None,
        )  # fmt: skip

        actions.expire_contracts(as_of=first, actor=clock)

        past.refresh_from_db()
        assert past.state == S.EXPIRED

    def test_moves_nothing_twice(self, past, clock):
        as_of = past.ends_on + DAY

        assert actions.expire_contracts(as_of=as_of, actor=clock)
        assert actions.expire_contracts(as_of=as_of, actor=clock) == []
        assert events(past) == ["contract.expired"]

    def test_makes_the_same_number_of_queries(self, past, gas, clock):
        def queries(as_of: date) -> int:
            with CaptureQueriesContext(connection) as captured:
                assert actions.expire_contracts(as_of=as_of, actor=clock)
            return len(captured)

        as_of = past.ends_on + DAY
        queries(as_of)  # the first event of a stream makes its head
        factories.make_contract(agency=gas, **over())
        one = queries(as_of)
        for _number in range(20):
            factories.make_contract(agency=gas, **over())

        assert queries(as_of) == one


class TestExpireGuarantees:
    @pytest.mark.parametrize(("days", "ends"), [(0, False), (1, True)])
    def test_ends_them_after_the_last_day(self, past, clock, days, ends):
        guarantee = past.guarantees.get()

        moved = actions.expire_guarantees(
            as_of=guarantee.expires_on + days * DAY, actor=clock, at=NOW
        )

        guarantee.refresh_from_db()
        assert moved == ([guarantee.pk] if ends else [])
        assert guarantee.state == ("expired" if ends else "held")
        assert TouchedOffice.objects.exists() is ends


class TestMutualEnd:
    def propose(self, contract, actor, ends_on, **when):
        actions.propose_mutual_end(
            contract_id=contract.pk, ends_on=ends_on, reason=REASON, actor=actor, **(when or WHEN)
        )

    @pytest.mark.parametrize(("days", "ends"), [(5, False), (6, True)])
    def test_ends_on_the_agreed_day(self, contract, gas_manager, operator, clock, days, ends):
        first: dict[str, Any] = {"on": TODAY - 9 * DAY, "at": NOW - 9 * DAY}
        agreed = TODAY - 4 * DAY
        self.propose(contract, gas_manager, agreed, **first)
        actions.accept_mutual_end(contract_id=contract.pk, actor=operator, **first)

        actions.expire_contracts(as_of=first["on"] + days * DAY, actor=clock)

        contract.refresh_from_db()
        assert contract.state == (S.ENDED_MUTUAL if ends else S.ACTIVE)
        assert contract.ended_on == (agreed if ends else None)

    @pytest.mark.parametrize("day", [TODAY - DAY, TODAY, TODAY + 3 * DAY, date(2027, 3, 21)])
    def test_leaves_time_to_reconsider_within_the_term(self, contract, gas_manager, day):
        with pytest.raises(Invalid):
            self.propose(contract, gas_manager, day)

    def test_is_accepted_with_the_declaration_and_ends_nothing_yet(
        self, contract, gas_manager, operator
    ):
        ends_on = earliest_end(contract, TODAY)
        self.propose(contract, gas_manager, ends_on)

        accepted = actions.accept_mutual_end(contract_id=contract.pk, actor=operator, **WHEN)

        assert (accepted.state, accepted.ended_on) == (S.ACTIVE, None)
        assert events(contract) == ["contract.end_proposed", "contract.end_accepted"]
        note = AuditEvent.objects.get(verb="contract.end_accepted").note
        assert note == acceptance_text(accepted, TODAY)

    def test_is_not_accepted_when_its_day_has_come_too_near(self, contract, gas_manager, operator):
        self.propose(contract, gas_manager, earliest_end(contract, TODAY))

        with pytest.raises(IllegalMove):
            actions.accept_mutual_end(
                contract_id=contract.pk, actor=operator, on=TODAY + DAY, at=NOW + DAY
            )

    def test_is_accepted_with_a_fresh_code(self, contract, gas_manager, operator):
        self.propose(contract, gas_manager, earliest_end(contract, TODAY))

        with pytest.raises(FactorRequired):
            actions.accept_mutual_end(
                contract_id=contract.pk, actor=replace(operator, fresh_factor=False), **WHEN
            )

    def test_is_taken_back_while_there_is_time_to_reconsider(self, contract, gas_manager, operator):
        ends_on = earliest_end(contract, TODAY)
        last = reconsidered_until(contract, TODAY).due_on
        self.propose(contract, gas_manager, ends_on)
        actions.accept_mutual_end(contract_id=contract.pk, actor=operator, **WHEN)
        late: dict[str, Any] = {"on": last + DAY, "at": NOW + (last + DAY - TODAY)}

        with pytest.raises(IllegalMove):
            actions.withdraw_acceptance(
                contract_id=contract.pk, reason=REASON, actor=operator, **late
            )
        found = actions.withdraw_acceptance(
            contract_id=contract.pk, reason=REASON, actor=operator,
            on=last, at=NOW + (last - TODAY),
        )  # fmt: skip

        assert (found.mutual_end_on, found.mutual_end_accepted_on) == (ends_on, None)

    def test_moves_behind_the_days_to_reconsider_that_a_closure_moved(
        self, contract, gas_manager, operator, secretariat, clock
    ):
        ends_on = earliest_end(contract, TODAY)
        self.propose(contract, gas_manager, ends_on)
        actions.accept_mutual_end(contract_id=contract.pk, actor=operator, **WHEN)
        add_closure(day=reconsidered_until(contract, TODAY).due_on, title="تعطیلی به سبب برف",
                    source="ابلاغ استانداری", actor=secretariat, on=TODAY)  # fmt: skip

        first = actions.postpone_agreed_ends(as_of=TODAY + DAY, actor=clock)
        second = actions.postpone_agreed_ends(as_of=TODAY + DAY, actor=clock)

        contract = Contract.objects.get(pk=contract.pk)
        assert ([*first], [*second]) == ([contract.pk], [])
        assert contract.mutual_end_on == earliest_end(contract, TODAY) > ends_on
        assert events(contract)[-1] == "contract.end_postponed"
        late = reconsidered_until(contract, TODAY).due_on
        actions.withdraw_acceptance(
            contract_id=contract.pk, reason=REASON, actor=operator, on=late,
            at=NOW + (late - TODAY),
        )  # fmt: skip

    @pytest.mark.parametrize("held", [suspended, under_notice])
    def test_holds_whatever_the_agency_does_meanwhile(
        self, contract, gas_manager, operator, clock, held
    ):
        ends_on = earliest_end(contract, TODAY - 9 * DAY)
        first: dict[str, Any] = {"on": TODAY - 9 * DAY, "at": NOW - 9 * DAY}
        self.propose(contract, gas_manager, ends_on, **first)
        actions.accept_mutual_end(contract_id=contract.pk, actor=operator, **first)
        contract.refresh_from_db()
        held(contract)

        actions.expire_contracts(as_of=ends_on + DAY, actor=clock)

        contract.refresh_from_db()
        assert (contract.state, contract.ended_on) == (S.ENDED_MUTUAL, ends_on)

    @pytest.mark.parametrize("held", [suspended, under_notice])
    def test_is_taken_back_whatever_the_agency_does_meanwhile(
        self, contract, gas_manager, operator, held
    ):
        self.propose(contract, gas_manager, earliest_end(contract, TODAY))
        actions.accept_mutual_end(contract_id=contract.pk, actor=operator, **WHEN)
        contract.refresh_from_db()
        held(contract)

        found = actions.withdraw_acceptance(
            contract_id=contract.pk, reason=REASON, actor=operator, **WHEN
        )

        assert found.mutual_end_accepted_on is None

    def test_is_taken_back_by_the_office_alone(self, contract, gas_manager, operator):
        self.propose(contract, gas_manager, earliest_end(contract, TODAY))
        actions.accept_mutual_end(contract_id=contract.pk, actor=operator, **WHEN)

        with pytest.raises(NotPermitted):
            actions.withdraw_acceptance(
                contract_id=contract.pk, reason=REASON, actor=gas_manager, **WHEN
            )

    @pytest.mark.parametrize("who", ["operator", "gas_manager"])
    def test_can_be_declined(self, contract, gas_manager, request, who):
        self.propose(contract, gas_manager, earliest_end(contract, TODAY))

        actions.decline_mutual_end(
            contract_id=contract.pk, reason=REASON, actor=request.getfixturevalue(who), **WHEN
        )

        contract.refresh_from_db()
        assert contract.mutual_end_on is None


class TestSettleContract:
    def test_releases_the_guarantees(self, gas, gas_clerk):
        contract = contract_in(S.EXPIRED, agency=gas)

        actions.settle_contract(contract_id=contract.pk, clearance="م-۱۲", actor=gas_clerk, **WHEN)

        contract.refresh_from_db()
        assert (contract.state, contract.settled_on) == (S.SETTLED, TODAY)
        assert contract.guarantees.get().state == "released"
        assert events(contract) == ["contract.settled"]

    def test_asks_the_floors_above(self, gas, gas_clerk):
        contract = contract_in(S.EXPIRED, agency=gas)
        GUARDS.add(Guard("probe books", "settle", lambda record, on: ["دو تسویه باز است."]))

        try:
            with pytest.raises(IllegalMove, match="دو تسویه"):
                actions.settle_contract(
                    contract_id=contract.pk, clearance="م-۱۲", actor=gas_clerk, **WHEN
                )
        finally:
            GUARDS.remove("probe books")


class TestRenewContract:
    def test_refuses_a_slip_of_the_year(self, contract, gas_clerk):
        with pytest.raises(Invalid) as refusal:
            actions.renew_contract(
                contract_id=contract.pk, ends_on=date(2041, 3, 19), actor=gas_clerk, **WHEN
            )
        assert set(refusal.value.fields) == {"ends_on"}

    def test_drafts_the_following_contract(self, contract, gas_clerk):
        renewal = actions.renew_contract(
            contract_id=contract.pk, ends_on=date(2028, 3, 19), actor=gas_clerk, **WHEN
        )

        assert (renewal.state, renewal.starts_on) == (S.DRAFT, contract.ends_on + DAY)
        assert renewal.renewed_from == contract
        assert [row.service_id for row in renewal.contract_services.all()] == [
            row.service_id for row in contract.contract_services.all()
        ]
        assert events(renewal) == ["contract.renewal_begun"]

    @pytest.mark.parametrize("early", [-30, -1, 0, 1, 200])
    def test_is_drafted_from_its_first_day_on(self, gas, office, gas_clerk, early):
        days = rule_in_force("renewal_draft_before", TODAY).value
        ends_on = TODAY + (days + early) * DAY
        contract = factories.make_contract(agency=gas, office=office, ends_on=ends_on)
        call = {"contract_id": contract.pk, "ends_on": ends_on + 365 * DAY, "actor": gas_clerk}

        if early <= 0:
            assert actions.renew_contract(**call, **WHEN).state == S.DRAFT
        else:
            with pytest.raises(IllegalMove) as refusal:
                actions.renew_contract(**call, **WHEN)
            first = TODAY + early * DAY
            assert persian_digits(short(first)) in str(refusal.value)
            later = {"on": first, "at": NOW + early * DAY}
            assert actions.renew_contract(**call, **later).state == S.DRAFT

    def test_is_begun_once(self, contract, gas_clerk):
        call = {"contract_id": contract.pk, "ends_on": date(2028, 3, 19), "actor": gas_clerk}
        first = actions.renew_contract(**call, **WHEN)

        with pytest.raises(IllegalMove):
            actions.renew_contract(**call, **WHEN)
        actions.void_contract(contract_id=first.pk, reason=REASON, actor=gas_clerk, **WHEN)
        actions.renew_contract(**call, **WHEN)

    def test_needs_a_reason_against_what_stands_in_its_way(self, contract, gas_clerk, gas_manager):
        GUARDS.add(Guard("flag", "renew", lambda record, on: ["پرچم بحرانی باز است."]))
        call = {"contract_id": contract.pk, "ends_on": date(2028, 3, 19)}

        try:
            with pytest.raises(IllegalMove, match="پرچم"):
                actions.renew_contract(**call, actor=gas_clerk, exception=REASON, **WHEN)
            renewal = actions.renew_contract(**call, actor=gas_manager, exception=REASON, **WHEN)
        finally:
            GUARDS.remove("flag")

        assert renewal.renewal_exception == REASON


class TestProposeAddendum:
    def test_refuses_a_slip_of_the_year(self, contract, gas_manager):
        with pytest.raises(Invalid) as refusal:
            actions.propose_addendum(
                contract_id=contract.pk, effective_on=TODAY, text="تمدید مدت قرارداد",
                ends_on=date(2041, 6, 1), actor=gas_manager, **WHEN,
            )  # fmt: skip
        assert set(refusal.value.fields) == {"ends_on"}

    def test_does_not_shorten_the_notice(self, contract, gas_manager):
        with pytest.raises(Invalid):
            actions.propose_addendum(
                contract_id=contract.pk, effective_on=TODAY, text="کوتاه کردن مهلت اخطار",
                notice_days=contract.notice_days - 1, actor=gas_manager, **WHEN,
            )  # fmt: skip

    def test_keeps_before_and_after(self, gas, office, gas_manager, operator, gas_services):
        contract = factories.make_contract(
            agency=gas, office=office, services=gas_services[:1], secured_to=date(2027, 6, 1)
        )
        addendum = actions.propose_addendum(
            contract_id=contract.pk, effective_on=TODAY, text="افزودن یک خدمت و تمدید مدت",
            ends_on=date(2027, 6, 1), added_service_ids=[gas_services[1].pk],
            actor=gas_manager, **WHEN,
        )  # fmt: skip
        actions.accept_addendum(contract_id=contract.pk, actor=operator, **WHEN)

        contract.refresh_from_db()
        assert addendum.before["ends_on"] == "2027-03-20"
        assert addendum.after["ends_on"] == "2027-06-01"
        assert len(addendum.after["services"]) == len(addendum.before["services"]) + 1
        assert contract.ends_on == date(2027, 6, 1)
        assert {row.ends_on for row in contract.contract_services.all()} == {date(2027, 6, 1)}
        assert events(contract) == [
            "contract.addendum_proposed", "contract.addendum_accepted", "contract.amended"
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "values", [{}, {"ends_on": date(2027, 1, 1)}, {"effective_on": TODAY - DAY, "value": 9}]
    )
    def test_refuses_what_is_none(self, contract, gas_manager, values):
        with pytest.raises(Invalid):
            actions.propose_addendum(
                contract_id=contract.pk, text="متن الحاقیهٔ آزمایشی", actor=gas_manager,
                **({"effective_on": TODAY} | values), **WHEN,
            )  # fmt: skip
        assert not ContractAddendum.objects.exists()


CAST = [
    "deputy", "expert", "secretariat", "chair", "county_rep", "gas_appeal", "association",
    "auditor", "platform_admin", "clock", "gas_clerk", "gas_manager", "operator",
]  # fmt: skip
# Every action that moves or changes one contract: the states it starts from, its permission.
Call = Callable[[Contract, Principal], Any]


def _worded(contract: Contract) -> Contract:
    """Return the contract, with its text if it is a draft without one."""
    is_bare = contract.state == S.DRAFT and not contract.articles.exists()
    return worded(contract) if is_bare else contract


_ENDS = date(2028, 3, 19)
ONE: dict[str, tuple[set[str], Permission, Call]] = {
    "change_draft": (
        {S.DRAFT}, Permission.CONTRACT_DRAFT,
        lambda c, a: actions.change_draft(
            contract_id=c.pk, service_ids=[c.contract_services.get().service_id],
            starts_on=c.starts_on, ends_on=c.ends_on, actor=a, **WHEN,
        ),
    ),
    "send_for_signature": (
        {S.DRAFT}, Permission.CONTRACT_DRAFT,
        lambda c, a: actions.send_for_signature(contract_id=_worded(c).pk, actor=a, **WHEN),
    ),
    "return_to_draft": (
        {S.PENDING_SIGNATURE}, Permission.CONTRACT_DRAFT,
        lambda c, a: actions.return_to_draft(contract_id=c.pk, reason=REASON, actor=a, **WHEN),
    ),
    "void_contract": (
        {S.DRAFT, S.PENDING_SIGNATURE}, Permission.CONTRACT_DRAFT,
        lambda c, a: actions.void_contract(contract_id=c.pk, reason=REASON, actor=a, **WHEN),
    ),
    "sign_contract": (
        {S.PENDING_SIGNATURE}, Permission.CONTRACT_SIGN,
        lambda c, a: actions.sign_contract(contract_id=c.pk, actor=a, **WHEN),
    ),
    "add_guarantee": (
        {S.DRAFT, S.PENDING_SIGNATURE, S.ACTIVE, S.SUSPENDED, S.TERMINATION_NOTICE},
        Permission.CONTRACT_DRAFT, secured,
    ),
    "suspend_contract": (
        {S.ACTIVE}, Permission.CONTRACT_SUSPEND,
        lambda c, a: actions.suspend_contract(
            contract_id=c.pk, proof=make_proof(c), until=TODAY, reason=REASON, actor=a, **WHEN,
        ),
    ),
    "urgent_suspend": (
        {S.ACTIVE}, Permission.CONTRACT_SUSPEND,
        lambda c, a: actions.urgent_suspend(
            contract_id=c.pk, until=TODAY, reason=REASON, actor=a, **WHEN
        ),
    ),
    "resume_contract": (
        {S.SUSPENDED}, Permission.CONTRACT_SUSPEND,
        lambda c, a: actions.resume_contract(contract_id=c.pk, reason=REASON, actor=a, **WHEN),
    ),
    "issue_termination_notice": (
        {S.ACTIVE, S.SUSPENDED}, Permission.CONTRACT_TERMINATE,
        lambda c, a: actions.issue_termination_notice(
            contract_id=c.pk, proof=make_proof(c), reason=REASON, actor=a, **WHEN,
        ),
    ),
    "withdraw_termination_notice": (
        {S.TERMINATION_NOTICE}, Permission.CONTRACT_TERMINATE,
        lambda c, a: actions.withdraw_termination_notice(
            contract_id=c.pk, reason=REASON, actor=a, **WHEN
        ),
    ),
    "terminate_contract": (
        {S.TERMINATION_NOTICE}, Permission.CONTRACT_TERMINATE,
        terminate,
    ),
    "waive_termination_notice": (
        {S.TERMINATION_NOTICE}, Permission.CONTRACT_WAIVE,
        lambda c, a: actions.waive_termination_notice(
            contract_id=c.pk, actor=a, **WHEN
        ),
    ),
    "propose_mutual_end": (
        {S.ACTIVE}, Permission.CONTRACT_SIGN,
        lambda c, a: actions.propose_mutual_end(
            contract_id=c.pk, ends_on=TODAY + 30 * DAY, reason=REASON, actor=a, **WHEN
        ),
    ),
    "settle_contract": (
        {S.TERMINATED, S.EXPIRED, S.ENDED_MUTUAL}, Permission.CONTRACT_SETTLE,
        lambda c, a: actions.settle_contract(contract_id=c.pk, clearance="1", actor=a, **WHEN),
    ),
    "renew_contract": (
        {S.ACTIVE, S.EXPIRED}, Permission.CONTRACT_DRAFT,
        lambda c, a: actions.renew_contract(contract_id=c.pk, ends_on=_ENDS, actor=a, **WHEN),
    ),
    "propose_addendum": (
        {S.ACTIVE}, Permission.CONTRACT_SIGN,
        lambda c, a: actions.propose_addendum(
            contract_id=c.pk, effective_on=TODAY, text="افزایش مبلغ قرارداد", value=9, actor=a,
            **WHEN,
        ),
    ),
}  # fmt: skip


class TestEveryAction:
    @pytest.mark.parametrize("name", ONE)
    def test_starts_from_its_states_only(self, name, gas, office, gas_manager, operator):
        sources, permission, call = ONE[name]
        actor = operator if permission is Permission.CONTRACT_WAIVE else gas_manager

        for state in S:
            contract = contract_in(state, agency=gas, office=office)
            held = AuditEvent.objects.count()
            if state in sources:
                call(contract, actor)
                assert AuditEvent.objects.count() > held
            else:
                # What is not put before the office does not exist for it.
                with pytest.raises((IllegalMove, Contract.DoesNotExist)):
                    call(contract, actor)
                assert AuditEvent.objects.count() == held
                contract.refresh_from_db()
                assert contract.state == state

    @pytest.mark.parametrize("name", ONE)
    def test_refuses_a_role_without_the_permission(self, name, contract, request):
        _sources, permission, call = ONE[name]
        cast = [request.getfixturevalue(who) for who in CAST]
        refused = [who for who in cast if permission not in ROLE_PERMISSIONS[who.role]]

        assert len(refused) >= len(CAST) - 2
        for actor in refused:
            with pytest.raises(NotPermitted):
                call(contract, actor)

    @pytest.mark.parametrize("name", [n for n in ONE if n != "waive_termination_notice"])
    def test_refuses_the_manager_of_another_agency(self, name, contract, power_manager):
        with pytest.raises(Contract.DoesNotExist):
            ONE[name][2](contract, power_manager)

    @pytest.mark.parametrize(
        "name",
        [
            "suspend_contract", "urgent_suspend", "resume_contract",
            "issue_termination_notice", "withdraw_termination_notice", "terminate_contract",
        ],
    )  # fmt: skip
    def test_needs_a_fresh_factor(self, name, contract, gas_manager):
        with pytest.raises(FactorRequired):
            ONE[name][2](contract, replace(gas_manager, fresh_factor=False))

    @pytest.mark.parametrize(
        "name", ["expire_contracts", "lift_lapsed_suspensions", "expire_guarantees"]
    )
    def test_of_the_clock_is_not_a_persons(self, name, gas_manager):
        with pytest.raises(NotPermitted):
            getattr(actions, name)(as_of=TODAY, actor=gas_manager)
