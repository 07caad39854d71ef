"""What became of each row of an act, page by page, as its job tells when it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.principal import Principal
from core.templatetags.ui.filters import code
from lists.acts import act_named
from lists.cells import NOTHING
from lists.columns import Act, Column
from lists.facts import list_named
from lists.listed import Listed
from lists.models import Job

ON_A_PAGE = 50


@dataclass(frozen=True)
class Outcome:
    """A row of an act: the cells that name it, and why it was not done; empty for a done one."""

    cells: tuple[tuple[str, Any], ...]
    reason: str


@dataclass(frozen=True)
class Outcomes:
    """One page of the outcomes of a job; rows that were not done stand before the others."""

    heads: tuple[Column, ...]
    rows: tuple[Outcome, ...]
    done: str
    first: int
    last: int
    total: int
    previous: int
    next: int


def outcomes_of(job: Job, actor: Principal, on: date, asked: str) -> Outcomes | None:
    """
    Return a page of what became of the rows of an act; None for work of another kind.

    A row is named as the actor sees it now; one that left the scope has its number alone. The
    number of queries does not depend on the rows.
    """
    known: list[dict[str, Any]] = job.arguments.get("outcomes", []) if job.list_name else []
    listed = list_named(job.list_name, actor=actor, query="", on=on) if known else None
    if listed is None:
        return None
    ordered = sorted(known, key=lambda outcome: not outcome["reason"])
    pages = -(-len(ordered) // ON_A_PAGE)
    page = min(int(asked), pages) if asked.isascii() and asked.isdecimal() and int(asked) else 1
    start = (page - 1) * ON_A_PAGE
    shown = ordered[start : start + ON_A_PAGE]
    heads = tuple(column for column in listed.shown([]) if column.is_locked)
    act = act_named(listed, job.arguments["act"])
    return Outcomes(
        heads=heads,
        rows=_named(listed, heads, shown),
        done=_said(act),
        first=start + 1,
        last=start + len(shown),
        total=len(ordered),
        previous=page - 1,
        next=page + 1 if page < pages else 0,
    )


def _said(act: Act | None) -> str:
    return str(act.done or act.title) if act else ""


def _named(
    listed: Listed, heads: Sequence[Column], shown: Sequence[dict[str, Any]]
) -> tuple[Outcome, ...]:
    rows = {row["pk"]: row for row in listed.rows_of([outcome["row"] for outcome in shown])}
    return tuple(
        Outcome(_cells(heads, rows.get(outcome["row"]), outcome["key"]), outcome["reason"])
        for outcome in shown
    )


def _cells(
    heads: Sequence[Column], row: dict[str, Any] | None, key: str
) -> tuple[tuple[str, Any], ...]:
    if row is not None:
        return tuple((column.css, column.cell(row)) for column in heads)
    name, *others = heads
    return ((name.css, code(key) if key else NOTHING), *((one.css, NOTHING) for one in others))
