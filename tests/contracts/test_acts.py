"""
The tables of acts of contracts, guarantees and settlements, on a small world.

For each record, role and act: REST's transitions, the page's buttons and the action agree with
`why_not`, and an act that is not open is refused in its words.
"""

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import translation

import contracts
from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from contracts import actions
from contracts.actions.judgments import Verdict
from contracts.acts.contract import (
    CONFIRM,
    CONTRACTS,
    DRAFT,
    IMPORT,
    KEEP_SCAN,
    RECORD_SETTLEMENT,
    SERVE_NOTICE,
)
from contracts.acts.guarantee import GUARANTEES
from contracts.acts.reasons import unconfirmed
from contracts.acts.settlement import (
    REMIT,
    REMIT_A_SETTLEMENT,
    REVERSE,
    REVERSE_A_SETTLEMENT,
    SETTLEMENTS,
    entries_of,
)
from contracts.api.contracts import ContractViewSet
from contracts.facts import GUARDS
from contracts.models import Contract, EndingProof, Guarantee, Settlement
from contracts.states import CONTRACT_FLOW, GUARANTEE_FLOW, ContractState, GuaranteeState, ProofKind
from core.acts import TABLES, Act, is_open, why_not
from core.errors import DomainError, FactorRequired, Invalid, NotPermitted
from core.panels import Guard
from core.papers.heads import Letter
from tests import factories
from tests.contracts.annulled import annul, proven, terminated
from tests.contracts.stories import (
    ACTED_BY,
    NOW,
    TODAY,
    WHEN,
    contract_in,
    make_import,
    make_proof,
    noticed,
    notified,
    over,
    paper_acceptance,
    paper_addendum,
    proposed_addendum,
    scan,
    served,
    step,
    suspended,
    unaccepted,
    under_notice,
    waive,
)
from tests.shares import share

S = ContractState
DAY = timedelta(days=1)
REASON = "به سبب آنچه در پرونده آمده است."
TEXT = "ماده ۱، موضوع. ارائهٔ خدمت."
CAST = [
    "gas_manager", "gas_clerk", "gas_appeal", "power_manager", "operator", "deputy",
    "secretariat", "county_rep", "association", "auditor",
]  # fmt: skip
# Those who stand for the others at the doors, which ask the same table: each party and a reader.
READERS = ["gas_manager", "gas_clerk", "operator", "secretariat", "association", "power_manager"]
# Acts on one of a contract's parts, which are asked by themselves: open while one part is.
OF_PARTS = {REMIT_A_SETTLEMENT: REMIT, REVERSE_A_SETTLEMENT: REVERSE}
OF_CONTRACT = [act for act in CONTRACTS if act not in (DRAFT, IMPORT, *OF_PARTS)]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment(tmp_path: Path) -> Iterator[None]:
    """Let the doors read the clock of 3 Azar 1405, and store files in a folder of the test."""
    with time_machine.travel(NOW, tick=False), override_settings(MEDIA_ROOT=tmp_path):
        yield


def _following(contract: Contract) -> Contract:
    first = contract.ends_on + DAY
    return factories.make_contract(
        agency=contract.agency, office=contract.office, renewed_from=contract, starts_on=first,
        ends_on=first + 300 * DAY, state=S.PENDING_SIGNATURE,
    )  # fmt: skip


def _sendable(world: Any) -> Contract:
    return _draft(world)


def _draft(world: Any, **values: Any) -> Contract:
    return step(contract_in(S.PENDING_SIGNATURE, **world.parties, **values), S.DRAFT)


def _without_services(world: Any) -> Contract:
    contract = _draft(world)
    contract.contract_services.all().delete()
    return contract


def _rivalled(world: Any) -> Contract:
    services = [factories.make_service(world.gas)]
    factories.make_contract(**world.parties, services=services)
    return _draft(world, services=services)


def _drafted_by_the_manager(world: Any) -> Contract:
    drafted = world.gas_manager.user_id
    return contract_in(S.PENDING_SIGNATURE, **world.parties, drafted_by=drafted)


