"""What a role can do with a contract in its state; the actions ask again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from contracts.models import Contract, ContractArticle, Guarantee, Waiver
from contracts.rules.standing import RENEW_BEFORE
from contracts.states import (
    BLOCKING,
    GUARANTEE_FLOW,
    UNSETTLED,
    ContractState,
    GuaranteeState,
    ProofKind,
)

P = Permission
S = ContractState
Row = tuple[str, str | Promise, str, Permission]
POSTED = frozenset({"send", "acknowledge", "accept-end"})


@dataclass(frozen=True)
class Offer:
    """A way on: the name of its address, its words, its weight, and whether a click does it."""

    name: str
    label: str | Promise
    url: str
    tone: str = ""

    @property
    def is_posted(self) -> bool:
        """Tell whether it needs no form of its own."""
        return self.name in POSTED


_DRAFTED: list[Row] = [
    ("send", _("Send for signature"), "primary", P.CONTRACT_DRAFT),
    ("edit", _("Edit the draft"), "", P.CONTRACT_DRAFT),
    ("text", _("Write the text"), "", P.CONTRACT_DRAFT),
    ("guarantee", _("Record a guarantee"), "", P.CONTRACT_DRAFT),
    ("void", _("Discard the draft"), "danger", P.CONTRACT_DRAFT),
]
_PENDING: list[Row] = [
    ("sign", _("Sign the contract"), "primary", P.CONTRACT_SIGN),
    ("guarantee", _("Record a guarantee"), "", P.CONTRACT_DRAFT),
    ("back", _("Back to the draft"), "", P.CONTRACT_DRAFT),
    ("void", _("Discard the draft"), "danger", P.CONTRACT_DRAFT),
]
_NOTICE: Row = ("notice-document", _("Give notice of termination"), "danger", P.CONTRACT_TERMINATE)
_SETTLING: list[Row] = [("settle", _("Settle the contract"), "primary", P.CONTRACT_SETTLE)]


def offers(
    contract: Contract, actor: Principal, waiver: Waiver | None, on: date, *, left_out: set[str]
) -> list[Offer]:
    """
    Return what the actor may do with the contract now, the main thing first.

    `left_out` are the acts that were done: a renewal that was begun, a text that was signed.
    """
    rows: list[Row] = []
    if contract.agency.public_id in actor.agency_ids:
        rows = _of_agency(contract, waiver, on)
    elif contract.office.public_id in actor.office_ids:
        rows = _of_office(contract, waiver, on)
    elif contract.is_running:
        rows = [("document", _("Record a document"), "", P.CONTRACT_RECORD_DOCUMENT)]
    base = contract.get_absolute_url()
    return [
        Offer(name, label, f"{base}/{name}", tone)
        for name, label, tone, permission in rows
        if may(actor, permission) and name not in left_out
    ]


def waiver_of(contract: Contract) -> Waiver | None:
    """Return the office's waiver of the rest of a termination notice, if there is one."""
    if not contract.notice_id:
        return None
    return Waiver.objects.filter(subject_id=contract.notice_id).first()


def left_out(contract: Contract, *, has_text: bool) -> set[str]:
    """Return what has been done and is not offered again."""
    found = set()
    if contract.renewals.exclude(state=ContractState.VOID).exists():
        found.add("renew")
    if has_text and contract.state != ContractState.DRAFT:
        found.add("text")
    return found


def offers_on(contract: Contract, actor: Principal, on: date) -> list[Offer]:
    """Return what the actor may do with the contract now, with all that it rests on read here."""
    texts = ContractArticle.objects.visible_to(actor).filter(contract=contract)
    done = left_out(contract, has_text=texts.exists())
    return offers(contract, actor, waiver_of(contract), on, left_out=done)


def with_ways(
    contract: Contract, guarantees: Sequence[Guarantee], actor: Principal, on: date
) -> list[tuple[Guarantee, list[Offer]]]:
    """Return each guarantee of the contract with what the actor may do with it now."""
    if contract.agency.public_id not in actor.agency_ids:
        return [(guarantee, []) for guarantee in guarantees]
    may_be_called = contract.state in BLOCKING or (
        contract.state in UNSETTLED and contract.proofs.exclude(kind=ProofKind.URGENT).exists()
    )
    return [
        (guarantee, _ways(contract, guarantee, actor, on, may_be_called=may_be_called))
        for guarantee in guarantees
    ]


