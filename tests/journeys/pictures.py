"""
Reference pictures of pages: whole, small, in sixteen greys and with their hues, compared loosely.

A sixth of the page's size, a picture keeps where things stand and how dark they are, and forgets
how letters are smoothed; its hues are kept yet smaller. A minor version of Chromium does not change
it; a pill, a number, a button or a line that is gone does, and so does a colour.
"""

import io
import os
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Page

FOLDER = Path(__file__).parent / "references"
IS_RETAKEN = os.environ.get("REFERENCES") == "retake"
SCALE, HIGHEST, STEP = 6, 3000, 17
# Hues: blue against yellow and red against green, a third as large as the greys, in steps of four.
COARSER, HUE_STEP = 3, 4
# Compared are the means of each field of the page 42 pixels wide and 18 high, which a small pill, a
# number or a word of a line fills, in levels of 255: a picture is another one if one of its fields
# lies further apart, or if it is higher or lower by more points. Measured over the pages: one that
# is taken again differs by nothing; one whose letters are blurred and moved by a pixel by up to 11
# in grey and two steps in hue; one of a Chromium that hints no letter by up to 14, where the layout
# stays. What is erased in test_pictures.py lies further apart than that.
FIELD, FAR, FAR_HUE, MOST_GROWTH = (3, 1), 16, 2 * STEP, 3
# A page drawn a pixel further to any side is the same page.
MOVES = [(x, y) for x in (0, -1, 1) for y in (0, -1, 1)]


@dataclass(frozen=True)
class Picture:
    """A page's greys and hues; a picture just taken has its greys a pixel aside, too."""

    greys: Image.Image
    hues: Image.Image
    moved: tuple[Image.Image, ...] = ()

    @property
    def height(self) -> int:
        """Return the height in points, each six pixels of the page."""
        return self.greys.height


def taken(page: Page) -> Picture:
    """Return the picture of the page that is open, as references are kept."""
    return reduced(shot(page))


def shot(page: Page) -> Image.Image:
    """Return the picture of the page that is open, as people see it."""
    size = page.viewport_size
    assert size is not None
    # as large as each other, whatever the pages that the guide shows have grown to
    page.evaluate(
        "document.querySelectorAll('.guide-picture')"
        ".forEach(one => Object.assign(one.style, {width: '100%', height: '300px'}))"
    )
    # the hash of another file each time, which breaks its line elsewhere
    page.evaluate(
        "document.querySelectorAll('[data-hash]').forEach(one => one.textContent = '0'.repeat(64))"
    )
    height = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
    taken = page.screenshot(
        full_page=True,
        clip={"x": 0, "y": 0, "width": size["width"], "height": height},
        animations="disabled",
        type="jpeg",
        quality=90,
        # another code each time, and the guide's own pictures, which are retaken
        mask=[page.locator(one) for one in (".letter-qr", ".qr", ".guide-picture")],
        mask_color="#808080",
    )
    return Image.open(io.BytesIO(taken))


def reduced(picture: Image.Image) -> Picture:
    """Return a picture as references are kept."""
    light, blue, red = picture.convert("YCbCr").split()
    small = [plane.reduce(SCALE).reduce(COARSER) for plane in (blue, red)]
    hues = Image.new("L", (2 * small[0].width, small[0].height))
    for place, plane in enumerate(small):
        hues.paste(plane.point(_hue), (place * plane.width, 0))
    moved = tuple(_greys(_aside(light, x, y)) for x, y in MOVES)
    return Picture(moved[0], hues, moved)


def _hue(level: int) -> int:
    return max(0, min(15, round((level - 128) / HUE_STEP) + 8)) * STEP


def _aside(plane: Image.Image, x: int, y: int) -> Image.Image:
    """Return a plane moved by a pixel; what leaves it on one side is doubled on the other."""
    moved = plane.copy()
    moved.paste(plane, (x, y))
    return moved


def _greys(light: Image.Image) -> Image.Image:
    return light.reduce(SCALE).point([round(level / STEP) * STEP for level in range(256)])


def _distance(one: Image.Image, other: Image.Image) -> Image.Image:
    return ImageChops.difference(*(
        plane.filter(ImageFilter.BoxBlur(FIELD)) for plane in (one, other)
    ))  # fmt: skip


def distances(reference: Picture, actual: Picture) -> tuple[int, int]:
    """Return how far apart the furthest fields that both have are: in grey and in hue."""
    height = min(reference.height, actual.height)
    width = reference.greys.width
    near = [
        _distance(reference.greys.crop((0, 0, width, height)), moved.crop((0, 0, width, height)))
        for moved in actual.moved or (actual.greys,)
    ]
    grey = reduce(ImageChops.darker, near).getextrema()[1]
    box = (0, 0, reference.hues.width, height // COARSER)
    hue = ImageChops.difference(reference.hues.crop(box), actual.hues.crop(box)).getextrema()[1]
    return int(grey), int(hue)  # type: ignore[arg-type] # of one plane: a number


def is_other(reference: Picture, actual: Picture) -> bool:
    """Tell whether a picture is no longer that of its reference."""
    if (
        reference.greys.width != actual.greys.width
        or abs(reference.height - actual.height) > MOST_GROWTH
    ):
        return True
    grey, hue = distances(reference, actual)
    return grey > FAR or hue > FAR_HUE


def keep(picture: Picture, path: Path) -> None:
    """Write a picture with four bits for each point: the hues below the greys."""
    whole = Image.new("P", (picture.greys.width, picture.height + picture.hues.height))
    whole.putpalette([grey for level in range(16) for grey in [level * STEP] * 3])
    for plane, top in ((picture.greys, 0), (picture.hues, picture.height)):
        whole.paste(plane.point([level // STEP for level in range(256)]), (0, top))
    whole.save(path, bits=4, optimize=True)


def kept(path: Path) -> Picture:
    """Return a picture that was written."""
    with Image.open(path) as whole:
        planes = whole.convert("L")
    # the height is that of the greys and a third of it, rounded up
    height = planes.height * COARSER // (COARSER + 1)
    hues = (0, height, 2 * -(-planes.width // COARSER), planes.height)
    return Picture(planes.crop((0, 0, planes.width, height)), planes.crop(hues))


def against_reference(name: str, actual: Picture) -> list[str]:
    """Return what is wrong with the picture of a page; it is left beside its reference then."""
    path = FOLDER / f"{name}.png"
    beside = path.with_suffix(".actual.png")
    beside.unlink(missing_ok=True)
    if not path.exists():
        if IS_RETAKEN:
            keep(actual, path)
            return []
        return [f"{name}: has no reference picture; `./run references` takes it"]
    reference = kept(path)
    if not is_other(reference, actual):
        return []
    if IS_RETAKEN:
        keep(actual, path)
        return []
    keep(actual, beside)
    grown = SCALE * (actual.height - reference.height)
    grey, hue = distances(reference, actual)
    told = (
        f"{name}: is not as in {path.name} (fields differ by up to {grey} of {FAR} in grey,"
        f" {hue} of {FAR_HUE} in hue, the height by {grown} pixels); it is kept as {beside.name},"
        " and `./run references` takes it anew"
    )
    return [told]
