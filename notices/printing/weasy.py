"""The printer where PlutoPrint has no wheel (Linux on ARM): WeasyPrint on the system's Pango."""

from collections.abc import Callable
from typing import Any

import weasyprint

Fetch = Callable[[str], tuple[bytes, str]]


def draw(markup: str, title: str, fetch: Fetch) -> tuple[bytes, int]:
    """Return the PDF of a page of HTML and how many pages it has."""

    def own(url: str, *_more: Any, **_others: Any) -> dict[str, Any]:
        content, media_type = fetch(url)
        return {"string": content, "mime_type": media_type}

    document = weasyprint.HTML(string=markup, url_fetcher=own).render()
    document.metadata.title = title
    content: bytes = document.write_pdf()
    return content, len(document.pages)
