"""What a page withstands: its reader's spacing of the text, no script, the focus anywhere."""

from typing import Any

from playwright.sync_api import Page, Route

from tests.journeys.test_main_job import IS_COVERED

# WCAG 1.4.12. Space between letters breaks Persian words apart and is left to Latin text, as the
# criterion allows for scripts that have none.
SPACED = """() => {
  const isCut = (node) => {
    const { overflowX, overflowY, textOverflow } = getComputedStyle(node);
    const { clientWidth, clientHeight, scrollWidth, scrollHeight } = node;
    if (clientWidth < 8 || clientHeight < 8 || textOverflow === "ellipsis") return false;
    const clips = (how) => how === "hidden" || how === "clip";
    return (clips(overflowX) && scrollWidth > clientWidth + 1) ||
      (clips(overflowY) && scrollHeight > clientHeight + 1);
  };
  const nodes = [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility());
  const before = new Set(nodes.filter(isCut));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }
    [dir=ltr], .ltr, code, bdi { letter-spacing: 0.12em !important; }`);
  document.adoptedStyleSheets = [sheet];
  const found = nodes.filter((node) => isCut(node) && !before.has(node))
    .map((node) => `cuts ${node.outerHTML.slice(0, 160)}`);
  const over = document.documentElement.scrollWidth - innerWidth;
  document.adoptedStyleSheets = [];
  return over > 0 ? [...found, `is ${over} pixels too wide`] : found;
}"""
# Of what stands in several lines, at the edge of a strip, or is higher than the window, some part
# has to be seen.
COVERED = f"""() => {{
  const isCovered = {IS_COVERED};
  const isSeen = (node) => [...node.getClientRects()].some(({{ left, top, right, bottom }}) => {{
    const [first, last] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
    const [near, far] = [Math.max(left, 0), Math.min(right, innerWidth)];
    return [0.1, 0.5, 0.9].some((across) => [0.25, 0.5, 0.75].some((down) => {{
      const at = [near + (far - near) * across, first + (last - first) * down];
      return node.contains(document.elementFromPoint(...at));
    }}));
  }});
  const asked = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const nodes = [...document.querySelectorAll(asked)]
    .filter((node) => node.tabIndex >= 0 && !node.disabled && node.checkVisibility());
  const found = new Set();
  for (const node of [...nodes, ...nodes.reverse()]) {{
    node.focus();
    if (document.activeElement === node && isCovered() && !isSeen(node)) {{
      found.add(node.outerHTML.slice(0, 160));
    }}
  }}
  document.activeElement.blur();
  scrollTo(0, 0);
  return [...found];
}}"""
# The texts that are seen, and the names of the fields; `source` is the page as the server sent it:
# what is not there was written by a script.
SEEN = """(source) => {
  const words = (text) => text.replace(/\\s+/g, " ").trim();
  const texts = (root, isSeen) => {
    const found = new Set();
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = words(walker.currentNode.data);
      if (text && isSeen(walker.currentNode.parentElement)) found.add(text);
    }
    return found;
  };
  const fields = (root, isSeen) => new Set([...root.querySelectorAll("[name]")]
    .filter((node) => node.form && node.type !== "hidden" && isSeen(node))
    .map((node) => `[name=${node.name}]`));
  const main = document.querySelector("main");
  const isSeen = (node) => node.checkVisibility() && !node.closest("script, style, template");
  const seen = [...texts(main, isSeen), ...fields(main, isSeen)];
  if (!source) return seen;
  const sent = new DOMParser().parseFromString(source, "text/html").querySelector("main");
  // What is sent hidden, or marked so, is shown by a script where it serves something.
  const isOpen = (node) => !node.closest("[hidden], .js-only, template, script, style");
  const known = new Set([...texts(sent, isOpen), ...fields(sent, isOpen)]);
  return seen.filter((one) => known.has(one));
}"""
UNFOLD = "document.querySelectorAll('details').forEach((one) => one.open = true)"


def against_spacing(page: Page, where: str) -> list[str]:
    """Return what is cut or leaves the window when the reader spaces the text."""
    return [f"{where}: with spaced text it {what}" for what in page.evaluate(SPACED)]


def against_focus(page: Page, where: str) -> list[str]:
    """Return what has the focus and lies under something else."""
    return [f"{where}: has the focus and is covered: {what}" for what in page.evaluate(COVERED)]


def against_no_script(page: Page, quiet: Page, answer: Any, html: bytes, where: str) -> list[str]:
    """Return what the page shows that is not to be seen in a window without scripts."""
    seen = set(page.evaluate(SEEN, html.decode()))
    headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}

    def give(route: Route) -> None:
        route.fulfill(status=answer.status, headers=headers, body=html)

    quiet.route(answer.url, give)
    quiet.goto(answer.url, wait_until="load")
    quiet.unroute(answer.url)
    quiet.evaluate(UNFOLD)
    lost = seen - set(quiet.evaluate(SEEN, ""))
    return [f"{where}: without scripts there is no {one}" for one in sorted(lost)]
