"""The recusal from the contracts of an office, and so from its cases (docs/adr/0071 and 0083)."""

from datetime import date, datetime

from django.db import transaction

from accounts.principal import Principal
from audit.actions import record
from contracts.actions.steps import need_reason, write
from contracts.acts.contract import STAND_BACK
from contracts.facts.panels import RECUSAL_FOLLOWERS
from contracts.facts.recusals import has_free_manager
from contracts.models import Contract, ContractRecusal
from core.acts import begin
from core.persian import display_safe

MOST_REASON = 240


@transaction.atomic
def stand_back(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Stand back from the contracts of an office with an agency, from their reviews and cases.

    Who stands back does nothing more on any of them, by whatever account. Another person of the
    agency acts; where no manager is left, the deputy hears that another one is to be appointed.
    The open cases follow: they leave the person's hands, and so do their sessions.

    Raises:
        NotPermitted: the role acts on no contract.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract is void, or the actor stood back before.
        Invalid: by field reason.
    """
    contract: Contract = begin(STAND_BACK, contract_id, actor, on)
    why = need_reason(display_safe(reason), longest=MOST_REASON)
    recusal: ContractRecusal = ContractRecusal.objects.create(
        contract=contract, user_id=actor.user_id, name=actor.name, role=actor.role, reason=why,
        stood_back_on=on,
    )  # fmt: skip
    changes = write(contract)
    record(
        actor=actor,
        verb="contract.stood_back" if has_free_manager(contract, on) else "contract.recused_last",
        target=contract,
        changes=changes | {"recused": (None, [actor.name])},
        note=why,
        at=at,
    )
    for follower in RECUSAL_FOLLOWERS:
        follower.follow(recusal, actor, on, at)
    return contract
