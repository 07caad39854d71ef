"""
Jalali dates at the edge: what people type becomes a date, a date becomes what people read.

Storage is Gregorian. The calendar's arithmetic is persiantools', whose leap years are those of
the official table; a 2820-year formula is not (1403 is leap, 1404 is not).

Source: DOMAIN B8; UI 8.2 and 9.5; leap years of the Calendar Center, University of Tehran.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from persiantools.jdatetime import JalaliDate

from core.persian import display_safe, is_english, latin_digits, loose_key, persian_digits

FIRST_YEAR = 1206
LAST_YEAR = 1498
# No record of an office has a day before the first of these years, or later from today than that.
FIRST_ON_RECORD, MOST_YEARS_AHEAD = 1300, 50

MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
# The week begins on Saturday: `weekday_of` is the index here.
WEEKDAYS = ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه")

# For readers of English.
MONTHS_IN_LATIN = (
    "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
    "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
)  # fmt: skip
WEEKDAYS_IN_ENGLISH = (
    "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"
)  # fmt: skip

_MONTH_OF_KEY = {loose_key(name): number for number, name in enumerate(MONTHS, start=1)}
_MONTH_OF_KEY |= {f"{name}ماه": number for name, number in tuple(_MONTH_OF_KEY.items())}
_MONTH_OF_KEY[loose_key("امرداد")] = 5
_MONTH_OF_KEY |= {loose_key(name): number for number, name in enumerate(MONTHS_IN_LATIN, start=1)}
_WEEKDAY_NUMBERS = {loose_key(name): number for number, name in enumerate(WEEKDAYS)}
_WEEKDAY_KEYS = frozenset(_WEEKDAY_NUMBERS)
_DAYS_AGO = {"امروز": 0, "ا": 0, "t": 0, "today": 0, "دیروز": 1, "د": 1, "y": 1, "yesterday": 1}

_DAYS_AHEAD = {"فردا": 1, "tomorrow": 1, "پسفردا": 2}
# Footnotes and powers are no days, though they have the digits of one.
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")
_LONGEST = 40
_FAR = "far-year"  # outside of the table of leap years
_PARTS = re.compile(r"[0-9]+|[^\W\d_]+(?:\u200c[^\W\d_]+)*")
_NUMERIC = re.compile(r"[0-9]+(?:\s*[/.\-\s]\s*[0-9]+){1,2}")
_COMPACT = re.compile(r"(1[2-4][0-9]{2})([0-9]{2})([0-9]{2})")


class JalaliError(ValueError):
    """
    Text that is no date, with the cure in the message.

    `code` is one of form, year, far-year, month, day, leap, gregorian.
    """

    def __init__(self, message: str | Promise, code: str) -> None:
        self.message = str(message)
        self.code = code
        super().__init__(self.message)


@lru_cache(maxsize=8192)
def parts(day: date) -> tuple[int, int, int]:
    """Return the Jalali year, month and day of a Gregorian date."""
    jalali = JalaliDate(day)  # type: ignore[no-untyped-call]
    return jalali.year, jalali.month, jalali.day


def is_leap(year: int) -> bool:
    """Tell whether Esfand of a Jalali year has 30 days."""
    return bool(JalaliDate.is_leap(year))


def days_in_month(year: int, month: int) -> int:
    """Return 31, 30 or 29."""
    if month <= 6:
        return 31
    return 30 if month < 12 or is_leap(year) else 29


def of(year: int, month: int, day: int) -> date:
    """
    Return the Gregorian date of a Jalali one.

    Raises:
        JalaliError: there is no such day, or the year is outside 1206 to 1498.
    """
    _check(year, month, day)
    gregorian: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    return gregorian


def _check(year: int, month: int, day: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        _refuse_year(year, month, day)
    if not 1 <= month <= 12:
        raise JalaliError(
            _("There is no month %(month)s; months are 1 to 12.")
            % {"month": persian_digits(month)},
            "month",
        )
    last = days_in_month(year, month)
    if 1 <= day <= last:
        return
    names = {"month": month_name(month), "year": persian_digits(year), "last": persian_digits(last)}
    if (month, day) == (12, 30):
        raise JalaliError(
            _("%(year)s is not a leap year: its %(month)s has %(last)s days.") % names, "leap"
        )
    raise JalaliError(_("Days of %(month)s %(year)s are 1 to %(last)s.") % names, "day")


def _refuse_year(year: int, month: int, day: int) -> None:
    if 1800 <= year <= 2200:
        raise JalaliError(_gregorian_cure(year, month, day), "gregorian")
    if year < 100:
        full = year + (1400 if year < 50 else 1300)
        text = _("Write the year with four digits; if you mean %(year)s, write it so.")
        raise JalaliError(text % {"year": persian_digits(full)}, "year")
    raise JalaliError(
        _("The year must lie between %(first)s and %(last)s.")
        % {"first": persian_digits(FIRST_YEAR), "last": persian_digits(LAST_YEAR)},
        _FAR,
    )


def check_recorded(day: date, today: date) -> None:
    """
    Check the year of a day that is to be recorded.

    Raises:
        JalaliError: it lies before 1300, or more than fifty years after today's.
    """
    last = parts(today)[0] + MOST_YEARS_AHEAD
    if not of(FIRST_ON_RECORD, 1, 1) <= day < of(last + 1, 1, 1):
        raise _wrong_year(today)


def _wrong_year(today: date) -> JalaliError:
    last = parts(today)[0] + MOST_YEARS_AHEAD
    text = _("Check the year: it must lie between %(first)s and %(last)s.") % {
        "first": persian_digits(FIRST_ON_RECORD), "last": persian_digits(last),
    }  # fmt: skip
    return JalaliError(text, "year")


def _gregorian_cure(year: int, month: int, day: int) -> str:
    try:
        jalali = short(date(year, month, day))
    except ValueError:
        return _("This is a Gregorian date. Write the Jalali date.")
    return _("This is a Gregorian date; the Jalali date is %(jalali)s.") % {"jalali": jalali}


def parse(text: str, today: date) -> date:
    """
    Return the day that somebody typed; `today` is the day of Tehran that they type on.

    Understood are ۱/۹, 1405/9/1, 1405-09-01, 1405.9.1, 14050901, 1/9/1405, ۱ آذر, ۱ آذر ۱۴۰۵
    (a leading weekday is checked), امروز or ا or t, دیروز or د or y. Without a year, the day
    comes before the month and the nearest one that is not after today is meant.

    Raises:
        JalaliError: not a date, an impossible one, a short year, or a Gregorian date.
    """
    if len(text) > _LONGEST or not _RAISED.isdisjoint(text):
        raise _not_understood()
    try:
        return _day_of(latin_digits(display_safe(text)), today)
    except JalaliError as error:
        raise (_wrong_year(today) if error.code == _FAR else error) from error


def _day_of(typed: str, today: date) -> date:
    key = loose_key(typed)
    if key in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[key])
    if key in _DAYS_AHEAD:
        raise _only_meant(today + timedelta(days=_DAYS_AHEAD[key]))
    if key in _WEEKDAY_KEYS:
        back = (weekday_of(today) - _WEEKDAY_NUMBERS[key]) % 7
        raise _only_meant(today - timedelta(days=back))
    if compact := _COMPACT.fullmatch(typed):
        return of(*map(int, compact.groups()))
    if _NUMERIC.fullmatch(typed):
        return _from_numbers(re.findall(r"[0-9]+", typed), today)
    return _from_words(typed, today)


def _only_meant(day: date) -> JalaliError:
    """Return the error of a word that names a day and is no date, with the day it may mean."""
    text = _("Write the date itself; if you mean %(day)s, write %(date)s.")
    return JalaliError(text % {"day": long(day), "date": persian_digits(slashed(day))}, "form")


def _not_understood() -> JalaliError:
    return JalaliError(_("Write the date as 1405/9/1, as 1/9 or with the month's name."), "form")


def _from_numbers(numbers: list[str], today: date) -> date:
    if any(len(number) > 4 for number in numbers):
        raise _not_understood()
    if len(numbers) == 2:
        if len(numbers[0]) == 4:
            raise _not_understood()
        return _nearest_past(month=int(numbers[1]), day=int(numbers[0]), today=today)
    first, second, third = map(int, numbers)
    if len(numbers[2]) == 4:
        return of(third, second, first)
    return of(first, second, third)


def _from_words(typed: str, today: date) -> date:
    words: list[str] = _PARTS.findall(typed)
    weekday, words = _take_weekday(words)
    numbers = [word for word in words if word[0] in "0123456789"]
    names = [loose_key(word) for word in words if word[0] not in "0123456789"]
    names = [name for name in names if name != "ماه"]
    month = _MONTH_OF_KEY.get(names[0]) if len(names) == 1 else None
    if month is None or not 1 <= len(numbers) <= 2 or len(max(numbers, key=len)) > 4:
        raise _not_understood()
    if len(numbers) == 2:
        found = of(int(numbers[1]), month, int(numbers[0]))
    else:
        found = _nearest_past(month=month, day=int(numbers[0]), today=today)
    if weekday is not None and loose_key(WEEKDAYS[weekday_of(found)]) != weekday:
        raise JalaliError(
            _("%(date)s is a %(weekday)s.")
            % {"date": short(found), "weekday": weekday_name(weekday_of(found))},
            "day",
        )
    return found


def _take_weekday(words: list[str]) -> tuple[str | None, list[str]]:
    """Split a leading weekday, in one word or two («سه شنبه»), from the rest."""
    for taken in (2, 1):
        key = loose_key("".join(words[:taken]))
        if key in _WEEKDAY_KEYS:
            return key, words[taken:]
    return None, words


def _nearest_past(*, month: int, day: int, today: date) -> date:
    year, *rest = parts(today)
    return of(year if [month, day] <= rest else year - 1, month, day)


def weekday_of(day: date) -> int:
    """Return the day's index in WEEKDAYS: 0 is Saturday, 6 is Friday."""
    return (day.weekday() + 2) % 7


