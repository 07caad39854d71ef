"""Bringing days by file: a draft with all its errors, which a person confirms whole."""

import hashlib
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin, need_role
from core.errors import IllegalMove
from core.papers import refuse_unclean
from core.sheets import safe_name
from workdays.actions.days import recompute
from workdays.actions.own_time import gives_own_time
from workdays.actions.versions import raise_version
from workdays.acts import BRING_FILE, CONFIRM_FILE, judged_of
from workdays.facts.imports import read_days
from workdays.facts.judging import DOING, Effect, Judged, announced_at, clashes, judge
from workdays.models import CalendarDay, DayImport


@transaction.atomic
def bring_days(
    *, data: bytes, file_name: str, actor: Principal, on: date, at: datetime
) -> DayImport:
    """
    Read a file of days and keep it as a draft, with all its errors; the calendar stays as it is.

    Raises:
        NotPermitted: the actor's role may not edit the calendar.
        Invalid: the scanner refuses the file.
        SheetRefused: the file cannot be opened, or has no such columns.
    """
    need_role(BRING_FILE, actor)
    refuse_unclean(data, file_name)
    read = read_days(data, file_name)
    problems = [*read.problems, *clashes(judge(read.days))]
    brought = DayImport.objects.create(
        file_name=safe_name(file_name),
        sha256=hashlib.sha256(data).hexdigest(),
        rows=[day.packed() for day in read.days],
        problems=[
            asdict(found) for found in sorted(problems, key=lambda one: (one.row, one.column))
        ],
        brought_by=actor.user_id,
        brought_by_name=actor.name,
        brought_on=on,
    )
    record(
        actor=actor,
        verb="calendar.file_brought",
        target=brought,
        changes={"rows": (0, len(brought.rows)), "problems": (0, len(problems))},
        at=at,
    )
    return brought


@transaction.atomic
def confirm_days(*, import_id: UUID, actor: Principal, on: date, at: datetime) -> DayImport:
    """
    Enter the days of a file that has no error, under the name of whoever confirms it.

    Drafts of the calendar take over what the file says, also on another day near by; days that are
    the same already stay, so that the same file twice changes nothing. Running deadlines are
    computed anew, with receipts.

    Raises:
        NotPermitted: the actor's role may not edit the calendar.
        DayImport.DoesNotExist: there is no such file.
        IllegalMove: it has been confirmed, has errors, a day was confirmed meanwhile with other
            words, or a day gives the actor's own body time.
    """
    need_role(CONFIRM_FILE, actor)
    found = DayImport.objects.visible_to(actor).get(public_id=import_id)
    brought: DayImport = begin(CONFIRM_FILE, found.pk, actor, on)
    doing = [one for one in judged_of(brought) if one.effect in DOING]
    if doing:
        raise_version()
    moved = 0
    for one in doing:
        before = one.entry.date if one.entry else one.day.day
        entry = _enter(one, actor, on)
        receipts = recompute(entry, {before, entry.date}, actor, on, at)
        if gives_own_time(receipts, actor):
            raise IllegalMove(str(OWN_TIME))
        moved += len(receipts)
    brought.entered = sum(one.effect is Effect.ENTERS for one in doing)
    brought.changed = len(doing) - brought.entered
    brought.moved = moved
    brought.confirmed_by, brought.confirmed_by_name = actor.user_id, actor.name
    brought.confirmed_on = on
    brought.save(
        update_fields=[
            "entered", "changed", "moved", "confirmed_by", "confirmed_by_name", "confirmed_on",
            "updated_at",
        ]
    )  # fmt: skip
    record(
        actor=actor,
        verb="calendar.imported",
        target=brought,
        changes={
            "entered": (0, brought.entered),
            "changed": (0, brought.changed),
            "moved": (0, brought.moved),
        },
        at=at,
    )
    return brought


OWN_TIME = gettext_lazy(
    "A day of this file gives your own body more time. Enter that day by itself: another person"
    " confirms it, and the file can then be confirmed."
)


def _enter(one: Judged, actor: Principal, on: date) -> CalendarDay:
    """Write one day; what is still an estimate stays a draft."""
    day = one.day
    entry = one.entry or CalendarDay(date=day.day, county_id=day.county_id, kind=day.kind)
    entry.date = day.day
    entry.title, entry.source, entry.exempt = day.title, day.source, sorted(day.exempt)
    entry.late_minutes, entry.announced_at = day.late_minutes, announced_at(day)
    entry.draft = day.draft
    entry.confirmed_by_id = None if day.draft else actor.user_id
    entry.confirmed_on = None if day.draft else on
    if one.entry is None:
        entry.save(force_insert=True)
    else:
        entry.save(
            update_fields=[
                "date", "title", "source", "exempt", "late_minutes", "announced_at", "draft",
                "confirmed_by", "confirmed_on", "updated_at",
            ]
        )  # fmt: skip
    return entry
