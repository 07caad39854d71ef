"""
The product works in Chrome 109, the last one on Windows 7 and 8.1 (design: UI 14).

A table of what came later, each with the version of Chrome in which it came, by the tables of
browser compatibility of MDN (developer.mozilla.org) and caniuse.com.
"""

import re
from dataclasses import dataclass
from functools import cache

import pytest
from django.contrib.staticfiles import finders

from tests.architecture.sources import ROOT, templates

OLDEST = 109


@dataclass(frozen=True)
class Later:
    """One feature: since when Chrome has it, how it is found, and a line that uses it."""

    since: int
    pattern: str
    sample: str


# A place in the margin of a sheet of paper, css-page-3.
MARGIN_BOX = (
    r"@(?:top|bottom)-(?:left|center|right)(?:-corner)?\b|@(?:left|right)-(?:top|middle|bottom)\b"
)
# developer.mozilla.org/docs/Web/CSS/…
STYLES = (
    Later(110, r"initial-letter\s*:", "initial-letter: 2;"),
    Later(111, r"color-mix\(", "color: color-mix(in srgb, red, blue);"),
    Later(111, r"\b(?:ok)?(?:lab|lch)\(|\bcolor\(", "color: oklch(60% 0.1 20);"),
    Later(111, r"\b(?:sin|cos|tan|asin|acos|atan2?)\(", "rotate: calc(1deg * sin(1));"),
    Later(111, r"@container[^{]*\bstyle\(", "@container style(--tone: warn) {"),
    Later(111, r":nth-(?:last-)?child\([^)]*\bof\b", "li:nth-child(2 of .late) {"),
    Later(111, r"view-transition-name\s*:|@view-transition", "view-transition-name: head;"),
    Later(111, r"[\d.](?:rlh|rex|rch|ric)\b", "margin: 2rlh;"),
    Later(112, r"(?m)^\s*&|[{;]\s*&", "a {\n  &:hover {"),
    Later(113, r"(?<!gradient)(?<!-)\blinear\(", "transition-timing-function: linear(0, 1);"),
    Later(113, r"(?<!-webkit-)\bimage-set\(", "background: image-set('a.png' 1x);"),
    Later(114, r":popover-open", "[popover]:popover-open {"),
    Later(114, r"text-wrap\s*:", "text-wrap: balance;"),
    Later(115, r"(?:animation|scroll|view)-timeline", "animation-timeline: scroll();"),
    Later(116, r"(?:offset-path\s*:\s*(?!path)|motion-path)", "offset-path: circle(2px);"),
    Later(117, r"\bsubgrid\b", "grid-template-columns: subgrid;"),
    Later(117, r"@starting-style", "@starting-style {"),
    Later(117, r"transition-behavior|allow-discrete", "transition-behavior: allow-discrete;"),
    Later(118, r"@scope\b", "@scope (.sheet) {"),
    Later(118, r"prefers-reduced-transparency", "@media (prefers-reduced-transparency) {"),
    Later(119, r":user-(?:in)?valid", "input:user-invalid {"),
    Later(119, r"\b(?:rgb|hsl|hwb)a?\(\s*from\b", "color: rgb(from red r g b);"),
    Later(120, r":dir\(", "p:dir(rtl) {"),
    Later(120, r"(?m)(?<![\w-])mask(?:-\w+)?\s*:", "mask-image: url(a.svg);"),
    Later(120, r"@media[^{]*\bscripting\b", "@media (scripting: none) {"),
    Later(121, r"scrollbar-(?:color|width)\s*:", "scrollbar-color: red blue;"),
    Later(
        123,
        r"\{(?![^{}]*display:\s*(?:inline-)?(?:grid|flex))[^{}]*align-content\s*:",
        ".sheet { align-content: center;",
    ),
    Later(123, r"\blight-dark\(", "color: light-dark(black, white);"),
    Later(123, r"field-sizing\s*:", "field-sizing: content;"),
    Later(125, r"anchor-name|position-anchor|\banchor(?:-size)?\(", "anchor-name: --menu;"),
    Later(125, r"(?<![\w-])(?:round|mod|rem)\(", "width: round(10px, 4px);"),
    Later(129, r"interpolate-size|calc-size\(", "interpolate-size: allow-keywords;"),
    Later(131, MARGIN_BOX, "@page { @top-left {"),
    Later(131, r"::details-content", "details::details-content {"),
    Later(133, r"text-box(?:-trim|-edge)?\s*:", "text-box: trim-both cap alphabetic;"),
    Later(133, r":open\b", "details:open {"),
    Later(137, r"(?<![\w-])if\(", "color: if(media(print): black);"),
)
# developer.mozilla.org/docs/Web/JavaScript/… and /docs/Web/API/…
SCRIPTS = (
    Later(110, r"\.to(?:Sorted|Reversed|Spliced)\(", "rows.toSorted();"),
    Later(110, r"\.with\(", "rows.with(1, row);"),
    Later(111, r"\.(?:is|to)WellFormed\(", "text.isWellFormed();"),
    Later(111, r"startViewTransition", "document.startViewTransition(draw);"),
    Later(112, r"/[dgimsuy]*v[dgimsuy]*(?=[.,;)])", "/[a--b]/v.test(text);"),
    Later(
        113,
        r"(?i:(?:search)?params|query)(?:\([^()]*\))?\.size\b",
        "if (address.searchParams.size) ask();",
    ),
    Later(114, r"(?:show|hide|toggle)Popover|\.popover\b", "menu.showPopover();"),
    Later(114, r"[\"']scrollend[\"']|\bonscrollend", 'addEventListener("scrollend", draw);'),
    Later(116, r"AbortSignal\.any\(", "AbortSignal.any([a, b]);"),
    Later(117, r"\b(?:Object|Map)\.groupBy\(", "Object.groupBy(rows, by);"),
    Later(118, r"\.(?:has|delete)\([^(),]+,", 'query.has("q", text);'),
    Later(119, r"Promise\.withResolvers", "Promise.withResolvers();"),
    Later(120, r"URL\.canParse", "URL.canParse(text);"),
    Later(121, r"Array\.fromAsync", "Array.fromAsync(rows);"),
    Later(
        122,
        r"\.(?:union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf"
        r"|isDisjointFrom)\(",
        "chosen.union(others);",
    ),
    Later(
        122,
        r"\bIterator\.|\.(?:values|keys|entries)\(\)\s*\.(?:map|filter|take|drop|some|toArray)\(",
        "map.values().filter(Boolean);",
    ),
    Later(123, r"\bimport\b[^;]*\bwith\s*\{", 'import told from "./a.json" with { type: "json" };'),
    Later(124, r"setHTMLUnsafe|parseHTMLUnsafe", "node.setHTMLUnsafe(text);"),
    Later(126, r"URL\.parse\(", "URL.parse(text);"),
    Later(128, r"Promise\.try\(", "Promise.try(ask);"),
    Later(129, r"Intl\.DurationFormat", "new Intl.DurationFormat();"),
    Later(129, r"scheduler\.yield", "await scheduler.yield();"),
    Later(133, r"\.moveBefore\(", "list.moveBefore(row, other);"),
    Later(134, r"\.requestClose\(", "dialog.requestClose();"),
    Later(134, r"(?m)^\s*(?:await )?using \w", "  using lock = take();"),
    Later(136, r"RegExp\.escape", "RegExp.escape(text);"),
    Later(140, r"\.(?:toBase64|toHex)\(|\.from(?:Base64|Hex)\(", "bytes.toBase64();"),
    Later(144, r"\bTemporal\.", "Temporal.Now.instant();"),
)
# developer.mozilla.org/docs/Web/HTML/…
MARKUP = (
    Later(111, r"\bshadowrootmode\b", '<template shadowrootmode="open">'),
    Later(114, r"\spopover(?:target|targetaction)?\b(?=[\s=>])", "<div popover>"),
    Later(118, r"<search\b", "<search>"),
    Later(120, r"<details[^>]*\sname=", '<details name="parts">'),
    Later(134, r"\sclosedby=", '<dialog closedby="any">'),
    Later(135, r"\scommand(?:for)?=", '<button commandfor="menu">'),
    Later(135, r"<selectedcontent\b", "<selectedcontent>"),
)
# What may come later, by file: the page is complete without it.
ENHANCEMENTS = {
    ("print.css", "@bottom-center"): "numbers the sheets",
    ("print-en.css", "@bottom-center"): "numbers the sheets",
    ("letter.css", "@bottom-center"): "numbers the sheets",
    ("layout.css", "scrollbar-width:"): "::-webkit-scrollbar does the same",
    ("components.css", "scrollbar-width:"): "::-webkit-scrollbar does the same",
    # htmx asks for each of these before it uses them
    ("htmx-2.min.js", "startViewTransition"): "draws without a transition",
    ("htmx-2.min.js", "parseHTMLUnsafe"): "has DOMParser",
    ("htmx-2.min.js", ".moveBefore("): "inserts instead",
}
HTMX = ROOT / str(finders.find("django_htmx/htmx-2.min.js"))


