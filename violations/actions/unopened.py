"""
The clock's part in notices that offices leave unopened in the portal: reminders, then paper.

A portal notice is served only by its acknowledgement. Who does not open it is reminded twice;
after that the body that keeps the case serves it on paper, in a window of its own
(docs/adr/0059-unopened-notices.md).
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record_many
from violations.facts.terms import kept_by_body
from violations.facts.unopened import to_serve
from violations.models import Case, Notice
from violations.rules.unopened import Unopened, UnopenedStep, next_step
from violations.states import Channel, NoticeKind
from workdays.actions import keep_deadlines
from workdays.facts import Deadline, Kept, Lengths, calendars_of, deadline
from workdays.facts.calendars import Place
from workdays.rules import DeadlineKey

LOG = logging.getLogger(__name__)
CLOCK = "case.paper_service"
_KEYS = (
    DeadlineKey.UNOPENED_REMINDER,
    DeadlineKey.UNOPENED_REMINDER_AGAIN,
    DeadlineKey.UNOPENED_NOTICE,
    DeadlineKey.PAPER_SERVICE,
)
_MARGIN = timedelta(days=120)
# The column of each reminder, and its name in the history of the case.
_REMINDED = {
    UnopenedStep.REMIND: ("reminded_on", "notice_reminded_on"),
    UnopenedStep.REMIND_AGAIN: ("reminded_again_on", "reminded_again_on"),
}
_COLUMNS = ("reminded_on", "reminded_again_on", "paper_since", "paper_due_on")
Changes = dict[str, Any]


class _Days:
    """The days of some notices, by the lengths and calendars in force; three queries."""

    def __init__(self, notices: Sequence[Notice], on: date) -> None:
        self._lengths = Lengths(_KEYS)
        places: set[Place] = set()
        for notice in notices:
            county = notice.case.county.public_id
            places |= {(county, ""), (county, kept_by_body(notice.case))}
        first = min(on, *(notice.issued_on for notice in notices))
        last = on + timedelta(days=2 * self._lengths.longest) + _MARGIN
        self._calendars = calendars_of(places, first, last)

    def due(self, key: DeadlineKey, case: Case, start: date, body: str = "") -> Deadline:
        """Return the end of a length from a day, in the working days of a kind of body."""
        county = case.county.public_id
        rule = self._lengths.on(key, start)
        return deadline(key, start, county, self._calendars[county, body], rule=rule)

    def unopened(self, notice: Notice) -> Unopened:
        """Return what the rule asks of a notice, in the working days of its office."""
        case, first, key = notice.case, notice.reminded_on, DeadlineKey
        again = self.due(key.UNOPENED_REMINDER_AGAIN, case, first).due_on if first else None
        return Unopened(
            reminded_on=first,
            reminded_again_on=notice.reminded_again_on,
            paper_since=notice.paper_since,
            remind_from=self.due(key.UNOPENED_REMINDER, case, notice.issued_on).due_on,
            again_from=again,
            open_until=self.due(key.UNOPENED_NOTICE, case, notice.issued_on).due_on,
        )

    def paper(self, notice: Notice, on: date) -> Kept:
        """Return the window of the service on paper, in the working days of who serves."""
        body = kept_by_body(notice.case)
        due = self.due(DeadlineKey.PAPER_SERVICE, notice.case, on, body)
        return Kept(CLOCK, notice, due, notice.case.county_id, body)


@transaction.atomic
def follow_unopened(*, as_of: date, actor: Principal, at: datetime | None = None) -> list[int]:
    """
    Remind offices of notices that wait in their portal; after two reminders, ask for paper.

    A notice goes one step a day at most. Return the keys of the notices that went on; run twice,
    none does. A case whose step the database refuses stays as it is and is logged as an error; the
    others go on. An office whose operator has no number counts as reminded. Call it with today: a
    day that was missed sends nothing afterwards.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CASE_TICK)
    rows = Notice.objects.visible_to(actor).filter(
        to_serve(), channel=Channel.PORTAL, paper_since=None, issued_on__lt=as_of
    )
    rows = rows.select_related("case__county", "case__agency")
    notices = list(rows.order_by("pk").select_for_update(of=("self", "case"), skip_locked=True))
    if not notices:
        return []
    days = _Days(notices, as_of)
    steps = {notice: next_step(days.unopened(notice), as_of) for notice in notices}
    moved = [notice for notice, step in steps.items() if step is not None]
    kept = {
        notice.pk: days.paper(notice, as_of)
        for notice in moved
        if steps[notice] is UnopenedStep.PAPER
    }
    changes = {
        notice.pk: _write(notice, steps[notice], as_of, kept.get(notice.pk)) for notice in moved
    }

    def store(notices: Sequence[Notice]) -> None:
        Notice.objects.bulk_update(notices, _COLUMNS)
        keep_deadlines(kept=[kept[each.pk] for each in notices if each.pk in kept])
        _tell(notices, steps, changes, actor, at)

    return [notice.pk for notice in _stored(moved, store)]