def _unsecured(world: Any) -> Contract:
    last = TODAY - DAY
    return contract_in(S.PENDING_SIGNATURE, **world.parties, secured_to=last)


def _unaccepted(world: Any) -> Contract:
    return unaccepted(**world.parties)


def _wordless(world: Any) -> Contract:
    return factories.make_contract(**world.parties, state=S.PENDING_SIGNATURE)


def _entered_by_the_manager(world: Any) -> Contract:
    paper = unaccepted(**world.parties)
    return paper_acceptance(paper, TODAY - DAY, world.gas_manager.user_id)


def _entered(world: Any) -> Contract:
    return paper_acceptance(unaccepted(**world.parties))


def _entered_bare(world: Any) -> Contract:
    return paper_acceptance(_wordless(world), TODAY - DAY)


def _declined(world: Any) -> Contract:
    contract = unaccepted(**world.parties)
    return step(
        contract, S.PENDING_SIGNATURE, declined_on=TODAY, decline_reason=REASON,
        declined_by=world.cast["operator"].user_id,
    )  # fmt: skip


def _addendum_waits(world: Any) -> Contract:
    return proposed_addendum(_active(world))


def _addendum_of_the_manager(world: Any) -> Contract:
    return proposed_addendum(_active(world), proposed_by=world.gas_manager.user_id)


def _addendum_has_begun(world: Any) -> Contract:
    return proposed_addendum(_active(world), effective_on=TODAY - DAY)


def _addendum_on_paper(world: Any) -> Contract:
    return paper_addendum(_active(world))


def _addendum_accepted(world: Any) -> Contract:
    return proposed_addendum(
        _active(world), state="accepted", accepted_on=TODAY, accepted_by=ACTED_BY,
        reconsider_until=TODAY + DAY,
    )  # fmt: skip


def _addendum_uncontested(world: Any) -> Contract:
    return paper_addendum(_active(world), TODAY - DAY)


def _half_secured(world: Any) -> Contract:
    return contract_in(S.PENDING_SIGNATURE, **world.parties, secured_to=TODAY + DAY)


def _term_is_over(world: Any) -> Contract:
    return factories.make_contract(**world.parties, state=S.PENDING_SIGNATURE, **over())


def _with_text(world: Any) -> Contract:
    contract = _active(world)
    actions.write_articles(contract_id=contract.pk, text=TEXT, actor=world.gas_clerk, **WHEN)
    return contract


def _active(world: Any, **values: Any) -> Contract:
    return contract_in(S.ACTIVE, **world.parties, **values)


def _end_proposed(world: Any) -> Contract:
    return step(
        _active(world), S.ACTIVE, mutual_end_on=TODAY + 30 * DAY, mutual_end_reason=REASON
    )  # fmt: skip


def _proposal_lapsed(world: Any) -> Contract:
    return step(_active(world), S.ACTIVE, mutual_end_on=TODAY - DAY, mutual_end_reason=REASON)


def _end_accepted(world: Any) -> Contract:
    return step(
        _end_proposed(world), S.ACTIVE, mutual_end_accepted_on=TODAY,
        mutual_end_accepted_by=ACTED_BY, reconsider_until=TODAY + DAY,
    )  # fmt: skip


def _renewed_already(world: Any) -> Contract:
    contract = _active(world)
    _following(contract)
    return contract


def _urgency_lapsed(world: Any) -> Contract:
    contract = _active(world)
    make_proof(
        contract, ProofKind.URGENT, document_no="", document_on=None, document_issuer="",
        decided_by=world.gas_manager.user_id,
    )  # fmt: skip
    return contract


def _imported(world: Any, **values: Any) -> Contract:
    return _active(world, origin="import", source_import=make_import(), **values)


def _confirmed(world: Any) -> Contract:
    return _imported(world, confirmed_on=TODAY, confirmed_by=world.gas_manager.user_id)


