"""The acts that are open on a contract and its parts, as links of its page."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.acts.contract import (
    ACCEPT,
    ACCEPT_ADDENDUM,
    ACCEPT_END,
    ACKNOWLEDGE_NOTICE,
    CONFIRM,
    CONTEST_ACCEPTANCE,
    CONTEST_ADDENDUM,
    CONTRACTS,
    DECLINE_END,
    DRAFT,
    IMPORT,
    ISSUE_NOTICE,
    KEEP_SCAN,
    RECORD_SETTLEMENT,
    RENEW,
    SEND,
    SERVE_NOTICE,
    SETTLE,
    SIGN,
    SUSPEND,
)
from contracts.acts.guarantee import GUARANTEES
from contracts.acts.reasons import NO_BASIS, carrying_proofs
from contracts.acts.settlement import REMIT_A_SETTLEMENT, REVERSE_A_SETTLEMENT, SETTLEMENTS
from contracts.models import Contract, Guarantee
from contracts.rules.standing import RENEW_BEFORE
from contracts.states import ContractState
from core.acts import Act
from core.web import ActLink, act_links

# Offered elsewhere: at the scans, in the account, and in the list of contracts.
APART = {KEEP_SCAN, RECORD_SETTLEMENT, REMIT_A_SETTLEMENT, REVERSE_A_SETTLEMENT, DRAFT, IMPORT}
LEADING = {
    act.name
    for act in (
        SEND, ACCEPT, SIGN, SETTLE, ACKNOWLEDGE_NOTICE, SERVE_NOTICE, ACCEPT_END, ACCEPT_ADDENDUM,
        CONTEST_ACCEPTANCE, CONTEST_ADDENDUM, CONFIRM,
    )
}  # fmt: skip


def _page_of(act: Act, contract: Contract) -> str:
    """Return the page of an act: its own, or the list in which contracts are confirmed."""
    if act is CONFIRM:
        return reverse("contracts:confirm")
    return f"{contract.get_absolute_url()}/{act.name}"


def contract_links(contract: Contract, actor: Principal, on: date) -> list[ActLink]:
    """Return the acts that are open to the actor on the contract, the main one first."""
    apart = APART | {SERVE_NOTICE} if actor.office_ids else APART  # an office acknowledges
    is_due = contract.state == ContractState.ACTIVE and contract.ends_on - on <= RENEW_BEFORE
    found = act_links(
        [act for act in CONTRACTS if act not in apart],
        contract,
        actor,
        on,
        url=lambda act: _page_of(act, contract),
        main=LEADING | {RENEW.name} if is_due else LEADING,
    )
    labels = _labels(contract, actor)
    named = [replace(link, label=labels.get(link.name, link.label)) for link in found]
    return [_with_basis(link, contract, actor, on) for link in named]


def _with_basis(link: ActLink, contract: Contract, actor: Principal, on: date) -> ActLink:
    """Return a link; without its address, and with the reason, where no proof carries the act."""
    rests_on = {SUSPEND.name: "suspend", ISSUE_NOTICE.name: "terminate"}.get(link.name)
    if rests_on is None or carrying_proofs(contract, actor, rests_on, on):
        return link
    return replace(link, url="", text=str(NO_BASIS))


def _labels(contract: Contract, actor: Principal) -> dict[str, str]:
    """Return what an act is called where one name does not fit all."""
    labels = {}
    if contract.state == ContractState.EXPIRED:
        labels[RENEW.name] = _("Begin a late renewal")
    if not actor.office_ids:
        labels[DECLINE_END.name] = _("Take the proposal to end back")
    return labels


def guarantee_links(
    contract: Contract, guarantees: Iterable[Guarantee], actor: Principal, on: date
) -> list[tuple[Guarantee, list[ActLink]]]:
    """Return each guarantee of the contract with the acts that are open on it."""
    base = f"{contract.get_absolute_url()}/guarantees"
    return [(one, _part_links(GUARANTEES, one, base, actor, on)) for one in guarantees]


def settlement_links(
    contract: Contract, lines: Sequence[Any], actor: Principal, on: date
) -> list[tuple[Any, list[ActLink]]]:
    """Return each line of the account with the acts that are open on its settlement."""
    base = f"{contract.get_absolute_url()}/settlements"
    return [(one, _part_links(SETTLEMENTS, one.settlement, base, actor, on)) for one in lines]


def _part_links(
    acts: Iterable[Act], part: Any, base: str, actor: Principal, on: date
) -> list[ActLink]:
    return act_links(acts, part, actor, on, url=lambda act: f"{base}/{part.public_id}/{act.name}")
