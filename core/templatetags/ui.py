"""
The words and parts that every page shares, available in all templates without a `load`.

Filters print Persian digits and mark directions; tags draw the components of the interface.
What people wrote is always escaped: everything goes through `format_html`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import clock, icons, jalali, persian
from core.fields import describe
from core.svg import bars, charts, ribbon

register = template.Library()

DAY = timedelta(days=1)
NOTHING = SafeString("–")
THEMES = ("light", "dark")
# After G: the first letter of the place; the page's own address is the stable name.
GO_KEYS = {
    "/desk": "D",
    "/offices": "O",
    "/violations": "V",
    "/terminations": "F",
    "/contracts": "C",
    "/agencies": "A",
    "/working-group": "W",
    "/policies": "P",
}
TOAST_TONES = {"error": "error", "warning": "warn", "success": "ok"}


def _day(value: date | datetime) -> date:
    return clock.day_in_tehran(value) if isinstance(value, datetime) else value


def _is_blank(value: object) -> bool:
    return value is None or value == ""


# ---------------------------------------------------------------- filters


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
def jalali_day(value: date | datetime | None) -> SafeString:
    """Return ۳ آذر."""
    if not isinstance(value, date):
        return NOTHING
    day = _day(value)
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), jalali.day_month(day))


@register.filter
def jalali_near(value: date | datetime | None, today: date | None = None) -> SafeString:
    """Return امروز, دیروز, فردا, ۱ آذر or, of another year, ۱ آذر ۱۴۰۴; a moment adds its time."""
    if not isinstance(value, date):
        return NOTHING
    today = today or clock.today()
    day = _day(value)
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get((day - today) // DAY)
    words = near or jalali.day_month(day)
    if not near and jalali.year_of(day) != jalali.year_of(today):
        words += f" {persian.persian_digits(jalali.year_of(day))}"
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
def group(value: int | None) -> str:
    """Return ۱۲٬۵۰۰."""
    return NOTHING if value is None else persian.group(int(value))


@register.filter
def code(value: object) -> SafeString:
    """Return a record number, code, phone or version that keeps its order in Persian text."""
    if _is_blank(value):
        return NOTHING
    return format_html('<bdi dir="ltr">{}</bdi>', persian.persian_digits(value))


@register.filter
def latin(value: object) -> SafeString:
    """Return a URL, a file name or a key: isolated, its digits as they are."""
    return NOTHING if _is_blank(value) else format_html('<bdi dir="ltr">{}</bdi>', value)


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
def signed(value: float | None) -> SafeString:
    """Return +۸ or −۱۱, the sign at the left of the number."""
    if value is None:
        return NOTHING
    sign = persian.MINUS if value < 0 else "+" if value > 0 else ""
    number = persian.persian_digits(f"{abs(value):g}").replace(".", persian.DECIMAL_SEPARATOR)
    return format_html('<bdi dir="ltr">{}{}</bdi>', sign, number)


@register.filter
def decimal(value: float | None, places: int = 1) -> str:
    """Return ۴٫۱."""
    if value is None:
        return NOTHING
    return persian.persian_digits(f"{value:.{places}f}").replace(".", persian.DECIMAL_SEPARATOR)


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word."""
    words = str(name).split()
    return "".join(word[0] for word in (words if len(words) < 2 else [words[0], words[-1]]))


# ---------------------------------------------------------------- words with a shape


@register.simple_tag
def icon(name: str, size: int = 18, css: str = "", label: str = "") -> SafeString:
    """Return an inline icon."""
    return icons.draw(str(name), size, css, str(label))


def _marked(shape: str, tone: str, text: object, icon_name: str) -> SafeString:
    picture = icons.draw(icon_name, 15) if icon_name else ""
    css = f"{shape} {shape}-{tone}" if tone else shape
    return format_html('<span class="{}">{}{}</span>', css, picture, persian.persian_digits(text))


@register.simple_tag
def pill(tone: str, text: object, icon: str = "") -> SafeString:
    """Return a passing state; tone is neutral, info, ok, warn, danger, violet or fir."""
    return _marked("pill", str(tone), text, icon)


@register.simple_tag
def stamp(tone: str, text: object, icon: str = "") -> SafeString:
    """Return a state with legal effect."""
    return _marked("stamp", str(tone), text, icon)


@register.simple_tag
def mark(state: Mapping[str, Any]) -> SafeString:
    """Return a pill or a stamp from a mapping with `tone`, `text` and perhaps `kind`, `icon`."""
    shape = str(state.get("kind", "pill"))
    return _marked(shape, str(state.get("tone", "")), state["text"], str(state.get("icon", "")))


