"""The worklist: what waits for one principal, by deadline."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext, pgettext_lazy

from accounts.principal import Principal
from accounts.roles import Role
from core import statements
from core.persian import persian_digits
from dashboard.facts.waiting import KINDS, MOST, Section, waiting_for
from violations.facts import counting_by_number
from violations.models import Case
from workdays.facts import Counting, Ribbon, calendars_of, ribbon
from workdays.facts.stopped import stopped
from workdays.rules import Unit

# How the defence of an office stands: the tone and the word of its pill.
HEARD = {
    "given": ("info", pgettext_lazy("defence", "received")),
    "none": ("neutral", pgettext_lazy("defence", "not given")),
    "open": ("warn", pgettext_lazy("defence", "in its window")),
}
DECISIONS = frozenset({"decide", "stand-in", "appeal", "review", "stand-in-review"})
# One task of many days: its number is how many they are.
COUNTED = "confirm-days"
# Addresses that name no record.
PLAIN = frozenset({"contracts:accept-many", "contracts:confirm", "workdays:this-year"})
# Addresses that name their record by an opaque key.
UNNUMBERED = frozenset({"oversight:duty", "approvals:pending"})


@dataclass(frozen=True)
class Task:
    """One thing to do: what, about whom, from when until when, and the way there."""

    kind: str
    number: str
    office: str
    code: str
    county: UUID | None
    note: str
    from_on: date
    due_on: date | None
    body: str = ""
    grade: str = ""
    heard: str = ""
    file: str = ""  # the number of the record that it is about
    ribbon: Ribbon | None = field(default=None)
    unit: Unit = Unit.WORKING_DAY
    is_mine: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """Return what makes the task one: the same work of two roles is one task."""
        return (self.kind, self.number)

    @property
    def place(self) -> tuple[UUID | None, str]:
        """Return by whose working days its clock counts: a place's, as a kind of body has them."""
        return None if KINDS[self.kind].of_province else self.county, self.body

    @property
    def section(self) -> Section:
        """Return the part of the house in which it is done."""
        return KINDS[self.kind].section

    @property
    def icon(self) -> str:
        """Return the picture of this kind of work."""
        return KINDS[self.kind].icon

    @property
    def title(self) -> str:
        """Return what is to be done."""
        return str(KINDS[self.kind].title)

    @property
    def act(self) -> str:
        """Return the words of the button."""
        return KINDS[self.kind].button

    @property
    def url(self) -> str:
        """Return where it is done; empty for another's work on a page of his own."""
        route = KINDS[self.kind].route
        if route in PLAIN and not self.is_mine:
            return ""
        return reverse(route, args=None if route in PLAIN else [self.number])

    @property
    def shows_number(self) -> bool:
        """Tell whether the number says something to people; some pages have an opaque key."""
        return self.kind != COUNTED and KINDS[self.kind].route not in UNNUMBERED

    @property
    def defence(self) -> dict[str, Any] | None:
        """Return the mark of the office's defence; None where it says nothing yet."""
        return {"tone": HEARD[self.heard][0], "text": HEARD[self.heard][1]} if self.heard else None

    @property
    def is_task(self) -> bool:
        """Tell whether the person can act on it; else it is to know."""
        return KINDS[self.kind].is_task

    @property
    def decides(self) -> bool:
        """Tell whether the act is a decision on a file or a review: the key for it leads there."""
        return self.kind in DECISIONS and self.is_mine

    @property
    def is_late(self) -> bool:
        """Tell whether the deadline has passed; known once the ribbon is drawn."""
        return bool(self.ribbon and self.ribbon.late)

    @property
    def is_near(self) -> bool:
        """Tell whether the last day is near; known once the ribbon is drawn."""
        return bool(self.ribbon and self.ribbon.is_near)


# Who sits in one room: the work of all is the team's.
TEAMS: tuple[frozenset[Role], ...] = (
    frozenset({Role.DEPUTY, Role.EXPERT, Role.SECRETARIAT, Role.COMMITTEE_CHAIR}),
    frozenset({Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL}),
    # the chair's team is the province's: a member sees what waits for the chair, not for it
    frozenset({Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER}),
)
NOBODY = 0


def work_of(principal: Principal, on: date) -> list[Task]:
    """Return at most 100 tasks of the principal, the earliest deadline first, with ribbons."""
    return drawn(_tasks(_alone, principal, on, None), on)


@dataclass(frozen=True)
class Worklist:
    """
    The principal's own tasks and the team's, his among them; `shown` has ribbons.

    `known` is what asks no act of the principal and is on the way, with ribbons.
    """

    mine: list[Task]
    team: list[Task]
    shown: list[Task]
    known: list[Task]
    has_team: bool
    is_team: bool

    @property
    def late(self) -> int:
        """Return how many of the shown tasks are late."""
        return sum(task.is_late for task in self.shown)


