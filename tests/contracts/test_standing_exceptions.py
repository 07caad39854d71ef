"""A new contract in spite of the office's standing: written, with a reason, told to the deputy."""

from datetime import timedelta

import pytest

from audit.models import AuditEvent
from contracts import actions
from contracts.facts import GUARDS, standing_against
from contracts.models import Contract
from contracts.states import ContractState as S
from core.errors import Invalid
from core.panels import Guard
from tests import factories
from tests.contracts.stories import TODAY, WHEN, accepted, contract_in, make_import, worded

pytestmark = pytest.mark.django_db
REASON = "تنها دفتر این روستاست و مردم به خدمت نیاز دارند."


def draft(agency, office, actor, **values) -> Contract:
    """Draft a contract of the agency with the office."""
    return actions.draft_contract(
        agency_id=agency.pk, office_id=office.pk, service_ids=[factories.make_service(agency).pk],
        starts_on=TODAY, ends_on=TODAY + timedelta(days=200), actor=actor, **values, **WHEN,
    )  # fmt: skip


class TestAfterATermination:
    @pytest.fixture(autouse=True)
    def ended(self, gas, office) -> Contract:
        return contract_in(S.TERMINATED, agency=gas, office=office)

    def test_a_draft_needs_a_reason(self, gas, office, gas_clerk):
        with pytest.raises(Invalid) as refusal:
            draft(gas, office, gas_clerk)

        assert list(refusal.value.fields) == ["standing_exception"]
        made = draft(gas, office, gas_clerk, standing_exception=REASON)
        assert made.standing_exception == REASON
        assert AuditEvent.objects.get(verb="contract.drafted").note == REASON

    def test_another_agency_or_office_needs_none(self, power, gas, office, power_clerk, gas_clerk):
        assert draft(power, office, power_clerk).standing_exception == ""
        assert draft(gas, factories.make_office(), gas_clerk).standing_exception == ""

    def test_the_signature_asks_where_the_draft_has_none(self, gas, office, gas_manager):
        contract = contract_in(S.PENDING_SIGNATURE, agency=gas, office=office)
        sign = {"contract_id": contract.pk, "actor": gas_manager, **WHEN}
        with pytest.raises(Invalid) as refusal:
            actions.sign_contract(**sign)
        assert list(refusal.value.fields) == ["standing_exception"]

        signed = actions.sign_contract(**sign, standing_exception=REASON)

        assert signed.standing_exception == REASON

    def test_the_reason_of_the_draft_serves(self, gas, office, gas_clerk, gas_manager):
        contract = worded(draft(gas, office, gas_clerk, standing_exception=REASON))
        actions.add_guarantee(
            contract_id=contract.pk, kind="cash", number="۹", amount=9,
            expires_on=contract.ends_on, actor=gas_clerk, **WHEN,
        )  # fmt: skip
        accepted(actions.send_for_signature(contract_id=contract.pk, actor=gas_clerk, **WHEN))

        signed = actions.sign_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)

        assert signed.standing_exception == REASON

    def test_is_on_both_pages(self, gas, office, ended, gas_manager, browser_of):
        manager = browser_of(gas_manager)
        contract = contract_in(S.PENDING_SIGNATURE, agency=gas, office=office)

        for address in (
            f"/contracts/new?office={office.code}",
            f"{contract.get_absolute_url()}/sign",
        ):
            page = manager.get(address)
            assert page.context["standing"] == standing_against(contract, TODAY)
            assert "standing_exception" in page.content.decode()


class TestStandingAgainst:
    def test_leaves_out_what_nobody_confirmed(self, gas, office):
        Contract.objects.create(
            agency=gas, office=office, county=office.county, number="1404-9", state=S.TERMINATED,
            signed_on=TODAY, starts_on=TODAY, ends_on=TODAY, ended_on=TODAY, terminated_on=TODAY,
            origin="import", source_import=make_import(),
        )  # fmt: skip

        assert standing_against(Contract(agency=gas, office=office), TODAY) == []

    def test_asks_the_floors_above(self, gas, office):
        GUARDS.add(Guard("probe", "contract", lambda record, on: ["آستانه پر شده است."]))
        try:
            found = standing_against(Contract(agency=gas, office=office), TODAY)
        finally:
            GUARDS.remove("probe")

        assert found == ["آستانه پر شده است."]