def _stored(
    notices: Sequence[Notice], store: Callable[[Sequence[Notice]], None]
) -> Sequence[Notice]:
    """
    Store the steps of some notices at once; return those that were stored.

    Where the database refuses one, each case is stored by itself: a refused one is logged as an
    error, and the others go on.
    """
    try:
        with transaction.atomic():
            store(notices)
    except IntegrityError:
        LOG.warning("The unopened notices are followed case by case: one was refused.")
    else:
        return notices
    cases: dict[int, list[Notice]] = {}
    for notice in notices:
        cases.setdefault(notice.case_id, []).append(notice)
    stored: list[Notice] = []
    for number, own in cases.items():
        try:
            with transaction.atomic():
                store(own)
        except IntegrityError:
            LOG.exception("The unopened notices of case %s were refused.", number)
        else:
            stored += own
    return stored


def _write(notice: Notice, step: UnopenedStep | None, on: date, kept: Kept | None) -> Changes:
    """Write the step into a notice; return what changed, for the history."""
    changes: Changes = {"notice": (None, notice.kind), "letter_no": (None, notice.letter_no)}
    if kept is not None:
        return changes | _start_paper(notice, kept)
    if step in _REMINDED:
        column, name = _REMINDED[step]
        setattr(notice, column, on)
        changes[name] = (None, on)
    return changes


def _start_paper(notice: Notice, kept: Kept) -> Changes:
    """Write the window of the service on paper into a notice; return what changed."""
    before = notice.paper_since, notice.paper_due_on
    notice.paper_since, notice.paper_due_on = kept.due.served_on, kept.due.due_on
    return {
        "paper_since": (before[0], notice.paper_since),
        "paper_due_on": (before[1], notice.paper_due_on),
    }


def _tell(
    moved: Sequence[Notice],
    steps: Mapping[Notice, UnopenedStep | None],
    changes: Mapping[int, Changes],
    actor: Principal,
    at: datetime | None,
) -> None:
    """Leave one event for each notice: a reminder, or that it is to be served on paper."""
    for verb, is_paper in (("case.notice_reminded", False), ("case.notice_left", True)):
        targets = [
            (notice.case, changes[notice.pk])
            for notice in moved
            if (steps[notice] is UnopenedStep.PAPER) is is_paper
        ]
        record_many(actor=actor, verb=verb, targets=targets, at=at)


def restart_paper_service(case: Case, on: date) -> Changes:
    """
    Let the service on paper begin anew, as its closed case is reopened; return what changed.

    Call it before the case is written: its duty begins with the reopened case. Only what waits
    again begins anew: no summons, whose session is over, and no notice of an earlier round.
    """
    changes: Changes = {}
    closed = Notice.objects.filter(
        case=case, round_no=case.round_no, served_on=None, paper_since__lt=on
    ).exclude(kind=NoticeKind.SUMMONS)
    for notice in closed.select_for_update(of=("self",)).order_by("pk"):
        notice.case = case
        kept = _Days([notice], on).paper(notice, on)
        changes |= _start_paper(notice, kept)
        notice.save(update_fields=["paper_since", "paper_due_on", "updated_at"])
        keep_deadlines(kept=[kept])
    return changes
