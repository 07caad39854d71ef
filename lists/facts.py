"""Which lists, kinds of jobs and other long work there are; counts with an end; saved views."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.urls import reverse

from accounts.key_scopes import KeyScope
from accounts.principal import Principal
from core import statements
from core.panels import Register
from core.statements import Reading, count_up_to
from lists.asked import rows_in
from lists.listed import Listed
from lists.models import Job, JobState, ListChoice, SavedView
from lists.models.views import house_of

# Counts end here: nobody needs to know whether there are 4,000 or 5,000 rows behind a tab.
MOST_COUNTED = 1000
JOBS_SHOWN = 50

_COUNT = "(SELECT count(*) FROM ({}) AS capped)"


@dataclass(frozen=True)
class KnownList:
    """A list of the product, by its name: an app adds its own when it is ready."""

    name: str
    listed: type[Listed]
    order: int = 100


@dataclass(frozen=True)
class JobKind:
    """
    Who does a kind of long work: `run(job, actor)`.

    It works in steps, each a transaction of its own, says how far it is with `note_progress`, and
    raises `DomainError` when it cannot go on. `made` and `taken` are what the history says of its
    file; `opens` is the scope without which no key takes it, whoever asked for it.
    """

    name: str
    run: Callable[[Job, Principal], None]
    order: int = 100
    made: str = "list.exported"
    taken: str = "list.taken"
    opens: KeyScope | None = None


@dataclass(frozen=True)
class Work:
    """One line of the page of long work."""

    title: str
    url: str
    state: str
    state_label: str
    tone: str
    done: int
    total: int
    started_at: datetime
    is_working: bool
    file_url: str


LISTS: Register[KnownList] = Register()
KINDS: Register[JobKind] = Register()

JOB_TONES = {
    JobState.DONE: "ok",
    JobState.FAILED: "danger",
    JobState.STOPPED: "neutral",
    JobState.RUNNING: "info",
    JobState.WAITING: "info",
}


def list_named(name: str, *, actor: Principal, query: str, on: date) -> Listed | None:
    """Return a list as a person asks for it, or None when the role has none of this name."""
    known = LISTS.get(name)
    if known is None:
        return None
    listed = known.listed(actor=actor, query=QueryDict(query), on=on)
    return listed if listed.is_open() else None


def capped_counts(querysets: Sequence[QuerySet[Any]], most: int = MOST_COUNTED) -> list[int]:
    """
    Return how many rows each queryset has, at most `most` + 1; one statement for all of them.

    The time does not grow with the tables: each count stops at its end.
    """
    parts: list[str] = []
    parameters: list[Any] = []
    places: list[int] = []
    for place, rows in enumerate(querysets):
        try:
            sql, values = rows_in(rows, most + 1).query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(_COUNT.format(sql))
        parameters += values
        places.append(place)
    counts = [0] * len(querysets)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", parameters)
            for place, number in zip(places, cursor.fetchone(), strict=True):
                counts[place] = number
    return counts


def capped(readings: Sequence[Reading], most: int = MOST_COUNTED) -> list[int]:
    """Return the same of rows that are read by a statement that is kept, where it can be."""
    if not readings:
        return []
    found = count_up_to(most + 1, readings)
    return capped_counts([one.queryset for one in readings], most) if found is None else found


@dataclass(frozen=True)
class Saved:
    """A saved view as a list shows it."""

    public_id: UUID
    title: str
    query: str
    is_shared: bool
    is_own: bool
    owner: str
    is_default: bool

    @property
    def asked(self) -> str:
        """The query that opens the view in its list."""
        return f"{self.query}&saved={self.public_id}"


def saved_views(listed: Listed) -> list[Saved]:
    """Return the saved views of a list that the person may use, own ones first; one query."""
    user_id = listed.actor.user_id
    name = listed.family or listed.name
    rows = statements.read("saved views", _views, name, user_id, house_of(listed.actor))
    found = [
        Saved(public_id, title, query, shared, owner == user_id, owner_name, default)
        for public_id, title, query, shared, owner, owner_name, default in (
            row.values() for row in rows
        )
    ]
    return sorted(found, key=lambda view: not view.is_own)


def _views(name: str, user_id: int, house: str) -> QuerySet[Any, Any]:
    mine = ListChoice.objects.filter(user_id=user_id, view=OuterRef("pk"))
    rows = SavedView.objects.known_to(user_id, house).filter(list_name=name)
    return rows.order_by("created_at", "pk").values(
        "public_id", "title", "query", "is_shared", "owner_id", "owner__full_name",
        is_default=Exists(mine),
    )  # fmt: skip


def choice_of(name: str, actor: Principal) -> tuple[list[str], bool]:
    """Return which columns a person chose for a list, and whether rows are compact."""

    def choices(name: str, *parts: Any) -> QuerySet[Any, Any]:
        rows = ListChoice.objects.visible_to(actor.of(parts)).filter(list_name=name)
        return rows.values("columns", "is_compact")[:1]

    given = (name, *actor.parts)
    for row in statements.read(("choice", actor.kind), choices, *given, loose=len(given)):
        return list(row["columns"]), row["is_compact"]
    return [], False


def works_of(actor: Principal, at: datetime) -> list[Work]:
    """Return all the long work that a person asked for, newest first, bounded."""
    jobs = Job.objects.visible_to(actor).order_by("-pk").defer("errors")[:JOBS_SHOWN]
    return [work_of(job, at) for job in jobs]


def file_url_of(job: Job, at: datetime) -> str:
    """Return the address of a job's file, or nothing when there is none (any more)."""
    if job.file_place:
        return job.file_place
    return reverse("lists:job_file", args=[job.public_id]) if job.keeps_file(at) else ""


def work_of(job: Job, at: datetime) -> Work:
    """Return a job as a line of the page of long work."""
    return Work(
        title=job.said,
        url=job.get_absolute_url(),
        state=job.state,
        state_label=str(job.get_state_display()),
        tone=JOB_TONES[JobState(job.state)],
        done=job.rows_done,
        total=job.rows_total,
        started_at=job.created_at,
        is_working=job.is_working,
        file_url=file_url_of(job, at),
    )


def seconds_left(job: Job, at: datetime) -> int | None:
    """Return how long the job will still take at its pace until now, in seconds; None before."""
    if job.started_at is None or not job.rows_done or not job.rows_total:
        return None
    passed = (at - job.started_at).total_seconds()
    return max(1, round(passed / job.rows_done * (job.rows_total - job.rows_done)))


def counts_by_end(outcomes: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many rows were done and how many were not."""
    wrong = sum(1 for outcome in outcomes if outcome["reason"])
    return {"ok": len(outcomes) - wrong, "wrong": wrong}


def joined(parts: Iterable[str]) -> str:
    """Return words with a dot between them, empty ones left out."""
    return " · ".join(filter(None, parts))
