"""Bringing a contract into force: the agency's manager signs."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.persons import is_same_person
from accounts.principal import Principal, require
from accounts.roles import Permission
from contracts.actions.steps import Changes, locked, move, need_reason, sentence, tell
from contracts.facts import checks_for_signature
from contracts.models import Contract
from contracts.states import CONTRACT_FLOW, ContractState
from core.errors import IllegalMove, Invalid, NotPermitted
from offices.models import Office


@transaction.atomic
def sign_contract(
    *, contract_id: int, actor: Principal, on: date, at: datetime, quota_exception: str = ""
) -> Contract:
    """
    Sign a contract; it is in force from its first day.

    The office is locked before the contract, so that two signatures for one office come one after
    the other. `quota_exception` is the reason to exceed the share of services of the rank.

    Raises:
        NotPermitted: the role may not sign, or the person drafted it.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it does not wait for signature.
        Invalid: the office, its licence, the guarantee, another contract or the quota forbid it.
    """
    require(actor, Permission.CONTRACT_SIGN)
    office_ids = Contract.objects.visible_to(actor).filter(pk=contract_id).values("office")
    list(Office.objects.filter(pk__in=office_ids).select_for_update(no_key=True))
    contract = locked(contract_id, actor)
    CONTRACT_FLOW.check(ContractState(contract.state), ContractState.ACTIVE)
    if contract.state != ContractState.PENDING_SIGNATURE:
        raise IllegalMove
    if is_same_person(contract.drafted_by, actor.user_id):
        raise NotPermitted(_("Who drafted a contract does not sign it."))
    exception = _need_all(contract, on, quota_exception)
    changes = _come_into_force(contract, on, actor, exception)
    tell("contract.signed", contract, changes, exception, actor, at)
    return contract


def _need_all(contract: Contract, on: date, quota_exception: str) -> str:
    """Return the reason above the quota, if one is needed; refuse whatever else does not hold."""
    broken = {
        check.name: check.text for check in checks_for_signature(contract, on) if not check.holds
    }
    quota = broken.pop("quota", "")
    if contract.ends_on < on:
        broken["term"] = _("The term is already over.")
    if broken:
        raise Invalid(sentence(broken.values()))
    if not quota:
        return ""
    if not quota_exception.strip():
        raise Invalid(quota, fields={"quota_exception": [quota]})
    return need_reason(quota_exception, "quota_exception")


def _come_into_force(contract: Contract, on: date, actor: Principal, exception: str) -> Changes:
    try:
        with transaction.atomic():
            return move(
                contract,
                ContractState.ACTIVE,
                signed_on=on,
                signed_by=actor.user_id,
                quota_exception=exception,
            )
    except IntegrityError as error:
        if "contracts_contractservice_one_active" in str(error):
            raise Invalid(
                _("The office has an active contract with the agency for this service.")
            ) from error
        raise
