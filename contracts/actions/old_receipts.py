"""Propose a service whose receipt is of an earlier day (docs/adr/0047-paper-of-an-earlier-day)."""

from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Permission, ScopeKind
from approvals.actions import OF_PROVINCE, Body, propose_act, withdraw_act
from approvals.models import PendingAct
from core.acts import Act
from core.persian import isolated
from notices.models import Dispatch
from workdays.facts import deadline
from workdays.rules import DeadlineKey


def withdraw_void(void: PendingAct | None, actor: Principal, on: date, at: datetime) -> None:
    """Withdraw an earlier proposal of the actor's own that the notice has overtaken."""
    if void is None:
        return
    with translation.override("fa"):
        why = _("The notice has changed since; its service is proposed anew.")
    withdraw_act(pending_id=void.pk, actor=actor, on=on, at=at, reason=why)


def propose_receipt(
    act: Act,
    record: Any,
    dispatch: Dispatch,
    title: str,
    *,
    is_above: bool,
    actor: Principal,
    on: date,
    at: datetime,
    **more: Any,
) -> PendingAct:
    """
    Propose the service that a stored receipt proves, to another person of the record's agency.

    `record` has a number, an agency and a county; `title` is translated, with `{act}` and
    `{number}`. With `is_above` the deputy confirms, since nobody else of the agency is free.
    """
    with translation.override("fa"):
        words = _(title).format(act=act.title, number=isolated(record.number))
    return propose_act(
        act=act.key,
        target=record,
        arguments={
            "day": dispatch.proven_on.isoformat(),
            "entered_on": on.isoformat(),
            "text": dispatch.words,
            "receipt": str(dispatch.public_id),
            **more,
        },
        title=words,
        summary=dispatch.words,
        expires_on=deadline(DeadlineKey.CONFIRM_PAPER, on, record.county.public_id).due_on,
        actor=actor,
        on=on,
        at=at,
        body=OF_PROVINCE if is_above else Body(ScopeKind.AGENCY, record.agency.public_id),
        permission=Permission.CASE_REOPEN if is_above else None,
    )