def worklist_of(
    principal: Principal, on: date, county: UUID | None = None, *, team: bool = False
) -> Worklist:
    """Return the tasks of the principal, those of the team, and the chosen ones with ribbons."""
    found = _tasks(_alone, principal, on, county)
    mine = [task for task in found if task.is_task]
    has_team = bool(team_of(principal))
    team = team and has_team
    keys = {task.key for task in mine}
    others = _tasks(team_of, principal, on, county) if has_team else []
    rest = [
        replace(task, is_mine=False) for task in others if task.is_task and task.key not in keys
    ]
    every = sorted([*mine, *rest], key=_order)[:MOST]
    shown = every if team else mine
    known = [] if team else [task for task in found if not task.is_task]
    both = drawn([*shown, *known], on)
    return Worklist(mine, every, both[: len(shown)], both[len(shown) :], has_team, team)


def _alone(principal: Principal) -> list[Principal]:
    """Return the principal alone."""
    return [principal]


def team_of(principal: Principal) -> list[Principal]:
    """Return the other roles of the principal's team, each as nobody in particular."""
    team = next((team for team in TEAMS if principal.role in team), frozenset())
    return [
        replace(principal, role=role, user_id=NOBODY)
        for role in Role
        if role in team and role is not principal.role
    ]


def _order(task: Task) -> tuple[date, date, str]:
    return (task.due_on or date.max, task.from_on, task.number)


def _tasks(
    whose: Callable[[Principal], list[Principal]],
    principal: Principal,
    on: date,
    county: UUID | None,
) -> list[Task]:
    """Return at most 100 tasks of those whose desks are read for a principal; one query."""

    def build(*values: Any) -> QuerySet[Any]:
        count = len(principal.parts)
        members, day = whose(principal.of(values[:count])), values[count]
        (where,) = values[count + 1 :] or (None,)
        waits = [waiting for member in members for waiting in waiting_for(member, day)]
        return joined([waiting.within(where).in_full() for waiting in waits])

    given = (*principal.parts, on, *(() if county is None else (county,)))
    key = ("tasks", whose.__name__, principal.kind)
    rows = statements.read(key, build, *given, loose=len(given))
    tasks = {(row["task_kind"], row["task_number"]): _task(row, on) for row in rows}
    return sorted(_once(tasks.values()), key=_order)[:MOST]


def _once(tasks: Collection[Task]) -> list[Task]:
    """Return tasks without a duty to know whose step waits for the same person: a matter once."""
    files = {task.file for task in tasks if task.is_task}
    return [
        task
        for task in tasks
        if task.is_task or task.section is not Section.DUTIES or task.file not in files
    ]


def _task(row: dict[str, Any], on: date) -> Task:
    """Return the task of a row that waits."""
    kind, number, due = row["task_kind"], row["task_number"], row["task_due"]
    return Task(
        kind,
        number,
        row["task_office"],
        row["task_code"],
        row["task_county"],
        row["task_note"] or _said(kind, number),
        row["task_since"] or due or on,
        due,
        row["task_body"] or "",
        row["task_grade"] or "",
        row["task_heard"] or "",
        row["task_file"] or number,
    )


def _said(kind: str, number: str) -> str:
    """Say how many days a task is about; nothing where its number names a record."""
    if kind != COUNTED:
        return ""
    count = int(number)
    said = ngettext(
        "{count} day in the next two months", "{count} days in the next two months", count
    )
    return said.format(count=persian_digits(count))


def joined(parts: list[QuerySet[Any]]) -> QuerySet[Any]:
    """Return the rows of all parts in one query; no row where there is no part."""
    if not parts:
        return Case.objects.none().values("state", "closed_on")
    first, *others = parts
    return first.union(*others, all=True) if others else first


def drawn(tasks: list[Task], on: date) -> list[Task]:
    """Return the tasks with their ribbons; four queries, whatever their number."""
    tasks = _counted(tasks)
    dated = [task for task in tasks if task.due_on]
    if not dated:
        return tasks
    days = [on, *(day for task in dated for day in (task.from_on, task.due_on) if day)]
    start, end = min(days), max(days) + timedelta(days=30)
    calendars = calendars_of({task.place for task in dated}, start, end)
    still = stopped([task.number for task in dated], on)
    return [
        replace(
            task,
            ribbon=ribbon(
                task.from_on, task.due_on, on, calendars[task.place], unit=task.unit
            ).stopped(still.get((task.number, task.due_on))),
        )
        if task.due_on
        else task
        for task in tasks
    ]


def _counted(tasks: list[Task]) -> list[Task]:
    """Return the tasks with how their clock counts, those of cases as on the page of the case."""
    counting = counting_by_number(task.number for task in tasks if KINDS[task.kind].clock)
    return [
        replace(task, from_on=own.starts_on, unit=own.unit)
        for task in tasks
        for own in [counting.get(_clock_of(task), Counting(task.from_on, KINDS[task.kind].counts))]
    ]


def _clock_of(task: Task) -> tuple[str, str, date]:
    return (f"case.{KINDS[task.kind].clock}", task.number, task.due_on or date.max)