def _disowned(world: Any) -> Contract:
    manager = world.gas_manager.user_id
    return step(_imported(world), S.VOID, disowned_on=TODAY, disowned_by=manager)


def _terminated_before(world: Any) -> Contract:
    contract_in(S.TERMINATED, **world.parties)
    return contract_in(S.PENDING_SIGNATURE, **world.parties)


def _secured_twice(world: Any) -> Contract:
    contract = _active(world)
    actions.add_guarantee(
        contract_id=contract.pk, kind="bank", number="98-1", amount=1_000,
        expires_on=TODAY + 400 * DAY, actor=world.gas_clerk, **WHEN,
    )  # fmt: skip
    actions.replace_guarantee(
        guarantee_id=contract.guarantees.get(number="98-1").pk, kind="cash", number="98-2",
        amount=1_000, expires_on=TODAY + 400 * DAY, actor=world.gas_clerk, **WHEN,
    )  # fmt: skip
    return contract


def _guarantee_ran_out(world: Any) -> Contract:
    contract = _active(world, secured_to=TODAY - DAY)
    factories.make_settlement(contract)
    contract.guarantees.update(state="expired")
    return contract


def _guarantee_called(world: Any) -> Contract:
    contract = _active(world)
    contract.guarantees.update(state="called")
    return contract


def _annulled(world: Any) -> Contract:
    contract = _active(world)
    terminated(contract, proven(contract, on=TODAY - 60 * DAY))
    appeal = factories.make_principal(Role.AGENCY_APPEAL, world.gas)
    annul(contract.ending_proof, appeal)
    return contract


def _with_books(world: Any, state: str = S.ACTIVE) -> Contract:
    contract = contract_in(state, **world.parties)
    factories.make_settlement(contract)
    paid = {"settled_on": TODAY, "settled_source": "حواله ۱۲", "settled_by": 1}
    factories.make_settlement(contract, settled_by_name="کارگزار", **paid)
    actions.reverse_settlement(
        settlement_id=factories.make_settlement(contract).pk, reason=REASON,
        actor=world.gas_clerk, **WHEN,
    )  # fmt: skip
    return contract


def _office_without_holder(world: Any) -> Contract:
    contract = _active(world)
    type(contract.office).objects.filter(pk=contract.office_id).update(
        state="inactive", holder=None
    )
    return contract


def _notice_waits(world: Any) -> Contract:
    return notified(_active(world), world.gas_manager)


def _notice_runs(world: Any) -> Contract:
    return served(under_notice(_active(world)))


def _notice_waived(world: Any) -> Contract:
    contract = _notice_runs(world)
    waive(contract)
    return contract


def _notice_ran_out(world: Any) -> Contract:
    return noticed(_active(world))


def _document_by_the_managers_person(world: Any) -> Contract:
    """Let the manager's person have recorded the document, as the secretariat."""
    contract = noticed(_active(world))
    assert contract.ending_proof is not None
    accounts = [contract.ending_proof.decided_by, world.gas_manager.user_id]
    User.objects.filter(pk__in=accounts).update(person_key="one", national_id_sealed="sealed")
    return contract


def _in_state(state: ContractState) -> Callable[[Any], Contract]:
    return lambda world: contract_in(state, **world.parties)


STORIES: dict[str, Callable[[Any], Contract]] = {
    **{str(state): _in_state(state) for state in S},
    **{
        make.__name__.strip("_"): make
        for make in (
            _without_services, _rivalled, _drafted_by_the_manager, _unsecured, _term_is_over,
            _disowned, _terminated_before, _unaccepted, _wordless, _entered_by_the_manager,
            _entered, _entered_bare,
            _half_secured, _declined, _addendum_waits, _addendum_of_the_manager,
            _addendum_has_begun, _addendum_accepted, _addendum_on_paper, _addendum_uncontested,
            _with_text, _sendable, _end_proposed, _proposal_lapsed, _end_accepted, _renewed_already,
            _urgency_lapsed, _imported, _confirmed, _secured_twice, _guarantee_ran_out,
            _guarantee_called, _annulled, _with_books, _office_without_holder, _notice_waits,
            _notice_runs,
            _notice_waived, _notice_ran_out, _document_by_the_managers_person,
        )
    },
    "suspended_after_text": lambda world: suspended(_with_text(world)),
    "expired_with_books": lambda world: _with_books(world, S.EXPIRED),
}  # fmt: skip


