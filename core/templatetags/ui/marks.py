"""Words with a shape: icons, pills, stamps, grades, badges, the day ribbon."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import clock, icons, persian
from core.markup import format_html
from core.svg import bars
from core.svg import ribbon as ribbons
from core.templatetags.ui.filters import initials
from core.templatetags.ui.library import NOTHING, register


@register.simple_tag
def icon(name: str, size: int = 18, css: str = "", label: str = "") -> SafeString:
    """Return an inline icon."""
    return icons.draw(str(name), size, css, str(label))


def _marked(shape: str, tone: str, text: object, icon_name: str) -> SafeString:
    return _mark(shape, tone, str(text), icon_name, persian.is_english())


@lru_cache(maxsize=512)
def _mark(shape: str, tone: str, text: str, icon_name: str, _is_english: bool) -> SafeString:
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
    return _grade(str(severity), persian.language())


@cache
def _grade(severity: str, _language: str) -> SafeString:
    word = bars.GRADES[severity][2]
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
def copy_field(value: str, shown: str = "") -> SafeString:
    """Return a code that a button copies; without scripts it is only shown, perhaps in groups."""
    return format_html(
        '<button type="button" class="copyfield" data-copy="{}"><bdi dir="ltr">{}</bdi>'
        '<span class="copyfield-act js-only">{}{}</span></button>',
        value, shown or value, icons.draw("copy", 16), _("copy"),
    )  # fmt: skip


@register.simple_tag(name="ribbon")
def workday_ribbon(
    deadline: ribbons.Deadline | None, size: str = "sm", words: bool = True, below: bool = False
) -> SafeString:
    """
    Return the day ribbon of a deadline with its number in words.

    `size` is sm, md or lg; `words=False` draws only, `below=True` puts the words on a second line.
    """
    if not deadline:
        return NOTHING
    how = (size, words, below)
    return _ribbon(ribbons.shown(deadline), how, clock.today(), persian.language())


@lru_cache(maxsize=512)
def _ribbon(
    deadline: ribbons.Shown, how: tuple[str, bool, bool], _today: date, _language: str
) -> SafeString:
    """Return the ribbon; pages show the same deadlines again and again."""
    size, words, below = how
    picture = ribbons.draw(deadline, size)
    if size == "lg":
        return format_html(
            '<div class="ribbon ribbon-lg"><p class="ribbon-label">{}</p>'
            '<div class="ribbon-scroll" tabindex="0" role="group" aria-label="{}">{}</div></div>',
            deadline.label, deadline.label, picture,
        )  # fmt: skip
    text, tone = ribbons.words(deadline)
    said = format_html('<span class="ribbon-text t-{}">{}</span>', tone, text) if words else ""
    css = "ribbon ribbon-below" if below else "ribbon"
    return format_html('<span class="{}">{}{}</span>', css, picture, said)


@register.simple_tag
def ribbon_legend() -> SafeString:
    """Return what the colours of the ribbon mean."""
    return SafeString(render_to_string("components/ribbon_legend.html"))


@register.filter
def days_left(count: int) -> str:
    """Return how many days are left, as ribbons say it."""
    return ribbons.days_left(count)


@register.simple_tag
def time_left(deadline: ribbons.Deadline | None) -> SafeString:
    """Return only the words of a deadline, in its tone; the last day with its weekday."""
    if not deadline:
        return NOTHING
    text, tone = ribbons.words(deadline, in_full=True)
    return format_html('<span class="t-{}">{}</span>', tone, text)