def month_name(month: int) -> str:
    """Return the name of a month, 1 to 12, in the reader's language."""
    return (MONTHS_IN_LATIN if is_english() else MONTHS)[month - 1]


def weekday_name(index: int) -> str:
    """Return the name of a weekday, 0 for Saturday, in the reader's language."""
    return (WEEKDAYS_IN_ENGLISH if is_english() else WEEKDAYS)[index]


def slashed(day: date) -> str:
    """Return 1405/09/03, for files and texts that are read by programs, too."""
    return "{:04d}/{:02d}/{:02d}".format(*parts(day))


def short(day: date) -> str:
    """Return ۱۴۰۵/۰۹/۰۳, for tables; it needs a left-to-right isolate around it."""
    return persian_digits(slashed(day))


def long(day: date) -> str:
    """Return سه‌شنبه ۳ آذر ۱۴۰۵."""
    year, month, number = parts(day)
    return persian_digits(f"{weekday_name(weekday_of(day))} {number} {month_name(month)} {year}")


def day_month(day: date) -> str:
    """Return ۳ آذر."""
    _year, month, number = parts(day)
    return persian_digits(f"{number} {month_name(month)}")


def day_near(day: date, today: date) -> str:
    """Return ۳ آذر or, of another year than today's, ۳ آذر ۱۴۰۴."""
    if year_of(day) == year_of(today):
        return day_month(day)
    return persian_digits(f"{day_month(day)} {year_of(day)}")


def iso_jalali(day: date) -> str:
    """Return 1405-09-03 in ASCII, for machines."""
    return "{:04d}-{:02d}-{:02d}".format(*parts(day))


def year_of(day: date) -> int:
    """Return the Jalali year in which the day lies."""
    return parts(day)[0]


def month_start(day: date) -> date:
    """Return the first day of the Jalali month in which the day lies."""
    return day - timedelta(days=parts(day)[2] - 1)


def month_end(day: date) -> date:
    """Return the last day of the Jalali month in which the day lies."""
    year, month, number = parts(day)
    return day + timedelta(days=days_in_month(year, month) - number)


def year_start(year: int) -> date:
    """Return 1 Farvardin of a Jalali year."""
    return of(year, 1, 1)


def year_end(year: int) -> date:
    """Return the last day of Esfand of a Jalali year."""
    return of(year, 12, days_in_month(year, 12))


def add_months(day: date, months: int) -> date:
    """
    Return the same day of the month, `months` Jalali months later (or earlier, if negative).

    Where that month is shorter, its last day is returned.
    """
    year, month, number = parts(day)
    years, index = divmod(year * 12 + month - 1 + months, 12)
    return of(years, index + 1, min(number, days_in_month(years, index + 1)))
