"""
Writing a list to a file: exactly this filter and these columns, row by row, with flat memory.

The keys of the rows are taken at one moment, eight bytes each; the rows are then read and written
in steps, each a transaction in the person's scope. What has left that scope by then is left out.
"""

import csv
import io
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any

from django.core.files.base import File
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.jobs import acting_as, as_clock
from accounts.principal import Principal
from core import jalali
from core.clock import TEHRAN, now, today
from core.errors import DomainError
from core.sheets import Number, books, harmless
from lists.actions import finish_job, note_progress
from lists.columns import Column
from lists.facts import joined, list_named
from lists.listed import Listed
from lists.models import Job

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}
STEP = 500
MOST_ROWS = 300_000


class TooMany(DomainError):
    """The filter holds more rows than a spreadsheet is good for."""

    code = "too-many-rows"

    @staticmethod
    def default_message() -> str:
        return _("There are more than 300,000 rows. Narrow the filter and ask again.")


class NoList(DomainError):
    """The list is not the person's any more."""

    code = "not-found"
    status = 404

    @staticmethod
    def default_message() -> str:
        return _("Your role no longer has this list.")


def plain(value: Any) -> str:
    """Return a cell as text that no spreadsheet takes for a formula; days are Jalali."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = value.astimezone(TEHRAN)
        return f"{_written(local.date())} {local:%H:%M}"
    if isinstance(value, date):
        return _written(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    text = " ".join(str(value).split())
    return harmless(
        "".join(letter for letter in text if letter.isprintable() or letter == "\u200c")
    )


def cell_of(value: Any) -> str | Number:
    """Return a cell of a file: a number stays one, all else is `plain` text."""
    is_number = isinstance(value, Number) and not isinstance(value, bool)
    return value if is_number else plain(value)


def _written(day: date) -> str:
    return jalali.slashed(day)


class Writer:
    """Takes lines of texts and numbers and puts them into a file of one kind."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target

    def head(self, lines: Sequence[str], titles: Sequence[str]) -> None:
        """Write the titles of its columns, and what the file is where that has a sheet."""
        raise NotImplementedError

    def line(self, cells: Sequence[str | Number]) -> None:
        """Write one row."""
        raise NotImplementedError

    def close(self) -> None:
        """Finish the file."""
        raise NotImplementedError


class CsvWriter(Writer):
    """UTF-8 with a byte order mark, so that spreadsheets read Persian at once."""

    def __init__(self, target: IO[bytes]) -> None:
        super().__init__(target)
        self.text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
        self.rows = csv.writer(self.text, lineterminator="\r\n")

    def head(self, lines: Sequence[str], titles: Sequence[str]) -> None:
        self.rows.writerow(titles)

    def line(self, cells: Sequence[str | Number]) -> None:
        self.rows.writerow(cells)

    def close(self) -> None:
        self.text.detach()


class XlsxWriter(Writer):
    """A workbook of texts and numbers, written as it grows."""

    def __init__(self, target: IO[bytes]) -> None:
        super().__init__(target)
        self.book = books().GrowingBook()

    def head(self, lines: Sequence[str], titles: Sequence[str]) -> None:
        self.book.head(_("about this file"), lines, titles)

    def line(self, cells: Sequence[str | Number]) -> None:
        self.book.line(cells)

    def close(self) -> None:
        self.book.save(self.target)


WRITERS: dict[str, type[Writer]] = {"csv": CsvWriter, "xlsx": XlsxWriter}


def run_export(job: Job, actor: Principal) -> None:
    """
    Write the list of a job to a file.

    Raises:
        NoList: the role no longer has the list.
        TooMany: there are more rows than a spreadsheet is good for.
        Stopped: the person asked to stop.
    """
    with translation.override(job.arguments["language"]):
        listed, keys = _what(job, actor)
        columns = [
            column for column in listed.shown(job.arguments["columns"]) if column.text is not None
        ]
        lines = heading(listed, job, len(keys))
        with tempfile.TemporaryFile() as target:
            writer = WRITERS[job.arguments["format"]](target)
            written = _write(writer, job, actor, listed, keys, columns, lines)
            target.seek(0)
            name = f"pishkhan-{listed.name}-{_written(today()).replace('/', '')}"
            with acting_as(actor):
                finish_job(
                    job_id=job.pk,
                    counts={"ok": written},
                    actor=actor,
                    at=now(),
                    file=File(target),
                    file_name=f"{name}.{job.arguments['format']}",
                    note=joined(listed.in_words()),
                )


def _what(job: Job, actor: Principal) -> tuple[Listed, "array[int]"]:
    """Return the list and the keys of its rows, at one moment."""
    with acting_as(actor):
        query = job.arguments["query"]
        listed = list_named(job.list_name, actor=actor, query=query, on=today())
        if listed is None:
            raise NoList
        chosen = job.arguments.get("chosen")
        rows = listed.found() if chosen is None else listed.base().filter(pk__in=chosen)
        order = [*listed.order] if chosen is None else ["pk"]
        found = rows.order_by(*order).values_list("pk", flat=True)[: MOST_ROWS + 1]
        keys = array("q", found.iterator(chunk_size=2000))
    if len(keys) > MOST_ROWS:
        raise TooMany
    return listed, keys


def heading(listed: Listed, job: Job, number: int) -> list[str]:
    """Return the lines at the top of a list's file: what, by which filter, when, by whom."""
    is_chosen = job.arguments.get("chosen") is not None
    scope = [_("chosen rows")] if is_chosen else listed.in_words()
    return head_lines([listed.title], _(", ").join(scope), now(), job.user_name, number)


def head_lines(
    titles: Sequence[Any], filter_: str, made_at: datetime | None, name: str, number: int
) -> list[str]:
    """Return the lines at the top of any file of rows; without a filter, none speaks of it."""
    return [
        plain(line)
        for line in (
            *titles,
            *([_("Filter: {filter}").format(filter=filter_)] if filter_ else []),
            _("Made: {moment} (Tehran)").format(moment=plain(made_at)),
            _("Made by: {name}").format(name=name),
            _("Rows: {number}").format(number=number),
        )
    ]


def _write(
    writer: Writer,
    job: Job,
    actor: Principal,
    listed: Listed,
    keys: "array[int]",
    columns: Sequence[Column],
    lines: Sequence[str],
) -> int:
    writer.head(lines, [plain(column.title) for column in columns])
    written = 0
    with as_clock():
        note_progress(job_id=job.pk, done=0, total=len(keys), at=now())
    for start, step in _steps(keys):
        with acting_as(actor):
            rows = listed.rows_of(step)
            listed.fill(rows, columns, plain=True)
            for row in rows:
                writer.line([cell_of(column.text(row)) for column in columns if column.text])
        written += len(rows)
        with as_clock():
            note_progress(job_id=job.pk, done=start + len(step), total=len(keys), at=now())
    writer.close()
    return written


def _steps(keys: "array[int]") -> Iterator[tuple[int, list[int]]]:
    for start in range(0, len(keys), STEP):
        yield start, list(keys[start : start + STEP])


def parts_of(job: Job) -> Iterator[bytes]:
    """Yield the file of a job piece by piece."""
    with job.file.open("rb") as file:
        yield from file.chunks()
