"""The sheet of a letter: the same markup for the page and for the PDF."""

import io
import mimetypes
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from notices.models import Letter
from notices.rules import in_groups

OURS = "letter:"  # the only scheme that the printer may fetch
STYLE = settings.BASE_DIR / "static" / "css" / "letter.css"
REGULAR, BOLD = 400, 700
SUBSETS = ("arabic", "latin")
LANGUAGE = "fa"  # of official letters, whoever makes the file


@dataclass(frozen=True)
class Pdf:
    """A finished file and how many pages it has."""

    content: bytes
    pages: int


def verify_address(letter: Letter) -> str:
    """Return the whole public address that confirms a letter."""
    address: str = settings.SITE_URL + reverse("notices:verified", args=[letter.public_id])
    return address


def qr_code(letter: Letter) -> bytes:
    """Return the code that leads to the confirmation, as SVG."""
    out = io.BytesIO()
    code = segno.make(verify_address(letter), error="m", micro=False)
    code.save(out, kind="svg", border=0, dark="#000", light="#fff", xmldecl=False, scale=4)
    return out.getvalue()


def qr_link(letter: Letter) -> str:
    """Return the code as an address of data, for the page."""
    code = segno.make(verify_address(letter), error="m", micro=False)
    return str(code.svg_data_uri(border=0, dark="#000", light="#fff", scale=4))


def sheet_context(letter: Letter) -> dict[str, Any]:
    """Return what the sheet's template reads; no query."""
    return {
        "letter": letter,
        "paragraphs": [line for line in letter.body.split("\n") if line.strip()],
        "senders": [line for line in letter.sender.split("\n") if line],
        "head": letter.table[0] if letter.table else [],
        "rows": letter.table[1:],
        "check_code": in_groups(letter.check_code),
        "verify_page": settings.SITE_URL + reverse("notices:verify"),
        "has_emblem": bool(settings.LETTER_EMBLEM),
    }


def as_pdf(letter: Letter) -> Pdf:
    """Return the letter's PDF: A4, Persian, with the fonts inside; nothing is fetched from afar."""
    with override(LANGUAGE):
        markup = render_to_string(
            "notices/print.html",
            sheet_context(letter)
            | {"style": f"{OURS}style", "qr": f"{OURS}qr", "emblem": f"{OURS}emblem"},
        )
    title = f"{letter.number} – {letter.title}"
    content, pages = engine().draw(markup, title, lambda url: own_resource(letter, url))
    return Pdf(tools().readable(content), pages)


@cache
def engine() -> Any:
    """Return the printer of this platform; both read the same markup and style."""
    name = "pluto" if find_spec("plutoprint") else "weasy"
    return import_module(f"notices.printing.{name}")


@cache
def tools() -> Any:
    """Return what cuts fonts and mends PDFs; its libraries are loaded with the first print."""
    return import_module("notices.printing.fonts")


def own_resource(letter: Letter, url: str) -> tuple[bytes, str]:
    """
    Return one of our own resources with its media type: style, fonts, code and emblem.

    Raises:
        ValueError: the address is not one of ours.
    """
    name = url.removeprefix(OURS)
    if url == name:
        raise ValueError("not an address of ours")
    if name == "style":
        return style(), "text/css"
    if name == "qr":
        return qr_code(letter), "image/svg+xml"
    if name == "emblem" and settings.LETTER_EMBLEM:
        return _emblem(settings.LETTER_EMBLEM)
    return font_of(name)


def font_of(name: str) -> tuple[bytes, str]:
    """
    Return one of our fonts, by the name under which the style asks for it.

    Raises:
        ValueError: there is no such font.
    """
    subset, _hyphen, weight = name.removeprefix("font-").partition("-")
    if subset not in SUBSETS or weight not in {str(REGULAR), str(BOLD)}:
        raise ValueError("not an address of ours")
    return tools().cut(subset, int(weight)), "font/ttf"


def style() -> bytes:
    """Return the style of the printed sheet: where its fonts are, and the style of the page's."""
    faces = [
        f'@font-face{{font-family:"letter-{subset}";font-weight:{weight};'
        f"src:url({OURS}font-{subset}-{weight})}}\n"
        for subset in SUBSETS
        for weight in (REGULAR, BOLD)
    ]
    return "".join(faces).encode() + STYLE.read_bytes()


@cache
def _emblem(path: str) -> tuple[bytes, str]:
    """Return the official file of the emblem and its media type."""
    return Path(path).read_bytes(), mimetypes.guess_type(path)[0] or "image/png"
