"""
Every page that a role reaches, in every look: one sheet of small pictures for each role and look.

Goes from link to link, as each role, through a running installation with sample data. The sheets
stay in docs/screens/sheets; `--all` also keeps each single picture, in var/screens, which is not
part of the repository: some thousand pictures of a hundred kilobytes.
"""

import heapq
import io
import re
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, ImageDraw
from playwright.sync_api import Error, Page

ROOT = Path(__file__).resolve().parent.parent
SHEETS = ROOT / "docs" / "screens" / "sheets"
SINGLE = ROOT / "var" / "screens"
WIDE, NARROW = (1366, 768), (390, 844)
LOOKS = (("light", WIDE), ("dark", WIDE), ("light", NARROW), ("dark", NARROW))
# Of records of one kind so many are opened, for the pages that only some of them lead to.
MOST_RECORDS = 4
HIGHEST = 2600
# A small picture on a sheet: a part of the page, at most so high; its name stands below it.
SHRUNK, COLUMNS = {1366: 4, 390: 3}, {1366: 6, 390: 14}
CELL_HEIGHT, CAPTION, GAP = 380, 14, 8
# Of the colours of a kept picture so many are the most frequent ones, unchanged.
COLOURS, GROUNDS, CLOSE = 256, 64, 15

NUMBER = r"\d{4}(?:-[A-Z])?-\d+"
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
RECORD = re.compile(rf"(?:{NUMBER}|{UUID}|\d+)")
NAMED = re.compile(r"^/(agencies|help|letters/templates|offices/imports)/(?!new$|remind$)[^/]+")
# What answers with a file or leads away; signing out would end the walk.
ELSEWHERE = re.compile(
    r"^/(?:api|static|evidence|metrics|health|scans)\b|/(?:file|csv|json|xlsx|logout|export|pdf)\b"
    r"|\.(?:csv|json|xlsx|pdf|png)$"
)
LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map((link) => link.href)"


def kind_of(path: str) -> str:
    """Return the kind of page at a path: its words, with `record` for what differs by record."""
    path = NAMED.sub(r"/\1/record", path)
    words = ["record" if RECORD.fullmatch(word) else word for word in path.strip("/").split("/")]
    return "-".join(words)


def small(picture: Image.Image) -> Image.Image:
    """
    Return a picture with few colours: those of its grounds as they are, the others near their own.

    The most frequent ones are kept. The others are chosen to cover all that there are, rather than
    the areas that they fill, so that amber stays amber; none is mixed of dots.
    """
    full = picture.convert("RGB")
    found: list[Any] = full.getcolors(full.width * full.height) or []
    kept = apart([colour for _count, colour in heapq.nlargest(4 * GROUNDS, found)])[:GROUNDS]
    covering = full.quantize(COLOURS - GROUNDS, method=Image.Quantize.MAXCOVERAGE)
    others = [colour for _count, colour in covering.convert("RGB").getcolors(COLOURS) or []]
    chosen = Image.new("P", (1, 1))
    chosen.putpalette([part for colour in apart([*kept, *others]) for part in colour])
    return full.quantize(palette=chosen, dither=Image.Dither.NONE)


def apart(colours: list[Any]) -> list[Any]:
    """Return the colours without those close to an earlier one, for which they would be taken."""
    found: list[Any] = []
    for colour in colours:
        if all(sum(abs(a - b) for a, b in zip(colour, one, strict=True)) > CLOSE for one in found):
            found.append(colour)
    return found


def whole(page: Page, width: int, height: int) -> Image.Image:
    """
    Return the picture of a whole page, at least `height` and at most `HIGHEST` points high.

    The window is made as high as the page: what is fixed to its foot, such as the bar of a phone,
    then stands at the foot of the picture and not across its middle.
    """
    tall = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
    page.set_viewport_size({"width": width, "height": max(height, tall)})
    page.wait_for_timeout(50)
    shot = page.screenshot(animations="disabled")
    page.set_viewport_size({"width": width, "height": height})
    return Image.open(io.BytesIO(shot)).convert("RGB")


class Walk:
    """Goes through the pages of one role, and keeps what each looks like."""

    def __init__(self, page: Page, role: str, base: str, *, keeps_all: bool) -> None:
        self.page, self.role, self.base, self.keeps_all = page, role, base, keeps_all
        self.waiting: deque[str] = deque(["/desk"])
        self.known = {"/desk"}
        self.opened: dict[str, int] = {}
        self.pictures: dict[tuple[str, int], dict[str, Image.Image]] = {
            (theme, size[0]): {} for theme, size in LOOKS
        }

    def go(self) -> None:
        """Open one page after the other until no new kind of page is left."""
        while self.waiting:
            path = self.waiting.popleft()
            kind = kind_of(path)
            most = MOST_RECORDS if kind.endswith("record") else 1
            if self.opened.get(kind, 0) >= most or not self.open(path):
                continue
            self.opened[kind] = self.opened.get(kind, 0) + 1
            if self.opened[kind] == 1:
                self.take(kind)

    def open(self, path: str) -> bool:
        """Open a page and note where it leads; tell whether it is a page of ours."""
        try:
            answer = self.page.goto(self.base + path, wait_until="load")
        except Error:
            return False  # a file that is handed out
        if answer is None or answer.status >= 400 or kind_of(self.path) != kind_of(path):
            return False
        for link in self.page.evaluate(LINKS):
            parts = urlsplit(link)
            is_ours = link.startswith(self.base + "/") and not ELSEWHERE.search(parts.path)
            if is_ours and parts.path not in self.known:
                self.known.add(parts.path)
                self.waiting.append(parts.path)
        return True

    @property
    def path(self) -> str:
        """Return the path of the page that is open."""
        return urlsplit(self.page.url).path

    def take(self, kind: str) -> None:
        """Take the page that is open in every look."""
        for theme, (width, height) in LOOKS:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate(
                "(theme) => { document.documentElement.dataset.theme = theme; }", theme
            )
            picture = whole(self.page, width, height)
            if self.keeps_all:
                SINGLE.mkdir(parents=True, exist_ok=True)
                name = f"{self.role}-{kind}-{theme}-{width}.png"
                small(picture).save(SINGLE / name, optimize=True)
            self.pictures[theme, width][kind] = picture.reduce(SHRUNK[width])

    def keep(self) -> list[str]:
        """Write a sheet for each look; return the kinds of pages on them."""
        SHEETS.mkdir(parents=True, exist_ok=True)
        for (theme, width), pictures in self.pictures.items():
            made = sheet(dict(sorted(pictures.items())), COLUMNS[width], width // SHRUNK[width])
            small(made).save(SHEETS / f"{self.role}-{theme}-{width}.png", optimize=True)
        return sorted(self.opened)


def sheet(pictures: dict[str, Image.Image], columns: int, width: int) -> Image.Image:
    """Return small pictures in rows, each over the name of its kind of page."""
    rows = -(-len(pictures) // columns)
    across, down = width + GAP, CELL_HEIGHT + CAPTION + GAP
    made = Image.new("RGB", (columns * across + GAP, rows * down + GAP), "#b9c5c6")
    pen = ImageDraw.Draw(made)
    for number, (kind, picture) in enumerate(pictures.items()):
        left, top = GAP + number % columns * across, GAP + number // columns * down
        made.paste(picture.crop((0, 0, width, min(picture.height, CELL_HEIGHT))), (left, top))
        pen.text((left, top + CELL_HEIGHT + 1), kind[: width // 6], fill="#14202b")
    return made
