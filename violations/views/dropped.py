"""A case that is closed, with or without action, or proposed to be, as its page shows it."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Role
from approvals.models import PendingAct
from approvals.states import PendingState
from violations.acts.cases import PAPER_ACTS
from violations.acts.ending import CLOSING, pending_closing
from violations.facts.closing import name_of_closer, needs_second
from violations.models import Case
from violations.states import DROPPED_FROM, CaseState, ClosingCode
from violations.views.rights import sees_inside


def waiting_papers(case: Case, actor: Principal) -> list[PendingAct]:
    """Return the paper acts of earlier days that wait for a second person, for those inside."""
    if not sees_inside(actor):
        return []
    keys = [act.key for act in PAPER_ACTS]
    return list(PendingAct.objects.waiting().filter(act__in=keys, target_id=case.public_id))


def dropped(case: Case, actor: Principal) -> dict[str, Any]:
    """
    Return how, when and why a case was closed, or the proposal that waits for a second person.

    The explanation, the names and the proposal are for those inside.
    """
    inside = sees_inside(actor)
    if case.state == CaseState.CLOSED:
        return {"dropped": {"title": _("Closed"), **_closing(case, inside=inside)}}
    if case.state == CaseState.CLOSED_NO_ACTION:
        return {
            "dropped": {
                "title": _("Closed without action"),
                "ground": str(ClosingCode(case.closing_code).label),
                "until": case.reopen_due_on if inside or actor.role is Role.OPERATOR else None,
                **_closing(case, inside=inside),
            }
        }
    may_wait = inside and case.state in DROPPED_FROM and needs_second(case)
    return {"closing": pending_closing(case) if may_wait else None}


def _closing(case: Case, *, inside: bool) -> dict[str, Any]:
    """Return the day of a closing and, for those inside, its explanation and by whom it is."""
    if not inside:
        return {"on": case.closed_on}
    confirmed = PendingAct.objects.filter(
        act=CLOSING, target_id=case.public_id, state=PendingState.CONFIRMED
    )
    second = confirmed.order_by("-pk").first() if case.closing_code else None
    return {
        "on": case.closed_on,
        "note": case.closing_note,
        "by": name_of_closer(case),
        "second": second.decided_by_name if second else "",
    }


def proposals(case: Case, actor: Principal) -> dict[str, Any]:
    """
    Return what waits for a second person in a case, and which of it has a page for the actor.

    The page of a proposal is for who made it, who confirms it, and the auditor.
    """
    papers, closed = waiting_papers(case, actor), dropped(case, actor)
    keys = [one.pk for one in (*papers, closed.get("closing")) if one is not None]
    seen = PendingAct.objects.visible_to(actor).filter(pk__in=keys) if keys else ()
    return {**closed, "waiting_papers": papers, "with_page": {one.pk for one in seen}}
