"""Propose an act for a second person, and end it: confirmed, refused, withdrawn or expired."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import ROLE_PERMISSIONS, SCOPE_OF, UNNAMED_SCOPES, Permission, Role, ScopeKind
from approvals.acts import CONFIRM, REFUSE, WITHDRAW
from approvals.facts import (
    PENDING_KINDS,
    PendingKind,
    digest_of,
    is_void,
    kind_of,
    target_of,
)
from approvals.models import PendingAct
from approvals.states import PENDING_FLOW, PendingState
from audit.actions import plain, record, record_many
from core import statements
from core.acts import begin, need
from core.clock import day_in_tehran
from core.errors import Invalid
from core.scope import across_tenants

LEAST_REASON = 10
RECORDED = ("act", "arguments", "digest", "expires_on")
PROPOSED = ("act", "target_type", "target_id", "title", "summary", "arguments")
_in_hand: ContextVar[int] = ContextVar("pending act being confirmed", default=0)
VERB_OF = {
    PendingState.CONFIRMED: "pending.confirmed",
    PendingState.REFUSED: "pending.refused",
    PendingState.WITHDRAWN: "pending.withdrawn",
    PendingState.EXPIRED: "pending.expired",
    PendingState.VOID: "pending.voided",
}


@dataclass(frozen=True)
class Body:
    """The body whose people confirm an act; the province by default."""

    kind: ScopeKind = ScopeKind.PROVINCE
    public_id: UUID | None = None


OF_PROVINCE = Body()


@transaction.atomic
def propose_act(
    *,
    act: str,
    target: Model | None,
    arguments: Mapping[str, Any],
    title: str,
    summary: str,
    expires_on: date,
    actor: Principal,
    on: date,
    at: datetime,
    is_above: bool = False,
) -> PendingAct:
    """
    Store an act for a second person; it can be confirmed until `expires_on`, that day included.

    Call it from the action that proposes, after that action's own checks: who may propose is its
    rule. `title` and `summary` are official Persian and stay as they are. Who confirms follows from
    the kind of act and its record; with `is_above` the body above confirms, where there is one.

    Raises:
        LookupError: no app has registered this act, or no role of the body may confirm it.
        Invalid: its last day has passed.
    """
    needed, body = _confirmed_by(kind_of(act), target, is_above=is_above)
    if expires_on < on:
        raise Invalid(fields={"expires_on": [_("The last day to confirm has passed.")]})
    pending = PendingAct(
        act=act,
        target_type="" if target is None else target._meta.label_lower,
        target_id=getattr(target, "public_id", None),
        title=title,
        summary=summary,
        arguments=plain(arguments),
        permission=needed,
        roles=_confirming_roles(needed, body),
        scope_kind=body.kind,
        scope_id=body.public_id,
        proposed_by=actor.user_id,
        proposed_by_name=actor.name,
        proposed_at=at,
        expires_on=expires_on,
    )
    return _store(pending, target, actor, at)


def propose_again(
    *, pending: PendingAct, expires_on: date, actor: Principal, at: datetime
) -> PendingAct:
    """
    Put an act that ended undecided before the body above, or before its own, anew.

    Only a job calls it: in a session of a person nothing is proposed in the name of another.
    """
    target = target_of(pending)
    needed, body = _confirmed_by(kind_of(pending.act), target, is_above=True)
    again = PendingAct(
        **{name: getattr(pending, name) for name in PROPOSED},
        permission=needed,
        roles=_confirming_roles(needed, body),
        scope_kind=body.kind,
        scope_id=body.public_id,
        proposed_by=pending.proposed_by,
        proposed_by_name=pending.proposed_by_name,
        proposed_at=at,
        expires_on=expires_on,
    )
    return _store(again, target, actor, at)


def _store(pending: PendingAct, target: Model | None, actor: Principal, at: datetime) -> PendingAct:
    """Store a proposal with what confirmers read and its fingerprint; leave its event."""
    with translation.override("fa"):
        pending.rows = plain(kind_of(pending.act).rows(target, pending.arguments))
    pending.digest = digest_of(pending)
    pending.save()
    changes = {name: (None, getattr(pending, name)) for name in RECORDED}
    record(
        actor=actor, verb="pending.proposed", target=pending, changes=changes, note=pending.summary,
        at=at,
    )  # fmt: skip
    return pending


def _confirmed_by(
    kind: PendingKind, target: Model | None, *, is_above: bool
) -> tuple[Permission, Body]:
    """Return which permission confirms an act on a record, and of which body."""
    if is_above and kind.above is not None:
        return kind.above, OF_PROVINCE
    agency = kind.agency(target)
    body = OF_PROVINCE if agency is None else Body(ScopeKind.AGENCY, agency.public_id)
    return kind.permission, body


def _confirming_roles(permission: Permission, body: Body) -> list[str]:
    """
    Return the roles of a body that hold the permission.

    Raises:
        LookupError: there is none, so that nobody could confirm.
    """
    kinds = UNNAMED_SCOPES if body.kind in UNNAMED_SCOPES else (body.kind,)
    found = sorted(
        role for role in Role if permission in ROLE_PERMISSIONS[role] and SCOPE_OF[role] in kinds
    )
    if not found:
        raise LookupError(f"no role of {body.kind} holds {permission}")
    return [str(role) for role in found]


@transaction.atomic
def confirm_act(*, pending_id: int, actor: Principal, on: date, at: datetime) -> PendingAct:
    """
    Confirm a proposed act as its second person, and do it by the action of its kind.

    What a kind shows once is `shown_once` of the returned act.

    The action checks its own conditions again; where it refuses, the act stays pending.

    Raises:
        NotPermitted: the actor may not confirm it, or is the person who proposed it.
        FactorRequired: the one-time code is missing or stale.
        PendingAct.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is decided, has expired, or its content has changed since.
        DomainError: the action of its kind refuses.
    """
    pending: PendingAct = begin(CONFIRM, pending_id, actor, on)
    target = target_of(pending, is_locked=True)
    # Once more: the record may have changed between the comparison and its lock.
    need(CONFIRM, pending, actor, on)
    token = _in_hand.set(pending.pk)  # its own act changes what it rests on
    try:
        made = kind_of(pending.act).perform(target, pending.arguments, actor, on, at)
    finally:
        _in_hand.reset(token)
    _end(pending, PendingState.CONFIRMED, actor, at)
    if kind_of(pending.act).shows_once:
        pending.shown_once = made
    return pending


@transaction.atomic
def refuse_act(
    *, pending_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> PendingAct:
    """
    Refuse a proposed act with a reason of at least ten characters.

    Raises:
        NotPermitted: the actor may not decide on it, or is the person who proposed it.
        FactorRequired: the one-time code is missing or stale.
        PendingAct.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is decided.
        Invalid: the reason is missing or too short.
    """
    pending: PendingAct = begin(REFUSE, pending_id, actor, on)
    if len(reason.strip()) < LEAST_REASON:
        raise Invalid(fields={"reason": [_("Write why it is refused: at least ten characters.")]})
    return _end(pending, PendingState.REFUSED, actor, at, reason.strip())


@transaction.atomic
def withdraw_act(
    *, pending_id: int, actor: Principal, on: date, at: datetime, reason: str = ""
) -> PendingAct:
    """
    Withdraw a proposed act; only its proposer does.

    Raises:
        NotPermitted: somebody else proposed it.
        PendingAct.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is decided.
    """
    pending: PendingAct = begin(WITHDRAW, pending_id, actor, on)
    return _end(pending, PendingState.WITHDRAWN, actor, at, reason.strip())


@transaction.atomic
def expire_acts(*, as_of: date, actor: Principal, at: datetime) -> list[int]:
    """Let pending acts expire whose last day lies before `as_of`; return their keys."""
    waiting = PENDING_FLOW.sources_of(PendingState.EXPIRED)
    due = PendingAct.objects.visible_to(actor).filter(state__in=waiting, expires_on__lt=as_of)
    acts = list(due.select_for_update().order_by("pk"))
    if acts:
        _end_all(acts, PendingState.EXPIRED, actor, at)
    return [act.pk for act in acts]


def void_after(*, targets: Sequence[Model], actor: Principal, at: datetime) -> None:
    """
    End the proposals that an act has made void, with the act; a sequel of its event.

    One that somebody is deciding on at this moment is left: it is refused there, or ends at night.
    So is one that became void before, where the event is one that anybody leaves.
    """
    models = {target._meta.label_lower for target in targets}
    kinds = [kind for kind in PENDING_KINDS if kind.model in models]
    if not kinds:
        return
    keys = {target.public_id for target in targets if hasattr(target, "public_id")}
    own = tuple(kind.name for kind in kinds if not kind.is_wide)
    wide = tuple(kind.name for kind in kinds if kind.is_wide)

    def waiting(*ids: UUID) -> QuerySet[PendingAct]:
        touched = Q(act__in=own, target_id__in=ids) | Q(act__in=wide)
        return PendingAct.objects.waiting().filter(touched)

    def found(*ids: UUID) -> QuerySet[PendingAct, Any]:
        return waiting(*ids).order_by().values("pk")

    # Nothing waits for most records: one statement, compiled once for all of a kind, says so.
    if len(keys) == 1 and not statements.read(("void after", own, wide), found, *keys):
        return
    rows = waiting(*keys).exclude(pk=_in_hand.get()).select_for_update(skip_locked=True)
    _void(list(rows.order_by("pk")), actor, day_in_tehran(at), at)


@transaction.atomic
def void_acts(*, as_of: date, actor: Principal, at: datetime) -> list[int]:
    """End the proposals that became void without an event of their record; return their keys."""
    waiting = PendingAct.objects.visible_to(actor).waiting().select_for_update(skip_locked=True)
    return _void(list(waiting.order_by("pk")), actor, as_of, at)


def _void(acts: Sequence[PendingAct], actor: Principal, on: date, at: datetime) -> list[int]:
    if not acts:
        return []
    by_why: dict[str, list[PendingAct]] = defaultdict(list)
    # Whether it stands is the same for all: who comes by need not see what it rests on.
    with across_tenants():
        void = _voided_by([act for act in acts if is_void(act, on)], actor)
        for act in void:
            by_why[_why_void(act, on)].append(act)
    for why, acts_of_it in by_why.items():
        _end_all(acts_of_it, PendingState.VOID, actor, at, why)
    return [act.pk for act in void]


def _voided_by(void: Sequence[PendingAct], actor: Principal) -> list[PendingAct]:
    """Return those that the actor's own act has made void; the clock ends the others at night."""
    if not void or actor.role == Role.SYSTEM:
        return list(void)
    overtook = Func(
        Value(actor.user_id), F("act"), F("target_type"), F("target_id"),
        function="approvals_may_void", output_field=BooleanField(),
    )  # fmt: skip
    keys = set(
        PendingAct.objects.filter(overtook, pk__in=[act.pk for act in void]).values_list(
            "pk", flat=True
        )
    )
    return [act for act in void if act.pk in keys]


