"""Suspending and extending a running deadline: with a reason, under a cap, never one's own."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import Act, begin, need_role, need_whose
from core.errors import IllegalMove, Invalid
from core.jalali import short
from core.persian import display_safe, isolated, persian_digits
from workdays.actions.moving import Cause, move_deadlines
from workdays.acts import EXTEND, RESUME, SUSPEND
from workdays.facts.moving import pause_on, room_to_extend, room_to_pause
from workdays.models import CLOCKS, DeadlineInterval, IntervalKind, KeptDeadline, MoveCause

LEAST_REASON = 10
_ONE_DAY = timedelta(days=1)


@transaction.atomic
def extend_deadline(
    *, deadline_id: UUID, days: int, reason: str, actor: Principal, on: date, at: datetime
) -> KeptDeadline:
    """
    Make a running deadline longer by `days` of its own unit, up to the cap of all extensions.

    Raises:
        NotPermitted: the role moves no deadlines, or not this one: nobody extends his own.
        KeptDeadline.DoesNotExist: there is none with this id in the actor's scope.
        IllegalMove: the clock does not run any more, or the own step of the actor's side would be
            due before the longer time is over.
        Invalid: by field days, reason.
    """
    kept = _begin(EXTEND, deadline_id, actor, on)
    words = _reason(reason)
    if wrong := wrong_in_extension(kept, {"days": days}, on):
        raise Invalid(fields=wrong)
    interval = DeadlineInterval.objects.create(
        deadline=kept,
        kind=IntervalKind.EXTENSION,
        starts_on=kept.starts_on,
        days=days,
        **_by(words, actor, on),
    )
    cause = Cause(MoveCause.EXTENSION, words, actor, on, at, interval=interval)
    return _done(kept, cause, "deadline.extended", {"days": (None, days)})


@transaction.atomic
def suspend_deadline(
    *, deadline_id: UUID, reason: str, actor: Principal, on: date, at: datetime
) -> KeptDeadline:
    """
    Let a running deadline stand still from `on` until somebody lets it go on, or the cap is used.

    Raises:
        NotPermitted: the role moves no deadlines, or not this one: nobody suspends his own.
        KeptDeadline.DoesNotExist: there is none with this id in the actor's scope.
        IllegalMove: the clock does not run any more, is over, or stands still already; or the own
            step of the actor's side would be due before that time is over.
        Invalid: by field reason.
    """
    kept = _begin(SUSPEND, deadline_id, actor, on)
    words = _reason(reason)
    left = room_to_pause(kept, on)
    first = max(on, kept.starts_on + _ONE_DAY)
    interval = DeadlineInterval.objects.create(
        deadline=kept,
        kind=IntervalKind.PAUSE,
        starts_on=kept.starts_on,
        from_on=first,
        until_on=first + timedelta(days=left - 1),
        **_by(words, actor, on),
    )
    cause = Cause(MoveCause.PAUSE, words, actor, on, at, interval=interval)
    changes = {"from_on": (None, interval.from_on), "until_on": (None, interval.until_on)}
    return _done(kept, cause, "deadline.suspended", changes)


@transaction.atomic
def resume_deadline(
    *, deadline_id: UUID, reason: str, actor: Principal, on: date, at: datetime
) -> KeptDeadline:
    """
    Let a suspended deadline go on from `on`; the days until then are not counted.

    Raises:
        NotPermitted: the role moves no deadlines, or not this one.
        KeptDeadline.DoesNotExist: there is none with this id in the actor's scope.
        IllegalMove: the clock does not run any more, or does not stand still.
        Invalid: by field reason.
    """
    kept = _begin(RESUME, deadline_id, actor, on)
    words = _reason(reason)
    interval: Any = pause_on(kept, on)  # a reason of the act: there is one
    before = interval.until_on
    interval.until_on = max(on, interval.from_on) - _ONE_DAY
    interval.resumed_on = on
    interval.save(update_fields=["until_on", "resumed_on", "updated_at"])
    cause = Cause(MoveCause.RESUMPTION, words, actor, on, at, interval=interval)
    changes = {"until_on": (before, interval.until_on)}
    return _done(kept, cause, "deadline.resumed", changes)


def wrong_in_extension(
    kept: KeptDeadline, typed: Mapping[str, Any], on: date
) -> dict[str, list[str]]:
    """Return what is wrong with the days by which a deadline is to be longer."""
    days, left = typed.get("days"), room_to_extend(kept, on)
    if days is None or 1 <= days <= left:
        return {}
    return {"days": [_("Between one and {most} days.").format(most=persian_digits(left))]}


def _begin(act: Act, deadline_id: UUID, actor: Principal, on: date) -> KeptDeadline:
    """Return the deadline, its record locked before it, when the act is open."""
    need_role(act, actor)
    found = KeptDeadline.objects.visible_to(actor).get(public_id=deadline_id)
    need_whose(act, found, actor, on)
    kept: KeptDeadline = begin(act, found.pk, actor, on)
    return kept


def _reason(text: str) -> str:
    words = display_safe(text)
    if not LEAST_REASON <= len(words) <= 500:
        raise Invalid(fields={"reason": [_("Give the reason in 10 to 500 characters.")]})
    return words


def _by(reason: str, actor: Principal, on: date) -> dict[str, Any]:
    return {
        "reason": reason,
        "made_on": on,
        "made_by": actor.user_id,
        "made_by_name": actor.name,
    }


def _need_own_after(kept: KeptDeadline, actor: Principal) -> None:
    """
    Refuse to move a deadline to the day that binds the side of who moves it, or past it.

    Raises:
        IllegalMove: the own step would be due while the time of the other side still runs.
    """
    names = [
        kind.name for kind in CLOCKS
        if kind.follows == kept.clock and kind.binds is not None
        and kind.binds(actor).filter(public_id=kept.subject_id).exists()
    ]  # fmt: skip
    own = KeptDeadline.objects.filter(
        clock__in=names, subject_id=kept.subject_id, due_on__lte=kept.due_on
    )
    if own.exists():
        text = _(
            "Your own step is due on {day}, before this time would be over. Whoever gives your"
            " side time moves that day first."
        )
        day = min(own.values_list("due_on", flat=True))
        raise IllegalMove(text.format(day=isolated(short(day))))


def _done(kept: KeptDeadline, cause: Cause, verb: str, changes: dict[str, Any]) -> KeptDeadline:
    """Move the deadline and what follows it, and tell of the act itself."""
    move_deadlines(KeptDeadline.objects.filter(pk=kept.pk), cause)
    kept.refresh_from_db()
    if cause.kind is not MoveCause.RESUMPTION:
        _need_own_after(kept, cause.actor)
    record(
        actor=cause.actor,
        verb=verb,
        target=kept,
        changes=changes | {"due_on": (None, kept.due_on)},
        note=cause.why,
        at=cause.at,
    )
    return kept
