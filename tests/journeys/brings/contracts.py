"""How the pages of acts on contracts open."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accounts.roles import Role
from contracts.actions import (
    accept_addendum,
    accept_contract,
    accept_mutual_end,
    propose_mutual_end,
)
from contracts.models import Contract
from contracts.states import ContractState as S
from core.clock import today
from tests.architecture.world import REASON
from tests.contracts import annulled, stories
from tests.factories import TODAY, make_contract, make_principal
from tests.journeys.brings.doors import Bring, Doors, Opening


def opened_by(role: Role, made: Contract, to: Doors, *more: Any) -> Opening:
    """Return the opening of a contract's page for somebody of its agency, or its operator."""
    side = made.office if role is Role.OPERATOR else made.agency
    return to.by(make_principal(role, side), made.number, *more)


def contract(bring: Callable[[Contract], Any], role: Role = Role.AGENCY_MANAGER) -> Bring:
    """Return what brings a contract in force to a state, for somebody of its two sides."""

    def act(to: Doors) -> Opening:
        made = make_contract()
        bring(made)
        return opened_by(role, made, to)

    return act


def in_state(state: S, role: Role = Role.AGENCY_MANAGER) -> Bring:
    """Return what makes a contract in a state, for somebody of its two sides."""
    return lambda to: opened_by(role, stories.contract_in(state), to)


def with_end_proposed(made: Contract) -> None:
    """Let the manager propose to end the contract by agreement."""
    manager, ends_on = make_principal(Role.AGENCY_MANAGER, made.agency), TODAY + timedelta(days=20)
    propose_mutual_end(
        contract_id=made.pk, ends_on=ends_on, reason=REASON, actor=manager, **stories.WHEN
    )


def with_end_accepted(made: Contract) -> None:
    """Let the office accept the proposed end by agreement today."""
    with_end_proposed(made)
    operator = make_principal(Role.OPERATOR, made.office)
    accept_mutual_end(contract_id=made.pk, actor=operator, **stories.WHEN)


def with_addendum(made: Contract) -> None:
    """Let the agency propose an addendum that the office may accept for ten days."""
    stories.proposed_addendum(made, effective_on=today() + timedelta(days=10))


def with_accepted_addendum(made: Contract) -> None:
    """Let the office accept today an addendum that is in force in ten days."""
    with_addendum(made)
    operator = make_principal(Role.OPERATOR, made.office)
    accept_addendum(contract_id=made.pk, actor=operator, **stories.WHEN)


def with_acceptance(to: Doors) -> Opening:
    """The office accepted the contract today, and its agency has not signed it."""
    made = stories.unaccepted()
    operator = make_principal(Role.OPERATOR, made.office)
    accept_contract(contract_id=made.pk, actor=operator, **stories.WHEN)
    return opened_by(Role.OPERATOR, made, to)


def with_paper_addendum(made: Contract) -> None:
    """Let the agency enter the paper of an addendum that the office may contest for ten days."""
    stories.paper_addendum(made, today() + timedelta(days=10))


def guarantee_release(to: Doors) -> Opening:
    """The contract has ended, and nothing is left to remit."""
    made = stories.contract_in(S.ENDED_MUTUAL)
    return opened_by(Role.AGENCY_CLERK, made, to, made.guarantees.get().public_id)


def waiting_for_acceptance(role: Role) -> Bring:
    """Return what makes a contract that waits for its office, for somebody of its two sides."""
    return lambda to: opened_by(role, stories.unaccepted(), to)


def imported(to: Doors) -> Opening:
    """The contract came from a file and its agency has not answered."""
    made = make_contract(origin="import", source_import=stories.make_import())
    return opened_by(Role.AGENCY_MANAGER, made, to)


def with_annulled_end(made: Contract) -> None:
    """Terminate on a final decision that a court has annulled today."""
    proof = annulled.proven(made, on=TODAY - timedelta(days=60))
    annulled.terminated(made, proof)
    annulled.annul(proof, make_principal(Role.AGENCY_APPEAL, made.agency))


def with_paper(to: Doors) -> Opening:
    """The agency entered the paper of an acceptance that the office may contest for ten days."""
    made = stories.paper_acceptance(stories.unaccepted(), today() + timedelta(days=10))
    return opened_by(Role.OPERATOR, made, to)


BRINGS: dict[str, Bring] = {
    "contracts:accept": waiting_for_acceptance(Role.OPERATOR),
    "contracts:acknowledge-notice": contract(stories.under_notice, Role.OPERATOR),
    "contracts:accept-addendum": contract(with_addendum, Role.OPERATOR),
    "contracts:contest-acceptance": with_paper,
    "contracts:contest-addendum": contract(with_paper_addendum, Role.OPERATOR),
    "contracts:decline": waiting_for_acceptance(Role.OPERATOR),
    "contracts:decline-addendum": contract(with_addendum, Role.OPERATOR),
    "contracts:disown": imported,
    "contracts:enter-addendum": contract(with_addendum, Role.AGENCY_CLERK),
    "contracts:enter-acceptance": waiting_for_acceptance(Role.AGENCY_CLERK),
    "contracts:accept-end": contract(with_end_proposed, Role.OPERATOR),
    "contracts:decline-end": contract(with_end_proposed, Role.OPERATOR),
    "contracts:edit": in_state(S.DRAFT, Role.AGENCY_CLERK),
    "contracts:guarantee-release": guarantee_release,
    "contracts:record-judgment": contract(stories.suspended, Role.AGENCY_APPEAL),
    "contracts:reinstate": contract(with_annulled_end),
    "contracts:resume": contract(stories.suspended),
    "contracts:return": in_state(S.PENDING_SIGNATURE, Role.AGENCY_CLERK),
    "contracts:serve-notice": contract(stories.under_notice, Role.AGENCY_CLERK),
    "contracts:settle": in_state(S.ENDED_MUTUAL, Role.AGENCY_CLERK),
    "contracts:sign": in_state(S.PENDING_SIGNATURE),
    "contracts:terminate": contract(stories.noticed),
    "contracts:void": in_state(S.DRAFT),
    "contracts:waive-notice": in_state(S.TERMINATION_NOTICE, Role.OPERATOR),
    "contracts:withdraw-acceptance": contract(with_end_accepted, Role.OPERATOR),
    "contracts:withdraw-addendum-acceptance": contract(with_accepted_addendum, Role.OPERATOR),
    "contracts:withdraw-contract-acceptance": with_acceptance,
    "contracts:withdraw-addendum": contract(with_addendum),
    "contracts:withdraw-notice": in_state(S.TERMINATION_NOTICE),
}
