"""What a page weighs, and whether it stands still: the budget of an old PC (design: UI 14)."""

import gzip
from functools import cache
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import Page

KILOBYTE = 1024
# Packed, as they go over the line; the font is not counted (DECISIONS 26).
MOST = {"html": 40 * KILOBYTE, "css": 25 * KILOBYTE, "js": 90 * KILOBYTE}
MOST_SHIFT = 0.01
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { hadRecentInput, startTime, value } of list.getEntries()) {
    if (!hadRecentInput) window.shifts.push([startTime, value]);
  }
}).observe({ type: "layout-shift", buffered: true });
window.settled = [];
document.fonts.addEventListener("loadingdone", () => {
  // The letters are drawn anew in the next frame, however late a busy machine comes to it.
  requestAnimationFrame(() => requestAnimationFrame(() => window.settled.push(performance.now())));
});
"""
# The font is asked for before all else and takes its place when it comes (`font-display: swap`): in
# the first page of a cold browser letters move then, and never again. Everything else is counted
# here; that rows stand still then, too, is what test_paint.py looks at.
MOVED = """
(async () => {
  await document.fonts.ready;
  const fonts = performance.getEntriesByType("resource").filter(({ name }) => /woff2/.test(name));
  const swaps = fonts.map((font) => font.responseEnd);
  const until = (end) => Math.max(end + 500, ...window.settled);
  const isSwap = (at) => swaps.some((end) => at >= end && at < until(end));
  const counted = window.shifts.filter(([at]) => !isSwap(at));
  return counted.reduce((sum, [, value]) => sum + value, 0);
})()
"""
FETCHED = "performance.getEntriesByType('resource').map((entry) => entry.name)"


@cache
def packed(address: str) -> int:
    """Return how many bytes a file of the site has when it is packed."""
    with urlopen(address) as answer:
        return len(gzip.compress(answer.read(), 6))


def kind_of(address: str) -> str:
    """Return `css`, `js` or an empty text."""
    ending = urlsplit(address).path.rpartition(".")[2]
    return ending if ending in MOST else ""


def over_budget(page: Page, site: str, html: bytes, where: str) -> list[str]:
    """Return in which ways the page that is open is too heavy, asks strangers, or moves."""
    fetched = [name for name in page.evaluate(FETCHED) if not name.startswith(("data:", "blob:"))]
    found = [f"{where}: asks {name}" for name in fetched if not name.startswith(site)]
    weights = {"html": len(gzip.compress(html, 6)), "css": 0, "js": 0}
    for name in {one for one in fetched if one.startswith(site)}:
        if kind_of(name):
            weights[kind_of(name)] += packed(name)
    found += [
        f"{where}: {weights[kind] / KILOBYTE:.1f} KB of {kind}, at most {most // KILOBYTE}"
        for kind, most in MOST.items()
        if weights[kind] > most
    ]
    shift = page.evaluate(MOVED)
    if shift > MOST_SHIFT:
        found.append(f"{where}: moves by {shift:.3f} while it loads")
    return found
