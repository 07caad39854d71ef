"""REST: how a side agrees to a contract; its office accepts, its agency answers for an import."""

from contracts import actions
from contracts.acts.contract import ACCEPT, CONFIRM, DISOWN, ENTER_ACCEPTANCE
from contracts.api import arguments
from contracts.api.transitions import contract_move
from core.rest import Moving


class Agreeing(Moving):
    """The moves by which a contract binds its sides; a part of the contracts' resource."""

    accept = contract_move(
        "accept", ACCEPT,
        "Accept a contract, as the office, with a one-time code. The server writes the declaration"
        " to the history.",
        arguments.AgreedArguments,
        lambda contract, data, who: actions.accept_contract(**who),
    )  # fmt: skip
    enter_acceptance = contract_move(
        "enter_acceptance", ENTER_ACCEPTANCE,
        "Enter the paper that the office signed, with its scan, as the agency.",
        arguments.AcceptancePaperArguments,
        lambda contract, data, who: actions.enter_acceptance(**data, **who),
        sends_files=True,
    )  # fmt: skip
    confirm = contract_move(
        "confirm", CONFIRM, "Confirm an imported contract, as its agency's manager.",
        arguments.NoArguments,
        lambda contract, data, who: actions.confirm_contract(**who),
    )  # fmt: skip
    disown = contract_move(
        "disown", DISOWN, "Call an imported contract not one's own, as its agency's manager.",
        arguments.ContractReasonArguments,
        lambda contract, data, who: actions.disown_contract(**data, **who),
    )  # fmt: skip