class World:
    """The agency, its office and the cast."""

    def __init__(self, request: Any) -> None:
        self.cast: dict[str, Principal] = {who: request.getfixturevalue(who) for who in CAST}
        self.gas = request.getfixturevalue("gas")
        self.gas_manager, self.gas_clerk = self.cast["gas_manager"], self.cast["gas_clerk"]
        self.parties = {"agency": self.gas, "office": request.getfixturevalue("office")}


@pytest.fixture
def world(request: Any) -> World:
    return World(request)


def _on_contract(name: str, **values: Any) -> Callable[[Contract, Principal], Any]:
    return lambda contract, actor: getattr(actions, name)(
        contract_id=contract.pk, actor=actor, **values, **WHEN
    )


def _proof(contract: Contract) -> EndingProof:
    """Return a proof of the contract; an unconfirmed one takes none, so that of another."""
    return make_proof(factories.make_contract() if unconfirmed(contract) else contract)


def _by_proof(name: str, **values: Any) -> Callable[[Contract, Principal], Any]:
    return lambda contract, actor: getattr(actions, name)(
        contract_id=contract.pk, proof=_proof(contract), reason=REASON, actor=actor,
        **values, **WHEN,
    )  # fmt: skip


def _on_guarantee(name: str, **values: Any) -> Callable[[Guarantee, Principal], Any]:
    return lambda guarantee, actor: getattr(actions, name)(
        guarantee_id=guarantee.pk, actor=actor, **values, **WHEN
    )


def _edit(contract: Contract, actor: Principal) -> Any:
    return actions.change_draft(
        contract_id=contract.pk, service_ids=[factories.make_service(contract.agency).pk],
        starts_on=contract.starts_on, ends_on=contract.ends_on, actor=actor, **WHEN,
    )  # fmt: skip


def _serve(contract: Contract, actor: Principal) -> Any:
    return _on_contract("serve_termination_notice", served_on=TODAY, proof_text="رسید",
                        scan=scan())(contract, actor)  # fmt: skip


def _propose(contract: Contract, actor: Principal) -> Any:
    return _on_contract("propose_mutual_end", ends_on=TODAY + 30 * DAY, reason=REASON)(
        contract, actor
    )


def _record_document(contract: Contract, actor: Principal) -> Any:
    letter = Letter("۱۲/۳", TODAY, "کمیتهٔ نظارت")
    return _on_contract("record_document", letter=letter, file=scan(), reason=REASON)(
        contract, actor
    )


def _record_judgment(contract: Contract, actor: Principal) -> Any:
    decision = "suspend" if contract.suspended_on else "terminate"
    return _on_contract(
        "record_contract_judgment", verdict=Verdict(decision, "annulled"), file=scan(),
        letter=Letter("۱۲/۳", TODAY, "دادگاه عمومی حقوقی"), reason=REASON,
    )(contract, actor)  # fmt: skip


def _enter_addendum(contract: Contract, actor: Principal) -> Any:
    given = {"accepted_on": TODAY, "file": scan()}
    return _on_contract("enter_addendum_acceptance", **given)(contract, actor)


def _enter_acceptance(contract: Contract, actor: Principal) -> Any:
    return _on_contract("enter_acceptance", accepted_on=TODAY, file=scan())(contract, actor)


def _keep_scan(contract: Contract, actor: Principal) -> Any:
    return _on_contract("keep_scan", file=scan(), reason=REASON)(contract, actor)


def _renew(contract: Contract, actor: Principal) -> Any:
    last = max(contract.ends_on, TODAY) + 300 * DAY
    return _on_contract("renew_contract", ends_on=last, exception=REASON)(contract, actor)


