"""
The service of a termination notice, and the second person for one of an earlier day.

The day of service moves the last day of the notice. Where it lies further back than the rule
`paper_entry` lets one person enter it, the service waits for a second person of the agency, or for
the deputy where nobody else there is free (docs/adr/0047-paper-of-an-earlier-day.md).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Permission, ScopeKind
from approvals.actions import OF_PROVINCE, Body, propose_act, withdraw_act
from approvals.facts import PendingKind
from approvals.models import PendingAct
from audit.actions import record
from contracts.actions.steps import write
from contracts.acts.contract import SERVE_NOTICE
from contracts.acts.reasons import NOTHING_TO_SERVE, is_notice_unserved
from contracts.facts import notice_end
from contracts.facts.news import TERMINATION
from contracts.facts.paper_service import (
    is_confirmed_above,
    service_content,
    service_in_words,
    undecided_service,
)
from contracts.models import Contract
from core.clock import day_in_tehran
from core.errors import IllegalMove
from core.papers import Paper
from core.persian import isolated
from notices.actions import open_letters, prove_service
from notices.models import Dispatch
from notices.states import Channel
from workdays.actions import keep_deadlines
from workdays.facts import Kept, deadline
from workdays.rules import DeadlineKey


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
    contract: Contract, served_on: date, words: str, actor: Principal, at: datetime
) -> None:
    """Write a proven service with the deadline that it begins."""
    end = notice_end(contract, served_on)
    entered_on = day_in_tehran(at)
    if entered_on > served_on:  # the office sees it from then on (docs/adr/0047)
        county = contract.county.public_id
        seen = deadline(DeadlineKey.WINDOW_AFTER_ENTRY, entered_on, county)
        end = max(end, seen, key=lambda each: each.due_on)
    changes = write(
        contract,
        notice_served_on=served_on,
        notice_entered_on=entered_on,
        notice_proof=words,
        notice_ends_on=end.due_on,
    )
    keep_deadlines(kept=[Kept("contract.notice", contract, end, contract.county_id)])
    record(actor=actor, verb="contract.notice_served", target=contract, changes=changes, at=at)


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
    if (void := undecided_service(contract)) is not None:
        with translation.override("fa"):
            why = _("The notice has changed since; its service is proposed anew.")
        withdraw_act(pending_id=void.pk, actor=actor, on=on, at=at, reason=why)
    dispatch = keep_proof(contract, served_on, words, receipt, actor, at, opens=False)
    if dispatch is None:
        raise IllegalMove(str(NOTHING_TO_SERVE))
    changes = write(contract)
    is_above = is_confirmed_above(contract, actor.user_id, on)
    with translation.override("fa"):
        title = _("{act}, contract {number}").format(
            act=SERVE_NOTICE.title, number=isolated(contract.number)
        )
    county = contract.county.public_id
    pending = propose_act(
        act=SERVE_NOTICE.key,
        target=contract,
        arguments={
            "day": served_on.isoformat(),
            "entered_on": on.isoformat(),
            "notice": str(contract.notice_id),
            "text": words,
            "receipt": str(dispatch.public_id),
        },
        title=title,
        summary=words,
        expires_on=deadline(DeadlineKey.CONFIRM_PAPER, on, county).due_on,
        actor=actor,
        on=on,
        at=at,
        body=OF_PROVINCE if is_above else Body(ScopeKind.AGENCY, contract.agency.public_id),
        permission=Permission.CASE_REOPEN if is_above else None,
    )
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
    is_open = contract.state in (SERVE_NOTICE.states or ()) and is_notice_unserved(contract)
    return "" if is_open else str(NOTHING_TO_SERVE)


def _confirm(
    contract: Contract, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> None:
    """Record the service that another person has entered, as its second person."""
    if against := _blocked(contract, arguments, actor, on):
        raise IllegalMove(against)
    write_service(contract, date.fromisoformat(arguments["day"]), arguments["text"], actor, at)
    open_letters(subject_id=contract.notice_id or contract.public_id, kind=TERMINATION.name, at=at)


SERVICE_KIND = PendingKind(
    name=SERVE_NOTICE.key,
    title=SERVE_NOTICE.title,
    permission=Permission.CASE_CONFIRM_CLOSING,
    proposal=SERVE_NOTICE.key,
    content=service_content,
    rows=service_in_words,
    perform=_confirm,
    blocked=_blocked,
)
