"""What people do to pending acts."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.persons import is_same_person
from accounts.principal import Principal
from approvals.facts import (
    BARS,
    PENDING_KINDS,
    exclusion_of,
    is_as_proposed,
    never,
    nobody,
    proposer_barred,
    target_of,
)
from approvals.models import PendingAct
from approvals.states import PENDING_FLOW, PendingState
from core.acts import ActTable, Blocked, Confirm, Excluded, Final, Paper, Whose


def _confirms(actor: Principal, pending: PendingAct, on: date) -> bool:
    return actor.has(pending.permission) and pending.is_in_scope(actor)  # type: ignore[arg-type] # a permission's value


def _proposed(actor: Principal, pending: PendingAct, on: date) -> bool:
    return actor.user_id == pending.proposed_by


def _proposer(pending: PendingAct, actor: Principal, on: date) -> str:
    if is_same_person(pending.proposed_by, actor.user_id):
        return _("Another person than the proposer decides; the proposer may withdraw it.")
    return ""


def _own_matter(pending: PendingAct, actor: Principal, on: date) -> str:
    return exclusion_of(pending, actor, on)


def _expired(pending: PendingAct, actor: Principal, on: date) -> str:
    if pending.expires_on < on:
        return _("Its last day has passed; propose it anew.")
    return ""


def _changed(pending: PendingAct, actor: Principal, on: date) -> str:
    if not is_as_proposed(pending):
        return _("What it is about has changed since it was proposed; propose it anew.")
    return ""


def _barred(pending: PendingAct, actor: Principal, on: date) -> str:
    kind = PENDING_KINDS.get(pending.act)
    if kind is None:
        return ""
    bars = [bar.why for bar in BARS if bar.concerns(pending.target_type)]
    asked = bars if kind.barred is nobody else [kind.barred, *bars]
    target = target_of(pending) if asked else None
    if target is None:
        return ""
    return next((why for each in asked if (why := each(target, actor, on))), "")


def _proposer_barred(pending: PendingAct, actor: Principal, on: date) -> str:
    return proposer_barred(pending, on)


def _kind_blocked(pending: PendingAct, actor: Principal, on: date) -> Blocked | str | None:
    kind = PENDING_KINDS.get(pending.act)
    target = None if kind is None or kind.blocked is never else target_of(pending)
    if kind is None or target is None:
        return None
    return kind.blocked(target, pending.arguments, actor, on)


CONFIRMER = Whose(
    "who has its permission",
    _confirms,
    gettext_lazy("Another role decides on this proposal."),
)
PROPOSER = Whose(
    "who proposed it", _proposed, gettext_lazy("Only the proposer withdraws a proposal.")
)
ANOTHER = Excluded("who proposed it, by any account", _proposer)
BARRED = Excluded("whom the kind of act bars", _barred)
NOT_OWN = Excluded("whose own matter it is", _own_matter)
DECIDED = gettext_lazy("It has been decided already, or is no longer open.")

AGAIN = Final("It is proposed anew.")
# The paper of what is proposed is in the row of the act that proposes it.
PENDING = ActTable(
    "pending",
    lambda key, actor: PendingAct.objects.visible_to(actor).lock(key),
    PendingState,
    paper=Paper.NONE,
)
CONFIRM = PENDING.act(
    "confirm",
    title=pgettext_lazy("pending act", "Confirm"),
    icon="ok",
    whose=CONFIRMER,
    states=PENDING_FLOW.sources_of(PendingState.CONFIRMED),
    state_error=DECIDED,
    target=PendingState.CONFIRMED,
    blocked=(_expired, _changed, _proposer_barred, _kind_blocked),
    event={"pending.confirmed": gettext_lazy("confirmed the proposed act")},
    not_by=(ANOTHER, NOT_OWN, BARRED),
    undo=Final("The row of the confirmed act says it."),
    tells=("proposer",),
    confirm=Confirm.CODE,
)
REFUSE = PENDING.act(
    "refuse",
    title=pgettext_lazy("pending act", "Refuse"),
    icon="refused",
    whose=CONFIRMER,
    states=PENDING_FLOW.sources_of(PendingState.REFUSED),
    state_error=DECIDED,
    target=PendingState.REFUSED,
    event={"pending.refused": gettext_lazy("refused the proposed act")},
    not_by=(ANOTHER, BARRED),
    undo=AGAIN,
    tells=("proposer",),
    confirm=Confirm.CODE,
    is_danger=True,
)
WITHDRAW = PENDING.act(
    "withdraw",
    title=pgettext_lazy("pending act", "Withdraw"),
    icon="undo-2",
    whose=PROPOSER,
    states=PENDING_FLOW.sources_of(PendingState.WITHDRAWN),
    state_error=DECIDED,
    target=PendingState.WITHDRAWN,
    event={"pending.withdrawn": gettext_lazy("withdrew the proposed act")},
    not_by=(),
    undo=AGAIN,
    tells=("confirmers",),
    confirm=Confirm.PAGE,
    is_danger=True,
)