def _record_settlement(contract: Contract, actor: Principal) -> Any:
    return _on_contract(
        "record_settlement", key="تازه", period_first=TODAY, period_last=TODAY, amount=9,
        source="سامانه", due_on=TODAY + 30 * DAY,
    )(contract, actor)  # fmt: skip


def _extend(guarantee: Guarantee, actor: Principal) -> Any:
    last = max(guarantee.expires_on, TODAY) + DAY
    return _on_guarantee("extend_guarantee", number="۹", expires_on=last)(guarantee, actor)


def _call(guarantee: Guarantee, actor: Principal) -> Any:
    contract = guarantee.contract
    if contract.is_running:
        proof = _proof(contract)
    else:  # to an ended contract none comes any more
        decided = contract.proofs.exclude(kind=ProofKind.URGENT).first()
        proof = decided or make_proof(factories.make_contract())
    return _on_guarantee("call_guarantee", proof=proof, reason=REASON)(guarantee, actor)


def _remit(settlement: Settlement, actor: Principal) -> Any:
    return actions.record_remittance(
        settlement_id=settlement.pk, amount=settlement.amount, settled_on=TODAY,
        source="حوالهٔ دیگر", actor=actor, **WHEN,
    )  # fmt: skip


def _reverse(settlement: Settlement, actor: Principal) -> Any:
    return actions.reverse_settlement(
        settlement_id=settlement.pk, reason=REASON, actor=actor, **WHEN
    )


_NEW_GUARANTEE = {"kind": "cash", "number": "۹", "amount": 9, "expires_on": TODAY + 400 * DAY}
# Each act by its action, with good arguments.
CALLS: dict[str, Callable[[Any, Principal], Any]] = {
    "contract.send": _on_contract("send_for_signature"),
    "contract.sign": _on_contract(
        "sign_contract", quota_exception=REASON, standing_exception=REASON
    ),
    "contract.accept": _on_contract("accept_contract"),
    "contract.enter-acceptance": _enter_acceptance,
    "contract.contest-acceptance": _on_contract("contest_acceptance", reason=REASON),
    "contract.disown": _on_contract("disown_contract", reason=REASON),
    "contract.settle": _on_contract("settle_contract", clearance="م-۱۲"),
    "contract.renew": _renew,
    "contract.acknowledge-notice": _on_contract("acknowledge_termination_notice"),
    "contract.serve-notice": _serve,
    "contract.waive-notice": _on_contract("waive_termination_notice"),
    "contract.terminate": _on_contract("terminate_contract", reason=REASON),
    "contract.withdraw-notice": _on_contract("withdraw_termination_notice", reason=REASON),
    "contract.reinstate": _on_contract("reinstate_contract", reason=REASON),
    "contract.resume": _on_contract("resume_contract", reason=REASON),
    "contract.accept-end": _on_contract("accept_mutual_end"),
    "contract.edit": _edit,
    "contract.record-guarantee": _on_contract("add_guarantee", **_NEW_GUARANTEE),
    "contract.amend": _on_contract(
        "propose_addendum", effective_on=TODAY, text="افزایش مبلغ قرارداد", value=9
    ),
    "contract.decline": _on_contract("decline_contract", reason=REASON),
    "contract.accept-addendum": _on_contract("accept_addendum"),
    "contract.enter-addendum": _enter_addendum,
    "contract.decline-addendum": _on_contract("decline_addendum", reason=REASON),
    "contract.contest-addendum": _on_contract("contest_addendum", reason=REASON),
    "contract.withdraw-addendum": _on_contract("withdraw_addendum", reason=REASON),
    "contract.write-text": _on_contract("write_articles", text=TEXT),
    "contract.return": _on_contract("return_to_draft", reason=REASON),
    "contract.propose-end": _propose,
    "contract.stand-back": _on_contract("stand_back", reason=REASON),
    "contract.decline-end": _on_contract("decline_mutual_end", reason=REASON),
    "contract.withdraw-contract-acceptance": _on_contract(
        "withdraw_contract_acceptance", reason=REASON
    ),
    "contract.withdraw-addendum-acceptance": _on_contract(
        "withdraw_addendum_acceptance", reason=REASON
    ),
    "contract.withdraw-acceptance": _on_contract("withdraw_acceptance", reason=REASON),
    "contract.record-document": _record_document,
    "contract.record-judgment": _record_judgment,
    "contract.void": _on_contract("void_contract", reason=REASON),
    "contract.suspend": _by_proof("suspend_contract", until=TODAY),
    "contract.urgent-suspend": _on_contract("urgent_suspend", until=TODAY, reason=REASON),
    "contract.issue-notice": _by_proof("issue_termination_notice"),
    "contract.keep-scan": _keep_scan,
    "contract.record-settlement": _record_settlement,
    "contract.confirm": _on_contract("confirm_contract"),
    "guarantee.extend": _extend,
    "guarantee.replace": _on_guarantee("replace_guarantee", **_NEW_GUARANTEE),
    "guarantee.release": _on_guarantee("release_guarantee", reason=REASON),
    "guarantee.call": _call,
    "settlement.remit": _remit,
    "settlement.reverse": _reverse,
}


