"""The termination itself, after the notice has run out or was waived."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from contracts.actions.steps import locked, move, need_another, need_reason, need_standing, tell
from contracts.models import Contract, Waiver
from contracts.rules import isolated
from contracts.states import CONTRACT_FLOW, ContractState, WaiverWindow
from core.errors import IllegalMove
from core.jalali import short


@transaction.atomic
def terminate_contract(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    End a contract whose termination notice has run out or was waived; `on` is its last day.

    The proof is asked again whether it still stands; it, service and window are checked once more
    by triggers.

    Raises:
        NotPermitted: the role may not terminate contracts, or the person recorded the document.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is not under notice, the notice is not served or still runs, or what it
            rests on was annulled.
        Invalid: the reason is missing.
    """
    require(actor, Permission.CONTRACT_TERMINATE)
    contract = locked(contract_id, actor)
    CONTRACT_FLOW.check(ContractState(contract.state), ContractState.TERMINATED)
    reason = need_reason(reason)
    if contract.ending_proof is not None:
        need_another(contract.ending_proof, actor)
        need_standing(contract.ending_proof, "terminate", on)
    _need_elapsed(contract, on)
    changes = move(
        contract,
        ContractState.TERMINATED,
        terminated_on=on,
        ended_on=on,
        acted_by=actor.user_id,
    )
    tell("contract.terminated", contract, changes, reason, actor, at)
    return contract


def _need_elapsed(contract: Contract, on: date) -> None:
    if contract.ends_on < on:
        raise IllegalMove(_("The term of the contract is over; there is nothing to terminate."))
    if contract.notice_served_on is None or contract.notice_ends_on is None:
        raise IllegalMove(_("The termination notice has not been served."))
    if on > contract.notice_ends_on:
        return
    is_waived = (
        contract.notice_id is not None
        and Waiver.objects.filter(
            window=WaiverWindow.TERMINATION_NOTICE,
            subject_id=contract.notice_id,
            office_id=contract.office_id,
            given_on__lte=on,
        ).exists()
    )
    if not is_waived:
        raise IllegalMove(
            _("The termination notice runs until the end of {day}.").format(
                day=isolated(short(contract.notice_ends_on))
            )
        )
