"""The securities of a contract: prolonged, replaced, given back and called, and their pages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from agencies.models import Agency
from audit.models import AuditEvent
from contracts import actions
from contracts.facts import GUARDS
from contracts.models import Contract, Guarantee
from contracts.states import ContractState, ProofKind
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.jalali import short
from core.panels import Guard
from tests import factories
from tests.contracts.stories import NOW, TODAY, WHEN, contract_in, make_proof
from tests.sql import refused_at_runtime

S = ContractState
DAY = timedelta(days=1)
REASON = "به سبب آنچه در پرونده آمده است."
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of 3 Azar 1405."""
    with time_machine.travel(NOW, tick=False):
        yield


def events(contract: Contract) -> list[str]:
    """Return the verbs of the contract's history."""
    return list(AuditEvent.objects.about(contract).order_by("id").values_list("verb", flat=True))


def secured(contract: Contract, actor: Any) -> Guarantee:
    """Record another guarantee to the end of next year."""
    return actions.add_guarantee(
        contract_id=contract.pk, kind="bank", number="98-1", amount=10_000_000,
        expires_on=TODAY + 400 * DAY, actor=actor, **WHEN,
    )  # fmt: skip


def standing(contract: Contract) -> Guarantee:
    """Return the one guarantee that is held."""
    return contract.guarantees.get(state="held")


class TestExtendGuarantee:
    def extend(self, guarantee, actor, **values):
        defaults = {"number": "98-1/ت", "expires_on": guarantee.expires_on + 90 * DAY}
        return actions.extend_guarantee(
            guarantee_id=guarantee.pk, actor=actor, **(defaults | values), **WHEN
        )

    def test_takes_the_place_of_the_old_one(self, contract, gas_clerk):
        old = standing(contract)

        new = self.extend(old, gas_clerk)

        old.refresh_from_db()
        assert old.state == "released"
        assert (new.kind, new.amount) == (old.kind, old.amount)
        assert standing(contract) == new
        assert events(contract) == ["contract.guarantee_extended"]

    def test_follows_one_that_ran_out(self, gas, gas_clerk):
        contract = factories.make_contract(agency=gas, secured_to=TODAY - 3 * DAY)
        contract.guarantees.update(state="expired")

        new = self.extend(contract.guarantees.get(), gas_clerk)

        assert standing(contract) == new

    @pytest.mark.parametrize("days", [0, -1])
    def test_goes_beyond_the_present_end(self, contract, gas_clerk, days):
        guarantee = standing(contract)

        with pytest.raises(Invalid):
            self.extend(guarantee, gas_clerk, expires_on=guarantee.expires_on + days * DAY)

    def test_asks_for_a_number_of_its_own(self, contract, gas_clerk):
        guarantee = standing(contract)

        with pytest.raises(Invalid):
            self.extend(guarantee, gas_clerk, number=guarantee.number)


class TestReplaceGuarantee:
    def replace(self, guarantee, actor, **values):
        defaults = {
            "kind": "cheque", "number": "چ-۷", "amount": guarantee.amount,
            "expires_on": TODAY + 300 * DAY,
        }  # fmt: skip
        return actions.replace_guarantee(
            guarantee_id=guarantee.pk, actor=actor, **(defaults | values), **WHEN
        )

    def test_gives_the_old_one_back(self, contract, gas_clerk):
        old = standing(contract)

        new = self.replace(old, gas_clerk)

        old.refresh_from_db()
        assert (old.state, standing(contract)) == ("released", new)
        assert events(contract) == ["contract.guarantee_replaced"]

    @pytest.mark.parametrize(
        ("less", "days", "fields"),
        [(1, 0, {"amount"}), (0, 1, {"expires_on"}), (1, 1, {"amount", "expires_on"})],
    )
    def test_secures_a_contract_in_force_no_less_and_to_its_last_day(
        self, contract, gas_clerk, less, days, fields
    ):
        old = standing(contract)

        with pytest.raises(Invalid) as refusal:
            self.replace(
                old, gas_clerk, amount=old.amount - less, expires_on=contract.ends_on - days * DAY
            )

        assert set(refusal.value.fields) == fields
        done = self.replace(old, gas_clerk, amount=old.amount, expires_on=contract.ends_on)
        assert standing(contract) == done

    def test_asks_why_it_is_above_the_usual_share(self, contract, gas_clerk):
        Contract.objects.filter(pk=contract.pk).update(value=10_000)

        with pytest.raises(Invalid) as caught:
            self.replace(standing(contract), gas_clerk)

        assert set(caught.value.fields) == {"excess_reason"}