@contextmanager
def undone() -> Iterator[None]:
    """Undo what happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def outcome(act: Act, record: Any, actor: Principal) -> DomainError | None:
    """Return the refusal of the act with good arguments, None where it was done; undo it."""
    with undone():
        try:
            with transaction.atomic():
                CALLS[act.key](record, actor)
        except DomainError as error:
            return error
    return None


def records_of(contract: Contract, actor: Principal) -> Iterator[tuple[Any, Any]]:
    """Yield each table with each record of the contract that the actor sees, read anew."""
    for found in Contract.objects.visible_to(actor).filter(pk=contract.pk):
        yield OF_CONTRACT, found
        for guarantee in Guarantee.objects.visible_to(actor).filter(contract=contract):
            yield GUARANTEES, guarantee
        for settlement in Settlement.objects.visible_to(actor).filter(contract=contract):
            yield SETTLEMENTS, settlement


def faults_of_parts(contract: Contract, actor: Principal) -> Iterator[str]:
    """Yield each act on a part that is open without a part that is, or the other way round."""
    for found in Contract.objects.visible_to(actor).filter(pk=contract.pk):
        for act, of_part in OF_PARTS.items():
            parts = [is_open(of_part, part, actor, TODAY) for part in entries_of(found, actor)]
            if is_open(act, found, actor, TODAY) is not any(parts):
                yield f"{act.key} on {found} by {actor.role}: {parts}"


def faults_of_actions(contract: Contract, actor: Principal) -> Iterator[str]:
    """Yield each act whose action answers otherwise than the table."""
    for acts, record in records_of(contract, actor):
        for act in acts:
            found = why_not(act, record, actor, TODAY)
            refusal = outcome(act, record, actor)
            where = f"{act.key} on {record} by {actor.role}: {found}, {refusal!r}"
            if found is None:
                # What the arguments lack is no reason of the table.
                if refusal is not None and not isinstance(refusal, Invalid):
                    yield where
            elif refusal is None:
                # What was taken back is answered as it stands, when it is taken back again.
                if act is not REVERSE or Settlement.objects.filter(reverses=record).count() != 1:
                    yield where
            elif type(refusal) is not type(found.error) or refusal.message != found.message:
                yield where


def faults_of_rest(contract: Contract, actor: Principal, client: Any) -> Iterator[str]:
    """Yield each move of which REST's transitions say otherwise than the table."""
    with translation.override("fa"):
        answer = client.get(f"/api/v1/contracts/{contract.public_id}/transitions")
        record = Contract.objects.visible_to(actor).filter(pk=contract.pk).first()
        if record is None:
            assert answer.status_code in {403, 404}
            return
        listed = {row["name"]: row for row in answer.json()}
        for spec in ContractViewSet.moves():
            found, row = why_not(spec.act, record, actor, TODAY), listed[spec.name]
            if row["is_allowed"] != (found is None) or (found and row["why_not"] != found.message):
                yield f"{spec.name} by {actor.role}: {found}, {row}"


