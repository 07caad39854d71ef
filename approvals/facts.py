"""The kinds of acts that a second person confirms: a register that the floors above fill."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import ROLE_PERMISSIONS, SCOPE_OF, Permission, Role, ScopeKind
from approvals.models import PendingAct
from approvals.states import PendingState
from audit.actions import plain
from core.acts import Blocked
from core.panels import Panel, Register

Arguments = Mapping[str, Any]
Reason = Blocked | str | None


def nothing(pending: Sequence[PendingAct], actor: Principal, at: datetime) -> None:
    """Leave the records of pending acts as they are: most acts leave no trace when they end."""


def nobody(target: Any, actor: Principal, on: date) -> str:
    """Bar nobody but the proposer, as most acts do."""
    return ""


def never(target: Any, arguments: Arguments, actor: Principal, on: date) -> Reason:
    """Return that nothing of the record stands in the way before `perform` is tried."""
    return None


def open_to_all(target: Any, arguments: Arguments, actor: Principal, on: date) -> str:
    """Return that nothing stands against a confirmation by whoever holds the permission."""
    return ""


def proposed_by_all(target: Any, account: int, on: date) -> str:
    """Return that nothing of the record came to stand against its proposer."""
    return ""


def stands(target: Any, arguments: Arguments, on: date) -> bool:
    """Return that nothing beside its content makes a proposal void."""
    return False


def no_papers(target: Any, arguments: Arguments, actor: Principal) -> Sequence[tuple[str, str]]:
    """Return that a proposal came without files."""
    return ()


def carried_out(pending: PendingAct) -> str:
    """Return that a confirmed act was carried out at once."""
    return _("it was carried out")


def no_words(target: Any, arguments: Arguments, on: date) -> str:
    """Return that nothing more is to be said of what a confirmation does."""
    return ""


def unexplained(target: Any, arguments: Arguments) -> str:
    """Return that no more is known of why a proposal is void."""
    return ""


def no_agency(target: Any) -> None:
    """Return that people of the province confirm, as they do most acts."""


@dataclass(frozen=True)
class PendingKind:
    """
    One act that a second person confirms.

    `name` is its key, such as `policy.approve`; whoever has `permission` confirms it. The functions
    take the record on which the act is done (None for an act without one) and the arguments:

    - `content` returns what is approved beside the arguments, as JSON-able values; a change of it
      closes the act.
    - `rows` returns what confirmers read, as pairs of label and value; it is stored in Persian when
      the act is proposed.
    - `url` returns the record's page, "" for none.
    - `perform` does the act by its own action, which checks its own conditions again.
    - `excluded` returns why this actor never confirms it, as whose own matter it is, or "".
    - `ended` follows acts that were refused, withdrawn or have expired; `state` says which.
    - `barred` returns why a person decides on it in no role, such as one who stood back from the
      record; `without` leaves such acts out of the actor's list of what waits.
    - `blocked` returns every other reason of the record against confirming it.
    - `proposer_barred` returns why the account that proposed it may not do so any more, as one that
      stood back since. Such a proposal is not confirmed, and is void.
    - `is_over` tells whether it can never be confirmed though its content is the same, as when the
      record has left the states of the act. Such a proposal is void, as one of changed content.
    - `why_void` returns in words what made a proposal void; "" where only its change is known.
    - `effect` returns in words what a confirmation on a day does; "" where the rows say it.
    - `outcome` returns in words what came of a confirmed act: carried out, or in force later.
    - `papers` returns the files that came with it and that the actor opens: name and address.
    - `shows_once` says that `perform` returns what the confirmer is shown once, as a key; it is
      confirmed on the page alone, because nothing stores it.
    - `confirm_url` and `refuse_url` return the record's own pages on which it is decided, where
      these show more than the pages of the pending act; without them it is decided on the latter.

    `agency` returns the agency of a record whose own people confirm; where it returns None, those
    of the province do. `above` is the permission of the body above, which confirms where nobody
    else there is free. The database compares both (`approvals_allow`).

    `proposal` is the key of the act that proposes it, such as `policy.propose`. `model` names the
    records whose events may make a proposal void; with `is_wide` an event of any of them may, not
    only of the record that the act is done on. `target` names the records that it is done on, where
    these are others; `is_bare` says that it is done on none.
    """

    name: str
    title: str | Promise
    permission: Permission
    content: Callable[[Any, Arguments], Any]
    rows: Callable[[Any, Arguments], Sequence[tuple[str, str]]]
    perform: Callable[[Any, Arguments, Principal, date, datetime], Any]
    url: Callable[[Any], str] = lambda target: str(target.get_absolute_url())
    excluded: Callable[[Any, Arguments, Principal, date], str] = open_to_all
    ended: Callable[[Sequence[PendingAct], Principal, datetime], None] = nothing
    barred: Callable[[Any, Principal, date], str] = nobody
    without: Callable[[QuerySet[PendingAct], Principal], QuerySet[PendingAct]] | None = None
    blocked: Callable[[Any, Arguments, Principal, date], Reason] = never
    proposer_barred: Callable[[Any, int, date], str] = proposed_by_all
    papers: Callable[[Any, Arguments, Principal], Sequence[tuple[str, str]]] = no_papers
    why_void: Callable[[Any, Arguments], str] = unexplained
    effect: Callable[[Any, Arguments, date], str] = no_words
    outcome: Callable[[PendingAct], str] = carried_out
    confirm_url: Callable[[Any], str] | None = None
    refuse_url: Callable[[Any], str] | None = None
    above: Permission | None = None
    agency: Callable[[Any], Any] = no_agency
    proposal: str = ""
    model: str = ""
    target: str = ""
    is_bare: bool = False
    is_wide: bool = False
    shows_once: bool = False
    is_over: Callable[[Any, Arguments, date], bool] = stands
    order: int = 100

    @property
    def record(self) -> str:
        """Return the kind of record that the act is done on, "" for an act without one."""
        return "" if self.is_bare else self.target or self.model


@dataclass(frozen=True)
class Bar:
    """
    Why a person decides on no pending act of a record, whatever act it is.

    `concerns` tells whether it may hold for a kind of record, named as `violations.case`; `why`
    returns the reason, or ""; `without` leaves such acts out of the list of what waits; `proposer`
    returns why the account that proposed an act may not do so any more, or "".
    """

    name: str
    concerns: Callable[[str], bool]
    why: Callable[[Any, Principal, date], str]
    without: Callable[[QuerySet[PendingAct], Principal], QuerySet[PendingAct]]
    proposer: Callable[[Any, int, date], str]
    order: int = 100


PENDING_KINDS: Register[PendingKind] = Register()
# Blocks below a proposal that waits (record: PendingAct) that higher floors fill.
PANELS: Register[Panel] = Register()
BARS: Register[Bar] = Register()
# What people read for each act, also in the history.
ACT_LABELS: dict[str, object] = {}


def register_kind(kind: PendingKind) -> None:
    """Let an act be proposed for a second person; apps call it in `AppConfig.ready()`."""
    PENDING_KINDS.add(kind)
    ACT_LABELS[kind.name] = kind.title


def kind_of(act: str) -> PendingKind:
    """
    Return the kind of an act.

    Raises:
        LookupError: no app has registered it.
    """
    kind = PENDING_KINDS.get(act)
    if kind is None:
        raise LookupError(f"no pending kind {act!r}")
    return kind


def waits_for(principal: Principal) -> QuerySet[PendingAct]:
    """Return the undecided acts that the principal may confirm, without those of barred persons."""
    rows: QuerySet[PendingAct] = PendingAct.objects.awaiting(principal)
    for kind in PENDING_KINDS:
        rows = rows if kind.without is None else kind.without(rows, principal)
    for bar in BARS:
        rows = bar.without(rows, principal)
    return rows


def confirmers(permission: Permission, on: date, agency: UUID | None) -> QuerySet[RoleGrant]:
    """Return the grants that confirm acts of a permission: of an agency, or of the province."""
    roles = [
        role
        for role in Role
        if permission in ROLE_PERMISSIONS[role]
        and (SCOPE_OF[role] == ScopeKind.AGENCY) is (agency is not None)
    ]
    grants = RoleGrant.objects.in_force(on).filter(role__in=roles, user__is_active=True)
    return grants if agency is None else grants.filter(scope_id=agency)


def title_of(act: str) -> str:
    """Return what an act is called; its key where no app knows it any more."""
    return str(ACT_LABELS.get(act, act))


def target_of(pending: PendingAct, *, is_locked: bool = False) -> Any:
    """Return the record on which an act is done; None for an act without one, or a deleted one."""
    if pending.target_id is None:
        return None
    try:
        model: type[Model] = apps.get_model(pending.target_type)
    except LookupError:  # its app or model is gone
        return None
    rows = model._base_manager.filter(public_id=pending.target_id)
    return (rows.select_for_update(of=("self",)) if is_locked else rows).first()


def is_as_proposed(pending: PendingAct) -> bool:
    """Tell whether the record and everything else that would be confirmed is as it was proposed."""
    target = target_of(pending)
    is_known = PENDING_KINDS.get(pending.act) is not None
    is_gone = pending.target_id is not None and target is None
    return is_known and not is_gone and _digest(pending, target) == pending.digest


def is_void(pending: PendingAct, on: date) -> bool:
    """Tell whether an undecided act can never be confirmed: what it rests on has changed."""
    if not is_as_proposed(pending):
        return True
    is_over = kind_of(pending.act).is_over(target_of(pending), pending.arguments, on)
    return is_over or bool(proposer_barred(pending, on))


def proposer_barred(pending: PendingAct, on: date) -> str:
    """Return why who proposed an act may not do so any more; "" for most."""
    kind = PENDING_KINDS.get(pending.act)
    if kind is None:
        return ""
    bars = [bar.proposer for bar in BARS if bar.concerns(pending.target_type)]
    if kind.proposer_barred is not proposed_by_all:
        bars.insert(0, kind.proposer_barred)
    target = target_of(pending) if bars else None
    if target is None:
        return ""
    return next((why for bar in bars if (why := bar(target, pending.proposed_by, on))), "")


def exclusion_of(pending: PendingAct, actor: Principal, on: date) -> str:
    """Return why this actor never confirms an act, by its kind; "" for most."""
    kind = PENDING_KINDS.get(pending.act)
    if kind is None or kind.excluded is open_to_all:
        return ""
    target = target_of(pending)
    return "" if target is None else kind.excluded(target, pending.arguments, actor, on)


def digest_of(pending: PendingAct) -> str:
    """
    Return the SHA-256 of everything that is confirmed.

    The act, its record, its arguments and what confirmers read, as they were proposed; the content
    of its kind as it is now.

    Raises:
        LookupError: no app has registered the act.
    """
    return _digest(pending, target_of(pending))


def _digest(pending: PendingAct, target: Any) -> str:
    content = kind_of(pending.act).content(target, pending.arguments)
    whole = plain(
        {
            "act": pending.act,
            "target_type": pending.target_type,
            "target_id": pending.target_id,
            "arguments": pending.arguments,
            "title": pending.title,
            "summary": pending.summary,
            "rows": pending.rows,
            "permission": pending.permission,
            "scope_kind": pending.scope_kind,
            "scope_id": pending.scope_id,
            "expires_on": pending.expires_on,
            "content": content,
        }
    )
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def url_of(pending: PendingAct) -> str:
    """Return the page of the record on which an act is done, "" for none."""
    target, kind = target_of(pending), PENDING_KINDS.get(pending.act)
    return "" if target is None or kind is None else kind.url(target)


def papers_of(pending: PendingAct, actor: Principal) -> Sequence[tuple[str, str]]:
    """Return the files of a proposal that the actor opens, as pairs of name and address."""
    kind = PENDING_KINDS.get(pending.act)
    target = None if kind is None or kind.papers is no_papers else target_of(pending)
    return () if kind is None or target is None else kind.papers(target, pending.arguments, actor)


def shows_once(pending: PendingAct) -> bool:
    """Tell whether who confirms an act is shown something once."""
    kind = PENDING_KINDS.get(pending.act)
    return kind is not None and kind.shows_once


def own_page_of(pending: PendingAct, act: str) -> str:
    """Return the record's own page for `confirm` or `refuse` of an open act, "" for none."""
    kind = PENDING_KINDS.get(pending.act)
    if kind is None or pending.state != PendingState.PENDING:
        return ""
    url = {"confirm": kind.confirm_url, "refuse": kind.refuse_url}.get(act)
    target = target_of(pending) if url else None
    return url(target) if url and target is not None else ""


def pending_of(act: str, target: Model) -> PendingAct | None:
    """Return the undecided act of this kind on a record, if there is one."""
    public_id = getattr(target, "public_id", None)
    return PendingAct.objects.waiting().filter(act=act, target_id=public_id).first()


def effect_of(pending: PendingAct, on: date) -> str:
    """Return in words what a confirmation on a day does; "" once it is decided."""
    kind, target = PENDING_KINDS.get(pending.act), target_of(pending)
    if kind is None or target is None or pending.state != PendingState.PENDING:
        return ""
    return kind.effect(target, pending.arguments, on)


def shown_title(pending: PendingAct) -> str:
    """Return what the act is called; "" where the title of the proposal says it."""
    title = title_of(pending.act)
    return "" if title in pending.title else title
