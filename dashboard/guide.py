"""
The user guide: Markdown files of docs/guide, one for each kind of user, served under /help.

Its pictures are those of docs/screens. Read once for each process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from PIL import Image

from accounts.roles import Role

FOLDER = settings.BASE_DIR / "docs" / "guide"
API_GUIDE = settings.BASE_DIR / "docs" / "api" / "guide.md"
SCREENS = settings.BASE_DIR / "docs" / "screens"
HIGHEST = 620  # CSS pixels of a picture in the text
# The chapters in their order, and whose first chapter each is.
CHAPTERS: dict[str, frozenset[Role]] = {
    "start": frozenset(),
    "operator": frozenset({Role.OPERATOR}),
    "clerk": frozenset({Role.AGENCY_CLERK}),
    "manager": frozenset({Role.AGENCY_MANAGER}),
    "appeal": frozenset({Role.AGENCY_APPEAL}),
    "secretariat": frozenset({Role.SECRETARIAT}),
    "province": frozenset({Role.DEPUTY, Role.EXPERT}),
    "committee": frozenset({Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER}),
    "county": frozenset({Role.COUNTY_REP}),
    "association": frozenset({Role.ASSOCIATION}),
    "auditor": frozenset({Role.AUDITOR}),
    "platform": frozenset({Role.PLATFORM_ADMIN}),
}


@dataclass(frozen=True)
class Part:
    """One heading of a chapter, and its place on the page."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Chapter:
    """One file of the guide: its title, its parts, and the rest as HTML."""

    slug: str
    title: str
    parts: tuple[Part, ...]
    html: SafeString


def chapter_of(role: Role) -> str:
    """Return the slug of the chapter that is a role's own; the first one where it has none."""
    return next((slug for slug, roles in CHAPTERS.items() if role in roles), "start")


@cache
def chapters() -> dict[str, Chapter]:
    """Return the whole guide, in its order."""
    return {slug: _read(slug) for slug in CHAPTERS}


@cache
def api_guide() -> Chapter:
    """Return the guide for developers of programs that call the API."""
    return _chapter("api", API_GUIDE, {"code_inline": _name, "fence": _sample})


def _read(slug: str) -> Chapter:
    return _chapter(slug, FOLDER / f"{slug}.md", {"image": _picture, "code_inline": _code})


def _chapter(slug: str, path: Path, rules: Mapping[str, Any]) -> Chapter:
    """Return one file as a chapter; its first line is the title."""
    text = path.read_text(encoding="utf-8")
    heading, _newline, body = text.partition("\n")
    # Raw HTML stays text: what stands in the files can't do more than Markdown can.
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    for kind, rule in rules.items():
        reader.add_render_rule(kind, rule)
    tokens = reader.parse(body)
    parts = tuple(_number(tokens))
    html = reader.renderer.render(tokens, reader.options, {})
    # The files are ours, and everything in them was escaped by the reader.
    return Chapter(slug, heading.removeprefix("#").strip(), parts, mark_safe(html))  # noqa: S308


def _number(tokens: list[Token]) -> Any:
    """Give each second heading an anchor; yield the parts."""
    count = 0
    for token, inner in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            count += 1
            token.attrSet("id", f"part-{count}")
            yield Part(f"part-{count}", inner.content)


def _picture(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: Any, _env: Any
) -> str:
    """Return a picture of docs/screens with the size it is shown in: the text never moves."""
    token = tokens[index]
    name = Path(str(token.attrs["src"])).name
    with Image.open(SCREENS / name) as picture:
        shrunk = min(1, HIGHEST / picture.height)
        width, height = round(picture.width * shrunk), round(picture.height * shrunk)
    return format_html(
        '<img class="guide-picture" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        static(f"guide/{name}"), token.content, width, height,
    )  # fmt: skip


def _code(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: Any, _env: Any
) -> str:
    """Return a key, a command or what is typed, kept from turning around."""
    return format_html('<kbd><bdi dir="auto">{}</bdi></kbd>', tokens[index].content)


def _name(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: Any, _env: Any
) -> str:
    """Return a name, an address or a command of the API, from left to right."""
    return format_html('<code class="breaks" dir="ltr">{}</code>', tokens[index].content)


def _sample(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: Any, _env: Any
) -> str:
    """Return a block of code or of an answer, from left to right; the keyboard scrolls it."""
    return format_html(
        '<pre class="code" dir="ltr" tabindex="0"><code>{}</code></pre>', tokens[index].content
    )