@register.simple_tag
def grade(severity: str) -> SafeString:
    """Return the blocks of a severity and its word."""
    word = bars.GRADES[str(severity)][2]
    return format_html('<span class="grade">{}<span>{}</span></span>', bars.grade(severity), word)


@register.simple_tag
def count(number: int | None, late: bool = False) -> SafeString:
    """Return a badge, or nothing for zero."""
    if not number:
        return SafeString("")
    css = "count count-late" if late else "count"
    return format_html('<span class="{}">{}</span>', css, persian.group(number))


@register.simple_tag
def avatar(name: str, css: str = "") -> SafeString:
    """Return the initials of a person or an agency in a circle."""
    return format_html('<span class="avatar {}" aria-hidden="true">{}</span>', css, initials(name))


@register.simple_tag
def copy_field(value: str) -> SafeString:
    """Return a code that a button copies; without scripts it is only shown."""
    return format_html(
        '<button type="button" class="copyfield" data-copy="{}">{}<bdi dir="ltr">{}</bdi></button>',
        value, icons.draw("copy", 16, "", _("copy")), value,
    )  # fmt: skip


@register.simple_tag(name="ribbon")
def workday_ribbon(
    deadline: ribbon.Deadline | None, size: str = "sm", words: bool = True, below: bool = False
) -> SafeString:
    """
    Return the day ribbon of a deadline with its number in words.

    `size` is sm, md or lg; `words=False` draws only, `below=True` puts the words on a second line.
    """
    if not deadline:
        return NOTHING
    picture = ribbon.draw(deadline, size)
    if size == "lg":
        return format_html(
            '<div class="ribbon ribbon-lg"><p class="ribbon-label">{}</p>'
            '<div class="ribbon-scroll" tabindex="0" role="group" aria-label="{}">{}</div></div>',
            deadline.label, deadline.label, picture,
        )  # fmt: skip
    text, tone = ribbon.words(deadline)
    said = format_html('<span class="ribbon-text t-{}">{}</span>', tone, text) if words else ""
    css = "ribbon ribbon-below" if below else "ribbon"
    return format_html('<span class="{}">{}{}</span>', css, picture, said)


@register.simple_tag
def ribbon_legend() -> SafeString:
    """Return what the colours of the ribbon mean."""
    return SafeString(render_to_string("components/ribbon_legend.html"))


@register.simple_tag
def time_left(deadline: ribbon.Deadline | None) -> SafeString:
    """Return only the words of a deadline, in its tone."""
    if not deadline:
        return NOTHING
    text, tone = ribbon.words(deadline)
    return format_html('<span class="t-{}">{}</span>', tone, text)


# ---------------------------------------------------------------- bars and charts


@register.simple_tag
def points(current: float, threshold: float) -> SafeString:
    """Return a table cell: the sum, its bar and the threshold."""
    tone = bars.points_tone(current, threshold)
    return format_html(
        '<span class="points"><b class="t-{}">{}</b>{}<span class="note">{}</span></span>',
        tone if tone != "primary" else "", persian.persian_digits(f"{current:g}"),
        bars.points_small(current, threshold),
        _("of %(threshold)s") % {"threshold": persian.persian_digits(f"{threshold:g}")},
    )  # fmt: skip


@register.simple_tag
def points_bar(current: float, added: float, threshold: float) -> SafeString:
    """Return the wide bar: points now, what an upheld case would add, the threshold."""
    return format_html(
        '<div class="points-panel">{}</div>', bars.points_panel(current, added, threshold)
    )


@register.simple_tag
def agency_strip(squares: Sequence[Mapping[str, Any]]) -> SafeString:
    """Return the squares of an office's contracts with each agency."""
    return format_html('<span class="strip">{}</span>', bars.strip(squares))


@register.simple_tag
def agency_strip_head(squares: Sequence[Mapping[str, Any]]) -> SafeString:
    """Return the letters for the head of the strip's column."""
    return format_html('<span class="strip">{}</span>', bars.strip_head(squares))


@register.simple_tag
def meter(value: float, most: float, tone: str = "primary", label: str = "") -> SafeString:
    """Return a bar as wide as its container."""
    said = label or f"{persian.persian_digits(value)} / {persian.persian_digits(most)}"
    return format_html('<div class="meter">{}</div>', bars.meter(value, most, tone, said))