def _ways(
    contract: Contract, guarantee: Guarantee, actor: Principal, on: date, *, may_be_called: bool
) -> list[Offer]:
    rows: list[Row] = []
    if GUARANTEE_FLOW.allows(GuaranteeState(guarantee.state), GuaranteeState.RELEASED):
        if contract.state in (S.DRAFT, S.PENDING_SIGNATURE, *BLOCKING):
            rows = [
                ("extend", _("Prolong"), "", P.CONTRACT_DRAFT),
                ("replace", _("Replace"), "", P.CONTRACT_DRAFT),
            ]
        rows.append(("release", _("Give back"), "", P.CONTRACT_SETTLE))
    is_held = guarantee.state == GuaranteeState.HELD and guarantee.expires_on >= on
    if is_held and may_be_called:
        rows.append(("call", _("Call"), "danger", P.GUARANTEE_CALL))
    base = f"{contract.get_absolute_url()}/guarantees/{guarantee.public_id}"
    return [
        Offer(name, label, f"{base}/{name}", tone)
        for name, label, tone, permission in rows
        if may(actor, permission)
    ]


def _of_agency(contract: Contract, waiver: Waiver | None, on: date) -> list[Row]:
    match ContractState(contract.state):
        case S.DRAFT:
            return _DRAFTED
        case S.PENDING_SIGNATURE:
            return _PENDING
        case S.ACTIVE:
            return _running(contract, on)
        case S.SUSPENDED:
            return [
                ("resume", _("End the suspension"), "", P.CONTRACT_SUSPEND),
                (
                    "notice-document",
                    _("Give notice of termination"),
                    "danger",
                    P.CONTRACT_TERMINATE,
                ),
                ("guarantee", _("Record a guarantee"), "", P.CONTRACT_DRAFT),
            ]
        case S.TERMINATION_NOTICE:
            return _under_notice(contract, waiver, on)
        case S.EXPIRED:
            return [*_SETTLING, ("renew", _("Begin a late renewal"), "", P.CONTRACT_DRAFT)]
        case S.TERMINATED | S.ENDED_MUTUAL:
            return list(_SETTLING)
        case _:
            return []


def _running(contract: Contract, on: date) -> list[Row]:
    is_proposed = contract.mutual_end_on is not None
    is_open = is_proposed and contract.mutual_end_accepted_on is None
    is_due = contract.ends_on - on <= RENEW_BEFORE
    rows: list[Row] = [
        ("renew", _("Begin the renewal"), "primary" if is_due else "", P.CONTRACT_DRAFT),
        ("guarantee", _("Record a guarantee"), "", P.CONTRACT_DRAFT),
        ("addendum", _("Add an addendum"), "", P.CONTRACT_SIGN),
        ("text", _("Write the text"), "", P.CONTRACT_DRAFT),
    ]
    if not is_proposed:
        rows.append(("propose-end", _("Propose to end by agreement"), "", P.CONTRACT_SIGN))
    if is_open:
        rows.append(("decline-end", _("Take the proposal to end back"), "", P.CONTRACT_SIGN))
    return [
        *rows,
        ("suspend-document", _("Suspend"), "danger", P.CONTRACT_SUSPEND),
        ("urgent", _("Suspend urgently"), "danger", P.CONTRACT_SUSPEND),
        _NOTICE,
    ]


def _under_notice(contract: Contract, waiver: Waiver | None, on: date) -> list[Row]:
    rows: list[Row] = []
    if contract.notice_served_on is None:
        rows.append(("service", _("Record service"), "primary", P.CONTRACT_SERVE))
    elif waiver is not None or (contract.notice_ends_on and on > contract.notice_ends_on):
        rows.append(("terminate", _("Terminate the contract"), "danger", P.CONTRACT_TERMINATE))
    return [*rows, ("withdraw", _("Withdraw the notice"), "", P.CONTRACT_TERMINATE)]


def _of_office(contract: Contract, waiver: Waiver | None, on: date) -> list[Row]:
    if contract.state == S.TERMINATION_NOTICE:
        if contract.notice_served_on is None:
            label = _("I have received the termination notice")
            return [("acknowledge", label, "primary", P.CONTRACT_ACKNOWLEDGE)]
        is_over = contract.notice_ends_on is None or on > contract.notice_ends_on
        if waiver is None and not is_over:
            return [("waive", _("End the notice now"), "", P.CONTRACT_WAIVE)]
    waits = contract.mutual_end_on is not None and contract.mutual_end_accepted_on is None
    if contract.state in BLOCKING and waits:
        return [
            ("accept-end", _("Accept the end by agreement"), "primary", P.CONTRACT_ACCEPT_END),
            ("decline-end", _("Decline the end by agreement"), "", P.CONTRACT_ACCEPT_END),
        ]
    return []