def offered_on(page: Any) -> set[str]:
    """Return the keys of the acts that a contract's page offers, with the part's key."""
    context = page.context
    main = [context["main_offer"]] if context["main_offer"] else []
    links = [*context["offers"], *main, *context["other_answers"]]
    links += [context["recusal"]] if context["recusal"] else []
    found = {f"contract.{link.name}" for link in links}
    text, number = page.content.decode(), context["object"].number
    for act in (KEEP_SCAN, RECORD_SETTLEMENT):
        if f'"{reverse(f"contracts:{act.name}", args=[number])}"' in text:
            found.add(act.key)
    for guarantee, ways in context["guarantees"]:
        found |= {f"guarantee.{link.name} {guarantee.pk}" for link in ways}
    for line, ways in context["entries"]:
        found |= {f"settlement.{link.name} {line.settlement.pk}" for link in ways}
    return found


def open_to(contract: Contract, actor: Principal) -> set[str]:
    """Return the keys of the acts that are open to the actor and have their place on the page."""
    apart = {SERVE_NOTICE} if actor.role is Role.OPERATOR else set()  # who acknowledges
    found = set()
    for acts, record in records_of(contract, actor):
        part = "" if isinstance(record, Contract) else f" {record.pk}"
        found |= {f"{act.key}{part}" for act in acts
                  if act not in apart and is_open(act, record, actor, TODAY)}  # fmt: skip
    return found


class TestAgreement:
    @pytest.mark.parametrize("story", STORIES)
    def test_of_actions_with_the_table(self, world, story):
        contract = STORIES[story](world)

        faults = [
            one for actor in world.cast.values() for one in faults_of_actions(contract, actor)
        ]

        assert not faults, "\n".join(faults)

    @pytest.mark.parametrize("story", STORIES)
    def test_of_a_contract_with_its_account(self, world, story):
        contract = STORIES[story](world)

        faults = [one for actor in world.cast.values() for one in faults_of_parts(contract, actor)]

        assert not faults, "\n".join(faults)

    @pytest.mark.parametrize("story", share(STORIES))
    def test_of_rest_with_the_table(self, world, story, api_of):
        contract = STORIES[story](world)

        faults = [
            one
            for actor in map(world.cast.get, READERS)
            for one in faults_of_rest(contract, actor, api_of(actor))
        ]

        assert not faults, "\n".join(faults)

    @pytest.mark.parametrize("story", share(STORIES))
    def test_of_the_page_with_the_table(self, world, story, browser_of):
        contract = STORIES[story](world)

        for who in READERS:
            actor = world.cast[who]
            page = browser_of(actor).get(contract.get_absolute_url())
            if page.status_code == 404:
                assert not list(records_of(contract, actor))
            else:
                assert offered_on(page) == open_to(contract, actor), actor.role

    def test_of_what_floors_above_know(self, world):
        GUARDS.add(Guard("probe", "renew", lambda record, on: ["پرچم بحرانی باز است."]))
        GUARDS.add(Guard("probe books", "settle", lambda record, on: ["دو تسویه باز است."]))
        try:
            for state in (S.ACTIVE, S.EXPIRED):
                contract = contract_in(state, **world.parties)
                for actor in world.cast.values():
                    assert not list(faults_of_actions(contract, actor))
        finally:
            GUARDS.remove("probe")
            GUARDS.remove("probe books")

    def test_asks_a_fresh_code_of_what_cannot_be_undone(self, world):
        contract = _active(world)
        stale = replace(world.gas_manager, fresh_factor=False)

        coded = {act.key for act in OF_CONTRACT
                 if isinstance(outcome(act, contract, stale), FactorRequired)}  # fmt: skip

        assert coded == {act.key for act in OF_CONTRACT if act.needs_code(stale)}

    @pytest.mark.parametrize("who", CAST)
    def test_of_the_acts_that_make_a_contract(self, world, who):
        actor = world.cast[who]
        makes = {
            DRAFT: lambda: actions.draft_contract(
                agency_id=world.gas.pk, office_id=world.parties["office"].pk, service_ids=[],
                starts_on=TODAY, ends_on=TODAY, actor=actor, **WHEN,
            ),
            IMPORT: lambda: actions.register_existing_contract(
                source_import_id=0, agency_id=world.gas.pk, office_id=world.parties["office"].pk,
                service_ids=[], starts_on=TODAY, ends_on=TODAY, actor=actor, **WHEN,
            ),
        }  # fmt: skip

        for act, make in makes.items():
            with pytest.raises((NotPermitted, Invalid)) as refusal:
                make()
            is_own = who != "power_manager"
            assert (refusal.type is Invalid) == (act.is_for(actor) and is_own)


