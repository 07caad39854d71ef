"""Papers of an earlier day that a second person confirms: a signed addendum, a remittance."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import PendingKind
from contracts.actions.addendum_acceptance import accept_on_paper
from contracts.actions.settlements import write_remittance
from contracts.acts.answers import addendum_has_begun
from contracts.acts.contract import ENTER_ADDENDUM
from contracts.acts.recusals import has_stood_back
from contracts.acts.settlement import REMIT, account_closed, remitted, reversed_already
from contracts.facts.addenda import open_addendum
from contracts.facts.money import left_to_remit
from contracts.facts.recusals import without_recused
from contracts.models import Contract, ContractScan, Settlement
from contracts.states import BLOCKING, AddendumState, ContractState
from core.jalali import short
from core.persian import group, isolated, persian_digits


def entry_rows(contract: Contract, arguments: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the rows of the contract, of the day of the paper and of its entry."""
    return [
        (_("Contract"), isolated(contract.number)),
        (_("Office"), f"{contract.office.name} ({persian_digits(contract.office.code)})"),
        (_("Day of the paper"), persian_digits(short(date.fromisoformat(arguments["day"])))),
        (_("Entered on"), persian_digits(short(date.fromisoformat(arguments["entered_on"])))),
    ]


def _scan(arguments: Mapping[str, Any]) -> ContractScan:
    found: ContractScan = ContractScan.objects.get(public_id=arguments["scan"])
    return found


def _addendum_content(contract: Contract, arguments: Mapping[str, Any]) -> Any:
    addendum = open_addendum(contract)
    return {
        "addendum": None if addendum is None else str(addendum.public_id),
        "state": None if addendum is None else addendum.state,
        "scan": _scan(arguments).scan_sha256,
    }


def _addendum_rows(contract: Contract, arguments: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    addendum = open_addendum(contract)
    text = addendum.text if addendum is not None else ""
    return [*entry_rows(contract, arguments), (_("Text of the addendum"), text)]


def _addendum_papers(
    contract: Contract, arguments: Mapping[str, Any], actor: Principal
) -> Sequence[tuple[str, str]]:
    if not Contract.objects.visible_to(actor).filter(pk=contract.pk).exists():
        return ()
    scan = _scan(arguments)
    return [(scan.scan_name, reverse("contracts:paper-scan", args=[scan.public_id]))]


def _addendum_blocked(
    contract: Contract, arguments: Mapping[str, Any], actor: Principal, on: date
) -> str:
    addendum = open_addendum(contract)
    is_proposed = addendum is not None and addendum.state == AddendumState.PROPOSED
    if contract.state != ContractState.ACTIVE or not is_proposed:
        return str(ENTER_ADDENDUM.state_error)
    return str(addendum_has_begun(contract, actor, on) or "")


def _addendum_is_over(contract: Contract, arguments: Mapping[str, Any], on: date) -> bool:
    """Tell whether the contract has ended, or the addendum waits no more or can not begin."""
    addendum = open_addendum(contract)
    return (
        contract.state not in BLOCKING
        or addendum is None
        or addendum.state != AddendumState.PROPOSED
        or on > addendum.effective_on
    )


def _confirm_addendum(
    contract: Contract, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> None:
    """Enter the acceptance of an addendum that another person has entered."""
    day = date.fromisoformat(arguments["day"])
    accept_on_paper(
        contract, day, _scan(arguments), arguments["entered_by"], actor=actor, on=on, at=at
    )


ADDENDUM_KIND = PendingKind(
    name=ENTER_ADDENDUM.key,
    title=ENTER_ADDENDUM.title,
    permission=Permission.CASE_CONFIRM_CLOSING,
    above=Permission.CASE_REOPEN,
    agency=lambda contract: contract.agency,
    proposal=ENTER_ADDENDUM.key,
    content=_addendum_content,
    rows=_addendum_rows,
    papers=_addendum_papers,
    perform=_confirm_addendum,
    blocked=_addendum_blocked,
    barred=has_stood_back,
    without=without_recused,
    model="contracts.contract",
    is_over=_addendum_is_over,
)


def _remittance_rows(
    settlement: Settlement, arguments: Mapping[str, Any]
) -> Sequence[tuple[str, str]]:
    return [
        *entry_rows(settlement.contract, arguments),
        (_("Settlement"), settlement.key),
        (_("Amount, rial"), group(arguments["amount"])),
        (_("Voucher"), arguments["voucher"]),
    ]


def _remittance_blocked(
    settlement: Settlement, arguments: Mapping[str, Any], actor: Principal, on: date
) -> str:
    found = (reason(settlement, actor, on) for reason in REMIT.blocked)
    return str(next(filter(None, found), ""))


def _remittance_is_over(settlement: Settlement, arguments: Mapping[str, Any], on: date) -> bool:
    """Tell whether the settlement takes no remittance any more."""
    return bool(account_closed(settlement) or remitted(settlement) or reversed_already(settlement))


def _confirm_remittance(
    settlement: Settlement, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> None:
    """Record the remittance that another person has entered."""
    write_remittance(
        settlement, arguments["amount"], date.fromisoformat(arguments["day"]), arguments["voucher"],
        (arguments["entered_by"], arguments["entered_by_name"]), actor=actor, on=on, at=at,
    )  # fmt: skip


REMITTANCE_KIND = PendingKind(
    name=REMIT.key,
    title=REMIT.title,
    permission=Permission.CASE_CONFIRM_CLOSING,
    above=Permission.CASE_REOPEN,
    agency=lambda settlement: settlement.contract.agency,
    proposal=REMIT.key,
    content=lambda settlement, arguments: {"left": left_to_remit(settlement)},
    rows=_remittance_rows,
    perform=_confirm_remittance,
    blocked=_remittance_blocked,
    barred=has_stood_back,
    without=without_recused,
    model="contracts.contract",
    target="contracts.settlement",
    is_wide=True,
    is_over=_remittance_is_over,
    url=lambda settlement: str(settlement.contract.get_absolute_url()),
)
