"""Propose what a paper of an earlier day proves (docs/adr/0047-paper-of-an-earlier-day)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal
from approvals.actions import propose_act, withdraw_act
from approvals.facts import is_as_proposed, pending_of
from approvals.models import PendingAct
from contracts.facts.paper_service import is_confirmed_above
from contracts.models import Contract, Settlement
from core.acts import Act
from core.errors import IllegalMove
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
    arguments = {
        "day": dispatch.proven_on.isoformat(),
        "entered_on": on.isoformat(),
        "text": dispatch.words,
        "receipt": str(dispatch.public_id),
        **more,
    }
    return propose_entry(
        act, record, record, arguments, title, dispatch.words,
        is_above=is_above, actor=actor, on=on, at=at,
    )  # fmt: skip


def propose_entry(
    act: Act,
    target: Any,
    record: Any,
    arguments: Mapping[str, Any],
    title: str,
    summary: str,
    *,
    is_above: bool,
    actor: Principal,
    on: date,
    at: datetime,
) -> PendingAct:
    """
    Propose what a paper of an earlier day proves, to another person of the record's agency.

    `target` is the row on which the act is done, `record` has the number, agency and county;
    `title` is translated, with `{act}` and `{number}`. With `is_above` the deputy confirms.
    """
    with translation.override("fa"):
        words = _(title).format(act=act.title, number=isolated(record.number))
    return propose_act(
        act=act.key,
        target=target,
        arguments=arguments,
        title=words,
        summary=summary,
        expires_on=deadline(DeadlineKey.CONFIRM_PAPER, on, record.county.public_id).due_on,
        actor=actor,
        on=on,
        at=at,
        is_above=is_above,
    )


def propose_old(
    act: Act,
    target: Contract | Settlement,
    day: date,
    summary: str,
    *,
    actor: Principal,
    on: date,
    at: datetime,
    is_above: bool = False,
    **more: Any,
) -> PendingAct:
    """
    Propose an entry of an earlier day to a second person of the agency, or to the deputy.

    With `is_above` the deputy confirms in any case.

    Raises:
        IllegalMove: one waits for its second person already.
    """
    waiting = pending_of(act.key, target)
    if waiting is not None and (is_as_proposed(waiting) or waiting.proposed_by != actor.user_id):
        raise IllegalMove(_("This has been entered already and waits for its second person."))
    if waiting is not None:
        with translation.override("fa"):
            why = _("What it rests on has changed since; it is entered anew.")
        withdraw_act(pending_id=waiting.pk, actor=actor, on=on, at=at, reason=why)
    contract = target.contract if isinstance(target, Settlement) else target
    arguments = {
        "day": day.isoformat(), "entered_on": on.isoformat(), "entered_by": actor.user_id,
        "entered_by_name": actor.name, **more,
    }  # fmt: skip
    return propose_entry(
        act, target, contract, arguments, gettext_noop("{act}, contract {number}"), summary,
        is_above=is_above or is_confirmed_above(contract, actor.user_id, on), actor=actor, on=on,
        at=at,
    )  # fmt: skip
