"""Remittances and calls in parts, against a computation of their own on random sequences."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from audit.models import AuditEvent
from contracts import actions
from contracts.facts.money import left_to_call, left_to_remit
from contracts.facts.settlements import account_of
from contracts.models import Contract, Guarantee, GuaranteeCall, Remittance, Settlement
from core.clock import today
from core.errors import DomainError, IllegalMove, Invalid
from tests.contracts.stories import NOW, TODAY, WHEN, make_proof
from tests.factories import make_settlement
from tests.sql import refused, refused_at_runtime, unwatched

pytestmark = pytest.mark.django_db
REASON = "به سبب آنچه در پرونده آمده است."
DAY = timedelta(days=1)


def remit(settlement: Settlement, actor: Any, amount: int, voucher: str, on: date) -> Settlement:
    """Record a part of a settlement."""
    entered = min(on, TODAY)
    return actions.record_remittance(
        settlement_id=settlement.pk, amount=amount, settled_on=on, source=voucher, actor=actor,
        on=entered, at=NOW + (entered - TODAY),
    )  # fmt: skip


def call(guarantee: Guarantee, actor: Any, proof: Any, amount: int | None = None) -> Guarantee:
    """Call a sum of a guarantee."""
    return actions.call_guarantee(
        guarantee_id=guarantee.pk, proof=proof, amount=amount, reason=REASON, actor=actor, **WHEN
    )


class TestRemittances:
    @pytest.mark.parametrize("seed", range(6))
    def test_agree_with_a_sum_of_their_own(self, contract, gas_manager, gas_clerk, seed):
        rng = random.Random(seed)
        settlement = make_settlement(contract, amount=rng.randint(2, 9))
        kept: dict[str, tuple[int, date]] = {}
        for _step in range(rng.randint(5, 14)):
            amount, voucher = rng.randint(-1, 5), rng.choice("ABCDEF")
            day = TODAY - rng.randint(-1, 40) * DAY
            left = settlement.amount - sum(part for part, _day in kept.values())
            is_known = kept.get(voucher) == (amount, day)
            is_new = (
                voucher not in kept and 0 < amount <= left
                and settlement.period_first <= day <= TODAY
            )  # fmt: skip
            try:
                remit(settlement, rng.choice([gas_manager, gas_clerk]), amount, voucher, day)
            except DomainError:
                assert not is_known
                assert not is_new
            else:
                assert is_known or is_new
                kept[voucher] = (amount, day)
            settlement = Settlement.objects.get(pk=settlement.pk)
            left = settlement.amount - sum(part for part, _day in kept.values())
            assert left_to_remit(settlement) == left
            assert settlement.settled_on == (
                None if left else max(day for _part, day in kept.values())
            )
            account = account_of(contract, gas_manager, TODAY)
            assert account is not None
            assert (account.open_amount, account.lines[0].left) == (left, left)

    def test_leave_an_event_each(self, contract, gas_clerk):
        settlement = make_settlement(contract, amount=10)

        for amount, voucher in ((4, "الف"), (6, "ب")):
            remit(settlement, gas_clerk, amount, voucher, TODAY)

        told = AuditEvent.objects.filter(verb__startswith="contract.settlement").order_by("id")
        assert [(each.verb, each.changes["left"]) for each in told] == [
            ("contract.settlement_part_remitted", [10, 6]),
            ("contract.settlement_remitted", [6, 0]),
        ]

    def test_keep_the_books_open_until_all_is_remitted(self, contract, gas_clerk):
        settlement = make_settlement(contract, amount=10)
        remit(settlement, gas_clerk, 9, "الف", TODAY)

        assert list(contract.settlements.open()) == [settlement]
        remit(settlement, gas_clerk, 1, "ب", TODAY)
        assert not contract.settlements.open()

    def test_are_refused_once_it_is_remitted(self, contract, gas_clerk):
        settlement = make_settlement(contract, amount=10)
        remit(settlement, gas_clerk, 10, "الف", TODAY)

        with pytest.raises(IllegalMove):
            remit(settlement, gas_clerk, 1, "ب", TODAY)


class TestCalls:
    @pytest.fixture
    def guarantee(self, contract: Contract) -> Guarantee:
        return contract.guarantees.get()

    @pytest.mark.parametrize("seed", range(5))
    def test_agree_with_a_sum_of_their_own(self, contract, gas_manager, guarantee, seed):
        rng = random.Random(seed)
        proof = make_proof(contract)
        left = whole = guarantee.amount
        for _step in range(rng.randint(3, 8)):
            amount = rng.choice([None, 0, -1, left, left + 1, whole // rng.randint(1, 5)])
            sum_called = left if amount is None else amount
            try:
                call(guarantee, gas_manager, proof, amount)
            except DomainError:
                assert left == 0 or not 0 < sum_called <= left
            else:
                assert 0 < sum_called <= left
                left -= sum_called
            guarantee = Guarantee.objects.get(pk=guarantee.pk)
            assert left_to_call(guarantee) == guarantee.left == left
            assert guarantee.state == ("held" if left else "called")

    def test_leave_the_rest_to_be_prolonged(self, contract, gas_manager, gas_clerk, guarantee):
        call(guarantee, gas_manager, make_proof(contract), 3)

        new = actions.extend_guarantee(
            guarantee_id=guarantee.pk, number="۹", expires_on=guarantee.expires_on + 9 * DAY,
            actor=gas_clerk, **WHEN,
        )  # fmt: skip

        assert new.amount == guarantee.amount - 3

    def test_name_their_sum_in_the_history(self, contract, gas_manager, guarantee):
        call(guarantee, gas_manager, make_proof(contract), 3)

        changes = AuditEvent.objects.get(verb="contract.guarantee_called").changes
        assert (changes["amount"], changes["left"]) == (
            [None, 3], [guarantee.amount, guarantee.amount - 3]
        )  # fmt: skip

    def test_are_above_nothing(self, contract, gas_manager, guarantee):
        with pytest.raises(Invalid) as refusal:
            call(guarantee, gas_manager, make_proof(contract), guarantee.amount + 1)

        assert list(refusal.value.fields) == ["amount"]


class TestTheDatabase:
    @pytest.fixture
    def settlement(self, contract: Contract) -> Settlement:
        return make_settlement(contract, amount=10)

    def part(self, settlement: Settlement, amount: int, **values: Any) -> Any:
        """Return a call that writes a part past the action."""
        row = {
            "paid_on": TODAY, "voucher": f"v{amount}", "recorded_on": TODAY, "recorded_by": 0,
            "recorded_by_name": "-",
        } | values  # fmt: skip
        return lambda: Remittance.objects.create(settlement=settlement, amount=amount, **row)

    def test_takes_no_more_than_the_settlement(self, settlement):
        self.part(settlement, 6)()

        assert "do not exceed" in refused(self.part(settlement, 5))
        self.part(settlement, 4)()

    def test_calls_nothing_remitted_before_its_parts_reach_it(self, settlement):
        self.part(settlement, 6)()
        sql = (
            "UPDATE contracts_settlement SET settled_on = %s, settled_source = 'x',"
            " settled_by = 1 WHERE id = %s"
        )

        words = refused(lambda: connection.cursor().execute(sql, [TODAY, settlement.pk]))

        assert "remittances reach it" in words

    def test_takes_parts_of_the_own_agency_alone(self, settlement, operator, power_clerk):
        for actor, why in ((operator, "other side"), (power_clerk, "own agency")):
            words = refused(self.part(settlement, 1, recorded_by=actor.user_id))
            assert why in words

    def test_takes_no_call_above_the_guarantee(self, contract, gas_manager):
        guarantee, proof = contract.guarantees.get(), make_proof(contract)

        def called(amount: int, by: int) -> Any:
            return lambda: GuaranteeCall.objects.create(
                guarantee=guarantee, proof=proof, amount=amount, reason=REASON, called_on=TODAY,
                called_by=by, called_by_name="-",
            )  # fmt: skip

        manager = gas_manager.user_id
        called(guarantee.amount - 1, manager)()
        assert "do not exceed" in refused(called(2, manager))
        assert "own agency's manager" in refused_at_runtime(called(1, 0))
        gone = "UPDATE contracts_guarantee SET state = 'called' WHERE id = %s"
        words = refused(lambda: connection.cursor().execute(gone, [guarantee.pk]))
        assert "calls reach it" in words

    @pytest.mark.parametrize("kind", ["waiting", "judgment", "annulment"])
    def test_takes_no_call_on_what_carries_nothing(self, contract, gas_manager, kind):
        proof = make_proof(contract, is_waiting=kind == "waiting")
        if kind != "waiting":
            judged = {"judged": make_proof(contract), "judged_act": "terminate"}
            judged |= {"judgment_result": "upheld"}
            with unwatched("contracts_endingproof"):
                proof = make_proof(
                    contract, kind, source_id=uuid4(), **(judged if kind == "judgment" else {})
                )

        words = refused_at_runtime(
            lambda: GuaranteeCall.objects.create(
                guarantee=contract.guarantees.get(), proof=proof, amount=1, reason=REASON,
                called_on=today(), called_by=gas_manager.user_id, called_by_name="-",
            )
        )  # fmt: skip
        assert "on a decided proof" in words

    @pytest.mark.parametrize("state", ["called", "released", "zzz"])
    def test_takes_a_new_guarantee_as_held(self, contract, state):
        new = contract.guarantees.get()
        new.pk, new.public_id, new.number, new.state = None, uuid4(), "۹", state

        words = refused_at_runtime(lambda: new.save(force_insert=True))

        assert "new guarantee is held" in words

    @pytest.mark.parametrize("is_new", [True, False])
    def test_takes_no_settlement_as_remitted_without_its_parts(
        self, contract, settlement, gas_clerk, is_new
    ):
        paid = {"settled_on": today(), "settled_source": "x", "settled_by": gas_clerk.user_id}

        def write() -> None:
            if is_new:
                make_settlement(contract, due_on=today() + 300 * DAY, **paid)
            Settlement.objects.filter(pk=settlement.pk).update(**paid)

        assert "remittances reach it" in refused_at_runtime(write)

    def test_takes_the_voucher_of_a_part(self, settlement, gas_clerk):
        self.part(settlement, 10)()
        paid = {"settled_on": TODAY, "settled_source": "x", "settled_by": gas_clerk.user_id}

        words = refused(lambda: Settlement.objects.filter(pk=settlement.pk).update(**paid))

        assert "remittances reach it" in words

    def test_keeps_what_is_written(self, settlement):
        part = self.part(settlement, 6)()
        for sql in (
            "UPDATE contracts_remittance SET amount = 1",
            "DELETE FROM contracts_remittance",
        ):
            words = refused(lambda: connection.cursor().execute(f"{sql} WHERE id = %s", [part.pk]))  # noqa: B023
            assert "neither changed nor deleted" in words
