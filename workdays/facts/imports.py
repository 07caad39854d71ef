"""Days read from a file: what each row says, all that is wrong, and what it would do."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from core import jalali
from core.clock import day_in_tehran
from core.jalali import JalaliError
from core.persian import display_safe, latin_digits, loose_key, persian_digits
from workdays.facts.raw_days import counties_by_name, raw_days
from workdays.facts.words import KIND_WORDS, SAMPLE, answers, bodies, kinds
from workdays.models import BODIES
from workdays.rules import DayKind

_BETWEEN = re.compile("[،,؛;]")


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell, and the cure; rows are counted as the file shows them."""

    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Day:
    """One row that was understood; an empty county is the whole province."""

    row: int
    day: date
    kind: DayKind
    title: str
    county: str
    county_id: int | None
    exempt: tuple[str, ...]
    late_minutes: int | None
    announced_on: date | None
    draft: bool
    source: str

    @property
    def key(self) -> tuple[date, int | None, str]:
        """Return what a day of the calendar is known by."""
        return (self.day, self.county_id, self.kind)

    def packed(self) -> dict[str, Any]:
        """Return the row as it is kept with the import."""
        return asdict(self) | {
            "day": self.day.isoformat(),
            "announced_on": self.announced_on.isoformat() if self.announced_on else None,
            "exempt": list(self.exempt),
        }


def unpacked(row: Mapping[str, Any]) -> Day:
    """Return a row as it was kept."""
    told = row["announced_on"]
    return Day(
        **{
            **row,
            "day": date.fromisoformat(row["day"]),
            "kind": DayKind(row["kind"]),
            "exempt": tuple(row["exempt"]),
            "announced_on": date.fromisoformat(told) if told else None,
        }
    )


@dataclass
class Read:
    """What a file says."""

    days: list[Day] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_days(data: bytes, file_name: str) -> Read:
    """
    Read a file of days (csv, xlsx, ods, xls or json), with all its errors at once.

    Raises:
        SheetRefused: it cannot be opened, or has no such columns.
    """
    rows = raw_days(data, file_name)
    known, read = _Known(), Read()
    for number, cells in rows:
        _Row(number, cells, known, read).take()
    _once_each(read)
    return read


@dataclass
class _Known:
    """What the cells of a file may say, by what people call it."""

    counties: Mapping[str, tuple[int, str]] = field(default_factory=counties_by_name)
    kinds: Mapping[str, DayKind] = field(default_factory=kinds)
    bodies: Mapping[str, str] = field(default_factory=bodies)
    answers: Mapping[str, bool] = field(default_factory=answers)


