"""Days read from a file: what each row says, all that is wrong, and what it would do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from core import jalali
from core.clock import TEHRAN, day_in_tehran
from core.jalali import JalaliError
from core.persian import display_safe, latin_digits, loose_key, persian_digits
from core.sheets import SheetRefused, read_sheets
from core.sheets.reading import MOST_BYTES
from territory.models import Division
from territory.rules import Level
from workdays.facts.files import COLUMNS
from workdays.models import BODIES, CalendarDay
from workdays.rules import DayKind

MOST_ROWS = 2000
TRUE, FALSE = {"yes", "true", "1", "بله"}, {"no", "false", "0", "خیر", ""}
_KINDS = {
    "holiday": DayKind.HOLIDAY, "تعطیل رسمی": DayKind.HOLIDAY, "تعطیلی رسمی": DayKind.HOLIDAY,
    "closed": DayKind.CLOSED, "تعطیلی اعلام‌شده": DayKind.CLOSED, "تعطیل": DayKind.CLOSED,
    "working": DayKind.WORKING, "کاری": DayKind.WORKING,
    "late": DayKind.LATE, "آغاز دیرهنگام": DayKind.LATE,
}  # fmt: skip
KINDS = {loose_key(name): kind for name, kind in _KINDS.items()}
_NEEDED = ("date", "kind", "title")

Raw = tuple[int, Mapping[str, Any]]  # the row as people count it, and its cells by column


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
    rows = _from_json(data) if _is_json(file_name) else _from_sheet(data, file_name)
    counties = _counties()
    read = Read()
    for number, cells in rows:
        _Row(number, cells, counties, read).take()
    _once_each(read)
    return read


def _is_json(file_name: str) -> bool:
    return file_name.lower().endswith(".json")


def _from_json(data: bytes) -> list[Raw]:
    if not data.strip():
        raise SheetRefused("empty")
    if len(data) > MOST_BYTES:
        raise SheetRefused("too-big")
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SheetRefused("broken") from error
    days = found.get("days") if isinstance(found, dict) else found
    if not isinstance(days, list) or not all(isinstance(row, dict) for row in days):
        raise SheetRefused("broken")
    return _bounded([(number, row) for number, row in enumerate(days, 1)])


def _from_sheet(data: bytes, file_name: str) -> list[Raw]:
    for sheet in read_sheets(data, file_name):
        head = next(
            (
                number
                for number, row in enumerate(sheet.rows[:20])
                if set(_NEEDED) <= {_name(cell) for cell in row}
            ),
            None,
        )
        if head is None:
            continue
        if sheet.formulas:
            raise SheetRefused("formulas")
        names = [_name(cell) for cell in sheet.rows[head]]
        return _bounded(
            [
                (number, dict(zip(names, row, strict=False)))
                for number, row in enumerate(sheet.rows[head + 1 :], head + 2)
                if any(cell not in (None, "") for cell in row)
            ]
        )
    raise SheetRefused("no-columns")


def _bounded(rows: list[Raw]) -> list[Raw]:
    if not rows:
        raise SheetRefused("empty")
    if len(rows) > MOST_ROWS:
        raise SheetRefused("too-many-rows")
    return rows


def _name(cell: Any) -> str:
    return str(cell).strip().lower() if cell is not None else ""


def _counties() -> dict[str, tuple[int, str]]:
    """Return the counties by name and code, as people write them."""
    found: dict[str, tuple[int, str]] = {}
    rows = Division.objects.filter(level=Level.COUNTY).values_list("pk", "name", "code")
    for pk, name, code in rows:
        found[loose_key(name)] = (pk, name)
        if code:
            found[code] = (pk, name)
    return found


class _Row:
    """One row on its way to a day; every cell that is wrong leaves its problem."""

    def __init__(self, number: int, cells: Mapping[str, Any], counties: Any, read: Read) -> None:
        self.number, self.cells, self.counties, self.read = number, cells, counties, read
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
        if is_needed and not text:
            self.wrong(column, _("The occasion is missing. Write why the day differs."))
        if len(text) > most:
            self.wrong(
                column,
                _("This is longer than {most} letters. Shorten it.").format(
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
            self.wrong(column, said or _("This is no day. Write it as 1405/09/01."))
            return None

    def kind(self) -> DayKind | None:
        """Return what makes the day differ."""
        found = KINDS.get(loose_key(self.said("kind")))
        if found is None:
            self.wrong("kind", _("Write one of: holiday, closed, working, late."))
        return found

    def county(self) -> tuple[int | None, str]:
        """Return the county's key and name; none for the whole province."""
        text = self.said("county")
        if not text:
            return None, ""
        found = self.counties.get(loose_key(text)) or self.counties.get(latin_digits(text))
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
        words = cell if isinstance(cell, list) else self.said("exempt").replace("،", " ").split()
        names = {str(label): value for value, label in BODIES.items()}
        found = sorted({names.get(str(word), str(word)) for word in words})
        if unknown := [word for word in found if word not in BODIES]:
            self.wrong(
                "exempt",
                _("Unknown kind of body: {names}. Write: {known}.").format(
                    names=" ".join(unknown), known=" ".join(BODIES)
                ),
            )
        elif found and kind is not DayKind.CLOSED:
            self.wrong("exempt", _("Only a closure exempts bodies. Empty the cell."))
        return tuple(found)

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
        text = self.said("draft").lower()
        if text not in TRUE | FALSE:
            self.wrong("draft", _("Write yes or no."))
        return text in TRUE


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


