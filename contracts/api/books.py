"""REST: the account of a contract, what is owed and what was remitted."""

from contracts import actions
from contracts.acts.contract import RECORD_SETTLEMENT
from contracts.acts.settlement import REMIT_A_SETTLEMENT, REVERSE_A_SETTLEMENT
from contracts.api import arguments
from contracts.api.resolving import of_settlement
from contracts.api.transitions import contract_move
from core.rest import Moving


class Books(Moving):
    """The moves on a contract's account; its entries stand among its parts."""

    settlement = contract_move(
        "settlement", RECORD_SETTLEMENT,
        "Record a settlement; the same under a known key is answered as it stands.",
        arguments.SettlementArguments,
        lambda contract, data, who: actions.record_settlement(
            source=data.pop("origin"), **data, **who
        ),
        status=201, path="settlement",
    )  # fmt: skip
    # The acts on a settlement, which the arguments name.
    remittance = contract_move(
        "remittance", REMIT_A_SETTLEMENT, "Record that a settlement was remitted, or a part of it.",
        arguments.RemittanceArguments,
        lambda contract, data, who: actions.record_remittance(
            source=data.pop("voucher"), **of_settlement(contract, data, who)
        ),
    )  # fmt: skip
    reverse_settlement = contract_move(
        "reverse_settlement", REVERSE_A_SETTLEMENT,
        "Take a wrong settlement back by a counter-entry.", arguments.ReverseArguments,
        lambda contract, data, who: actions.reverse_settlement(
            **of_settlement(contract, data, who)
        ),
    )  # fmt: skip
