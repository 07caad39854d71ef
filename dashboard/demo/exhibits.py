"""What people of the sample photograph and scan, all invented: slips, forms, shop fronts."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 620, 800
DESK, PAPER, INK, GREY, MARK = "#c9bfb5", "#fdfcf8", "#1f2a33", "#8b9298", "#a3203a"
GLASS, SIGN = "#9fb6bf", "#0a5f68"
Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Exhibit:
    """
    One file of the sample: its name with the ending, what it shows, and its rows of words.

    The row that a reader should see is framed in red; `marked` counts from 0, None marks nothing.
    """

    name: str
    title: str
    rows: Rows
    marked: int | None = None


def draw(exhibit: Exhibit, serial: int) -> bytes:
    """Return the file: a PDF of a form, or a PNG of a slip or a shop front by the name's ending."""
    if exhibit.name.endswith(".pdf"):
        return _saved(_form(exhibit, serial), "PDF")
    kind: Callable[[Exhibit, int], Image.Image] = _front if exhibit.rows == () else _slip
    return _saved(kind(exhibit, serial).quantize(32), "PNG")


def _saved(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


@cache
def _font(size: int, weight: int = 400) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(settings.FONT_DIR / "vazirmatn-arabic.woff2"), size)
    font.set_variation_by_axes([weight])
    return font


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[int, int],
    words: str,
    size: int,
    *,
    fill: str,
    anchor: str = "ra",
    weight: int = 400,
) -> None:
    """Write words that run to the left; `at` is their right end unless the anchor says more."""
    font = _font(size, weight)
    pen.text(at, words, font=font, anchor=anchor, fill=fill, direction="rtl", language="fa")


def _lines(pen: ImageDraw.ImageDraw, exhibit: Exhibit, top: int, left: int, right: int) -> None:
    """Write the rows, name at the right and value at the left, and frame the marked one."""
    for place, (name, value) in enumerate(exhibit.rows):
        line = top + place * 52
        _write(pen, (right, line), name, 24, fill=GREY)
        _write(pen, (left, line), value, 24, anchor="la", fill=INK, weight=700)
        if place == exhibit.marked:
            pen.rectangle((left - 12, line - 6, right + 12, line + 44), outline=MARK, width=4)


def _slip(exhibit: Exhibit, serial: int) -> Image.Image:
    """Return a slip of paper photographed on a desk, a little askew."""
    paper = Image.new("RGB", (430, 150 + 52 * len(exhibit.rows) + 90), PAPER)
    pen = ImageDraw.Draw(paper)
    middle = paper.width // 2
    _write(pen, (middle, 26), exhibit.title, 28, anchor="ma", fill=INK, weight=700)
    _write(pen, (middle, 74), "نمونه، ساختگی", 18, anchor="ma", fill=GREY)
    pen.line((24, 118, paper.width - 24, 118), fill=GREY, width=2)
    _lines(pen, exhibit, 140, 30, paper.width - 30)
    for bar in range(60):
        if (bar * 37 + serial * 71) % 5 < 3:
            left = 65 + bar * 5
            pen.rectangle((left, paper.height - 70, left + 2, paper.height - 30), fill=INK)
    desk = Image.new("RGB", (WIDTH, HEIGHT), DESK)
    turned = paper.rotate(
        (serial % 5) - 2, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=DESK
    )
    desk.paste(turned, ((WIDTH - turned.width) // 2, (HEIGHT - turned.height) // 2))
    return desk


def _form(exhibit: Exhibit, serial: int) -> Image.Image:
    """Return a page of a form."""
    page = Image.new("RGB", (WIDTH, HEIGHT + 76), "white")
    pen = ImageDraw.Draw(page)
    _write(pen, (WIDTH - 50, 48), exhibit.title, 30, fill=INK, weight=700)
    _write(pen, (50, 56), "نمونه، ساختگی", 18, anchor="la", fill=GREY)
    pen.line((50, 108, WIDTH - 50, 108), fill=INK, width=3)
    _lines(pen, exhibit, 140, 60, WIDTH - 60)
    foot = 160 + 52 * len(exhibit.rows)
    for line in range(foot, HEIGHT - 60, 44):
        pen.line(
            (60 + (line * 7 + serial * 29) % 160, line, WIDTH - 60, line), fill="#c8ced2", width=2
        )
    _write(pen, (180, HEIGHT - 6), "مُهر و امضا", 20, fill=GREY)
    pen.ellipse((90, HEIGHT - 50, 190, HEIGHT + 50), outline="#593b8c", width=3)
    return page


def _front(exhibit: Exhibit, serial: int) -> Image.Image:
    """Return the front of a shop with its sign, its door and its shutters."""
    front = Image.new("RGB", (WIDTH, 520), "#d9d2c7")
    pen = ImageDraw.Draw(front)
    pen.rectangle((0, 450, WIDTH, 520), fill="#8f8a84")
    pen.rectangle((40, 60, WIDTH - 40, 150), fill=SIGN)
    _write(pen, (WIDTH // 2, 78), exhibit.title, 34, anchor="ma", fill="white", weight=700)
    pen.rectangle((60, 170, 380, 450), fill=GLASS, outline=INK, width=4)
    pen.rectangle((400, 170, WIDTH - 60, 450), fill="#5f7480", outline=INK, width=4)
    for bar in range(170 + serial % 4 * 6, 450, 24):
        pen.line((64, bar, 376, bar), fill="#b9cbd2", width=3)
    return front
