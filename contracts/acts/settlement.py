"""The table of acts on a settlement, an entry of a contract's account, and what a contract has."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from contracts.acts.contract import CONTRACTS, IS_CONFIRMED, lock_contract
from contracts.acts.reasons import books_closed, books_locked, unconfirmed
from contracts.acts.recusals import RECUSED
from contracts.facts.settlements import is_reversed
from contracts.models import Contract, Settlement
from core.acts import Act, ActTable, Confirm, Paper, is_open, of_record, once_per_record
from offices.acts.interests import INTERESTED


def lock_settlement(settlement_id: int, actor: Principal) -> Settlement:
    """
    Return the settlement in the actor's scope, with its contract before it locked.

    Raises:
        Settlement.DoesNotExist: there is none with this key in the actor's scope.
        Busy: another transaction holds it or its contract.
    """
    found = Settlement.objects.visible_to(actor).get(pk=settlement_id)
    contract = lock_contract(found.contract_id, actor)
    settlement = Settlement.objects.visible_to(actor).lock(settlement_id)
    settlement.contract = contract
    return settlement


def account_closed(settlement: Settlement) -> str:
    """Return that the account of the contract is closed."""
    contract = settlement.contract
    return unconfirmed(contract) or books_closed(contract)


def account_locked(settlement: Settlement, actor: Principal, on: date) -> str:
    """Return what the floors above know against any entry in the account of the contract."""
    return books_locked(settlement.contract, actor, on)


def remitted(settlement: Settlement) -> str:
    """Return that the settlement was remitted."""
    if settlement.settled_on is None:
        return ""
    return _("This settlement has been remitted; take it back if that is wrong.")


def counter_entry(settlement: Settlement) -> str:
    """Return that the entry itself takes another one back."""
    if settlement.reverses_id is None:
        return ""
    return _("A counter-entry is not taken back; record the right settlement.")


def reversed_already(settlement: Settlement) -> str:
    """Return that the settlement was taken back, or takes another one back."""
    if settlement.reverses_id is None and not is_reversed(settlement):
        return ""
    return _("This settlement was taken back.")


SETTLEMENTS = ActTable(
    "settlement", lock_settlement, not_by=(RECUSED, INTERESTED), paper=Paper.NONE
)
act = SETTLEMENTS.act

# Either act, done again as it was, is answered as it stands before the table is asked.
REMIT = act(
    "remit", title=gettext_lazy("Remitted"), permissions=(Permission.CONTRACT_SETTLE,),
    blocked=(
        of_record(account_closed), account_locked, of_record(remitted), of_record(reversed_already)
    ),
    event={
        "contract.settlement_remitted": gettext_lazy("recorded that a settlement was remitted"),
        "contract.settlement_part_remitted": gettext_lazy(
            "recorded that a part of a settlement was remitted"
        ),
    },
    undo="reverse",
    tells=("office",), confirm=Confirm.SECOND_IF_BACK,
)  # fmt: skip
REVERSE = act(
    "reverse", title=gettext_lazy("Take back"), permissions=(Permission.CONTRACT_SETTLE,),
    blocked=(
        of_record(account_closed), account_locked, of_record(counter_entry),
        of_record(reversed_already),
    ),
    event={
        "contract.settlement_reversed": gettext_lazy("took a settlement back by a counter-entry")
    },
    is_danger=True,
    confirm=Confirm.PLAIN,
    undo="contract.record-settlement",
    tells=("office",),
)  # fmt: skip


@once_per_record
def entries_of(contract: Contract, actor: Principal) -> list[Settlement]:
    """Return the entries of the contract's account that the actor may see, oldest first."""
    rows = Settlement.objects.visible_to(actor).filter(contract=contract)
    found = list(rows.select_related("reversal").order_by("pk"))
    for entry in found:
        entry.contract = contract
    return found


def open_entries(act: Act, contract: Contract, actor: Principal, on: date) -> list[Settlement]:
    """Return the entries of the contract's account on which the act is open to the actor."""
    return [row for row in entries_of(contract, actor) if is_open(act, row, actor, on)]


def nothing_to_remit(contract: Contract, actor: Principal, on: date) -> str:
    """Return that no entry of the account waits for its remittance."""
    if open_entries(REMIT, contract, actor, on):
        return ""
    return _("No settlement of this contract waits to be remitted.")


def nothing_to_reverse(contract: Contract, actor: Principal, on: date) -> str:
    """Return that no entry of the account can be taken back."""
    if open_entries(REVERSE, contract, actor, on):
        return ""
    return _("No settlement of this contract can be taken back.")


# The same acts where the contract is named, and the settlement among the arguments, as in REST.
REMIT_A_SETTLEMENT = CONTRACTS.act(
    "remittance", title=gettext_lazy("Record a remittance"), permissions=REMIT.permissions,
    blocked=(IS_CONFIRMED, of_record(books_closed), books_locked, nothing_to_remit),
    event=REMIT.event,
    confirm=Confirm.SECOND_IF_BACK,
    undo="settlement.reverse",
    tells=("office",),
)  # fmt: skip
REVERSE_A_SETTLEMENT = CONTRACTS.act(
    "reverse-settlement", title=gettext_lazy("Take a settlement back"),
    permissions=REVERSE.permissions,
    blocked=(IS_CONFIRMED, of_record(books_closed), books_locked, nothing_to_reverse),
    event=REVERSE.event, is_danger=True,
    confirm=Confirm.PLAIN,
    undo="record-settlement",
    tells=("office",),
)  # fmt: skip
