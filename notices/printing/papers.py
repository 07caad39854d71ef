"""Other papers of the house as PDF: the same page and the same words make the same bytes."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pikepdf
from django.template.loader import render_to_string
from django.utils.translation import override

from notices.printing.fonts import readable
from notices.printing.sheet import LANGUAGE, OURS, Pdf, engine, font_of, style


def paper_as_pdf(template: str, context: Mapping[str, Any], title: str, at: datetime) -> Pdf:
    """
    Return a template as a Persian PDF that says it was made `at`; nothing is fetched from afar.

    The template reads its style from the address `style`. Twice the same is equal byte by byte.
    """
    with override(LANGUAGE):
        markup = render_to_string(template, {**context, "style": f"{OURS}style"})
    content, pages = engine().draw(markup, title, _resource)
    return Pdf(dated(readable(content), title, at), pages)


def _resource(url: str) -> tuple[bytes, str]:
    name = url.removeprefix(OURS)
    if url == name:
        raise ValueError("not an address of ours")
    return (style(), "text/css") if name == "style" else font_of(name)


def dated(pdf: bytes, title: str, at: datetime) -> bytes:
    """Return the PDF without the moment and the tool of its making; its date is `at`."""
    moment = f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z"
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.trailer.Info = document.make_indirect(
            pikepdf.Dictionary(Title=title, CreationDate=moment, ModDate=moment)
        )
        if "/Metadata" in document.Root:
            del document.Root.Metadata
        if "/ID" in document.trailer:
            # Its first half is kept by a save, and was made of the moment of printing.
            del document.trailer.ID
        document.save(out, deterministic_id=True)
    return out.getvalue()
