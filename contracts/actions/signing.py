"""Bringing a contract into force: the agency's manager signs."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.row_seals import add_seals
from contracts.actions.steps import Changes, move, need_reason, need_standing_reason, tell
from contracts.acts.contract import SIGN
from contracts.facts import checks_for_signature
from contracts.facts.acceptance import signature_text
from contracts.models import Contract
from contracts.states import ContractState
from core.acts import begin, need_role
from core.errors import Invalid
from offices.models import Office


@transaction.atomic
def sign_contract(
    *,
    contract_id: int,
    actor: Principal,
    on: date,
    at: datetime,
    quota_exception: str = "",
    standing_exception: str = "",
) -> Contract:
    """
    Sign a contract; it is in force from its first day, and no earlier than its signature.

    The declaration of the manager is written to the history.

    The office is locked before the contract, so that two signatures for one office come one after
    the other. `quota_exception` is the reason to exceed the share of services of the rank,
    `standing_exception` the one in spite of the office's standing, if the draft names none.

    Raises:
        NotPermitted: the role may not sign, or the person drafted it.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it does not wait for signature, or the office, its licence, the guarantee,
            another contract or the term forbid it.
        Invalid: the office would exceed the share of its rank, or its standing is against it, and
            no reason is given.
    """
    need_role(SIGN, actor)
    office_ids = Contract.objects.visible_to(actor).filter(pk=contract_id).values("office")
    list(Office.objects.filter(pk__in=office_ids).select_for_update(no_key=True))
    contract: Contract = begin(SIGN, contract_id, actor, on)
    exception = _need_share(contract, on, quota_exception)
    standing = need_standing_reason(contract, contract.standing_exception or standing_exception, on)
    declared = signature_text(contract, on)
    changes = _come_into_force(contract, on, actor, exception, standing)
    note = " ".join(filter(None, (declared, exception, standing)))
    sealed = add_seals(changes, signature=contract, terms=contract)
    tell("contract.signed", contract, sealed, note, actor, at)
    return contract


def _need_share(contract: Contract, on: date, quota_exception: str) -> str:
    """Return the reason to exceed the share of the rank, or nothing where it is not exceeded."""
    checks = {check.name: check for check in checks_for_signature(contract, on)}
    quota = "" if checks["quota"].holds else checks["quota"].text
    if not quota:
        return ""
    if not quota_exception.strip():
        raise Invalid(quota, fields={"quota_exception": [quota]})
    return need_reason(quota_exception, "quota_exception")


def _come_into_force(
    contract: Contract, on: date, actor: Principal, exception: str, standing: str
) -> Changes:
    try:
        with transaction.atomic():
            return move(
                contract,
                ContractState.ACTIVE,
                signed_on=on,
                signed_by=actor.user_id,
                quota_exception=exception,
                standing_exception=standing,
            )
    except IntegrityError as error:
        if "contracts_contractservice_one_active" in str(error):
            raise Invalid(
                _("The office has an active contract with the agency for this service.")
            ) from error
        raise
