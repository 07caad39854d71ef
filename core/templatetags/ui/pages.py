"""Forms, blocks and the frame of a page."""

import re
from typing import Any

from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import addresses, clock, icons
from core.fields import describe, lost_files
from core.markup import format_html, format_html_join
from core.persian import isolated_as_typed
from core.templatetags.ui.filters import jalali_long
from core.templatetags.ui.library import register

THEMES = ("light", "dark")
# After G: the first letter of the place; the page's own address is the stable name.
GO_KEYS = {
    "/desk": "D",
    "/offices": "O",
    "/violations": "V",
    "/terminations": "F",
    "/contracts": "C",
    "/agencies": "A",
    "/agencies/own": "A",
    "/working-group": "W",
    "/policy": "P",
}
# The code of `core.errors.Stale`: somebody has changed the record since the form was opened.
STALE = "stale"
# The code of `core.errors.FactorRequired`: its field (components/factor.html) is in no form.
FACTOR = "factor-required"
TOAST_TONES = {"error": "error", "warning": "warn", "success": "ok"}


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
    """
    Return the summary of what to put right: each line names its field and links to it.

    That somebody else was quicker is nobody's mistake; it stands by itself.
    """
    problems = [_problem(bound, str(text)) for bound in form for text in bound.errors]
    general = form.non_field_errors().as_data()
    overtaken = [text for error in general if error.code == STALE for text in error.messages]
    rest = [
        {"text": text, "target": "one-time-code" if error.code == FACTOR else ""}
        for error in general
        if error.code != STALE
        for text in error.messages
    ]
    if problems or rest:
        problems += [_choose_again(bound, name) for bound in form for name in _lost(bound)]
    return {
        "overtaken": overtaken,
        "record_url": getattr(form, "record_url", ""),
        "problems": rest + problems,
        "count": len(rest) + len(problems),
    }


def _lost(bound: BoundField) -> list[str]:
    return [] if bound.errors else lost_files(bound)


def _choose_again(bound: BoundField, name: str) -> dict[str, Any]:
    """Return the line of the summary about a file that has to be chosen again."""
    text = _("%(file)s was not kept. Choose it again.") % {"file": isolated_as_typed(name)}
    return _problem(bound, text)


def _problem(bound: BoundField, text: str) -> dict[str, Any]:
    """Return a line of the summary; the sentence may name the field itself."""
    if bound.is_hidden:
        return {"text": text, "target": ""}
    label = str(bound.label).rstrip(".: ؟?")
    is_said = re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text)  # as a word, not within one
    named = text if is_said else f"{label}: {text}"
    return {"text": named, "target": bound.id_for_label or bound.auto_id}


@register.simple_tag
def hidden_fields(form: BaseForm) -> SafeString:
    """Return the hidden fields of a form."""
    return format_html_join("", "{}", ((str(bound),) for bound in form.hidden_fields()))


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


@register.simple_tag
def place(route: str, key: object = "") -> str:
    """Return the address of a page, or of a record by its key: what `url` returns, found once."""
    return addresses.address(route, key) if key else addresses.page(route)


@register.simple_tag(takes_context=True)
def called(context: Context, url: str, label: object) -> object:
    """Return what the reader's navigation calls the place of an address, else the given label."""
    return next((item.label for item in context.get("nav") or () if item.url == url), label)


@register.simple_tag(takes_context=True)
def way_home(context: Context) -> dict[str, str]:
    """Return the reader's first place and how to say the way there, by his name of the place."""
    first = next(iter(context.get("nav") or ()), None)
    if first is None:
        return {"url": "/", "act": _("Go to the first page")}
    return {"url": first.url, "act": _("Back to “{place}”").format(place=first.label)}


@register.filter
def go_key(url: str) -> str:
    """Return the letter that, after G, opens an address of the navigation."""
    return GO_KEYS.get(str(url), "")


@register.filter
def toast_tone(message: Message) -> str:
    """Return the tone of one of Django's messages."""
    return TOAST_TONES.get(message.level_tag, "ok")
