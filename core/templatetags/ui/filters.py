"""Filters: Persian digits, Jalali dates, directions marked."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, jalali, persian
from core.markup import format_html, joined
from core.papers.naming import ending_of
from core.templatetags.ui.library import NOTHING, register

DAY = timedelta(days=1)
BRACED = re.compile(r"(\{[^{}]*\})")
# Under these names the house itself has written rows.
HOUSE = {
    "سامانه": gettext_lazy("the system"),
    "مقدار آغازین": gettext_lazy("first values"),
    "پیش‌فرض سامانه؛ متن مصوب استان جای آن را می‌گیرد": gettext_lazy(
        "words of the system; those that the province approves take their place"
    ),
}
PLAIN_ALEF = str.maketrans("آأإٱ", "اااا")


def _day(value: date | datetime) -> date:
    return clock.day_in_tehran(value) if isinstance(value, datetime) else value


def _is_blank(value: object) -> bool:
    return value is None or value == ""


@register.filter(name="jalali")
def jalali_short(value: date | datetime | None) -> SafeString:
    """Return ۱۴۰۵/۰۹/۰۳, isolated."""
    if not isinstance(value, date):
        return NOTHING
    day = _day(value)
    return format_html(
        '<time datetime="{}"><bdi dir="ltr">{}</bdi></time>', day.isoformat(), jalali.short(day)
    )


@register.filter
def jalali_long(value: date | datetime | None) -> SafeString:
    """Return سه‌شنبه ۳ آذر ۱۴۰۵."""
    if not isinstance(value, date):
        return NOTHING
    day = _day(value)
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), jalali.long(day))


@register.filter
def jalali_moment(value: datetime | None) -> SafeString:
    """Return سه‌شنبه ۳ آذر ۱۴۰۵، ساعت ۱۰:۳۱."""
    if not isinstance(value, datetime):
        return NOTHING
    words = _("{day}, at {hour}").format(day=jalali.long(_day(value)), hour="{}")
    said = format_html(SafeString(words), clock_time(value))
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), said)


@register.filter
def jalali_day(value: date | datetime | None, today: date | None = None) -> SafeString:
    """Return ۳ آذر or, of another year, ۳ آذر ۱۴۰۴."""
    if not isinstance(value, date):
        return NOTHING
    day = _day(value)
    words = jalali.day_near(day, today or clock.today())
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), words)


@register.filter
def jalali_near(value: date | datetime | None, today: date | None = None) -> SafeString:
    """Return امروز, دیروز, فردا, ۱ آذر or, of another year, ۱ آذر ۱۴۰۴; a moment adds its time."""
    if not isinstance(value, date):
        return NOTHING
    today = today or clock.today()
    day = _day(value)
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get((day - today) // DAY)
    words = near or jalali.day_near(day, today)
    time = clock_time(value) if isinstance(value, datetime) else ""
    return format_html(
        '<time datetime="{}">{}{}{}</time>', value.isoformat(), words, " " if time else "", time
    )


@register.filter
def clock_time(value: datetime | None) -> SafeString:
    """Return ۱۰:۳۱, Tehran time."""
    if not isinstance(value, datetime):
        return NOTHING
    local = value.astimezone(clock.TEHRAN)
    return format_html('<bdi dir="ltr">{}</bdi>', persian.persian_digits(f"{local:%H:%M}"))


@register.filter
def digits(value: object) -> str:
    """Return text or a number with Persian digits; what holds markup passes unchanged."""
    if value is None:
        return ""
    if isinstance(value, SafeString):
        is_plain = "<" not in value and "&" not in value
        return SafeString(persian.persian_digits(value)) if is_plain else value
    return persian.persian_digits(value)


@register.filter
def sentence(value: object) -> str:
    """Return what people wrote in Persian digits, each record number and code whole, in order."""
    if isinstance(value, SafeString):
        return digits(value)
    pieces = persian.pieces_of_sentence(value or "")
    templates = ("{}", '<bdi dir="ltr">{}</bdi>')
    drawn = [format_html(templates[place % 2], piece) for place, piece in enumerate(pieces)]
    return joined(drawn)


@register.filter
def listed(values: Iterable[object]) -> str:
    """Return values one after the other, with the comma of the reader's language between them."""
    return _(", ").join(map(str, values))


@register.filter
def group(value: int | None) -> str:
    """Return ۱۲٬۵۰۰."""
    return NOTHING if value is None else persian.group(int(value))