def _why_void(act: PendingAct, on: date) -> str:
    """Return in official words why a proposal is void."""
    kind, target = PENDING_KINDS.get(act.act), target_of(act)
    with translation.override("fa"):
        if kind is not None and target is not None:
            if known := kind.why_void(target, act.arguments):
                return known
            if kind.is_over(target, act.arguments, on):
                return _("What it is about has moved on since; nothing is left to confirm.")
        return _("What it is about has changed since it was proposed; propose it anew.")


def _end(
    pending: PendingAct, state: PendingState, actor: Principal, at: datetime, reason: str = ""
) -> PendingAct:
    _end_all([pending], state, actor, at, reason)
    return pending


def _end_all(
    acts: Sequence[PendingAct],
    state: PendingState,
    actor: Principal,
    at: datetime,
    reason: str = "",
) -> None:
    """Write the decision on acts of one state, follow it in their records, record the events."""
    decided = {
        "state": state,
        "decided_by": actor.user_id,
        "decided_by_name": actor.name,
        "decided_at": at,
        "reason": reason,
    }
    PendingAct.objects.filter(pk__in=[act.pk for act in acts]).update(
        **decided, version=F("version") + 1, updated_at=at
    )
    by_kind: dict[str, list[PendingAct]] = defaultdict(list)
    for act in acts:
        for name, value in decided.items():
            setattr(act, name, value)
        act.version += 1
        by_kind[act.act].append(act)
    if state != PendingState.CONFIRMED:
        for name, own in by_kind.items():
            kind = PENDING_KINDS.get(name)
            if kind is not None:  # the app of an act that is no longer known has no records of it
                kind.ended(own, actor, at)
    record_many(
        actor=actor,
        verb=VERB_OF[state],
        targets=[(act, {"state": (PendingState.PENDING, state)}) for act in acts],
        note=reason,
        at=at,
    )
