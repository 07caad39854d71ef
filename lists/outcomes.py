"""What became of each row of an act, as its job tells when it is over: page by page, or a file."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.principal import Principal
from core.templatetags.ui.filters import code
from lists.bulk import act_named
from lists.cells import NOTHING
from lists.columns import Act, Column
from lists.exports import WRITERS, cell_of, head_lines, plain
from lists.facts import counts_by_end, list_named
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
    listed, ordered = _known(job, actor, on)
    if listed is None:
        return None
    pages = -(-len(ordered) // ON_A_PAGE)
    page = min(int(asked), pages) if asked.isascii() and asked.isdecimal() and int(asked) else 1
    start = (page - 1) * ON_A_PAGE
    shown = ordered[start : start + ON_A_PAGE]
    heads = _heads(listed)
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


def file_of(job: Job, actor: Principal, on: date, kind: str) -> bytes | None:
    """
    Return a file, of a kind of `WRITERS`, of what became of every row; None where no page says it.

    The rows stand in the order of the pages and are named as there; above them stands what was
    done, to which rows, when and by whom.
    """
    listed, ordered = _known(job, actor, on)
    if listed is None:
        return None
    heads = [head for head in _heads(listed) if head.text is not None]
    done = _said(act_named(listed, job.arguments["act"])) or _("done")
    target = io.BytesIO()
    writer = WRITERS[kind](target)
    titles = [*(str(head.title) for head in heads), _("outcome"), _("why")]
    writer.head(_above(job, listed), [plain(title) for title in titles])
    rows = {row["pk"]: row for row in listed.rows_of([outcome["row"] for outcome in ordered])}
    for outcome in ordered:
        row, reason = rows.get(outcome["row"]), outcome["reason"]
        said = (_("not done"), reason) if reason else (done, "")
        writer.line([cell_of(cell) for cell in (*_texts(heads, row, outcome["key"]), *said)])
    writer.close()
    return target.getvalue()


def _known(
    job: Job, actor: Principal, on: date
) -> tuple[Listed, list[dict[str, Any]]] | tuple[None, list[dict[str, Any]]]:
    """Return the list of an act that is over and its outcomes, rows that were not done first."""
    is_told = bool(job.list_name) and not job.is_working
    known: list[dict[str, Any]] = job.arguments.get("outcomes", []) if is_told else []
    listed = list_named(job.list_name, actor=actor, query="", on=on) if known else None
    if listed is None:
        return None, []
    return listed, sorted(known, key=lambda outcome: not outcome["reason"])


def _above(job: Job, listed: Listed) -> list[str]:
    outcomes, asked = job.arguments["outcomes"], job.arguments.get("filter", "")
    titles = (job.said, listed.title)
    counts = counts_by_end(outcomes)
    return [
        *head_lines(titles, asked, job.finished_at, job.user_name, len(outcomes)),
        plain(f"{_('done')}: {counts['ok']}"),
        plain(f"{_('not done')}: {counts['wrong']}"),
    ]


def _heads(listed: Listed) -> tuple[Column, ...]:
    return tuple(column for column in listed.shown([]) if column.is_locked)


def _texts(heads: Sequence[Column], row: dict[str, Any] | None, key: str) -> list[Any]:
    if row is not None:
        return [head.text(row) for head in heads if head.text]
    return [key, *("" for _head in heads[1:])]


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
