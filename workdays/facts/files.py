"""The days of a year as a file that people open, keep, and bring again."""

import csv
import io
from typing import Any

import msgspec

from core import jalali
from core.sheets import annotated, harmless
from workdays.models import CalendarDay

COLUMNS = (
    "date", "kind", "title", "county", "exempt", "late_minutes", "announced_at", "draft",
    "confirmed_on", "source",
)  # fmt: skip
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def exported(year: int, form: str) -> tuple[bytes, str]:
    """Return the entries of a Jalali year as a file, and its type; days in JSON are ISO."""
    rows = [_row(entry) for entry in _entries(year)]
    if form == "json":
        return msgspec.json.encode({"year": year, "days": rows}), FORMS[form]
    cells = [[str(_jalali(row[name])) for name in COLUMNS] for row in rows]
    if form == "xlsx":
        return annotated([list(COLUMNS), *cells], 0, {}, ""), FORMS[form]
    body = io.StringIO()
    writer = csv.writer(body)
    writer.writerow(COLUMNS)
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


def _jalali(value: Any) -> Any:
    """Return a day in Jalali numbers, as the data files have it; a moment as its ISO text."""
    if hasattr(value, "hour"):
        return value.isoformat()
    return jalali.iso_jalali(value) if hasattr(value, "year") else value
