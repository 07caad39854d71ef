"""REST: the account of a contract, what is owed and what was remitted."""

from contracts import actions
from contracts.acts.contract import RECORD_SETTLEMENT
from contracts.acts.reasons import books_closed
from contracts.acts.settlement import REMIT, REVERSE
from contracts.api import arguments
from contracts.api.resolving import of_settlement
from contracts.api.shapes import ContractSerializer
from contracts.api.transitions import contract_move
from core.rest import Moving, move, needs


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
    # The acts on a settlement, which the arguments name: of the contract its books must be open.
    remittance = move(
        "remittance", "Record that a settlement was remitted, whole.",
        needs(*REMIT.permissions), arguments.RemittanceArguments, ContractSerializer,
        lambda contract, data, who: actions.record_remittance(
            source=data.pop("voucher"), **of_settlement(contract, data, who)
        ),
        against=books_closed,
    )  # fmt: skip
    reverse_settlement = move(
        "reverse_settlement", "Take a wrong settlement back by a counter-entry.",
        needs(*REVERSE.permissions), arguments.ReverseArguments, ContractSerializer,
        lambda contract, data, who: actions.reverse_settlement(
            **of_settlement(contract, data, who)
        ),
        against=books_closed,
    )  # fmt: skip
