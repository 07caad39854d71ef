"""
Reference pictures of pages: whole, a sixth of their size, in sixteen greys, compared loosely.

So small, a picture keeps where things stand and how dark they are, and forgets how letters are
smoothed: a minor version of Chromium does not change it, a panel that is gone does.
"""

import io
import os
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page

FOLDER = Path(__file__).parent / "references"
IS_RETAKEN = os.environ.get("REFERENCES") == "retake"
SCALE, HIGHEST, STEP = 6, 3000, 17
# Compared are the tiles of a picture, thirty pixels of the page wide and high, by their mean: a
# picture is another one if more tiles than these lie further apart, in levels of 255, or if it is
# higher or lower by more points. Letters that are blurred and moved by a pixel stay below 10.
TILE, FAR, MOST_FAR, MOST_GROWTH = 5, 12, 2, 3


def taken(page: Page) -> Image.Image:
    """Return the picture of the page that is open, as references are kept."""
    return reduced(shot(page))


def shot(page: Page) -> Image.Image:
    """Return the picture of the page that is open, as people see it."""
    size = page.viewport_size
    assert size is not None
    # as high as each other, whatever the pages that the guide shows have grown to
    page.evaluate(
        "document.querySelectorAll('.guide-picture').forEach(one => one.style.height = '300px')"
    )
    height = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
    taken = page.screenshot(
        full_page=True,
        clip={"x": 0, "y": 0, "width": size["width"], "height": height},
        animations="disabled",
        type="jpeg",
        quality=90,
        # another code each time, and the guide's own pictures of pages, which are taken anew
        mask=[page.locator(one) for one in (".letter-qr", ".qr", ".guide-picture")],
        mask_color="#808080",
    )
    return Image.open(io.BytesIO(taken))


def reduced(picture: Image.Image) -> Image.Image:
    """Return a picture as references are kept."""
    small = picture.convert("L").reduce(SCALE)
    return small.point([round(level / STEP) * STEP for level in range(256)])


def far_tiles(reference: Image.Image, actual: Image.Image) -> int:
    """Return how many tiles that both pictures have are far apart."""
    height = min(reference.height, actual.height)
    tiles = [
        picture.crop((0, 0, reference.width, height)).reduce(TILE)
        for picture in (reference, actual)
    ]
    return sum(ImageChops.difference(*tiles).histogram()[FAR + 1 :])


def is_other(reference: Image.Image, actual: Image.Image) -> bool:
    """Tell whether a picture is no longer that of its reference."""
    return (
        reference.width != actual.width
        or abs(reference.height - actual.height) > MOST_GROWTH
        or far_tiles(reference, actual) > MOST_FAR
    )


def keep(picture: Image.Image, path: Path) -> None:
    """Write a picture with four bits for each point."""
    kept = picture.point([level // STEP for level in range(256)])
    kept.putpalette([grey for level in range(16) for grey in [level * STEP] * 3])
    kept.save(path, bits=4, optimize=True)


def against_reference(name: str, actual: Image.Image) -> list[str]:
    """Return what is wrong with the picture of a page; it is left beside its reference then."""
    path = FOLDER / f"{name}.png"
    beside = path.with_suffix(".actual.png")
    beside.unlink(missing_ok=True)
    if not path.exists():
        if IS_RETAKEN:
            keep(actual, path)
            return []
        return [f"{name}: has no reference picture; `./run references` takes it"]
    with Image.open(path) as kept:
        reference = kept.convert("L")
    if not is_other(reference, actual):
        return []
    if IS_RETAKEN:
        keep(actual, path)
        return []
    keep(actual, beside)
    grown = SCALE * (actual.height - reference.height)
    told = (
        f"{name}: is not as in {path.name} ({far_tiles(reference, actual)} tiles differ, the height"
        f" by {grown} pixels); it is kept as {beside.name}, and `./run references` takes it anew"
    )
    return [told]
