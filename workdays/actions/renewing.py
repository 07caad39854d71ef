"""Deadlines that begin anew, because what was asked and refused is asked again."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from workdays.actions.moving import Cause, Moved, write_moved
from workdays.facts import calendars_of, rule_in_force
from workdays.facts.clocks import computation, days_off_of
from workdays.models import CLOCKS, DeadlineMove, KeptDeadline
from workdays.rules import Unit

_MARGIN = timedelta(days=150)
_ANEW = ("starts_on", "after", "amount", "unit", "provenance", "citation", "due_on",
         "calendar_version", "days_off", "updated_at")  # fmt: skip


def renew_deadlines(clocks: Sequence[tuple[str, UUID]], cause: Cause) -> list[DeadlineMove]:
    """
    Let running deadlines begin anew on the day of a cause, with the length in force on it.

    One whose last day would not be later keeps it. Return the receipts.

    Raises:
        NoRule: no length is in force.
    """
    receipts: list[DeadlineMove] = []
    for clock, subject_id in clocks:
        kind = CLOCKS.get(clock)
        found = KeptDeadline.objects.filter(Q(clock=clock, subject_id=subject_id))
        kept = found.select_related("county").first()
        if kind is None or kept is None:
            continue
        running = kind.running().filter(public_id=subject_id)
        record = running.select_for_update(of=("self",)).first()
        before = Moved(kept, kept.due_on, kept.calendar_version)
        if record is None or not _begin_anew(kept, cause):
            continue
        kept.save(update_fields=_ANEW)
        receipts += write_moved(kind, [before], {subject_id: record}, cause)
    return receipts


def _begin_anew(kept: KeptDeadline, cause: Cause) -> bool:
    """Give a deadline its whole length from a day; tell whether its last day is later then."""
    old_on = kept.due_on
    rule = rule_in_force(kept.key, cause.on)
    kept.starts_on, kept.after = cause.on, ""
    kept.amount, kept.unit = rule.value, rule.unit
    kept.provenance, kept.citation = rule.provenance, rule.citation
    place = (kept.county.public_id if kept.county else None, kept.body)
    reach = timedelta(days=rule.value * (1 if rule.unit == Unit.DAY else 2)) + _MARGIN
    calendar = calendars_of({place}, cause.on, cause.on + reach)[place]
    taken = computation(kept, [], calendar)
    kept.due_on, kept.calendar_version = taken[-1].day, calendar.version
    kept.days_off = days_off_of(taken)
    return kept.due_on > old_on
