"""
The service of a termination notice, and the second person for one of an earlier day.

The day of service moves the last day of the notice. Where it lies further back than the rule
`paper_entry` lets one person enter it, the service waits for a second person of the agency, or for
the deputy where nobody else there is free (docs/adr/0047-paper-of-an-earlier-day.md).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import PendingKind
from approvals.models import PendingAct
from audit.actions import record
from contracts.actions.old_receipts import propose_receipt, withdraw_void
from contracts.actions.steps import write
from contracts.acts.contract import SERVE_NOTICE
from contracts.acts.reasons import (
    NOTHING_TO_SERVE,
    barred_from_ending,
    is_notice_unserved,
    proposer_is_barred,
)
from contracts.acts.recusals import has_stood_back, is_recused
from contracts.facts import notice_end
from contracts.facts.letters import TERMINATION
from contracts.facts.old_receipts import receipt_links
from contracts.facts.paper_service import (
    is_service_confirmed_above,
    service_content,
    service_in_words,
    undecided_service,
    without_barred,
)
from contracts.facts.recusals import without_recused
from contracts.models import Contract
from core.clock import day_in_tehran
from core.errors import IllegalMove
from core.jalali import long
from core.papers import Paper
from notices.actions import open_letters, prove_service
from notices.models import Dispatch
from notices.states import Channel
from workdays.actions import keep_deadlines
from workdays.facts import Kept, after_entry


def keep_proof(
    contract: Contract,
    served_on: date,
    words: str,
    receipt: Paper | None,
    actor: Principal,
    at: datetime,
    *,
    opens: bool = True,
) -> Dispatch | None:
    """Keep the receipt of a service, or the acknowledgement where there is none."""
    return prove_service(
        subject_id=contract.notice_id or contract.public_id,
        kind=TERMINATION.name,
        channel=Channel.PAPER if receipt else Channel.PORTAL,
        words=words,
        on=served_on,
        at=at,
        recorded_by=actor.user_id,
        scan=receipt,
        opens=opens,
    )


def write_service(
    contract: Contract,
    served_on: date,
    words: str,
    actor: Principal,
    at: datetime,
    declared: str = "",
    seal: str = "",
) -> None:
    """
    Write a proven service with the deadline that it begins, and what the office declared.

    `seal` is that of a receipt which is kept with it.
    """
    entered_on = day_in_tehran(at)
    end = after_entry(notice_end(contract, served_on), entered_on, contract.county.public_id)
    changes = write(
        contract,
        notice_served_on=served_on,
        notice_entered_on=entered_on,
        notice_proof=words,
        notice_ends_on=end.due_on,
    )
    keep_deadlines(kept=[Kept("contract.notice", contract, end, contract.county_id)])
    changes |= {"scan_sha256": (None, seal)} if seal else {}
    record(
        actor=actor, verb="contract.notice_served", target=contract, changes=changes,
        note=declared, at=at,
    )  # fmt: skip


def propose_service(
    contract: Contract,
    served_on: date,
    words: str,
    receipt: Paper,
    actor: Principal,
    on: date,
    at: datetime,
) -> PendingAct:
    """
    Propose a service of an earlier day to a second person; its receipt is kept at once.

    Raises:
        IllegalMove: no letter of the notice is kept, with which the receipt could be kept.
    """
    withdraw_void(undecided_service(contract), actor, on, at)
    dispatch = keep_proof(contract, served_on, words, receipt, actor, at, opens=False)
    assert dispatch is not None  # noqa: S101 - a receipt is refused without its letter
    changes = write(contract)
    pending = propose_receipt(
        SERVE_NOTICE, contract, dispatch, gettext_noop("{act}, contract {number}"),
        is_above=is_service_confirmed_above(contract, actor.user_id, on), actor=actor, on=on, at=at,
        notice=str(contract.notice_id),
    )  # fmt: skip
    record(
        actor=actor,
        verb="contract.service_proposed",
        target=contract,
        changes=changes | {"day": (None, served_on), "scan_sha256": (None, dispatch.scan_sha256)},
        note=words,
        at=at,
    )
    return pending


def _blocked(contract: Contract, arguments: Mapping[str, Any], actor: Principal, on: date) -> str:
    """Return that the notice was withdrawn or served meanwhile."""
    return "" if _is_open(contract) else str(NOTHING_TO_SERVE)


def _is_open(contract: Contract) -> bool:
    return contract.state in (SERVE_NOTICE.states or ()) and is_notice_unserved(contract)


def _confirm(
    contract: Contract, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> None:
    """Record the service that another person has entered, as its second person."""
    if against := _blocked(contract, arguments, actor, on):
        raise IllegalMove(against)
    write_service(contract, date.fromisoformat(arguments["day"]), arguments["text"], actor, at)
    open_letters(subject_id=contract.notice_id or contract.public_id, kind=TERMINATION.name, at=at)


def _effect(contract: Contract, arguments: Mapping[str, Any], on: date) -> str:
    """Return until when the notice would run if its service were confirmed on a day."""
    own = notice_end(contract, date.fromisoformat(arguments["day"]))
    end = after_entry(own, on, contract.county.public_id)
    text = _(
        "Confirmed today, the days of the notice run until the end of {day}; then the contract can"
        " be terminated."
    )
    return text.format(day=long(end.due_on))


def _barred(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the actor stood back from the contract, or from the case of its notice."""
    return has_stood_back(contract, actor, on) or barred_from_ending(contract, actor, on)


def _proposer_barred(contract: Contract, account: int, on: date) -> str:
    """Return that who entered the receipt stood back from the contract, or from that case."""
    return proposer_is_barred(contract, account, on, is_recused=is_recused(contract, account))


SERVICE_KIND = PendingKind(
    name=SERVE_NOTICE.key,
    title=SERVE_NOTICE.title,
    permission=Permission.CASE_CONFIRM_CLOSING,
    above=Permission.CASE_REOPEN,
    agency=lambda contract: contract.agency,
    proposal=SERVE_NOTICE.key,
    content=service_content,
    rows=service_in_words,
    papers=receipt_links,
    effect=_effect,
    perform=_confirm,
    barred=_barred,
    without=lambda rows, principal: without_recused(without_barred(rows, principal), principal),
    blocked=_blocked,
    proposer_barred=_proposer_barred,
    model="contracts.contract",
    is_over=lambda contract, arguments, on: not _is_open(contract),
)
