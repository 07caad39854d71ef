"""An act whose effects reach other records reaches the same ones whoever does it."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.principal import Principal
from accounts.roles import ROLE_PERMISSIONS, Permission, Role, ScopeKind
from accounts.sight import enter
from core import jalali
from core.clock import day_in_tehran, now, today
from core.scope import SYSTEM, set_scope
from tests.factories import make_final_case, make_principal
from tests.scenes.clocks import clock_stories
from tests.sql import runtime_role
from violations.actions.finality import follow
from violations.facts.annulled import FOLLOWERS, Follower
from violations.models import HearingSession
from workdays.actions import add_closure, bring_days, confirm_day, confirm_days, withdraw_day
from workdays.facts.files import COLUMNS
from workdays.models import CLOCKS, CalendarDay, KeptDeadline
from workdays.rules import DayKind

pytestmark = pytest.mark.django_db
KEEPERS = [role for role in Role if Permission.CALENDAR_EDIT in ROLE_PERMISSIONS[role]]
WHY = "بخشنامهٔ استانداری دربارهٔ تعطیلی"
TITLE = "تعطیلی به سبب برف"
# Of what the stories leave running, what is closed to some.
HIDDEN = ("review.decision", "case.correction", "session")
# What an actor does, once the house has made ready for it.
Act = Callable[[Principal], Any]


def when() -> dict[str, Any]:
    return {"on": today(), "at": now()}


def enter_day(day: date, keeper: Principal) -> Act:
    """Close a day."""
    return lambda actor: add_closure(
        day=day, title=TITLE, source=WHY, actor=actor, asks_second=False, **when()
    )


def withdraw(day: date, keeper: Principal) -> Act:
    """Withdraw a day that was closed."""
    key = enter_day(day, keeper)(keeper).public_id
    return lambda actor: withdraw_day(
        day_id=key, reason=WHY, actor=actor, asks_second=False, **when()
    )


def confirm(day: date, keeper: Principal) -> Act:
    """Confirm on this day what was estimated for a day after all deadlines."""
    draft = CalendarDay.objects.create(
        date=day + timedelta(days=400), kind=DayKind.HOLIDAY, title=TITLE, draft=True
    )
    return lambda actor: confirm_day(
        day_id=draft.public_id, falls_on=day, source=WHY, actor=actor, asks_second=False, **when()
    )


def bring_file(day: date, keeper: Principal) -> Act:
    """Confirm a file with this day."""
    said = dict.fromkeys(COLUMNS, "") | {
        "date": jalali.iso_jalali(day), "kind": "closed", "title": TITLE, "draft": "no",
        "source": WHY,
    }  # fmt: skip
    data = "\n".join([",".join(COLUMNS), ",".join(said[name] for name in COLUMNS)]).encode()
    key = bring_days(data=data, file_name="days.csv", actor=keeper, **when()).public_id
    return lambda actor: confirm_days(import_id=key, actor=actor, **when())


def running() -> list[KeptDeadline]:
    """Return the deadlines whose clock runs."""
    return [
        kept
        for kind in CLOCKS
        for kept in KeptDeadline.objects.filter(
            clock=kind.name, subject_id__in=kind.running().values("public_id")
        )
    ]


def days_that_matter() -> list[date]:
    """Return the last days of what runs, and the days of the sessions that are called."""
    sessions = HearingSession.objects.values_list("starts_at", flat=True)
    return sorted({kept.due_on for kept in running()} | {day_in_tehran(at) for at in sessions})


def by_the_calendar(kept: KeptDeadline) -> date:
    """Return the day that the database's own calendar gives a deadline."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT workdays_length_due(%s, %s, %s, %s, %s)",
            [kept.amount, kept.unit, kept.starts_on, kept.county_id, kept.body],
        )
        found: date = cursor.fetchone()[0]
    return found


def is_hidden(kind: Any) -> bool:
    """Tell whether the records of a clock are closed to some by row policies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity FROM pg_class WHERE relname = %s", [kind.model._meta.db_table]
        )
        return bool(cursor.fetchone()[0])


def standing() -> dict[Any, Any]:
    """Return all that a change of the calendar may move, as it stands."""
    found: dict[Any, Any] = {
        (kept.clock, kept.subject_id): kept.due_on for kept in KeptDeadline.objects.all()
    }
    for kind in CLOCKS:
        rows = kind.running().values_list("public_id", kind.column)
        found |= {(kind.name, "row", key): day for key, day in rows}
    sessions = HearingSession.objects.values_list("public_id", "closed_day")
    return found | {("session", key): closed for key, closed in sessions}


def reached(make_ready: Callable[[], Act], actor: Principal, *, sees_all: bool) -> dict[Any, Any]:
    """Return what stands after an actor's act, which is undone."""
    with transaction.atomic():
        set_scope(scope=SYSTEM)
        act = make_ready()
        if not sees_all:
            enter(actor)
        act(actor)
        set_scope(scope=SYSTEM)
        found = standing()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("prepare", [enter_day, withdraw, confirm, bring_file])
@pytest.mark.parametrize("role", KEEPERS)
def test_a_change_of_the_calendar_moves_the_same_whoever_makes_it(role: Role, prepare: Any) -> None:
    list(clock_stories())
    hidden = {kind.name for kind in CLOCKS if is_hidden(kind)}
    keeper, actor = make_principal(Role.SECRETARIAT), make_principal(role)
    days = days_that_matter()
    moved = set()

    with runtime_role():
        before = standing()
        for day in days:
            ready = partial(prepare, day, keeper)

            wanted = reached(ready, actor, sees_all=True)
            moved |= {key[0] for key in wanted if wanted[key] != before.get(key)}
            assert reached(ready, actor, sees_all=False) == wanted, day

    assert prepare is withdraw or {*HIDDEN} <= {*hidden, "session"} & moved, (hidden, moved)


def test_a_closure_leaves_every_running_deadline_on_the_day_of_the_calendar() -> None:
    list(clock_stories())
    actor = make_principal(Role.PLATFORM_ADMIN)
    days = days_that_matter()

    with runtime_role():
        for day in days:
            with transaction.atomic():
                right = {kept.pk for kept in running() if by_the_calendar(kept) == kept.due_on}
                enter(actor)
                enter_day(day, actor)(actor)
                set_scope(scope=SYSTEM)
                after = {kept.pk: kept for kept in running()}
                # A duty that begins later is another one, in the place of the first.
                for key in right & {*after}:
                    assert after[key].due_on == by_the_calendar(after[key]), after[key].clock
                transaction.set_rollback(True)


def scope() -> str:
    """Return for whom the database works."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.scope', true)")
        return str(cursor.fetchone()[0])


def test_what_follows_an_annulment_is_found_among_the_records_of_all() -> None:
    case = make_final_case()
    actor = make_principal(Role.AGENCY_MANAGER, case.agency)
    scopes: list[str] = []
    FOLLOWERS.add(Follower("probe", lambda *_about: scopes.append(scope())))
    enter(actor)
    try:
        follow(case, WHY, actor, today(), now())
    finally:
        FOLLOWERS.remove("probe")

    assert scopes == [SYSTEM]
    assert scope() == ScopeKind.AGENCY
