"""Who gets news of pending acts: confirmers of a proposal, and its proposer of the outcome."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from accounts.persons import is_same_person
from accounts.principal import Principal
from accounts.roles import Role
from approvals.facts import kind_of
from approvals.models import PendingAct
from approvals.states import PendingState
from notices.facts.kinds import KINDS, Audience, Kind, News, sees
from notices.states import Topic


def _find(target: str) -> PendingAct | None:
    return PendingAct.objects.filter(public_id=target).first()


def _values(pending: PendingAct, name: str) -> dict[str, str]:
    return {
        "title": pending.title, "name": name, "due_on": pending.expires_on.isoformat(),
        "reason": pending.reason,
    }  # fmt: skip


def to_confirmers(target: str) -> News | None:
    """Return the news of a proposal for those who may confirm it; none once it is decided."""
    pending = _find(target)
    if pending is None or pending.state != PendingState.PENDING:
        return None
    return _to_confirmers(pending, acting=_roles(pending))


def to_asked(target: str) -> News | None:
    """Return the news of a withdrawal for those who could have confirmed."""
    pending = _find(target)
    return None if pending is None else _to_confirmers(pending, acting=frozenset())


def _roles(pending: PendingAct) -> frozenset[Role]:
    return frozenset(Role(role) for role in pending.roles)


def _to_confirmers(pending: PendingAct, acting: frozenset[Role]) -> News:
    return News(
        record=pending,
        values=_values(pending, pending.proposed_by_name),
        url=pending.get_absolute_url(),
        audiences=[Audience(role, pending.scope_id) for role in _roles(pending)],
        acting=acting,
    )


def _outcome(pending: PendingAct) -> str:
    """Return what came of a confirmed act, "" of others."""
    if pending.state != PendingState.CONFIRMED:
        return ""
    with override("fa"):
        return kind_of(pending.act).outcome(pending)


def to_proposer(target: str) -> News | None:
    """Return the news of an outcome for the account that proposed."""
    pending = _find(target)
    if pending is None:
        return None
    return News(
        record=pending,
        values=_values(pending, pending.decided_by_name) | {"outcome": _outcome(pending)},
        url=pending.get_absolute_url(),
        audiences=(),
        user_ids=frozenset({pending.proposed_by}),
    )


def is_another(principal: Principal, record: Model) -> bool:
    """Tell whether somebody sees a proposal and is another person than its proposer."""
    proposer: int = record.proposed_by  # type: ignore[attr-defined] # a pending act
    return sees(principal, record) and not is_same_person(proposer, principal.user_id)


BY = _("{title} · {name}")
WHY = _("{title} · {name} · {reason}")
ALL: tuple[Kind, ...] = (
    Kind(
        "pending.proposed", Topic.WORK, _("A proposal waits for your confirmation"),
        find=to_confirmers, detail=_("{title} · {name} · until {due_on}"),
        act=pgettext_lazy("pending act", "Examine"), icon="signature", tone="warn",
        sees=is_another,
    ),
    Kind(
        "pending.confirmed", Topic.ANSWER, _("Your proposal was confirmed; {outcome}"),
        find=to_proposer, detail=BY, icon="ok", tone="ok",
    ),
    Kind(
        "pending.refused", Topic.ANSWER, _("Your proposal was refused"), find=to_proposer,
        detail=WHY, icon="refused", tone="danger",
    ),
    Kind(
        "pending.withdrawn", Topic.WORK, _("A proposal was withdrawn; nothing is left to do"),
        find=to_asked, detail=BY, icon="undo-2", tone="neutral", sees=is_another,
    ),
    Kind(
        "pending.expired", Topic.ANSWER, _("Your proposal expired: nobody confirmed it"),
        find=to_proposer, detail="{title}", icon="deadline", tone="warn",
    ),
    Kind(
        "pending.voided", Topic.ANSWER,
        _("Your proposal is void, because what it is about has changed: propose it anew"),
        find=to_proposer, detail=WHY, icon="refused", tone="warn",
    ),
)  # fmt: skip


def register() -> None:
    """Register the news of pending acts."""
    for kind in ALL:
        KINDS.add(kind)
