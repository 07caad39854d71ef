"""The days of a year as a file that people open, keep, and bring again."""

import csv
import io
from typing import Any

import msgspec

from core import jalali
from core.clock import day_in_tehran
from core.sheets import annotated, harmless
from workdays.facts.words import KIND_WORDS, NO, TITLES, YES
from workdays.models import BODIES, CalendarDay
from workdays.rules import DayKind

COLUMNS = tuple(TITLES)
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def exported(year: int, form: str) -> tuple[bytes, str]:
    """
    Return the entries of a Jalali year as a file, and its type.

    JSON has keys and ISO days, the other forms the reader's words and Jalali days.
    """
    rows = [_row(entry) for entry in _entries(year)]
    if form == "json":
        return msgspec.json.encode({"year": year, "days": rows}), FORMS[form]
    heads, cells = [str(title) for title in TITLES.values()], [_worded(row) for row in rows]
    if form == "xlsx":
        return annotated([heads, *cells], 0, {}, ""), FORMS[form]
    body = io.StringIO()
    writer = csv.writer(body)
    writer.writerow(heads)
    writer.writerows([harmless(cell) for cell in row] for row in cells)
    return ("\ufeff" + body.getvalue()).encode(), FORMS[form]  # Excel reads UTF-8 by the mark


def _entries(year: int) -> list[CalendarDay]:
    days = CalendarDay.objects.between(jalali.year_start(year), jalali.year_end(year))
    return list(days.select_related("county").order_by("date", "county__name_key", "pk"))


def _row(entry: CalendarDay) -> dict[str, Any]:
    return {
        "date": entry.date,
        "kind": entry.kind,
        "title": entry.title,
        "county": entry.county.name if entry.county else "",
        "exempt": " ".join(entry.exempt),
        "late_minutes": entry.late_minutes or "",
        "announced_at": entry.announced_at or "",
        "draft": "yes" if entry.draft else "no",
        "confirmed_on": entry.confirmed_on or "",
        "source": entry.source,
    }


def _worded(row: dict[str, Any]) -> list[str]:
    """Return the cells of a row as people read them."""
    said = row | {
        "kind": KIND_WORDS[DayKind(row["kind"])],
        "exempt": "، ".join(str(BODIES.get(body, body)) for body in row["exempt"].split()),
        "draft": YES if row["draft"] == "yes" else NO,
    }
    return [str(_jalali(said[name])) for name in COLUMNS]


def _jalali(value: Any) -> Any:
    """Return a day or the day of a moment in Jalali numbers, anything else as it is."""
    if hasattr(value, "hour"):
        value = day_in_tehran(value)
    return jalali.slashed(value) if hasattr(value, "year") else value