class TestReleaseGuarantee:
    def release(self, guarantee, actor):
        return actions.release_guarantee(
            guarantee_id=guarantee.pk, reason=REASON, actor=actor, **WHEN
        )

    def test_gives_back_what_another_one_covers(self, contract, gas_clerk):
        old = standing(contract)
        secured(contract, gas_clerk)

        self.release(old, gas_clerk)

        assert standing(contract).number == "98-1"
        assert events(contract)[-1] == "contract.guarantee_released"

    @pytest.mark.parametrize(("amount", "days"), [(9_999_999, 0), (10_000_000, -1), (1, -100)])
    def test_leaves_no_contract_in_force_secured_by_less(self, contract, gas_clerk, amount, days):
        old = standing(contract)
        actions.add_guarantee(
            contract_id=contract.pk, kind="cash", number="کم", amount=amount,
            expires_on=contract.ends_on + days * DAY, actor=gas_clerk, **WHEN,
        )  # fmt: skip

        with pytest.raises(IllegalMove):
            self.release(old, gas_clerk)

        old.state = "released"
        assert "stays secured" in refused_at_runtime(old.save)

    def test_leaves_no_running_contract_bare(self, contract, gas, gas_clerk):
        with pytest.raises(IllegalMove):
            self.release(standing(contract), gas_clerk)

        Agency.objects.filter(pk=gas.pk).update(requires_guarantee=False)
        assert self.release(standing(contract), gas_clerk).state == "released"

    def test_waits_for_open_settlements_of_an_ended_contract(self, gas, gas_clerk):
        contract = contract_in(S.EXPIRED, agency=gas)
        GUARDS.add(Guard("probe books", "settle", lambda record, on: ["دو تسویه باز است."]))
        try:
            with pytest.raises(IllegalMove, match="تسویه"):
                self.release(standing(contract), gas_clerk)
        finally:
            GUARDS.remove("probe books")

        assert self.release(standing(contract), gas_clerk).state == "released"


class TestCallGuarantee:
    def call(self, guarantee, actor, proof, **values):
        return actions.call_guarantee(
            guarantee_id=guarantee.pk, proof=proof, actor=actor,
            **({"reason": REASON} | WHEN | values),
        )  # fmt: skip

    def test_rests_on_a_proof_of_the_contract(self, contract, gas_manager):
        guarantee = standing(contract)

        self.call(guarantee, gas_manager, make_proof(contract))

        guarantee.refresh_from_db()
        assert guarantee.state == "called"
        assert events(contract) == ["contract.guarantee_called"]

    def test_never_rests_on_urgency_or_on_another_contract(self, contract, gas, gas_manager):
        guarantee = standing(contract)
        urgent = make_proof(
            contract, ProofKind.URGENT, document_no="", document_on=None, document_issuer=""
        )

        for proof in (urgent, make_proof(factories.make_contract(agency=gas))):
            with pytest.raises(IllegalMove):
                self.call(guarantee, gas_manager, proof)

    def test_is_too_late_after_its_last_day(self, gas, gas_manager):
        contract = factories.make_contract(agency=gas, secured_to=TODAY)
        guarantee, proof = standing(contract), make_proof(contract)

        with pytest.raises(IllegalMove):
            self.call(guarantee, gas_manager, proof, on=guarantee.expires_on + DAY)
        assert self.call(guarantee, gas_manager, proof, on=guarantee.expires_on).state == "called"

    @pytest.mark.parametrize("state", ["released", "called", "expired"])
    def test_is_refused_for_one_that_is_not_held(self, gas, gas_manager, state):
        last = TODAY - DAY if state == "expired" else TODAY
        contract = factories.make_contract(agency=gas, secured_to=last)
        contract.guarantees.update(state=state)

        with pytest.raises(IllegalMove):
            self.call(contract.guarantees.get(), gas_manager, make_proof(contract))

    def test_is_the_managers_with_a_fresh_factor(self, contract, gas_clerk, gas_manager):
        guarantee, proof = standing(contract), make_proof(contract)

        with pytest.raises(NotPermitted):
            self.call(guarantee, gas_clerk, proof)
        with pytest.raises(FactorRequired):
            self.call(guarantee, replace(gas_manager, fresh_factor=False), proof)


RUNNING = {S.ACTIVE, S.SUSPENDED, S.TERMINATION_NOTICE}
ENDED = {S.TERMINATED, S.EXPIRED, S.ENDED_MUTUAL}
ONE: dict[str, Any] = {
    "extend_guarantee": (
        RUNNING | {S.DRAFT, S.PENDING_SIGNATURE},
        lambda g, a: actions.extend_guarantee(
            guarantee_id=g.pk, number="۹", expires_on=g.expires_on + DAY, actor=a, **WHEN
        ),
    ),
    "replace_guarantee": (
        RUNNING | {S.DRAFT, S.PENDING_SIGNATURE},
        lambda g, a: actions.replace_guarantee(
            guarantee_id=g.pk, kind="cash", number="۹", amount=g.amount,
            expires_on=g.contract.ends_on, actor=a, **WHEN,
        ),
    ),
    "release_guarantee": (
        set(S) - RUNNING - {S.PENDING_SIGNATURE},
        lambda g, a: actions.release_guarantee(guarantee_id=g.pk, reason=REASON, actor=a, **WHEN),
    ),
    "call_guarantee": (
        RUNNING | ENDED,
        lambda g, a: actions.call_guarantee(
            guarantee_id=g.pk, proof=make_proof(g.contract), reason=REASON, actor=a, **WHEN
        ),
    ),
}  # fmt: skip


