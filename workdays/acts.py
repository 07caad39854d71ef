"""The tables of acts of calendar days, of files of days and of deadlines."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from core.acts import (
    ActTable,
    Confirm,
    Excluded,
    Final,
    Paper,
    Whose,
    of_record,
    once_per_record,
)
from workdays.facts.imports import unpacked
from workdays.facts.judging import Judged, clashes, judge
from workdays.facts.moving import (
    barred_by,
    is_barred,
    is_movable_by,
    is_running,
    pause_on,
    room_to_extend,
    room_to_pause,
)
from workdays.models import CLOCKS, CalendarDay, DayImport, KeptDeadline


def locked_deadline(key: int, actor: Any) -> KeptDeadline:
    """Return a deadline, locked after its record."""
    seen = KeptDeadline.objects.visible_to(actor)
    kept = seen.get(pk=key)
    kind = CLOCKS.get(kept.clock)
    if kind is not None:
        running = kind.running().filter(public_id=kept.subject_id)
        running.select_for_update(of=("self",)).first()
    return seen.lock(key)


DAYS = ActTable(
    "day",
    lambda key, actor: CalendarDay.objects.visible_to(actor).lock(key),
    not_by=(),
    paper=Paper.NONE,
)
FILES = ActTable(
    "day-file",
    lambda key, actor: DayImport.objects.visible_to(actor).lock(key),
    not_by=(),
    paper=Paper.NONE,
)
DEADLINES = ActTable("deadline", locked_deadline, not_by=(), paper=Paper.NONE)


@once_per_record
def judged_of(brought: DayImport) -> list[Judged]:
    """Return what each row of a file does to the calendar as it is now."""
    return judge([unpacked(row) for row in brought.rows])


def has_errors(brought: DayImport, actor: Any, on: date) -> str:
    """Return that a file has errors, or rows that would change a confirmed day."""
    if not brought.problems and not clashes(judged_of(brought)):
        return ""
    return _("The file has errors. Mend them and bring it again.")


def extended_enough(kept: KeptDeadline, actor: Any, on: date) -> str:
    """Return that no day is left by which the deadline is extended."""
    if room_to_extend(kept, on) >= 1:
        return ""
    return _("All days by which this deadline may be extended have been used.")


def is_over(kept: KeptDeadline, actor: Any, on: date) -> str:
    """Return that the last day of the deadline has passed."""
    return _("The time of this deadline is over. Extend it instead.") if kept.due_on < on else ""


def stands_still(kept: KeptDeadline, actor: Any, on: date) -> str:
    """Return that the deadline stands still."""
    return _("This deadline stands still already.") if pause_on(kept, on) else ""


def goes_on(kept: KeptDeadline, actor: Any, on: date) -> str:
    """Return that the deadline does not stand still."""
    return "" if pause_on(kept, on) else _("This deadline does not stand still.")


def paused_enough(kept: KeptDeadline, actor: Any, on: date) -> str:
    """Return that no day is left for which the deadline stands still."""
    if room_to_pause(kept, on) >= 1:
        return ""
    return _("All days for which this deadline may stand still have been used.")


@of_record
def does_not_run(kept: KeptDeadline) -> str:
    """Return that the clock of the deadline does not run any more."""
    return "" if is_running(kept) else _("This deadline does not run any more.")


@of_record
def day_is_confirmed(day: CalendarDay) -> str:
    """Return that the day is confirmed."""
    return "" if day.draft else _("This day is confirmed already.")


@of_record
def day_is_withdrawn(day: CalendarDay) -> str:
    """Return that the day is withdrawn."""
    return "" if day.withdrawn_on is None else _("This day is withdrawn already.")


@of_record
def day_is_an_estimate(day: CalendarDay) -> str:
    """Return that the day is an estimate, which is confirmed where it really falls."""
    return _("This is an estimate: confirm it on its own day.") if day.draft else ""


@of_record
def file_is_confirmed(brought: DayImport) -> str:
    """Return that the file is confirmed."""
    return "" if brought.is_draft else _("This file has been confirmed.")


MOVERS = Whose(
    "those who move this kind of deadline, never the side that it binds",
    lambda actor, kept, on: is_movable_by(kept, actor),
    gettext_lazy("This deadline is moved by another side: nobody gives himself more time."),
)


def has_part(kept: KeptDeadline, actor: Any, on: date) -> str:
    """Return that the actor has a part, or an interest, in what the deadline is of."""
    if not is_barred(kept, actor):
        return barred_by(kept, actor, on)
    return _("You reported this, or stood back from it, so somebody else moves its deadlines.")


OWN_PART = Excluded(
    "who reported, or stood back from, what it is of, or holds or runs its office", has_part
)
MOVED = {"deadline.moved": gettext_lazy("moved the deadline")}

ENTER = DAYS.act(
    "enter",
    title=gettext_lazy("Add a day"),
    icon="plus",
    permissions=(Permission.CALENDAR_EDIT,),
    event={
        "calendar.day_added": gettext_lazy("entered a day in the calendar"),
        **MOVED,
    },
    tells=("office", "agency"),
    confirm=(Confirm.PLAIN, Confirm.SECOND_IF_OWN),
    undo=Final("Another day corrects it; deadlines move with receipts."),
)
CONFIRM = DAYS.act(
    "confirm",
    title=gettext_lazy("Confirm the holiday"),
    permissions=(Permission.CALENDAR_EDIT,),
    blocked=(day_is_confirmed,),
    event={
        "calendar.day_confirmed": gettext_lazy("confirmed a holiday"),
        **MOVED,
    },
    tells=("office", "agency"),
    confirm=(Confirm.PLAIN, Confirm.SECOND_IF_OWN),
    undo=Final("Another day corrects it; deadlines move with receipts."),
)
WITHDRAW = DAYS.act(
    "withdraw",
    title=gettext_lazy("Withdraw the day"),
    icon="undo-2",
    is_danger=True,
    permissions=(Permission.CALENDAR_EDIT,),
    blocked=(day_is_withdrawn, day_is_an_estimate),
    event={
        "calendar.day_withdrawn": gettext_lazy("withdrew a day of the calendar"),
        **MOVED,
    },
    tells=("office", "agency"),
    confirm=(Confirm.PAGE, Confirm.SECOND_IF_OWN),
    undo="enter",
)
BRING_FILE = FILES.act(
    "bring",
    title=gettext_lazy("Upload days from a file"),
    icon="import",
    permissions=(Permission.CALENDAR_EDIT,),
    event={"calendar.file_brought": gettext_lazy("brought a file of days")},
    tells=(),
    confirm=Confirm.PLAIN,
    undo=Final("Nothing is entered yet."),
)
CONFIRM_FILE = FILES.act(
    "confirm",
    title=gettext_lazy("Confirm the days of the file"),
    permissions=(Permission.CALENDAR_EDIT,),
    blocked=(
        file_is_confirmed,
        has_errors,
    ),
    event={
        "calendar.imported": gettext_lazy("brought days into the calendar"),
        **MOVED,
    },
    tells=("office", "agency"),
    confirm=Confirm.PLAIN,
    undo=Final("Another day corrects it; deadlines move with receipts."),
)
EXTEND = DEADLINES.act(
    "extend",
    title=gettext_lazy("Extend the deadline"),
    permissions=(Permission.DEADLINE_MOVE,),
    whose=MOVERS,
    not_by=(OWN_PART,),
    blocked=(does_not_run, extended_enough),
    event={
        "deadline.extended": gettext_lazy("extended the deadline"),
        **MOVED,
    },
    tells=("office", "agency"),
    confirm=Confirm.PLAIN,
    undo=Final("Who was given time keeps it."),
)
SUSPEND = DEADLINES.act(
    "suspend",
    title=gettext_lazy("Suspend the deadline"),
    permissions=(Permission.DEADLINE_MOVE,),
    whose=MOVERS,
    not_by=(OWN_PART,),
    blocked=(does_not_run, is_over, stands_still, paused_enough),
    event={
        "deadline.suspended": gettext_lazy("suspended the deadline"),
        **MOVED,
    },
    tells=("office", "agency"),
    confirm=Confirm.PLAIN,
    undo="resume",
)
RESUME = DEADLINES.act(
    "resume",
    title=gettext_lazy("Let the deadline go on"),
    permissions=(Permission.DEADLINE_MOVE,),
    whose=MOVERS,
    not_by=(OWN_PART,),
    blocked=(does_not_run, goes_on),
    event={
        "deadline.resumed": gettext_lazy("let the deadline go on"),
        **MOVED,
    },
    tells=("office", "agency"),
    confirm=Confirm.PLAIN,
    undo="suspend",
)
