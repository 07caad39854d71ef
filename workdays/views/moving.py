"""What the second person of a change of the calendar reads before the confirmation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.principal import Principal
from approvals.facts import target_of
from approvals.models import PendingAct
from approvals.states import PendingState
from core.clock import now
from core.errors import DomainError
from core.panels import Panel
from workdays.actions.rehearsal import rehearse
from workdays.actions.second_days import DAY_KINDS


def moving_by(pending: PendingAct, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return what moves once a change of the calendar is confirmed, as it would move now."""
    kind = next((one for one in DAY_KINDS if one.name == pending.act), None)
    if kind is None or pending.state != PendingState.PENDING:
        return None
    target, at = target_of(pending), now()
    try:
        moving = rehearse(lambda: kind.perform(target, pending.arguments, actor, on, at), actor)
    except DomainError:
        return None
    return {"moving": moving}


MOVING = Panel(name="moving", template="workdays/_moving.html", read=moving_by)
