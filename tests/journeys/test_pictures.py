"""The comparison of pages with their references misses nothing that people would miss."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Page

from accounts.roles import Role
from tests.factories import make_case, make_contract, make_final_case
from tests.journeys import pictures
from tests.journeys.people import NARROW, WIDE, Person, Stage

pytestmark = pytest.mark.browser

# What is erased, the first that shows a text at least so wide, in pixels.
ERASED = {
    "a pill": ("main .pill", 20),
    "a number": ("main .kpi b, main .points-figure b", 8),
    "a button": ("main :is(a, button).btn:not(.btn-text)", 24),
    "a line": ("main p, main td, main li, main dd, main .note", 80),
}
ERASE = """([selector, width]) => {
  const range = document.createRange();
  const isShown = (one) => {
    range.selectNodeContents(one);
    const box = range.getBoundingClientRect();
    return one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      one.getBoundingClientRect().width >= width && !one.closest(".vh, .bulkbar") &&
      box.width >= width && box.height >= 10 && box.left >= 0 && box.right <= innerWidth &&
      box.bottom + scrollY < 2900 && one.textContent.trim();
  };
  const found = [...document.querySelectorAll(selector)].find(isShown);
  found?.style.setProperty("visibility", "hidden", "important");
  found?.setAttribute("data-erased", "");
  return Boolean(found);
}"""
GIVE_BACK = """() => {
  const erased = document.querySelector("[data-erased]");
  erased.style.removeProperty("visibility");
  erased.removeAttribute("data-erased");
}"""


def erased(page: Page) -> Iterator[tuple[str, pictures.Picture]]:
    """Yield the page that is open without one thing after the other, and without its colours."""
    for what, asked in ERASED.items():
        if page.evaluate(ERASE, list(asked)):
            yield what, pictures.taken(page)
            page.evaluate(GIVE_BACK)
    page.evaluate("document.documentElement.style.filter = 'grayscale(1)'")
    yield "the colours", pictures.taken(page)


def smoothed(seen: Image.Image) -> Image.Image:
    """Return a page whose letters another machine has drawn: softer, and a pixel aside."""
    return ImageChops.offset(seen, 1, 1).filter(ImageFilter.GaussianBlur(0.5))


class TestIsOther:
    @pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", WIDE), ("dark", NARROW)])
    def test_finds_what_was_erased_and_nothing_that_was_smoothed(
        self, stage: Stage, theme: str, size: tuple[int, int]
    ) -> None:
        contract = make_contract()
        make_final_case(contract=contract)
        case = make_case(contract=contract)
        page = stage.enter(Person.make(Role.EXPERT), size)
        page.context.add_cookies([{"name": "theme", "value": theme, "url": stage.site}])
        found, missed = set(), []
        for address in (
            "/desk", "/offices", f"/offices/{contract.office.code}", f"/violations/{case.number}",
        ):  # fmt: skip
            page.goto(address, wait_until="networkidle")
            seen = pictures.shot(page)
            reference = pictures.reduced(seen)
            assert pictures.distances(reference, pictures.taken(page)) == (0, 0), address
            assert not pictures.is_other(reference, pictures.reduced(smoothed(seen))), address
            for what, actual in erased(page):
                found.add(what)
                if not pictures.is_other(reference, actual):
                    far = pictures.distances(reference, actual)
                    missed.append(f"{what} of {address}: {far}")

        assert found == {*ERASED, "the colours"}
        assert not missed, "\n".join(missed)


class TestKept:
    def test_is_what_was_taken(self, tmp_path: Path) -> None:
        for height in range(60, 66):
            page = Image.linear_gradient("L").resize((390, 6 * height)).convert("RGB")
            page.paste("#0a5f68", (0, 0, 120, 60))
            picture = pictures.reduced(page)

            pictures.keep(picture, tmp_path / "kept.png")

            kept = pictures.kept(tmp_path / "kept.png")
            assert (kept.greys, kept.hues) == (picture.greys, picture.hues)

    def test_would_be_another_without_its_colours(self) -> None:
        neutral = [
            path.stem
            for path in sorted(pictures.FOLDER.glob("*.png"))
            if ".actual" not in path.name
            and not pictures.is_other(picture := pictures.kept(path), without_hues(picture))
        ]

        assert not neutral


def without_hues(picture: pictures.Picture) -> pictures.Picture:
    """Return a picture in greys."""
    return replace(picture, hues=picture.hues.point([8 * pictures.STEP] * 256))