class Effect(StrEnum):
    """What a row does to the calendar."""

    ENTERS = "enters"
    CHANGES = "changes"
    NOTHING = "nothing"
    CLASHES = "clashes"


@dataclass(frozen=True)
class Judged:
    """One row with what it does, and the day of the calendar that it is about."""

    day: Day
    effect: Effect
    entry: CalendarDay | None


def judge(days: Sequence[Day]) -> list[Judged]:
    """Return what each row does to the calendar as it is now; one query."""
    known = {
        (entry.date, entry.county_id, entry.kind): entry
        for entry in CalendarDay.objects.filter(date__in={day.day for day in days})
    }
    return [_judged(day, known.get(day.key)) for day in days]


def _judged(day: Day, entry: CalendarDay | None) -> Judged:
    if entry is None:
        return Judged(day, Effect.ENTERS, None)
    told = day_in_tehran(entry.announced_at) if entry.announced_at else None
    is_same = (
        entry.title == day.title
        and sorted(entry.exempt) == sorted(day.exempt)
        and entry.late_minutes == day.late_minutes
        and entry.source == day.source
        and told == day.announced_on
    )
    if is_same and (entry.draft == day.draft or not entry.draft):
        return Judged(day, Effect.NOTHING, entry)
    return Judged(day, Effect.CHANGES if entry.draft else Effect.CLASHES, entry)


def clashes(judged: Iterable[Judged]) -> list[Problem]:
    """Return the rows that would change a confirmed day, which no file does."""
    return [
        Problem(
            one.day.row, "date", jalali.short(one.day.day),
            _("This day is confirmed with other words. Take the row out of the file."),
        )
        for one in judged
        if one.effect is Effect.CLASHES
    ]  # fmt: skip


def announced_at(day: Day) -> datetime | None:
    """Return the moment of an announcement of which only the day is known."""
    return datetime.combine(day.announced_on, time(12), TEHRAN) if day.announced_on else None


def template() -> list[list[str]]:
    """Return the header of a file of days, and one row to show how it is filled in."""
    return [
        list(COLUMNS),
        ["1405-10-10", "closed", "تعطیلی به سبب برودت هوا", "", "water gas", "", "1405-10-09",
         "no", "", "اطلاعیهٔ استانداری"],
    ]  # fmt: skip