@register.filter
def code(value: object) -> SafeString:
    """Return a record number, code, phone or version that keeps its order in Persian text."""
    if _is_blank(value):
        return NOTHING
    whole = persian.in_order(persian.persian_digits(value))
    return format_html('<bdi dir="ltr">{}</bdi>', whole)


@register.filter
def latin(value: object) -> SafeString:
    """Return a URL, a file name or a key: isolated, its digits as they are; it may be parted."""
    if _is_blank(value):
        return NOTHING
    return format_html('<bdi class="breaks" dir="ltr">{}</bdi>', value)


@register.filter
def ticked(value: object) -> SafeString:
    """Return a text with each `name` in it as code that keeps its order."""
    pieces = str(value).split("`")
    templates = ("{}", '<code dir="ltr">{}</code>')
    drawn = [format_html(templates[place % 2], piece) for place, piece in enumerate(pieces)]
    return format_html("{}" * len(drawn), *drawn)


@register.filter
def placeholders(value: object) -> SafeString:
    """Return a text with each {name} in it in its own order, its braces not turned round."""
    pieces = BRACED.split(str(value))
    templates = ("{}", '<bdi dir="ltr">{}</bdi>')
    drawn = [format_html(templates[place % 2], piece) for place, piece in enumerate(pieces)]
    return format_html("{}" * len(drawn), *drawn)


@register.filter
def filename(value: object) -> SafeString:
    """Return the name of a file that somebody brought: its digits as they are, its ending apart."""
    name = "" if value is None else str(value)
    if ending := ending_of(name):
        stem = name.removesuffix(ending)
        return format_html('<bdi dir="auto">{}<bdi dir="ltr">{}</bdi></bdi>', stem, ending)
    return latin(name) if name.isascii() else format_html('<bdi dir="auto">{}</bdi>', name)


@register.filter
def author(name: object) -> object:
    """Return who wrote a row or where it is from; the house itself in the reader's language."""
    return HOUSE.get(str(name), name)


@register.filter
def rial(value: int | None) -> SafeString:
    """Return ۳۰۰٬۰۰۰ ریال."""
    if value is None:
        return NOTHING
    return format_html('<span class="rial">{} {}</span>', persian.group(int(value)), _("rials"))


@register.filter
def toman_words(value: int | None) -> str:
    """Return an amount of rials in words, in tomans."""
    return "" if value is None else persian.toman_words(int(value))


@register.filter
def percent(value: float | None, places: int = 0) -> str:
    """Return percents (42 means 42 %), the sign at the left."""
    return NOTHING if value is None else persian.percent(value, places)


@register.filter
def ordinal(value: int | None) -> str:
    """Return نخستین, دومین, سومین and so on."""
    return persian.ordinal(value) if value else ""


@register.filter
def nth(value: int | None) -> str:
    """Return نخست, دوم, سوم and so on, as they stand behind a noun."""
    return persian.nth(value) if value else ""


@register.filter
def signed(value: float | None) -> SafeString:
    """Return +۸ or −۱۱, the sign at the left of the number."""
    if value is None:
        return NOTHING
    sign = persian.MINUS if value < 0 else "+" if value > 0 else ""
    number = persian.decimals(persian.persian_digits(f"{abs(value):g}"))
    return format_html('<bdi dir="ltr">{}{}</bdi>', sign, number)


@register.filter
def phone(number: str) -> SafeString:
    """Return ۰۴۵-۳۳۰۰۰۰۰۳, isolated."""
    return code(persian.spaced_phone(number or ""))


@register.filter
def decimal(value: float | None, places: int = 1) -> str:
    """Return ۴٫۱."""
    if value is None:
        return NOTHING
    return persian.decimals(persian.persian_digits(f"{value:.{places}f}"))


@register.filter
def initials(name: str) -> str:
    """
    Return the first letters of the first and the last word; the same letter only once.

    Two alefs beside each other would read as the number eleven; what stands in brackets is no part
    of a name.
    """
    words = [word for word in str(name).split() if word[0].isalnum()]
    letters = [words[place][0] for place in (0, -1) if words]
    is_one = len({letter.translate(PLAIN_ALEF) for letter in letters}) < 2
    return "".join(letters[:1] if is_one else letters)


@register.filter
def automatic(events: Iterable[dict[str, Any]], wanted: bool) -> list[dict[str, Any]]:
    """
    Return the events that the system did by itself, or those of people and of weight.

    Where nobody else did anything, the system's own events are what there is to read first.
    """
    parts: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for event in events:
        parts[bool(event.get("is_automatic"))].append(event)
    if not parts[False]:
        parts = {True: [], False: parts[True]}
    return parts[wanted]