class _Row:
    """One row on its way to a day; every cell that is wrong leaves its problem."""

    def __init__(self, number: int, cells: Mapping[str, Any], known: _Known, read: Read) -> None:
        self.number, self.cells, self.known, self.read = number, cells, known, read
        self.is_wrong = False

    def take(self) -> None:
        """Add the day, or all that is wrong with it."""
        kind = self.kind()
        day, title = self.day("date"), self.text("title", 160, is_needed=True)
        place, exempt = self.county(), self.exempt(kind)
        late, told, draft = self.late(kind), self.day("announced_at"), self.draft()
        source = self.text("source", 200)
        if self.is_wrong or day is None or kind is None:
            return
        self.read.days.append(
            Day(
                self.number, day, kind, title, place[1], place[0], exempt, late, told, draft, source
            )
        )

    def wrong(self, column: str, message: str) -> None:
        """Note what is wrong in a cell."""
        self.is_wrong = True
        value = display_safe(str(self.cells.get(column) or ""))[:80]
        self.read.problems.append(Problem(self.number, column, value, message))

    def said(self, column: str) -> str:
        """Return a cell as text, "" for nothing."""
        cell = self.cells.get(column)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        text = display_safe("" if cell is None else str(cell)).strip()
        return text.removeprefix("'")

    def text(self, column: str, most: int, *, is_needed: bool = False) -> str:
        """Return a text that is not too long."""
        text = self.said(column)
        if text == SAMPLE:
            self.wrong(column, _("This is the sample row of the template. Delete it."))
        if is_needed and not text:
            self.wrong(column, _("The occasion is missing. Write why the day differs."))
        if len(text) > most:
            self.wrong(
                column,
                _("This is longer than {most} characters. Shorten it.").format(
                    most=persian_digits(most)
                ),
            )
        return text

    def day(self, column: str) -> date | None:
        """Return a day: a cell of dates, a Jalali text, or ISO in JSON; None for nothing."""
        cell = self.cells.get(column)
        if isinstance(cell, datetime):
            return day_in_tehran(cell)
        if isinstance(cell, date):
            return cell
        text = latin_digits(self.said(column))
        if not text:
            if column == "date":
                self.wrong(column, _("The day is missing. Write it as 1405/09/01."))
            return None
        try:
            if text[:2] in {"19", "20"} and len(text) >= 10:
                moment = datetime.fromisoformat(text)
                return day_in_tehran(moment) if moment.tzinfo else moment.date()
            numbers = text.replace("/", "-").split("-")
            if len(numbers) != 3 or len(numbers[0]) != 4:
                raise JalaliError("", "form")
            return jalali.of(*(int(number) for number in numbers))
        except (JalaliError, ValueError, OverflowError) as error:
            said = str(error) if isinstance(error, JalaliError) and str(error) else ""
            self.wrong(column, said or _("This is not a date. Write it as 1405/09/01."))
            return None

    def kind(self) -> DayKind | None:
        """Return what makes the day differ."""
        found = self.known.kinds.get(loose_key(self.said("kind")))
        if found is None:
            listed = _(", ").join(f"«{word}»" for word in KIND_WORDS.values())
            self.wrong("kind", _("Write one of: {listed}.").format(listed=listed))
        return found

    def county(self) -> tuple[int | None, str]:
        """Return the county's key and name; none for the whole province."""
        text = self.said("county")
        if not text:
            return None, ""
        found = self.known.counties.get(loose_key(text)) or self.known.counties.get(
            latin_digits(text)
        )
        if found is None:
            self.wrong(
                "county",
                _("There is no such county. Write its name, or leave the cell empty for all."),
            )
            return None, ""
        pk, name = found
        return pk, name

    def exempt(self, kind: DayKind | None) -> tuple[str, ...]:
        """Return the kinds of bodies that worked all the same."""
        cell = self.cells.get("exempt")
        words = [str(word) for word in cell] if isinstance(cell, list) else self.listed("exempt")
        found = sorted({self.known.bodies.get(loose_key(word), word) for word in words})
        if unknown := [word for word in found if word not in BODIES]:
            self.wrong(
                "exempt",
                _("Unknown kind of body: {names}. Write: {known}.").format(
                    names=_(", ").join(unknown), known=_(", ").join(map(str, BODIES.values()))
                ),
            )
        elif found and kind is not DayKind.CLOSED:
            self.wrong("exempt", _("Only a closure exempts bodies. Empty the cell."))
        return tuple(found)

    def listed(self, column: str) -> list[str]:
        """Return the words of a cell: between commas, or between spaces where none is known so."""
        words: list[str] = []
        for part in filter(None, map(str.strip, _BETWEEN.split(self.said(column)))):
            words += [part] if loose_key(part) in self.known.bodies else part.split()
        return words

    def late(self, kind: DayKind | None) -> int | None:
        """Return by how many minutes the day began late."""
        text = latin_digits(self.said("late_minutes"))
        if not text and kind is not DayKind.LATE:
            return None
        if kind is not DayKind.LATE:
            self.wrong("late_minutes", _("Only a late opening has minutes. Empty the cell."))
            return None
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= 720:
            self.wrong("late_minutes", _("Write the minutes from 1 to 720."))
            return None
        return int(text)

    def draft(self) -> bool:
        """Tell whether the day is still an estimate."""
        found = self.known.answers.get(loose_key(self.said("draft")))
        if found is None:
            self.wrong("draft", _("Write yes or no."))
        return bool(found)


def _once_each(read: Read) -> None:
    """Refuse a day that stands in the file twice."""
    seen: dict[Any, int] = {}
    for day in read.days:
        first = seen.setdefault(day.key, day.row)
        if first != day.row:
            read.problems.append(
                Problem(
                    day.row, "date", jalali.short(day.day),
                    _("The same day stands in row {row}. Keep one of them.").format(
                        row=persian_digits(first)
                    ),
                )
            )  # fmt: skip
