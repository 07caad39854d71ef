"""Moves of contracts and guarantees by raw SQL: each has an event by somebody who held the role."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from audit.actions import record
from contracts.models import Contract, ContractRecusal, Guarantee
from contracts.states import ContractState, GuaranteeState
from core.clock import now, today
from tests import factories
from tests.contracts.stories import contract_in, make_proof, suspended, under_notice
from tests.movers import insert_refused, move_refused
from tests.scenes.interests import hold

S = ContractState
DAY = timedelta(days=1)
UNASKED = "A row of contracts_contract moves by an event of somebody who holds the role for it."
UNASKED_RELEASE = UNASKED.replace("_contract ", "_guarantee ")
pytestmark = pytest.mark.django_db
Move = tuple[Any, dict[str, Any]]  # the row, and what it becomes


def held_up(contract: Contract) -> Move:
    """Return a suspended contract and its return to force."""
    suspended(contract, suspended_until=today() + 5 * DAY)
    return contract, {"state": S.ACTIVE, "suspended_on": None, "suspended_until": None}


def lapsed(contract: Contract) -> Move:
    """Return a contract whose suspension is over, and its return to force."""
    first = today() - 9 * DAY
    proof = make_proof(contract, decided_on=first, document_on=first)
    suspended(contract, proof=proof, suspended_on=first, suspended_until=today() - DAY)
    return contract, {"state": S.ACTIVE, "suspended_on": None, "suspended_until": None}


def warned(contract: Contract) -> Move:
    """Return a contract under notice, and its return to force."""
    under_notice(contract)
    return contract, {"state": S.ACTIVE, "ending_proof": None, "notice_issued_on": None}


def waiting(contract: Contract) -> Move:
    """Return a contract that waits for signature, and its return to the draft."""
    back = contract_in(S.PENDING_SIGNATURE, agency=contract.agency)
    gone = dict.fromkeys(("accepted_on", "accepted_by", "reconsider_until"))
    return back, {"state": S.DRAFT} | gone


def prepared(contract: Contract) -> Move:
    """Return a draft, and what gives it up."""
    return contract_in(S.DRAFT, agency=contract.agency), {"state": S.VOID}


def ended(contract: Contract) -> Move:
    """Return a terminated contract, and its clearance."""
    return contract_in(S.TERMINATED, agency=contract.agency), {
        "state": S.SETTLED, "settled_on": today(),
    }  # fmt: skip


def over(contract: Contract) -> Move:
    """Return a contract whose days are over, and its end."""
    past = factories.make_contract(
        agency=contract.agency, signed_on=today() - 400 * DAY, starts_on=today() - 400 * DAY,
        ends_on=today() - DAY,
    )  # fmt: skip
    return past, {"state": S.EXPIRED, "ended_on": past.ends_on}


def given_back(contract: Contract) -> Move:
    """Return a guarantee that an ended contract does not need, and its return."""
    closed, _values = ended(contract)
    return closed.guarantees.get(), {"state": GuaranteeState.RELEASED}


def proposing(contract: Contract) -> Move:
    """Return an active contract, and the day of an end by agreement."""
    return contract, {"mutual_end_on": today() + 30 * DAY}


MOVES = {
    "contract.end_proposed": proposing,
    "contract.resumed": held_up,
    "contract.suspension_lapsed": lapsed,
    "contract.notice_withdrawn": warned,
    "contract.returned": waiting,
    "contract.voided": prepared,
    "contract.settled": ended,
    "contract.expired": over,
    "contract.guarantee_released": given_back,
}
BY_CLOCK = {"contract.suspension_lapsed", "contract.expired"}
ALL = pytest.mark.parametrize(("verb", "move"), MOVES.items())


def refusal(move: Move, *told: tuple[str, Principal]) -> str:
    """Return how the runtime role is refused a move beside some events."""
    row, values = move
    return move_refused(row, values, told, row if isinstance(row, Contract) else row.contract)


class TestAMove:
    @ALL
    def test_is_nobodys(self, contract: Contract, verb: str, move: Callable[..., Move]) -> None:
        assert refusal(move(contract)) in (UNASKED, UNASKED_RELEASE)

    @ALL
    def test_is_no_others(
        self, contract: Contract, power_clerk: Principal, operator: Principal,
        deputy: Principal, verb: str, move: Callable[..., Move],
    ) -> None:  # fmt: skip
        events = [(verb, person) for person in (power_clerk, operator, deputy)]

        assert refusal(move(contract), *events) in (UNASKED, UNASKED_RELEASE)

    @ALL
    def test_is_whose_it_is(
        self, contract: Contract, gas_manager: Principal, verb: str, move: Callable[..., Move]
    ) -> None:
        person = User.objects.system() if verb in BY_CLOCK else gas_manager

        assert refusal(move(contract), (verb, person)) == ""

    @ALL
    def test_is_not_proven_by_another_event(
        self, contract: Contract, gas_manager: Principal, verb: str, move: Callable[..., Move]
    ) -> None:
        assert refusal(move(contract), ("contract.seen", gas_manager)) in (UNASKED, UNASKED_RELEASE)

    @pytest.mark.parametrize(
        ("move", "verb"),
        [(held_up, "resumed"), (warned, "notice_withdrawn"), (given_back, "guarantee_released")],
    )
    def test_is_not_of_who_holds_the_office(
        self, contract: Contract, gas_manager: Principal, move: Callable[..., Move], verb: str
    ) -> None:
        row, values = move(contract)
        moved = row if isinstance(row, Contract) else row.contract
        hold(moved.office, gas_manager)

        told = refusal((row, values), (f"contract.{verb}", gas_manager))

        assert "acts for no other side" in told


class TestTheClock:
    def test_ends_no_suspension_before_its_last_day(self, contract: Contract) -> None:
        clock = User.objects.system()

        assert refusal(held_up(contract), ("contract.suspension_lapsed", clock)) == UNASKED

    def test_withdraws_no_notice(self, contract: Contract) -> None:
        clock = User.objects.system()

        assert refusal(warned(contract), ("contract.notice_withdrawn", clock)) == UNASKED


class TestAManager:
    def test_of_yesterday_resumes_nothing(self, contract: Contract, gas_manager: Principal) -> None:
        RoleGrant.objects.filter(user_id=gas_manager.user_id).update(ends_on=today() - DAY)

        assert refusal(held_up(contract), ("contract.resumed", gas_manager)) == UNASKED


class TestAGuarantee:
    def test_is_not_given_back_before_the_settlements(
        self, contract: Contract, gas_manager: Principal
    ) -> None:
        move = given_back(contract)
        factories.make_settlement(move[0].contract)

        told = refusal(move, ("contract.guarantee_released", gas_manager))

        assert told == "A guarantee is given back after the settlements of its contract."
        assert Guarantee.objects.filter(pk=move[0].pk, state=GuaranteeState.HELD).exists()

    def test_comes_with_the_entry_of_its_contract_alone(
        self, contract: Contract, secretariat: Principal
    ) -> None:
        record(actor=secretariat, verb="contract.imported", target=contract, at=now())
        another = Guarantee(
            contract=contract, number="98-7", issuer="بانک", amount=1, expires_on=contract.ends_on
        )

        told = insert_refused(another, [("contract.imported", secretariat)], contract)

        assert told == "A contract is entered once."


class TestAnAgreedEnd:
    TAKEN_BACK: dict[str, Any] = {
        "mutual_end_accepted_on": None, "mutual_end_accepted_by": None, "reconsider_until": None
    }  # fmt: skip

    @pytest.fixture
    def agreed(self, contract: Contract, operator: Principal) -> Contract:
        """Return the contract whose office agrees to its end in a month."""
        Contract.objects.filter(pk=contract.pk).update(mutual_end_on=today() + 30 * DAY)
        Contract.objects.filter(pk=contract.pk).update(
            mutual_end_accepted_on=today(), mutual_end_accepted_by=operator.user_id,
            reconsider_until=today() + DAY,
        )  # fmt: skip
        return contract

    @pytest.mark.parametrize("name", ["gas_manager", "gas_clerk", "deputy"])
    def test_the_office_alone_withdraws_it(
        self, agreed: Contract, operator: Principal, name: str, request: pytest.FixtureRequest
    ) -> None:
        verb, person = "contract.end_acceptance_withdrawn", request.getfixturevalue(name)

        assert refusal((agreed, self.TAKEN_BACK), (verb, person)) == UNASKED
        assert refusal((agreed, self.TAKEN_BACK), (verb, operator)) == ""

    @pytest.mark.parametrize("name", ["gas_clerk", "power_clerk", "deputy"])
    def test_is_declined_by_the_parties_alone(
        self, contract: Contract, operator: Principal, gas_manager: Principal, name: str,
        request: pytest.FixtureRequest,
    ) -> None:  # fmt: skip
        Contract.objects.filter(pk=contract.pk).update(mutual_end_on=today() + 30 * DAY)
        move: Move = (contract, {"mutual_end_on": None})
        verb = "contract.end_declined"

        assert refusal(move, (verb, request.getfixturevalue(name))) == UNASKED
        assert refusal(move, (verb, gas_manager)) == ""


class TestAColumnOfAMove:
    """Days and papers of a move are written with that move, whatever event stands beside them."""

    @pytest.mark.parametrize(
        ("column", "value", "verb"),
        [
            ("ended_on", today() - 40 * DAY, "contract.terminated"),
            ("terminated_on", today(), "contract.terminated"),
            ("kind", "x1", "contract.changed"),
            ("agency_number", "12", "contract.changed"),
            ("retention_reason", "دیگر", "contract.changed"),
            ("standing_exception", "دیگر", "contract.signed"),
            ("quota_exception", "دیگر", "contract.signed"),
            ("notice_issued_on", today(), "contract.notice_issued"),
            ("notice_proof", "تحویل شد", "contract.notice_served"),
        ],
    )
    def test_is_not_written_alone(
        self, contract: Contract, gas_manager: Principal, column: str, value: Any, verb: str
    ) -> None:
        words = move_refused(contract, {column: value}, [(verb, gas_manager)])

        assert words == f"{column} of contracts_contract is written by its own move."

    def test_of_a_renewal_says_why_for_good(
        self, contract: Contract, gas_manager: Principal
    ) -> None:
        told = [("contract.changed", gas_manager)]

        words = move_refused(contract, {"renewal_exception": "دیگر"}, told)

        assert words == "renewal_exception of contracts_contract stays as it was written."

    def test_of_a_suspension_has_its_last_day(
        self, contract: Contract, gas_manager: Principal
    ) -> None:
        suspended(contract, suspended_until=today() + 5 * DAY)

        words = move_refused(
            contract, {"suspended_until": None}, [("contract.suspended", gas_manager)]
        )

        assert words == "A suspension names its last day."

    def test_of_an_end_by_agreement_is_a_day_to_come(
        self, contract: Contract, gas_manager: Principal
    ) -> None:
        told = [("contract.end_proposed", gas_manager)]

        words = move_refused(contract, {"mutual_end_on": today()}, told)

        assert words == "An end by agreement is proposed for a day to come."


@pytest.mark.parametrize(
    ("verb", "name"),
    [("contract.stood_back", "gas_clerk"), ("contract.document_opened", "operator")],
)
def test_who_stands_back_says_so(
    contract: Contract, gas_manager: Principal, verb: str, name: str, request: pytest.FixtureRequest
) -> None:
    row = ContractRecusal(
        contract=contract, user_id=gas_manager.user_id, name=gas_manager.name,
        role=gas_manager.role, reason="خویشاوند دارندهٔ دفتر است.", stood_back_on=today(),
    )  # fmt: skip

    told = [(verb, request.getfixturevalue(name))]
    assert insert_refused(row, told, contract) == UNASKED.replace("_contract ", "_contractrecusal ")
    assert insert_refused(row, [("contract.stood_back", gas_manager)], contract) == ""
