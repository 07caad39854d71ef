"""REST: how a side agrees to a contract; its office accepts, its agency answers for an import."""

from contracts import actions
from contracts.acts.contract import (
    ACCEPT,
    ACCEPT_ADDENDUM,
    CONFIRM,
    CONTEST_ACCEPTANCE,
    CONTEST_ADDENDUM,
    DECLINE,
    DECLINE_ADDENDUM,
    DISOWN,
    ENTER_ACCEPTANCE,
    ENTER_ADDENDUM,
    WITHDRAW_ADDENDUM,
)
from contracts.acts.withdrawals import (
    WITHDRAW_ADDENDUM_ACCEPTANCE,
    WITHDRAW_CONTRACT_ACCEPTANCE,
)
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
    contest_acceptance = contract_move(
        "contest_acceptance", CONTEST_ACCEPTANCE,
        "Contest the paper of an acceptance entered in the office's name, with a one-time code.",
        arguments.OfficeReasonArguments,
        lambda contract, data, who: actions.contest_acceptance(**data, **who),
    )  # fmt: skip
    withdraw_contract_acceptance = contract_move(
        "withdraw_contract_acceptance", WITHDRAW_CONTRACT_ACCEPTANCE,
        "Withdraw the acceptance of a contract that is not signed, as the office, while there is"
        " time to reconsider, with a one-time code.",
        arguments.OfficeReasonArguments,
        lambda contract, data, who: actions.withdraw_contract_acceptance(**data, **who),
    )  # fmt: skip
    withdraw_addendum_acceptance = contract_move(
        "withdraw_addendum_acceptance", WITHDRAW_ADDENDUM_ACCEPTANCE,
        "Withdraw the acceptance of an addendum that is not in force, as the office, while there is"
        " time to reconsider, with a one-time code.",
        arguments.OfficeReasonArguments,
        lambda contract, data, who: actions.withdraw_addendum_acceptance(**data, **who),
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
    decline = contract_move(
        "decline", DECLINE, "Decline a contract, as the office, with a one-time code.",
        arguments.OfficeReasonArguments,
        lambda contract, data, who: actions.decline_contract(**data, **who),
    )  # fmt: skip
    accept_addendum = contract_move(
        "accept_addendum", ACCEPT_ADDENDUM,
        "Accept the addendum that waits, as the office, with a one-time code. The server writes the"
        " declaration to the history.",
        arguments.AgreedArguments,
        lambda contract, data, who: actions.accept_addendum(**who),
    )  # fmt: skip
    enter_addendum = contract_move(
        "enter_addendum", ENTER_ADDENDUM,
        "Enter the addendum that the office signed on paper, with its scan, as the agency.",
        arguments.AcceptancePaperArguments,
        lambda contract, data, who: actions.enter_addendum_acceptance(**data, **who),
        sends_files=True,
    )  # fmt: skip
    decline_addendum = contract_move(
        "decline_addendum", DECLINE_ADDENDUM,
        "Decline the addendum that waits, as the office, with a one-time code.",
        arguments.OfficeReasonArguments,
        lambda contract, data, who: actions.decline_addendum(**data, **who),
    )  # fmt: skip
    contest_addendum = contract_move(
        "contest_addendum", CONTEST_ADDENDUM,
        "Contest the paper of an addendum entered in the office's name, with a one-time code.",
        arguments.OfficeReasonArguments,
        lambda contract, data, who: actions.contest_addendum(**data, **who),
    )  # fmt: skip
    withdraw_addendum = contract_move(
        "withdraw_addendum", WITHDRAW_ADDENDUM,
        "Withdraw the addendum that waits for the office, as the agency.",
        arguments.ShortReasonArguments,
        lambda contract, data, who: actions.withdraw_addendum(**data, **who),
    )  # fmt: skip
