"""Icons by the product's own names, drawn inline from the `lucide` package: no icon font."""

from functools import lru_cache

import lucide
from django.utils.safestring import SafeString, mark_safe

from core.markup import format_html

# Our word for the thing -> lucide's word for the picture; other names pass through.
NAMES = {
    "office": "store",
    "agency": "landmark",
    "contract": "file-text",
    "case": "gavel",
    "review": "scale",
    "person": "user",
    "people": "users",
    "place": "map-pin",
    "money": "banknote",
    "attachment": "paperclip",
    "evidence": "shield-check",
    "deadline": "hourglass",
    "help": "circle-question-mark",
    "danger": "circle-alert",
    "warn": "triangle-alert",
    "ok": "circle-check",
    "refused": "circle-x",
    "desk": "inbox",
    "policy": "sliders-horizontal",
    "licence": "file-badge",
    "signature": "signature",
    "training": "graduation-cap",
    "message": "message-square-warning",
    "logout": "log-out",
    "pdf": "file-text",
    "more": "ellipsis-vertical",
    "table": "table-2",
    "import": "file-input",
    "export": "download",
    "report": "triangle-alert",
    "switch": "user-cog",
}
# "Next" points left in a right-to-left page; these are turned around there by the style sheet.
DIRECTIONAL = frozenset(
    {
        "arrow-left", "arrow-right", "chevron-left", "chevron-right", "log-out", "send",
        "external-link", "undo-2", "redo-2", "list-checks", "file-input",
    }
)  # fmt: skip
STROKE = "1.75"


@lru_cache(maxsize=512)
def draw(name: str, size: int = 18, css: str = "", label: str = "") -> SafeString:
    """
    Return the icon as inline SVG, `size` pixels square; hidden from readers unless it has a label.

    Raises:
        lucide.IconDoesNotExist: there is no such picture.
    """
    picture = NAMES.get(name, name)
    classes = ["icon", *(["icon-flip"] if picture in DIRECTIONAL else []), *css.split()]
    text = lucide._render_icon(
        picture, size, stroke_width=STROKE, focusable="false", **{"class": " ".join(classes)}
    )
    head, rest = text.split(">", 1)
    # lucide's own file and our constants; the only foreign text, the label, goes through
    # format_html.
    spoken = (
        format_html(' role="img" aria-label="{}">', label)
        if label
        else SafeString(' aria-hidden="true">')
    )
    return mark_safe(head) + spoken + mark_safe(rest)  # noqa: S308