class TestEveryAction:
    @pytest.mark.parametrize("name", ONE)
    def test_starts_from_its_states_only(self, name, gas, office, gas_manager):
        sources, call = ONE[name]

        for state in S:
            contract = contract_in(state, agency=gas, office=office)
            guarantee = contract.guarantees.get()
            if state in sources:
                call(guarantee, gas_manager)
                assert events(contract)[-1].startswith("contract.guarantee_")
            else:
                with pytest.raises(IllegalMove):
                    call(guarantee, gas_manager)

    @pytest.mark.parametrize("name", ONE)
    @pytest.mark.parametrize("who", ["operator", "deputy", "secretariat", "gas_appeal", "auditor"])
    def test_refuses_other_roles(self, name, who, contract, request):
        with pytest.raises(NotPermitted):
            ONE[name][1](standing(contract), request.getfixturevalue(who))

    @pytest.mark.parametrize("name", ONE)
    def test_refuses_the_manager_of_another_agency(self, name, contract, power_manager):
        with pytest.raises(Guarantee.DoesNotExist):
            ONE[name][1](standing(contract), power_manager)


class TestPages:
    def address(self, name: str, guarantee: Guarantee) -> str:
        """Return the address of an act on a guarantee."""
        names = (guarantee.contract.number, guarantee.public_id)
        return reverse(f"contracts:guarantee-{name}", args=names)

    @pytest.mark.parametrize(
        ("who", "state", "offered"),
        [
            ("gas_manager", S.ACTIVE, ["extend", "replace", "call"]),
            ("gas_clerk", S.ACTIVE, ["extend", "replace"]),
            ("gas_clerk", S.EXPIRED, ["release"]),
            ("gas_manager", S.EXPIRED, ["release"]),
            ("gas_manager", S.TERMINATED, ["release", "call"]),
            ("operator", S.ACTIVE, []),
            ("deputy", S.ACTIVE, []),
        ],
    )
    def test_are_offered_on_the_contract(
        self, gas, office, browser_of, request, who, state, offered
    ):
        contract = contract_in(state, agency=gas, office=office)

        page = browser_of(request.getfixturevalue(who)).get(contract.get_absolute_url())

        [(_guarantee, ways)] = page.context["guarantees"]
        assert [way.name for way in ways] == offered

    def test_lead_from_one_guarantee_to_the_next(self, contract, gas_clerk, browser_of):
        client = browser_of(gas_clerk)
        ends_on = short(standing(contract).expires_on + 60 * DAY)

        extended = client.post(
            self.address("extend", standing(contract)), {"number": "ت-۱", "expires_on": ends_on}
        )
        again = client.post(
            self.address("extend", standing(contract)), {"number": "ت-۲", "expires_on": ends_on}
        )
        proposed = client.get(self.address("replace", standing(contract)))
        replaced = client.post(
            self.address("replace", standing(contract)),
            {"kind": "cash", "number": "ن-۱", "amount": "۱۰٬۰۰۰٬۰۰۰", "expires_on": ends_on},
        )

        assert (extended.status_code, again.status_code, replaced.status_code) == (302, 422, 302)
        assert proposed.context["form"]["kind"].value() == "bank"
        assert standing(contract).kind == "cash"

    def test_give_back_what_another_one_covers(self, contract, gas_clerk, browser_of):
        old = standing(contract)
        client = browser_of(gas_clerk)

        bare = client.post(self.address("release", old), {"reason": REASON})
        secured(contract, gas_clerk)
        done = client.post(self.address("release", old), {"reason": REASON})

        assert (bare.status_code, done.status_code) == (422, 302)

    def test_call_it_by_a_proof_and_the_offices_code(self, contract, gas_manager, browser_of):
        guarantee, proof = standing(contract), make_proof(contract)
        client = browser_of(gas_manager)
        typed = {"basis": str(proof.public_id), "reason": REASON, "amount": guarantee.amount}

        wrong = client.post(self.address("call", guarantee), typed | {"confirmation": "1"})
        done = client.post(
            self.address("call", guarantee), typed | {"confirmation": contract.office.code}
        )

        assert wrong.status_code == 422
        assert done.status_code == 302
        assert contract.guarantees.get().state == "called"

    def test_say_where_a_proof_comes_from(self, contract, gas_manager, browser_of):
        page = browser_of(gas_manager).post(
            self.address("call", standing(contract)),
            {"basis": "document", "reason": REASON, "amount": "9",
             "confirmation": contract.office.code},
        )  # fmt: skip

        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"basis"}

    def test_are_not_there_for_another_contracts_number(self, contract, gas, gas_clerk, browser_of):
        other = factories.make_contract(agency=gas)
        address = reverse(
            "contracts:guarantee-extend", args=[other.number, standing(contract).public_id]
        )

        assert browser_of(gas_clerk).get(address).status_code == 404
