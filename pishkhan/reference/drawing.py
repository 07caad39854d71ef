"""Samples with what stands in quotes, names and comments in their colours."""

import re

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

QUOTED = r'"(?:[^"\\\n]|\\.)*"'
NAME = rf"(?P<name>{QUOTED})(?=\s*:)"
NOTE = r"(?P<note>^//[^\n]*)"
# In a shell's single quotes stands the whole body; PHP writes its own strings so.
PATTERNS = {
    kind: re.compile(rf"{NOTE}|{NAME}|(?P<text>{text})", re.MULTILINE)
    for kind, text in {
        "curl": QUOTED, "python": QUOTED, "json": QUOTED, "php": rf"{QUOTED}|'[^'\n]*'",
    }.items()
}  # fmt: skip


def coloured(text: str, kind: str) -> SafeString:
    """Return a sample as HTML; `kind` is curl, python, php or json."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for found in PATTERNS[kind].finditer(text):
        pieces += [("plain", text[end : found.start()]), (str(found.lastgroup), found.group())]
        end = found.end()
    pieces.append(("plain", text[end:]))
    marked = [(css, piece) for css, piece in pieces if piece]
    return format_html_join("", '<span class="code-{}">{}</span>', marked)
