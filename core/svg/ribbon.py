"""The workday ribbon: one cell for each working day of a deadline, the oldest at the right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock, jalali
from core.markup import format_html
from core.persian import persian_digits


class Deadline(Protocol):
    """
    What a ribbon draws; the server has counted everything.

    `days` are (date, state) from the oldest, state one of elapsed, today, remaining, off, overdue;
    `left` counts what remains after today; `late` what is overdue; `label` names the deadline.
    `unit` ("day" or "working_day"), `marked` (a date to outline), `is_near` (its last day is),
    `stopped_until` (it stands still, at most to that day), `begins_after` (a day to come) and
    `note` (what happened within it) are optional.
    """

    @property
    def days(self) -> Sequence[tuple[date, str]]: ...
    @property
    def left(self) -> int: ...
    @property
    def late(self) -> int: ...
    @property
    def due_on(self) -> date: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Shown:
    """What a ribbon draws, as a value: two that are equal look the same on the same day."""

    days: tuple[tuple[date, str], ...]
    left: int
    late: int
    due_on: date
    label: str
    unit: str
    marked: date | None
    is_near: bool
    stopped_until: date | None
    begins_after: date | None
    note: str


def shown(deadline: Deadline) -> Shown:
    """Return a deadline as a value."""
    return Shown(
        days=tuple(deadline.days),
        left=deadline.left,
        late=deadline.late,
        due_on=deadline.due_on,
        label=str(deadline.label),
        unit=str(getattr(deadline, "unit", "working_day")),
        marked=getattr(deadline, "marked", None),
        is_near=bool(getattr(deadline, "is_near", False)),
        stopped_until=getattr(deadline, "stopped_until", None),
        begins_after=getattr(deadline, "begins_after", None),
        note=str(getattr(deadline, "note", "")),
    )


@dataclass(frozen=True)
class Size:
    """Pixels of a cell, of the space between two, and of a day off."""

    width: int
    height: int
    off: int
    gap: int = 2


SIZES = {"sm": Size(6, 12, 2), "md": Size(9, 16, 2), "lg": Size(26, 34, 20)}
MOST_OVERDUE = 12
MOST_CELLS = {"sm": 20, "md": 24, "lg": 34}
EDGE = 2  # room for the outline of today
NOW = 3  # width of the mark of a today that is none of the deadline's days


def _lived(deadline: Deadline) -> list[tuple[date, str]]:
    """Return the days up to the one on which the act was done: none remains after it."""
    marked = getattr(deadline, "marked", None)
    return [day for day in deadline.days if marked is None or day[0] <= marked]


def _trimmed(days: Sequence[tuple[date, str]], size: str) -> list[tuple[date, str]]:
    """Keep what fits: at most twelve overdue cells, then the days nearest to today."""
    kept = [day for day in days if str(day[1]) != "overdue"]
    kept += [day for day in days if str(day[1]) == "overdue"][:MOST_OVERDUE]
    if size != "lg":  # a run of days off is one dot
        kept = [
            day
            for place, day in enumerate(kept)
            if str(day[1]) != "off" or not place or str(kept[place - 1][1]) != "off"
        ]
    most = MOST_CELLS[size]
    if len(kept) <= most:
        return kept
    # On a day off there is no cell of today: what remains begins where it would stand.
    ahead = {"today", "remaining", "overdue"}
    turn = next((i for i, day in enumerate(kept) if str(day[1]) in ahead), len(kept))
    first = max(0, min(turn - 5, len(kept) - most))
    return kept[first : first + most]


def _off(right: float, day: date, size: Size, *, large: bool) -> str:
    if not large:
        middle = EDGE + size.height / 2 - 1
        return f'<rect x="{right - 2:g}" y="{middle:g}" width="2" height="2" class="d-off"/>'
    box = _hatched(right - size.off, EDGE + size.height - 17, size.off, 17)
    return box + _day(right - size.off / 2, EDGE + size.height - 4, day)


def _still(right: float, day: date, size: Size, *, large: bool) -> str:
    """Return a day that is left of a deadline that stands still: hatched as a day off."""
    box = _hatched(right - size.width + 0.5, EDGE + 0.5, size.width - 1, size.height - 1)
    return box + (_day(right - size.width / 2, EDGE + 22, day) if large else "")


def _hatched(left: float, top: float, width: int, height: int) -> str:
    lines = "".join(
        f"M{left + max(0, step - height):g} {top + min(step, height):g}"
        f"L{left + min(step, width):g} {top + max(0, step - width):g}"
        for step in range(4, width + height, 5)
    )
    return (
        f'<rect x="{left:g}" y="{top:g}" width="{width}" height="{height}" class="d-off-box"/>'
        f'<path d="{lines}" class="d-hatch"/>'
    )


def _day(middle: float, base: float, day: date) -> str:
    """Return the number of a hatched day."""
    return (
        f'<text x="{middle:g}" y="{base:g}" text-anchor="middle" class="on-off">'
        f"{persian_digits(jalali.parts(day)[2])}</text>"
    )


def _cell(right: float, day: date, state: str, size: Size, *, large: bool) -> str:
    inset = 0.5 if state == "remaining" else 0
    cell = (
        f'<rect x="{right - size.width + inset:g}" y="{EDGE + inset:g}"'
        f' width="{size.width - 2 * inset:g}" height="{size.height - 2 * inset:g}"'
        f' rx="{1 if large else 1.5:g}" class="d-{state}"/>'
    )
    if not large:
        return cell
    return cell + (
        f'<text x="{right - size.width / 2:g}" y="{EDGE + 22}" text-anchor="middle"'
        f' class="on-{state}">{persian_digits(jalali.parts(day)[2])}</text>'
    )


def _drawn(deadline: Deadline, name: str) -> Iterator[str]:
    size, large = SIZES[name], name == "lg"
    days = _trimmed(_lived(deadline), name)
    states = {"elapsed", "today", "remaining", "overdue"}
    widths = [size.width if str(state) in states else size.off for _day, state in days]
    now_at = _now_at(deadline, days)
    width = sum(widths) + size.gap * max(0, len(days) - 1) + 2 * EDGE
    width += 0 if now_at is None else NOW + 2 * size.gap
    height = size.height + 2 * EDGE
    yield f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img"'
    right = float(width - EDGE)
    yield " "
    marked = getattr(deadline, "marked", None)
    stands_still = getattr(deadline, "stopped_until", None) is not None
    body: list[str] = []
    for place, ((day, state), cell) in enumerate(zip(days, widths, strict=True)):
        if place == now_at:
            body.append(_now(right, size))
            right -= NOW + 2 * size.gap
        if str(state) in {"today", "remaining"} and stands_still:
            body.append(_still(right, day, size, large=large))
        elif str(state) in states:
            body.append(_cell(right, day, str(state), size, large=large))
            if day == marked:
                body.append(
                    f'<rect x="{right - cell - 1:g}" y="{EDGE - 1}" width="{cell + 2}"'
                    f' height="{size.height + 2}" class="d-ring"/>'
                )
        else:
            body.append(_off(right, day, size, large=large))
        right -= cell + size.gap
    yield "".join(body)


def _now_at(deadline: Deadline, days: Sequence[tuple[date, str]]) -> int | None:
    """Return before which day today is to be marked; None where it has a cell, or all is over."""
    is_shown = any(str(state) in {"today", "overdue"} for _day, state in days)
    if is_shown or getattr(deadline, "marked", None):
        return None
    today = clock.today()
    return next((place for place, (day, _state) in enumerate(days) if day >= today), None)


def _now(right: float, size: Size) -> str:
    """Return the mark of today where it is none of the counted days."""
    return (
        f'<rect x="{right - NOW:g}" y="{EDGE - 1}" width="{NOW}" height="{size.height + 2}"'
        ' rx="1" class="d-now"/>'
    )


def words(
    deadline: Deadline, today: date | None = None, *, in_full: bool = False
) -> tuple[str, str]:
    """
    Return what stands beside the ribbon and its tone: the last day, then what is left of it.

    What is left, or how late it is, is counted in the unit of the deadline. A day of another year
    than that of `today` is written with its year; `in_full`, the last day has its weekday too.
    """
    today = today or clock.today()
    if ended := _ended(deadline, today):
        return ended
    text, tone = _measured(deadline)
    day = jalali.long(deadline.due_on) if in_full else jalali.day_near(deadline.due_on, today)
    if not text:
        return _("until %(day)s") % {"day": day}, tone
    words = _("until the end of %(day)s, %(left)s") if in_full else _("until %(day)s, %(left)s")
    return words % {"day": day, "left": text}, tone


def _ended(deadline: Deadline, today: date) -> tuple[str, str] | None:
    """Return the words of a deadline of which nothing is counted now, and their tone."""
    if stopped := getattr(deadline, "stopped_until", None):
        return _("stands still, at most until %(day)s") % {
            "day": jalali.day_near(stopped, today)
        }, ""
    if (marked := getattr(deadline, "marked", None)) and deadline.late:
        text = _("until %(due)s; ended on %(day)s, %(late)s")
        day, due = jalali.day_near(marked, today), jalali.day_near(deadline.due_on, today)
        return text % {"due": due, "day": day, "late": _measured(deadline)[0]}, ""
    if not deadline.late and (settled := _settled(deadline, today)):
        return settled, ""
    if not deadline.late and _is_last_day(deadline):
        return _("today is the last day"), "warn"
    return None


def _is_last_day(deadline: Deadline) -> bool:
    return any(str(state) == "today" and day == deadline.due_on for day, state in deadline.days)


def _measured(deadline: Deadline) -> tuple[str, str]:
    """Return how late a deadline is, or what is left of it, and the tone; empty for neither."""
    working = str(getattr(deadline, "unit", "working_day")) == "working_day"
    if deadline.late:
        late = (
            ngettext("%(count)s working day late", "%(count)s working days late", deadline.late)
            if working
            else ngettext("%(count)s day late", "%(count)s days late", deadline.late)
        )
        return late % {"count": persian_digits(deadline.late)}, "danger"
    if not deadline.left:
        return "", ""
    tone = "warn" if getattr(deadline, "is_near", False) else ""
    return days_left(deadline.left, is_working=working), tone


def _settled(deadline: Deadline, today: date) -> str:
    """Return the words of a deadline that was used, ended or has not begun; empty if it runs."""
    due = jalali.day_near(deadline.due_on, today)
    if note := getattr(deadline, "note", ""):
        return _("until %(day)s; %(note)s") % {"day": due, "note": note}
    if marked := getattr(deadline, "marked", None):
        return _("ended on %(day)s") % {"day": jalali.day_near(marked, today)}
    if begins := getattr(deadline, "begins_after", None):
        start = jalali.day_near(begins, today)
        return _("begins after %(start)s, until %(day)s") % {"start": start, "day": due}
    return ""


def days_left(count: int, *, is_working: bool = False) -> str:
    """Return how many days are left after today, in words; the one place that says it."""
    if not count:
        return _("today is the last day")
    text = (
        ngettext("%(count)s working day left", "%(count)s working days left", count)
        if is_working
        else ngettext("%(count)s day left", "%(count)s days left", count)
    )
    return text % {"count": persian_digits(count)}


def sentence(deadline: Deadline, today: date | None = None) -> str:
    """Return what a screen reader says instead of the picture."""
    today = today or clock.today()
    due, label = jalali.day_near(deadline.due_on, today), deadline.label or _("deadline")
    counted = [str(state) for _day, state in deadline.days if str(state) != "off"]
    total = sum(state != "overdue" for state in counted)
    if "today" in counted and not getattr(deadline, "stopped_until", None):
        day = counted.index("today") + 1
        return _("Day %(day)s of %(total)s, %(label)s until %(due)s") % {
            "day": persian_digits(day),
            "total": persian_digits(total),
            "label": label,
            "due": due,
        }
    ended = _ended(deadline, today)
    if ended and deadline.late and not getattr(deadline, "stopped_until", None):
        return f"{label}: {ended[0]}"
    return _("%(label)s until %(due)s, %(words)s") % {
        "label": label,
        "due": due,
        "words": ended[0] if ended else _measured(deadline)[0],
    }


def draw(deadline: Deadline, size: str = "sm") -> SafeString:
    """Return the ribbon's picture; `size` is sm (tables), md or lg (with day numbers)."""
    head, _gap, body = _drawn(deadline, size)
    # Numbers and constants of this module only; the sentence goes through format_html.
    return (
        mark_safe(head)  # noqa: S308
        + format_html(' aria-label="{}">', sentence(deadline))
        + mark_safe(body)  # noqa: S308
        + SafeString("</svg>")
    )