@cache
def files(kind: str) -> dict[str, str]:
    """Return styles, scripts or templates by name, without comments."""
    if kind == "html":
        return {template.where: template.text for template in templates()}
    borrowed = {HTMX.name: HTMX.read_text(encoding="utf-8")} if kind == "js" else {}
    return borrowed | {
        path.name: re.sub(
            r"/\*.*?\*/" if kind == "css" else r"(?m)(?:^|(?<=[\s;]))//.*$",
            "",
            path.read_text(encoding="utf-8"),
            flags=re.DOTALL if kind == "css" else 0,
        )
        for path in sorted((ROOT / "static" / kind).rglob(f"*.{kind}"))
    }


def found(kind: str, feature: Later) -> set[tuple[str, str]]:
    """Return where a feature is used, as the file and what stands there."""
    return {
        (name, match.group().strip())
        for name, text in files(kind).items()
        for match in re.finditer(feature.pattern, text)
    }


FEATURES = [
    pytest.param(kind, feature, id=feature.sample.split("\n")[-1].strip())
    for kind, table in (("css", STYLES), ("js", SCRIPTS), ("html", MARKUP))
    for feature in table
]


class TestOldChrome:
    @pytest.mark.parametrize(("kind", "feature"), FEATURES)
    def test_needs_nothing_that_came_later(self, kind: str, feature: Later) -> None:
        needed = found(kind, feature) - set(ENHANCEMENTS)

        assert feature.since > OLDEST
        assert re.search(feature.pattern, feature.sample)
        assert not needed, f"Chrome has it since {feature.since}: {sorted(needed)}"

    def test_has_no_more_enhancements_than_it_names(self) -> None:
        used = {
            place
            for kind, table in (("css", STYLES), ("js", SCRIPTS))
            for feature in table
            for place in found(kind, feature)
        }

        assert used == set(ENHANCEMENTS)

    @pytest.mark.parametrize("name", ["print.css", "print-en.css", "letter.css"])
    def test_prints_all_but_the_numbers_of_sheets_without_margin_boxes(self, name: str) -> None:
        text = files("css")[name]
        boxes = re.findall(rf"(?:{MARGIN_BOX})\s*\{{([^{{}}]*)\}}", text)
        contents = re.findall(r"content:([^;]*);", "".join(boxes))

        assert len(boxes) == len(contents) == 1
        said = re.sub(r"counter\(pages?(?:, persian)?\)", "", contents[0])
        words = {'"Page "', '" of "'} if name == "print-en.css" else {'"صفحهٔ "', '" از "'}
        assert set(re.findall(r'"[^"]*"', said)) == words
        assert not re.sub(r'"[^"]*"', "", said).strip()
        # nothing is moved out of the page into its margin, or counted there alone
        rest = re.sub(rf"(?:{MARGIN_BOX})\s*\{{[^{{}}]*\}}", "", text)
        assert not re.search(r"running\(|string-set|counter\(pages?\b", rest)

    def test_hides_a_scrollbar_in_the_old_way_too(self) -> None:
        for name in "layout.css", "components.css":
            text = files("css")[name]
            for selector in re.findall(r"([^{};]+)\{[^{}]*scrollbar-width\s*:", text):
                assert f"{selector.strip()}::-webkit-scrollbar" in text

    def test_looks_at_all_there_is(self) -> None:
        assert {"app.js", "line.js", "htmx-2.min.js"} <= set(files("js"))
        assert {"base.css", "components.css"} <= set(files("css"))
        assert len(files("html")) > 100
