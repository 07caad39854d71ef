"""REST: the account of a contract, what is owed and what was remitted."""

from accounts.roles import Permission
from contracts import actions
from contracts.api import arguments
from contracts.api.resolving import of_settlement
from contracts.api.shapes import ContractSerializer
from contracts.api.transitions import move
from contracts.states import BLOCKING, UNSETTLED
from core.rest import Moving, needs

KEPT = (*BLOCKING, *UNSETTLED)


class Books(Moving):
    """The moves on a contract's account; its entries stand among its parts."""

    settlement = move(
        "settlement", "Record a settlement; the same under a known key is answered as it stands.",
        needs(Permission.CONTRACT_SETTLE), arguments.SettlementArguments, ContractSerializer,
        lambda contract, data, who: actions.record_settlement(
            source=data.pop("origin"), **data, **who
        ),
        states=KEPT, status=201,
    )  # fmt: skip
    remittance = move(
        "remittance", "Record that a settlement was remitted, whole.",
        needs(Permission.CONTRACT_SETTLE), arguments.RemittanceArguments, ContractSerializer,
        lambda contract, data, who: actions.record_remittance(
            source=data.pop("voucher"), **of_settlement(contract, data, who)
        ),
        states=KEPT,
    )  # fmt: skip
    reverse_settlement = move(
        "reverse_settlement", "Take a wrong settlement back by a counter-entry.",
        needs(Permission.CONTRACT_SETTLE), arguments.ReverseArguments, ContractSerializer,
        lambda contract, data, who: actions.reverse_settlement(
            **of_settlement(contract, data, who)
        ),
        states=KEPT,
    )  # fmt: skip
