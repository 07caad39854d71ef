"""The office's acceptance: in the portal, on paper, of several contracts, and a missed one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.roles import Role
from audit.actions import record
from audit.models import AuditEvent
from contracts import actions, tasks
from contracts.actions.drafting import name_services
from contracts.acts.contract import SIGN
from contracts.facts.acceptance import bindings_of, contract_acceptance_text, sent_on
from contracts.models import Contract
from contracts.states import ContractState as S
from core.acts import why_not
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from tests import factories
from tests.contracts.stories import (
    NOW,
    TODAY,
    WHEN,
    accepted,
    contract_in,
    make_scan,
    scan,
    step,
    unaccepted,
)
from tests.sql import refused, refused_at_runtime

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ACCEPT = "UPDATE contracts_contract SET accepted_on = %s, accepted_by = %s WHERE id = %s"
ENTER = "UPDATE contracts_contract SET accepted_on = %s, acceptance_entered_by = %s WHERE id = %s"
SIGNED = (
    "UPDATE contracts_contract SET state = 'active', version = version + 1, signed_on = %s,"
    " signed_by = %s WHERE id = %s"
)


def run(sql: str, *values: Any) -> Any:
    """Return a call that runs a statement."""
    return lambda: connection.cursor().execute(sql, values)


@pytest.fixture
def waiting(gas, office) -> Contract:
    return unaccepted(agency=gas, office=office)


class TestAccept:
    def test_is_written_with_the_declaration_of_the_office(self, waiting, operator):
        actions.accept_contract(contract_id=waiting.pk, actor=operator, **WHEN)

        waiting.refresh_from_db()
        event = AuditEvent.objects.get(verb="contract.accepted")
        assert (waiting.accepted_on, waiting.accepted_by) == (TODAY, operator.user_id)
        assert (waiting.state, event.note) == (
            S.PENDING_SIGNATURE, contract_acceptance_text(waiting)
        )  # fmt: skip

    def test_declares_every_term(self, waiting):
        text = contract_acceptance_text(waiting)

        assert all(each.text in text for each in bindings_of(waiting))
        assert "۱ ماده" in text

    def test_is_the_operators_with_a_fresh_code(self, waiting, operator, gas_manager, gas_clerk):
        for actor in (gas_manager, gas_clerk):
            with pytest.raises(NotPermitted):
                actions.accept_contract(contract_id=waiting.pk, actor=actor, **WHEN)
        stale = replace(operator, fresh_factor=False)
        with pytest.raises(FactorRequired):
            actions.accept_contract(contract_id=waiting.pk, actor=stale, **WHEN)

    def test_needs_a_text_to_accept(self, gas, office, operator):
        wordless = factories.make_contract(agency=gas, office=office, state=S.PENDING_SIGNATURE)

        with pytest.raises(IllegalMove):
            actions.accept_contract(contract_id=wordless.pk, actor=operator, **WHEN)

    @pytest.mark.parametrize("state", [state for state in S if state != S.PENDING_SIGNATURE])
    def test_refuses_every_other_state(self, state, gas, office, operator):
        contract = contract_in(state, agency=gas, office=office)

        with pytest.raises((IllegalMove, Contract.DoesNotExist)):
            actions.accept_contract(contract_id=contract.pk, actor=operator, **WHEN)

    def test_is_lost_when_the_contract_returns_to_the_draft(self, waiting, operator, gas_clerk):
        actions.accept_contract(contract_id=waiting.pk, actor=operator, **WHEN)

        actions.return_to_draft(
            contract_id=waiting.pk, reason="مدت قرارداد اصلاح می‌شود.", actor=gas_clerk, **WHEN
        )

        waiting.refresh_from_db()
        assert (waiting.accepted_on, waiting.accepted_by) == (None, None)

    def test_of_all_renewals_takes_one_code_and_leaves_an_event_each(self, gas, office, operator):
        contracts = [unaccepted(agency=gas, office=office) for _number in range(3)]

        actions.accept_contracts(
            contract_ids=[each.pk for each in contracts], actor=operator, **WHEN
        )

        assert Contract.objects.filter(accepted_by=operator.user_id).count() == 3
        assert AuditEvent.objects.filter(verb="contract.accepted").count() == 3

    def test_of_several_is_all_or_none(self, gas, office, operator):
        mine, foreign = unaccepted(agency=gas, office=office), unaccepted(agency=gas)

        with pytest.raises(Contract.DoesNotExist):
            actions.accept_contracts(contract_ids=[mine.pk, foreign.pk], actor=operator, **WHEN)

        assert not Contract.objects.filter(accepted_on__isnull=False).exists()


class TestDecline:
    """An office declines what waits for its acceptance; it never comes in force as it is."""

    def decline(
        self, contract: Contract, actor: Any, reason: str = "مبلغ کم است و نمی‌پذیریم."
    ) -> Any:
        return actions.decline_contract(contract_id=contract.pk, reason=reason, actor=actor, **WHEN)

    def test_keeps_the_reason_and_stops_every_way_into_force(
        self, waiting, operator, gas_manager, gas_clerk
    ):
        self.decline(waiting, operator)

        waiting.refresh_from_db()
        assert (waiting.declined_on, waiting.declined_by) == (TODAY, operator.user_id)
        assert why_not(SIGN, waiting, gas_manager, TODAY)
        for act in (
            lambda: actions.accept_contract(contract_id=waiting.pk, actor=operator, **WHEN),
            lambda: self.decline(waiting, operator),
            lambda: actions.enter_acceptance(
                contract_id=waiting.pk, accepted_on=TODAY, file=scan(), actor=gas_clerk, **WHEN
            ),
            lambda: actions.sign_contract(contract_id=waiting.pk, actor=gas_manager, **WHEN),
        ):
            with pytest.raises(IllegalMove):
                act()

    def test_is_revised_and_sent_again(self, waiting, operator, gas_clerk):
        self.decline(waiting, operator)
        actions.return_to_draft(
            contract_id=waiting.pk, reason="مبلغ بازنگری می‌شود.", actor=gas_clerk, **WHEN
        )
        actions.send_for_signature(contract_id=waiting.pk, actor=gas_clerk, **WHEN)

        accepted_one = actions.accept_contract(contract_id=waiting.pk, actor=operator, **WHEN)

        assert (accepted_one.declined_on, accepted_one.decline_reason) == (None, "")

    def test_or_given_up(self, waiting, operator, gas_clerk):
        self.decline(waiting, operator)

        void = actions.void_contract(
            contract_id=waiting.pk, reason="دفتر نپذیرفت و پیش‌نویس کنار گذاشته شد.",
            actor=gas_clerk, **WHEN,
        )  # fmt: skip

        assert (void.state, void.declined_on) == (S.VOID, TODAY)

    def test_is_the_operators_with_a_fresh_code_and_a_reason(self, waiting, operator, gas_manager):
        with pytest.raises(NotPermitted):
            self.decline(waiting, gas_manager)
        with pytest.raises(FactorRequired):
            self.decline(waiting, replace(operator, fresh_factor=False))
        with pytest.raises(Invalid):
            self.decline(waiting, operator, reason="نه")

    def test_is_not_missed(self, gas, office, operator):
        begun = unaccepted(agency=gas, office=office, starts_on=TODAY - DAY)
        self.decline(begun, operator)

        assert tasks.note_missed_acceptances(as_of=TODAY.isoformat())["moved"] == 0

    def test_has_its_page(self, waiting, operator, gas_manager, browser_of):
        counter, address = browser_of(operator), waiting.get_absolute_url()

        page = counter.get(f"{address}/decline")
        refusal = counter.post(f"{address}/decline", {"reason": ""})
        done = counter.post(f"{address}/decline", {"reason": "مبلغ کم است و نمی‌پذیریم."})

        assert page.context["bindings"]
        assert (refusal.status_code, done.status_code) == (422, 302)
        seen = browser_of(gas_manager).get(address).content.decode()
        assert "مبلغ کم است و نمی‌پذیریم." in seen

    @pytest.mark.parametrize(
        "sets",
        [
            "state = 'active', signed_on = starts_on",
            "declined_on = NULL, declined_by = NULL, decline_reason = ''",
            "accepted_on = declined_on, accepted_by = declined_by",
        ],
    )
    def test_is_held_by_the_database(self, waiting, operator, sets):
        self.decline(waiting, operator)
        sql = f"UPDATE contracts_contract SET {sets}, version = version + 1 WHERE id = %s"

        assert refused_at_runtime(run(sql, waiting.pk))

    def test_is_not_written_by_another(self, waiting, gas_manager):
        sql = (
            "UPDATE contracts_contract SET declined_on = pishkhan_today(), declined_by = %s,"
            " decline_reason = 'x' WHERE id = %s"
        )

        assert refused_at_runtime(run(sql, gas_manager.user_id, waiting.pk))


class TestPage:
    @pytest.mark.usefixtures("right_code")
    def test_shows_the_terms_and_accepts_all_that_are_chosen(
        self, gas, office, operator, browser_of
    ):
        contracts = [unaccepted(agency=gas, office=office) for _number in range(2)]
        foreign = unaccepted(agency=gas)
        counter = browser_of(operator)

        page = counter.get("/contracts/accept")
        done = counter.post(
            "/contracts/accept",
            {
                "contracts": [each.pk for each in contracts], "agreed": "on",
                "one_time_code": "123456",
            },
        )  # fmt: skip

        assert [row["contract"] for row in page.context["rows"]] == contracts
        assert [row["text"] for row in page.context["rows"]] == [
            contract_acceptance_text(each) for each in contracts
        ]
        assert done.status_code == 302
        assert list(Contract.objects.filter(accepted_on=None)) == [foreign]

    def test_asks_for_the_declaration(self, waiting, operator, browser_of):
        counter = browser_of(operator)

        page = counter.get(f"{waiting.get_absolute_url()}/accept")
        refusal = counter.post(f"{waiting.get_absolute_url()}/accept", {})

        assert page.context["bindings"]
        assert refusal.status_code == 422
        assert Contract.objects.get(pk=waiting.pk).accepted_on is None

    def test_is_not_for_the_agency(self, gas_manager, browser_of):
        assert browser_of(gas_manager).get("/contracts/accept").status_code == 403


def sent_before(contract: Contract, days: int) -> None:
    """Write that a contract was sent to its office some days ago."""
    record(
        actor=User.objects.system(), verb="contract.sent", target=contract, changes={},
        at=NOW - days * DAY,
    )  # fmt: skip


class TestPaper:
    def enter(self, contract: Contract, actor: Any, **values: Any) -> Contract:
        """Enter the paper that the office signed yesterday."""
        sent_before(contract, 10)
        arguments: dict[str, Any] = {"accepted_on": TODAY - DAY, "file": scan()} | values
        return actions.enter_acceptance(contract_id=contract.pk, actor=actor, **arguments, **WHEN)

    def test_is_entered_with_its_sealed_scan(self, gas, office, gas_clerk, media):
        wordless = factories.make_contract(agency=gas, office=office, state=S.PENDING_SIGNATURE)

        self.enter(wordless, gas_clerk)

        wordless.refresh_from_db()
        assert (wordless.accepted_on, wordless.accepted_by) == (TODAY - DAY, None)
        assert wordless.acceptance_entered_by == gas_clerk.user_id
        event = AuditEvent.objects.get(verb="contract.acceptance_entered")
        assert event.changes["scan_sha256"][1] == wordless.scans.get().scan_sha256

    @pytest.mark.parametrize("before", [1, 3, 28_000])
    def test_is_not_older_than_what_was_sent(self, waiting, gas_clerk, media, before):
        sent_before(waiting, 10)
        first = TODAY - 10 * DAY

        with pytest.raises(Invalid) as refusal:
            self.enter(waiting, gas_clerk, accepted_on=first - before * DAY)

        assert list(refusal.value.fields) == ["accepted_on"]
        assert self.enter(waiting, gas_clerk, accepted_on=first).accepted_on == first

    def test_of_a_contract_that_is_not_known_to_be_sent_is_of_its_writing(
        self, waiting, gas_clerk, media
    ):
        day = sent_on(waiting) - DAY

        with pytest.raises(Invalid):
            actions.enter_acceptance(
                contract_id=waiting.pk, accepted_on=day, file=scan(), actor=gas_clerk,
                on=day + 2 * DAY, at=NOW,
            )  # fmt: skip

    def test_needs_its_scan_and_a_day_that_has_come(self, waiting, gas_clerk, media):
        for values in ({"file": None}, {"accepted_on": TODAY + DAY}):
            with pytest.raises(Invalid):
                self.enter(waiting, gas_clerk, **values)

    def test_is_not_signed_by_who_entered_it(self, waiting, gas, gas_manager, media):
        self.enter(waiting, gas_manager)
        waiting.refresh_from_db()
        other = factories.make_principal(Role.AGENCY_MANAGER, gas)

        after = {"on": waiting.contest_until + DAY, "at": NOW}
        with pytest.raises(NotPermitted):
            actions.sign_contract(contract_id=waiting.pk, actor=gas_manager, **after)
        assert why_not(SIGN, waiting, other, after["on"]) is None

    def test_is_the_agencys(self, waiting, operator, media):
        with pytest.raises(NotPermitted):
            self.enter(waiting, operator)


class TestSigning:
    def test_waits_for_the_acceptance(self, waiting, gas_manager):
        with pytest.raises(IllegalMove):
            actions.sign_contract(contract_id=waiting.pk, actor=gas_manager, **WHEN)

        actions.sign_contract(contract_id=accepted(waiting).pk, actor=gas_manager, **WHEN)

    def test_needs_the_text_or_the_signed_paper(self, gas, office, gas_clerk, gas_manager):
        wordless = accepted(
            factories.make_contract(agency=gas, office=office, state=S.PENDING_SIGNATURE)
        )
        with pytest.raises(IllegalMove):
            actions.sign_contract(contract_id=wordless.pk, actor=gas_manager, **WHEN)

        make_scan(wordless, gas_clerk.user_id)
        actions.sign_contract(contract_id=wordless.pk, actor=gas_manager, **WHEN)

    @pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, True), (1, True)])
    def test_needs_a_guarantee_to_the_last_day(self, gas, office, gas_manager, days, fits):
        last = factories.make_contract(agency=gas).ends_on
        contract = contract_in(
            S.PENDING_SIGNATURE, agency=gas, office=office, secured_to=last + days * DAY
        )

        assert (why_not(SIGN, contract, gas_manager, TODAY) is None) is fits


class TestMissed:
    @pytest.mark.parametrize(("days", "missed"), [(-1, True), (0, False), (1, False)])
    def test_is_noted_after_the_first_day(self, gas, office, days, missed):
        contract = unaccepted(agency=gas, office=office, starts_on=TODAY + days * DAY)

        assert tasks.note_missed_acceptances(as_of=TODAY.isoformat())["moved"] == int(missed)
        assert tasks.note_missed_acceptances(as_of=TODAY.isoformat())["moved"] == 0

        contract.refresh_from_db()
        assert contract.acceptance_missed_on == (TODAY if missed else None)
        assert AuditEvent.objects.filter(verb="contract.acceptance_missed").count() == int(missed)

    def test_is_not_noted_of_what_was_accepted(self, gas, office):
        accepted(unaccepted(agency=gas, office=office, starts_on=TODAY - DAY))

        assert tasks.note_missed_acceptances(as_of=TODAY.isoformat())["moved"] == 0

    def test_takes_as_many_queries_for_many(self, gas, django_assert_max_num_queries):
        for _number in range(6):
            unaccepted(agency=gas, starts_on=TODAY - DAY)

        with django_assert_max_num_queries(16):
            actions.note_missed_acceptances(as_of=TODAY, actor=User.objects.system(), at=NOW)

    def test_leaves_the_contract_to_be_accepted_and_signed(self, waiting, operator, gas_manager):
        tasks.note_missed_acceptances(as_of=TODAY.isoformat())["moved"]

        actions.accept_contract(contract_id=waiting.pk, actor=operator, **WHEN)
        actions.sign_contract(contract_id=waiting.pk, actor=gas_manager, **WHEN)

        waiting.refresh_from_db()
        assert waiting.state == S.ACTIVE


class TestTheDatabase:
    def test_lets_only_the_own_operator_accept(self, waiting, operator):
        for role, scope in (
            (Role.OPERATOR, factories.make_office()),
            (Role.AGENCY_MANAGER, waiting.agency),
            (Role.DEPUTY, None),
        ):
            other = factories.make_principal(role, scope).user_id
            assert "own operator accepts" in refused(run(ACCEPT, TODAY, other, waiting.pk))
        past = run(ACCEPT, TODAY - DAY, operator.user_id, waiting.pk)
        assert "day of its writing" in refused_at_runtime(past)
        run(ACCEPT, TODAY, operator.user_id, waiting.pk)()

    def test_asks_for_the_scan_of_a_paper(self, waiting, gas_clerk, operator):
        assert "with its scan" in refused(run(ENTER, TODAY, gas_clerk.user_id, waiting.pk))
        make_scan(waiting, operator.user_id + gas_clerk.user_id)
        assert "with its scan" in refused(run(ENTER, TODAY, gas_clerk.user_id, waiting.pk))

    def test_brings_nothing_into_force_without_an_acceptance(self, waiting, gas_manager):
        sign = run(SIGNED, TODAY, gas_manager.user_id, waiting.pk)

        assert "accepted by its office before" in refused_at_runtime(sign)

    def test_brings_nothing_into_force_without_words_or_cover(self, gas, office, gas_manager):
        wordless = accepted(
            factories.make_contract(agency=gas, office=office, state=S.PENDING_SIGNATURE)
        )
        bare = contract_in(S.PENDING_SIGNATURE, agency=gas, office=office, secured_to=TODAY + DAY)

        for contract, words in ((wordless, "with its text"), (bare, "covers the term")):
            sign = run(SIGNED, TODAY, gas_manager.user_id, contract.pk)
            assert words in refused_at_runtime(sign)

    @pytest.mark.parametrize(
        "change", ["ends_on = ends_on + 1", "value = 9", "notice_days = 5", "agency_number = 'x'"]
    )
    def test_keeps_the_terms_that_were_accepted(self, waiting, change):
        accepted(waiting)

        words = refused(run(f"UPDATE contracts_contract SET {change} WHERE id = %s", waiting.pk))

        assert "terms that the office accepted" in words

    def test_keeps_the_services_that_were_accepted(self, waiting):
        accepted(waiting)
        service = factories.make_service(waiting.agency)

        added = refused_at_runtime(lambda: name_services(waiting, [service]))

        assert "services that the office accepted" in added

    def test_keeps_an_acceptance(self, waiting):
        accepted(waiting)
        undone = (
            "UPDATE contracts_contract SET accepted_on = NULL, accepted_by = NULL WHERE id = %s"
        )

        assert refused_at_runtime(run(undone, waiting.pk))
        step(waiting, S.DRAFT, accepted_on=None, accepted_by=None)
