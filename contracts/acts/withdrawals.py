"""Acts by which an office withdraws its own acceptance before what it accepted holds."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from contracts.acts import answers
from contracts.acts.contract import act
from contracts.states import BLOCKING, ContractState
from core.acts import Confirm

WITHDRAW_CONTRACT_ACCEPTANCE = act(
    "withdraw-contract-acceptance", title=_("Withdraw the acceptance of the contract"),
    not_by=(), permissions=(Permission.CONTRACT_ACCEPT,),
    states=(ContractState.PENDING_SIGNATURE,), state_error=answers.NO_ACCEPTANCE,
    blocked=(answers.acceptance_holds,),
    event={"contract.acceptance_withdrawn": _("withdrew the acceptance of the contract")},
    tells=("agency",), confirm=Confirm.CODE, undo="accept", is_danger=True,
)  # fmt: skip
WITHDRAW_ADDENDUM_ACCEPTANCE = act(
    "withdraw-addendum-acceptance", title=_("Withdraw the acceptance of the addendum"),
    not_by=(), permissions=(Permission.CONTRACT_ACCEPT,),
    states=BLOCKING, state_error=answers.NO_ADDENDUM_ACCEPTANCE,
    blocked=(answers.addendum_acceptance_holds,),
    event={
        "contract.addendum_acceptance_withdrawn": _("withdrew the acceptance of the addendum")
    },
    tells=("agency",), confirm=Confirm.CODE, undo="accept-addendum", is_danger=True,
)  # fmt: skip