class TestPages:
    @pytest.mark.parametrize("act", [*(each for each in OF_CONTRACT if each is not CONFIRM), DRAFT],
                             ids=lambda act: act.name)  # fmt: skip
    def test_stand_at_the_acts_name(self, act):
        address = "new" if act is DRAFT else act.name

        names = [] if act is DRAFT else ["1405-0001"]
        assert reverse(f"contracts:{address}", args=names).endswith(f"/{address}")

    @pytest.mark.parametrize(
        "story", ["active", "settled", "notice_waits", "drafted_by_the_manager"]
    )
    def test_say_why_an_act_is_not_open(self, world, story, browser_of):
        contract = STORIES[story](world)
        browser = browser_of(world.gas_manager)

        for act in OF_CONTRACT:
            found = why_not(act, contract, world.gas_manager, TODAY)
            if found is None or act is CONFIRM or act.is_click:
                continue
            page = browser.get(reverse(f"contracts:{act.name}", args=[contract.number]))
            if act.is_for(world.gas_manager):
                assert (page.status_code, page.context["against"]) == (409, found.message), act
            else:
                assert page.status_code == 403, act


def _literals() -> set[str]:
    """Return every text in the code of the actions."""
    folder = Path(contracts.__path__[0]) / "actions"
    trees = [ast.parse(path.read_text()) for path in folder.glob("*.py")]
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


class TestTables:
    ACTS = [*CONTRACTS, *GUARANTEES, *SETTLEMENTS]

    def test_lead_where_the_flow_leads(self):
        flows: Any = {
            CONTRACTS: (CONTRACT_FLOW, ContractState),
            GUARANTEES: (GUARANTEE_FLOW, GuaranteeState),
        }

        for act in self.ACTS:
            if act.target is not None:
                flow, states = flows[act.table]
                assert all(flow.allows(states(state), states(act.target)) for state in act.states)

    def test_name_the_events_that_are_recorded(self):
        literals = _literals()

        assert not [(act, verb) for act in self.ACTS for verb in act.event if verb not in literals]
        assert all(act.event for act in self.ACTS)

    def test_undo_by_acts_that_exist(self):
        for act in self.ACTS:
            kind, _dot, name = str(act.undo).rpartition(".")
            if isinstance(act.undo, str):
                assert not name or name in TABLES[kind or act.table.kind], act

    def test_have_a_call_each(self):
        asked = [act for act in self.ACTS if act not in (DRAFT, IMPORT, *OF_PARTS)]

        assert {act.key for act in asked} == set(CALLS)

    def test_open_each_act_somewhere_in_the_world(self, world):
        done = set()
        for story in STORIES.values():
            with undone():
                contract = story(world)
                for who in ("gas_manager", "gas_clerk", "operator", "secretariat"):
                    for acts, record in records_of(contract, world.cast[who]):
                        done |= {act.key for act in acts if act.key not in done
                                 and is_open(act, record, world.cast[who], TODAY)
                                 and outcome(act, record, world.cast[who]) is None}  # fmt: skip

        assert done == set(CALLS)
