"""One stands back from the contracts of an office; that ends every act on them, at once."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.principal import Principal
from accounts.roles import SCOPE_OF, Role, ScopeKind
from agencies.models import Agency
from audit.actions import record
from audit.models import AuditEvent
from contracts import actions
from contracts.acts.contract import CONTRACTS, DRAFT, STAND_BACK
from contracts.acts.guarantee import GUARANTEES
from contracts.acts.recusals import RECUSED, STOOD_BACK
from contracts.acts.settlement import SETTLEMENTS
from contracts.facts.paper_service import is_confirmed_above, is_service_confirmed_above
from contracts.models import Contract, ContractRecusal
from contracts.states import ContractState as S
from core.acts import Act, why_not
from core.clock import today
from core.errors import IllegalMove, Invalid, NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.contracts.stories import NOW, TODAY, WHEN, contract_in, notified
from tests.contracts.test_acts import CALLS
from tests.factories import (
    make_contract,
    make_final_case,
    make_office,
    make_principal,
    make_report,
    make_same_person,
    make_service,
    make_settlement,
)
from tests.sql import refused_at_runtime
from tests.violations.stories import REASONS, moment
from violations import actions as cases
from violations.acts.cases import EXECUTE
from violations.acts.reports import REPORT_ACTS
from violations.models import ViolationReport
from workdays.acts import OWN_PART
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
WHY = "از بستگان درجهٔ اول دارندهٔ پروانهٔ دفتر هستم."
# The office is a party and stands back from nothing; an import is confirmed by the agency.
EXEMPT = {
    "contract.accept", "contract.decline", "contract.contest-acceptance", "contract.accept-end",
    "contract.acknowledge-notice", "contract.waive-notice", "contract.withdraw-acceptance",
    "contract.accept-addendum", "contract.decline-addendum", "contract.contest-addendum",
    "contract.withdraw-contract-acceptance", "contract.withdraw-addendum-acceptance",
    "contract.import", "contract.stand-back",
}  # fmt: skip


@pytest.fixture
def held() -> Contract:
    return contract_in(S.ACTIVE)


@pytest.fixture
def manager(held: Contract) -> Principal:
    return make_principal(Role.AGENCY_MANAGER, held.agency)


def stand_back(contract: Contract, actor: Principal, reason: str = WHY) -> Contract:
    return actions.stand_back(contract_id=contract.pk, reason=reason, actor=actor, **WHEN)


def twins(person: Principal, agency: Agency) -> dict[Role, Principal]:
    """Return an account of the person in each role that acts on a contract."""
    made = {
        role: make_principal(role, agency if SCOPE_OF[role] == ScopeKind.AGENCY else None)
        for role in (
            Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL, Role.SECRETARIAT,
            Role.DEPUTY,
        )
    }  # fmt: skip
    make_same_person(person, *made.values())
    return made


def rows() -> Iterator[Act]:
    for table in (CONTRACTS, GUARANTEES, SETTLEMENTS):
        yield from table


def test_every_act_on_a_contract_is_barred_to_who_stood_back() -> None:
    assert {act.key for act in rows() if RECUSED not in act.not_by} == EXEMPT


def test_each_action_refuses_each_account_of_the_person(held: Contract, manager: Principal) -> None:
    parts: dict[str, Any] = {
        "contract": held, "guarantee": held.guarantees.get(), "settlement": make_settlement(held)
    }  # fmt: skip
    accounts = twins(manager, held.agency).values()
    stand_back(held, manager)
    wrong = []
    for act in rows():
        if act.key in EXEMPT or act is DRAFT or act.key not in CALLS:
            continue
        record = type(parts[act.table.kind]).objects.get(pk=parts[act.table.kind].pk)
        for actor in (one for one in accounts if act.is_of(one, record, TODAY)):
            try:
                CALLS[act.key](record, actor)
                found = "done"
            except NotPermitted as error:
                found = error.message
            if found != str(STOOD_BACK):
                wrong.append(f"{act.key} by {actor.role}: {found}")

    assert wrong == []


def test_counts_in_each_contract_of_the_two_and_in_no_other(
    held: Contract, manager: Principal
) -> None:
    later = make_contract(office=held.office, agency=held.agency, state="draft")
    other = make_contract(agency=held.agency)

    stand_back(held, manager)

    assert RECUSED.reason(later, manager, TODAY) == str(STOOD_BACK)
    assert RECUSED.reason(other, manager, TODAY) == ""
    with pytest.raises(NotPermitted, match=str(STOOD_BACK)):
        actions.draft_contract(
            agency_id=held.agency_id, office_id=held.office_id, starts_on=TODAY, ends_on=TODAY,
            service_ids=[make_service(held.agency).pk], actor=manager, **WHEN,
        )  # fmt: skip


def test_passes_the_confirmation_of_an_entry_on_where_every_colleague_stood_back(
    held: Contract, manager: Principal
) -> None:
    colleague = make_principal(Role.AGENCY_MANAGER, held.agency)
    assert not is_confirmed_above(held, manager.user_id, TODAY)

    stand_back(held, colleague)

    assert is_confirmed_above(held, manager.user_id, TODAY)
    assert is_service_confirmed_above(held, manager.user_id, TODAY)


def test_leaves_the_contract_to_a_colleague(held: Contract, manager: Principal) -> None:
    colleague = make_principal(Role.AGENCY_MANAGER, held.agency)

    stand_back(held, manager)

    assert AuditEvent.objects.get(verb="contract.stood_back").note == WHY
    until = TODAY
    actions.urgent_suspend(
        contract_id=held.pk, until=until, reason=REASONS, actor=colleague, **WHEN
    )


def test_of_the_last_manager_tells_the_deputy_that_another_is_needed(
    held: Contract, manager: Principal
) -> None:
    deputy = make_principal(Role.DEPUTY)

    stand_back(held, manager)

    assert AuditEvent.objects.filter(verb="contract.recused_last").count() == 1
    for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
        spread(payload=message.payload, at=NOW)
    told = Notification.objects.filter(user_id=deputy.user_id).values_list("kind", flat=True)
    assert list(told) == ["contract.recused_last"]


def test_is_done_once_with_a_reason(held: Contract, manager: Principal) -> None:
    with pytest.raises(Invalid):
        stand_back(held, manager, "نه")
    stand_back(held, manager)

    with pytest.raises(IllegalMove):
        stand_back(held, manager)


def test_is_not_for_the_office(held: Contract) -> None:
    with pytest.raises(NotPermitted):
        stand_back(held, make_principal(Role.OPERATOR, held.office))


def test_is_on_its_page_and_in_rest(
    held: Contract, manager: Principal, browser_of: Any, api_of: Any
) -> None:
    page = browser_of(manager).get(held.get_absolute_url())
    address = f"{held.get_absolute_url()}/{STAND_BACK.name}"
    assert f'"{address}"' in page.text

    clerk = make_principal(Role.AGENCY_CLERK, held.agency)
    done = browser_of(manager).post(address, {"reason": WHY, "version": held.version})
    moved = api_of(clerk).post(f"/api/v1/contracts/{held.public_id}/standing-back", {"reason": WHY})

    assert (done.status_code, moved.status_code) == (302, 200)
    back = set(ContractRecusal.objects.values_list("user_id", flat=True))
    assert back == {manager.user_id, clerk.user_id}


def test_offers_no_new_contract_with_the_office_and_says_why(
    held: Contract, manager: Principal, browser_of: Any
) -> None:
    code, free = held.office.code, make_office()
    stand_back(held, manager)
    client = browser_of(manager)

    (row,) = client.get(f"/offices/suggest?q={code}&all=1").json()
    (other,) = client.get(f"/offices/suggest?q={free.code}&all=1").json()
    page = client.get(f"/contracts/new?office={code}")
    typed = client.post("/contracts/new", {"office": code})

    assert (row["blocked"], row["reason"]) == (True, str(STOOD_BACK))
    assert not other["blocked"]
    assert page.context["barred"] == str(STOOD_BACK)
    assert page.context["form"]["office"].value() == ""
    assert typed.context["form"].errors["office"] == [str(STOOD_BACK)]


def test_leaves_the_link_to_a_new_contract_off_the_office_s_pages(
    held: Contract, manager: Principal, browser_of: Any
) -> None:
    colleague = make_principal(Role.AGENCY_MANAGER, held.agency)
    stand_back(held, manager)
    address = held.office.get_absolute_url()

    def has_link(reader: Principal, page: str) -> bool:
        return "/contracts/new?office=" in browser_of(reader).get(page).text

    for page in (address, f"{address}/contracts"):
        assert not has_link(manager, page)
        assert has_link(colleague, page)
    assert has_link(manager, make_office().get_absolute_url())


def test_leads_to_what_somebody_else_has_changed(
    held: Contract, manager: Principal, browser_of: Any
) -> None:
    address = f"{held.get_absolute_url()}/{STAND_BACK.name}"

    answer = browser_of(manager).post(address, {"reason": WHY, "version": held.version - 1})

    assert answer.status_code == 409
    assert f'href="{held.get_absolute_url()}" target="_blank"' in answer.text
    assert WHY in answer.text


class TestReach:
    def test_to_the_clock_of_the_notice(self, manager: Principal, held: Contract) -> None:
        ended = notified(held, make_principal(Role.AGENCY_MANAGER, held.agency))
        actions.acknowledge_termination_notice(
            contract_id=ended.pk, actor=make_principal(Role.OPERATOR, held.office), **WHEN
        )
        stand_back(ended, manager)
        kept = KeptDeadline.objects.get(clock="contract.notice", subject_id=ended.public_id)

        assert OWN_PART.reason(kept, manager, TODAY)

    def test_to_the_triage_of_reports_and_the_execution_of_a_decision(
        self, manager: Principal, held: Contract
    ) -> None:
        reporter = make_principal(Role.AGENCY_CLERK, held.agency)
        report = make_report(contract=held, reporter=reporter)
        stand_back(held, manager)

        for act in REPORT_ACTS:
            if act.name in {"accept", "return", "duplicate", "refer", "reject"}:
                found = why_not(act, report, manager, TODAY)
                assert found is not None, act
                assert found.message == str(STOOD_BACK)
        with pytest.raises(NotPermitted, match=str(STOOD_BACK)):
            cases.reject_report(report_id=report.pk, reason=REASONS, actor=manager, **moment(TODAY))
        case = make_final_case(contract=held, executed_on=None)
        found = why_not(EXECUTE, case, manager, TODAY)
        assert found is not None
        assert found.message == str(STOOD_BACK)
        forged = ViolationReport.objects.get(pk=report.pk)
        forged.state, forged.triage_reason = "rejected", REASONS
        forged.triaged_by, forged.triaged_on = manager.user_id, TODAY
        forged.version += 1
        assert "stood back" in refused_at_runtime(forged.save)


class TestGuards:
    def test_keep_the_recusal_as_it_was_written(self, held: Contract, manager: Principal) -> None:
        stand_back(held, manager)

        for statement in (
            "UPDATE contracts_contractrecusal SET reason = 'x'",
            "DELETE FROM contracts_contractrecusal",
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                connection.cursor().execute(statement)

    def test_refuse_one_in_the_name_of_another(self, held: Contract) -> None:
        stranger = make_principal(Role.OPERATOR, held.office)
        forged = ContractRecusal(
            contract=held, user_id=stranger.user_id, name="x", role="agency_manager", reason="x",
            stood_back_on=today(),
        )  # fmt: skip

        assert "holds the role" in refused_at_runtime(forged.save)

    @pytest.mark.parametrize("column", ["acted_by", "signed_by", "confirmed_by"])
    def test_refuse_the_name_of_who_stood_back_under_an_act(
        self, held: Contract, manager: Principal, column: str
    ) -> None:
        stand_back(held, manager)

        def write() -> None:
            Contract.objects.filter(pk=held.pk).update(**{column: manager.user_id})

        assert "stood back" in refused_at_runtime(write)

    @pytest.mark.parametrize("verb", ["contract.settled", "contract.guarantee_released"])
    def test_refuse_the_event_of_a_move_that_names_nobody(
        self, held: Contract, manager: Principal, verb: str
    ) -> None:
        stand_back(held, manager)

        assert "stood back" in refused_at_runtime(event_of(held, manager, verb))

    def test_let_the_consequences_of_a_case_pass(self, held: Contract, manager: Principal) -> None:
        stand_back(held, manager)

        assert refused_at_runtime(event_of(held, manager, "contract.proof_annulled")) == ""


def event_of(contract: Contract, actor: Principal, verb: str) -> Callable[[], Any]:
    """Return what writes an event of a contract by an actor."""
    return lambda: record(actor=actor, verb=verb, target=contract, changes={}, note="", at=NOW)
