"""The printer: PlutoPrint, which brings all it needs."""

import io
from collections.abc import Callable

import plutoprint

Fetch = Callable[[str], tuple[bytes, str]]


class _OwnPaths(plutoprint.ResourceFetcher):
    """Asks the caller for each address; the library's own way, with its `file:`, is not taken."""

    def __init__(self, fetch: Fetch) -> None:
        super().__init__()
        self._fetch = fetch

    def fetch_url(self, url: str) -> plutoprint.ResourceData:
        """Return what the caller has under an address."""
        content, media_type = self._fetch(url)
        return plutoprint.ResourceData(content, media_type, "utf-8")


def draw(markup: str, title: str, fetch: Fetch) -> tuple[bytes, int]:
    """Return the PDF of a page of HTML and how many pages it has."""
    book = plutoprint.Book(
        plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE, plutoprint.MEDIA_TYPE_PRINT
    )
    book.custom_resource_fetcher = _OwnPaths(fetch)
    book.set_metadata(plutoprint.PDF_METADATA_TITLE, title)
    book.load_html(markup)
    out = io.BytesIO()
    book.write_to_pdf_stream(out)
    return out.getvalue(), int(book.get_page_count())
