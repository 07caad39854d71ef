"""Other papers of the house as PDF: the same page and the same words make the same bytes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from notices.printing.sheet import LANGUAGE, OURS, Pdf, engine, font_of, style, tools


def paper_as_pdf(template: str, context: Mapping[str, Any], title: str, at: datetime) -> Pdf:
    """
    Return a template as a Persian PDF that says it was made `at`; nothing is fetched from afar.

    The template reads its style from the address `style`. Twice the same is equal byte by byte.
    """
    with override(LANGUAGE):
        markup = render_to_string(template, {**context, "style": f"{OURS}style"})
    content, pages = engine().draw(markup, title, _resource)
    return Pdf(tools().dated(tools().readable(content), title, at), pages)


def _resource(url: str) -> tuple[bytes, str]:
    name = url.removeprefix(OURS)
    if url == name:
        raise ValueError("not an address of ours")
    return (style(), "text/css") if name == "style" else font_of(name)
