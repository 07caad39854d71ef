"""Scenes of contracts, guarantees and settlements: each act that takes a paper or a day."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from accounts.principal import Principal
from accounts.roles import Role
from contracts import actions
from contracts.actions.judgments import Verdict
from contracts.acts import contract as acts
from contracts.acts.guarantee import EXTEND, REPLACE
from contracts.acts.settlement import REMIT
from contracts.models import Contract
from contracts.states import ContractState as S
from core.acts import Act
from core.papers.heads import Letter
from tests.act_arguments import Scene
from tests.contracts.stories import (
    TODAY,
    WHEN,
    contract_in,
    make_proof,
    notified,
    proposed_addendum,
    scan,
    unaccepted,
)
from tests.factories import make_principal, make_service, make_settlement

DAY = timedelta(days=1)
REASON = "به سبب آنچه در پرونده آمده است."
LATER = TODAY + 400 * DAY
GUARANTEE: dict[str, Any] = {"kind": "cash", "number": "۹", "amount": 9, "expires_on": LATER}


def clerk(contract: Contract) -> Principal:
    """Return a clerk of the contract's agency."""
    return make_principal(Role.AGENCY_CLERK, contract.agency)


def manager(contract: Contract) -> Principal:
    """Return a manager of the contract's agency."""
    return make_principal(Role.AGENCY_MANAGER, contract.agency)


def _scene(
    act: Act, action: Callable[..., Any], contract: Contract, actor: Principal, **values: Any
) -> Scene:
    return Scene(act, action, {"contract_id": contract.pk, "actor": actor, **values, **WHEN})


def contract_scenes() -> Iterator[Scene]:
    """Yield the acts of the agency and the office on a contract."""
    contract = unaccepted()
    yield _scene(acts.ENTER_ACCEPTANCE, actions.enter_acceptance, contract, clerk(contract),
                 accepted_on=TODAY, file=scan())  # fmt: skip
    contract = contract_in(S.ACTIVE)
    yield _scene(acts.AMEND, actions.propose_addendum, contract, manager(contract),
                 effective_on=TODAY + 20 * DAY, text="افزایش مبلغ قرارداد",
                 ends_on=contract.ends_on + 30 * DAY)  # fmt: skip
    yield _scene(acts.PROPOSE_END, actions.propose_mutual_end, contract, manager(contract),
                 ends_on=TODAY + 30 * DAY, reason=REASON)  # fmt: skip
    yield _scene(acts.RECORD_GUARANTEE, actions.add_guarantee, contract, clerk(contract),
                 **GUARANTEE)  # fmt: skip
    yield _scene(acts.KEEP_SCAN, actions.keep_scan, contract, clerk(contract), file=scan())
    yield _scene(acts.RECORD_SETTLEMENT, actions.record_settlement, contract, clerk(contract),
                 key="تازه", period_first=max(contract.starts_on, TODAY - 20 * DAY),
                 period_last=TODAY - DAY, amount=9, source="سامانه",
                 due_on=TODAY + 30 * DAY)  # fmt: skip
    yield _scene(acts.URGENT_SUSPEND, actions.urgent_suspend, contract, manager(contract),
                 until=TODAY + DAY, reason=REASON)  # fmt: skip
    yield _scene(acts.SUSPEND, actions.suspend_contract, contract, manager(contract),
                 proof=make_proof(contract), until=TODAY + DAY, reason=REASON)  # fmt: skip
    yield _scene(acts.RECORD_DOCUMENT, actions.record_document, contract,
                 make_principal(Role.SECRETARIAT), letter=Letter("۱۲/۳", TODAY, "کمیتهٔ نظارت"),
                 file=scan(), reason=REASON)  # fmt: skip
    yield _scene(acts.RECORD_JUDGMENT, actions.record_contract_judgment, contract_in(S.SUSPENDED),
                 make_principal(Role.SECRETARIAT), verdict=Verdict("suspend", "annulled"),
                 letter=Letter("۱۲/۳", TODAY, "دادگاه عمومی حقوقی"), file=scan(),
                 reason=REASON)  # fmt: skip
    contract = contract_in(S.EXPIRED)
    yield _scene(acts.RENEW, actions.renew_contract, contract, clerk(contract),
                 ends_on=TODAY + 300 * DAY, exception=REASON)  # fmt: skip
    contract = proposed_addendum(contract_in(S.ACTIVE))
    yield _scene(acts.ENTER_ADDENDUM, actions.enter_addendum_acceptance, contract, clerk(contract),
                 accepted_on=TODAY, file=scan())  # fmt: skip
    active = contract_in(S.ACTIVE)
    contract = notified(active, manager(active))
    yield _scene(acts.SERVE_NOTICE, actions.serve_termination_notice, contract, clerk(contract),
                 served_on=TODAY, proof_text="رسید ۱۲", scan=scan())  # fmt: skip
    yield _scene(acts.ACKNOWLEDGE_NOTICE, actions.acknowledge_termination_notice, contract,
                 make_principal(Role.OPERATOR, contract.office))  # fmt: skip


def draft_scenes() -> Iterator[Scene]:
    """Yield the acts on a draft."""
    contract = contract_in(S.DRAFT)
    terms = {"service_ids": [make_service(contract.agency).pk], "starts_on": contract.starts_on,
             "ends_on": contract.ends_on, "actor": clerk(contract), **WHEN}  # fmt: skip
    yield Scene(acts.EDIT, actions.change_draft, {"contract_id": contract.pk, **terms})
    parties = {"agency_id": contract.agency_id, "office_id": contract.office_id}
    yield Scene(acts.DRAFT, actions.draft_contract, {**parties, **terms})


def money_scenes() -> Iterator[Scene]:
    """Yield the acts on guarantees and settlements."""
    contract = contract_in(S.ACTIVE)
    actions.add_guarantee(contract_id=contract.pk, actor=clerk(contract), **GUARANTEE, **WHEN)
    key = {"guarantee_id": contract.guarantees.latest("pk").pk, "actor": clerk(contract), **WHEN}
    yield Scene(
        EXTEND, actions.extend_guarantee, {"number": "۱۰", "expires_on": LATER + DAY, **key}
    )
    yield Scene(REPLACE, actions.replace_guarantee, {**GUARANTEE, "number": "۱۰", **key})
    settlement = make_settlement(contract)
    yield Scene(REMIT, actions.record_remittance, {
        "settlement_id": settlement.pk, "amount": settlement.amount, "settled_on": TODAY,
        "source": "حوالهٔ ۱۲", "actor": clerk(contract), **WHEN,
    })  # fmt: skip


SCENES = (contract_scenes, draft_scenes, money_scenes)
