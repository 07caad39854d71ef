"""A recusal from a case reaches what rests on it on the contract (ADR 83)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.principal import Principal
from accounts.roles import Role
from contracts.actions import acknowledge_termination_notice, stand_back
from contracts.acts.contract import CONTRACTS
from contracts.acts.reasons import barred_by_source
from contracts.facts.panels import PROOF_BARS
from contracts.models import Contract, EndingProof
from core.errors import NotPermitted
from oversight.acts.duties import RECUSED
from oversight.facts.refusals import who_may_refuse
from oversight.models import Duty, TerminationReview
from tests.factories import TODAY, make_final_case, make_principal, make_same_person
from tests.oversight.test_contract_judgments import judge
from tests.scenes.oversight import heard_review
from tests.sql import refused
from tests.violations.stories import REASONS, moment
from tests.violations.test_recusal import Decided, let_stand_back
from violations.facts.recusals import STOOD_BACK
from workdays.actions import extend_deadline
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
UNTIL = TODAY + timedelta(days=5)
RESTS = "nothing that rests on it"


@pytest.fixture
def lax(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Python forget whom a proof bars, so that the database alone answers."""
    for module in ("contracts.acts.reasons", "contracts.facts.clocks"):
        monkeypatch.setattr(f"{module}.PROOF_BARS", ())


def suspended() -> Decided:
    world = Decided()
    world.act("suspend_contract", world.other, proof=world.proof, until=UNTIL)
    return world


def given_notice() -> Decided:
    world = Decided()
    world.act("issue_termination_notice", world.other, proof=world.proof)
    return world


def signatory(world: Decided) -> Principal:
    """Return the second signatory of the agency, who is the person that stood back."""
    second = make_principal(Role.AGENCY_APPEAL, world.contract.agency)
    make_same_person(world.back, second)
    return second


def barred(world: Decided, account: int) -> bool:
    """Tell whether the database bars an account from what rests on the proof."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_barred_by_proof(%s, %s)", [world.proof.pk, account])
        return bool(cursor.fetchone()[0])


def at_once(call: Callable[[], Any]) -> str:
    """Return with which words the database refuses a call, its deferred guards included."""

    def call_and_ask() -> None:
        call()
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        connection.cursor().execute("SET CONSTRAINTS ALL DEFERRED")

    return refused(call_and_ask)


class TestPython:
    @pytest.mark.parametrize(
        "name", ["reinstate", "terminate", "withdraw-notice", "serve-notice", "record-judgment"]
    )
    def test_bars_every_act_that_rests_on_the_notice(self, name: str) -> None:
        world = given_notice()
        contract = Contract.objects.get(pk=world.contract.pk)
        says = {
            who.user_id: {one.reason(contract, who, TODAY) for one in CONTRACTS[name].not_by}
            for who in (world.back, world.twin, world.other)
        }

        assert str(STOOD_BACK) in says[world.back.user_id] & says[world.twin.user_id]
        assert str(STOOD_BACK) not in says[world.other.user_id]

    @pytest.mark.parametrize("name", ["settle", "renew", "amend", "record-guarantee", "keep-scan"])
    def test_leaves_the_other_work_on_the_contract(self, name: str) -> None:
        world = given_notice()
        contract = Contract.objects.get(pk=world.contract.pk)

        assert {one.reason(contract, world.back, TODAY) for one in CONTRACTS[name].not_by} == {""}

    def test_bars_from_a_judgment_on_the_suspension(self) -> None:
        world = suspended()

        with pytest.raises(NotPermitted, match=str(STOOD_BACK)):
            judge(world.contract, signatory(world), "suspend", day=TODAY, on=TODAY)

    @pytest.mark.parametrize("kind", ["terminate", "paper", "reinstate"])
    def test_bars_from_a_duty_of_the_contract(self, kind: str) -> None:
        world = given_notice()
        contract = Contract.objects.get(pk=world.contract.pk)
        duty = Duty(
            kind=kind, contract=contract, agency=contract.agency, office=contract.office,
        )  # fmt: skip

        assert RECUSED.reason(duty, world.back, TODAY) == str(STOOD_BACK)
        assert RECUSED.reason(duty, world.other, TODAY) == ""


class TestDatabase:
    def test_says_the_same(self) -> None:
        world = given_notice()

        for who in (world.back, world.twin, world.other, signatory(world)):
            said = barred_by_source(world.proof, who.user_id)
            assert barred(world, who.user_id) == bool(said)

    def test_refuses_to_end_a_suspension(self, lax: None) -> None:
        world = suspended()

        assert RESTS in at_once(lambda: world.act("resume_contract", world.back))
        assert at_once(lambda: world.act("resume_contract", world.other)) == ""

    def test_refuses_to_withdraw_a_notice(self, lax: None) -> None:
        world = given_notice()

        assert RESTS in at_once(lambda: world.act("withdraw_termination_notice", world.twin))
        assert at_once(lambda: world.act("withdraw_termination_notice", world.other)) == ""

    def test_refuses_a_judgment(self, lax: None) -> None:
        world = suspended()
        second = signatory(world)
        free = make_principal(Role.AGENCY_APPEAL, world.contract.agency)

        def write(who: Principal) -> Callable[[], Any]:
            return lambda: judge(world.contract, who, "suspend", day=TODAY, on=TODAY)

        assert RESTS in at_once(write(second))
        assert at_once(write(free)) == ""

    def test_refuses_to_move_the_clock_of_the_notice(self, lax: None) -> None:
        world = given_notice()
        operator = make_principal(Role.OPERATOR, world.contract.office)
        acknowledge_termination_notice(
            contract_id=world.contract.pk, actor=operator, **moment(TODAY)
        )
        kept = KeptDeadline.objects.get(clock="contract.notice")

        def extend(who: Principal) -> Callable[[], Any]:
            return lambda: extend_deadline(
                deadline_id=kept.public_id, days=3, reason="به درخواست دفتر و بیماری متصدی",
                actor=who, **moment(TODAY),
            )  # fmt: skip

        assert "moved by nobody" in at_once(extend(world.back))
        assert at_once(extend(world.other)) == ""


def test_a_proof_that_is_a_review_bars_from_what_rests_on_its_cases() -> None:
    review = heard_review()
    back = make_principal(Role.AGENCY_MANAGER, review.agency)
    other = make_principal(Role.AGENCY_MANAGER, review.agency)
    let_stand_back(review.flags.get().cases.all()[0], back)
    TerminationReview.objects.filter(pk=review.pk).update(decided_by=other.user_id)
    proof = EndingProof(
        contract=review.contract, kind="decided_review", source_id=review.public_id
    )  # fmt: skip

    assert barred_by_source(proof, back.user_id)
    assert not barred_by_source(proof, other.user_id)
    assert [bar.name for bar in PROOF_BARS] == ["who stood back", "reviews"]


def test_who_stood_back_is_not_named_as_who_enters_a_courts_order() -> None:
    case = make_final_case(executed_on=None)
    back, of_contracts, free = (
        make_principal(Role.AGENCY_MANAGER, case.agency, name=name) for name in "ابپ"
    )
    let_stand_back(case, back)
    assert case.contract_id
    stand_back(contract_id=case.contract_id, reason=REASONS, actor=of_contracts, **moment(TODAY))
    duty = case.duties.get(kind="execute")

    assert who_may_refuse(duty, TODAY) == [free.name]