@register.simple_tag
def league_bar(in_time: int, late: int, unacted: int) -> SafeString:
    """Return an agency's reports: acted on in time, acted on late, not acted on."""
    label = _("%(in_time)s in time, %(late)s late, %(unacted)s not acted on") % {
        "in_time": persian.group(in_time),
        "late": persian.group(late),
        "unacted": persian.group(unacted),
    }
    parts = ((in_time, "f-primary"), (late, "f-warn"), (unacted, "f-danger"))
    return format_html('<div class="league">{}</div>', bars.shares(parts, label))


def _chart(drawn: charts.Drawn) -> SafeString:
    return SafeString(render_to_string("components/chart.html", {"chart": drawn}))


@register.simple_tag
def trend_chart(chart: charts.Trend) -> SafeString:
    """Return lines and bars by month, the oldest at the right, with its table."""
    return _chart(charts.trend(chart))


@register.simple_tag
def step_chart(chart: charts.Steps) -> SafeString:
    """Return points piling up to the threshold, with its table."""
    return _chart(charts.steps(chart))


@register.simple_tag
def stage_bar(chart: charts.Stages) -> SafeString:
    """Return where open cases are stuck, with its table."""
    return _chart(charts.stages(chart))


@register.simple_tag
def histogram(chart: charts.Histogram) -> SafeString:
    """Return a distribution with the deadline marked, with its table."""
    return _chart(charts.histogram(chart))


@register.simple_tag
def lifeline(chart: charts.Lifeline) -> SafeString:
    """Return a contract's life from the right to the left, with today and its events."""
    return _chart(charts.lifeline(chart))


# ---------------------------------------------------------------- forms


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    """
    Return a form field whole: label, help, control, error, note.

    Options: label, help, hint (after the control), must (star), grid (radio cards in columns),
    src (addresses of a combobox), min (shortest text), plus any `data_x` for the control.
    """
    return SafeString(render_to_string("components/field.html", describe(bound, options)))


@register.inclusion_tag("components/error_summary.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """Return the summary of what to put right, with links to the fields."""
    problems = [
        {"text": text, "target": bound.id_for_label or bound.auto_id}
        for bound in form
        for text in bound.errors
    ]
    general = [{"text": text, "target": ""} for text in form.non_field_errors()]
    return {"problems": general + problems, "count": len(general) + len(problems)}


@register.simple_tag
def hidden_fields(form: BaseForm) -> SafeString:
    """Return the hidden fields of a form."""
    return format_html_join("", "{}", ((str(bound),) for bound in form.hidden_fields()))


# ---------------------------------------------------------------- blocks


@register.simple_block_tag
def sheet(
    content: str, title: str | Promise = "", note: object = "", css: str = "", **more: Any
) -> SafeString:
    """
    Wrap content in a sheet with a heading.

    `css` adds classes (sheet-key, sheet-side-info); `flush=True` leaves the padding to the
    content (tables); `link` and `link_text` stand at the end of the heading, `pill` beside it.
    """
    context = {"content": content, "title": title, "note": note, "css": css, **more}
    return SafeString(render_to_string("components/sheet.html", context))


@register.simple_block_tag
def banner(content: str, tone: str = "info", icon: str = "") -> SafeString:
    """Wrap content in a banner; tone is danger, warn, ok, info or neutral."""
    name = icon or {"danger": "danger", "warn": "warn", "ok": "ok"}.get(tone, "info")
    return format_html(
        '<div class="banner banner-{}"{}>{}<div class="banner-body">{}</div></div>',
        tone, SafeString(' role="alert"') if tone == "danger" else "",
        icons.draw(name, 20), content,
    )  # fmt: skip


@register.simple_block_tag
def dialog(content: str, name: str, title: str | Promise) -> SafeString:
    """Wrap content in a dialog that `data-dialog-open="name"` opens; a plain section otherwise."""
    context = {"content": content, "name": name, "title": title}
    return SafeString(render_to_string("components/dialog.html", context))


@register.inclusion_tag("components/kpi.html")
def kpi(label: str, value: object, unit: object = "", **more: Any) -> dict[str, Any]:
    """Return a cell of the KPI strip; more: note, tone, url, act."""
    return {"label": label, "value": value, "unit": unit, **more}


# ---------------------------------------------------------------- page frame


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """Return light, dark or auto, from the reader's cookie."""
    request: HttpRequest | None = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else "auto"


@register.simple_tag
def today_long() -> SafeString:
    """Return today in words."""
    return jalali_long(clock.today())


@register.filter
def go_key(url: str) -> str:
    """Return the letter that, after G, opens an address of the navigation."""
    return GO_KEYS.get(str(url), "")


@register.filter
def toast_tone(message: Message) -> str:
    """Return the tone of one of Django's messages."""
    return TOAST_TONES.get(message.level_tag, "ok")
