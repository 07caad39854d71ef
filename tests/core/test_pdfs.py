"""PDFs written by hand: none hides from the check something that another reader would run."""

import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from core.papers import PaperRefused, read_paper

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
RUNS = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
OPENS = b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>"
PLAIN = {1: CATALOG, 2: PAGES, 3: PAGE}
SCRIPTED = {1: OPENS, 2: PAGES, 3: PAGE, 4: RUNS}


def numbered(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)


def stream(table: bytes, data: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (table, len(data), data)


def put(data: bytes, objects: dict[int, bytes]) -> tuple[bytes, dict[int, int]]:
    """Append objects; return the bytes and the offset of each."""
    offsets = {}
    for number, body in objects.items():
        offsets[number] = len(data)
        data += numbered(number, body)
    return data, offsets


def table(offsets: dict[int, int]) -> bytes:
    """Return a cross-reference table with one section an object."""
    lines = [b"xref\n0 1\n0000000000 65535 f \n"]
    lines += [b"%d 1\n%010d 00000 n \n" % pair for pair in sorted(offsets.items())]
    return b"".join(lines)


def close(data: bytes, offsets: dict[int, int], more: bytes = b"") -> bytes:
    """Append table and trailer."""
    trailer = b"trailer\n<< /Size 20 /Root 1 0 R %s >>\n" % more
    return b"%s%s%sstartxref\n%d\n%%%%EOF\n" % (data, table(offsets), trailer, len(data))


def pdf(objects: dict[int, bytes]) -> bytes:
    return close(*put(b"%PDF-1.7\n", objects))


def packed(objects: dict[int, bytes]) -> bytes:
    """Return an object stream."""
    head, body = b"", b""
    for number, content in objects.items():
        head += b"%d %d " % (number, len(body))
        body += content + b" "
    data = zlib.compress(head + body)
    names = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(objects), len(head))
    return stream(names, data)


def cross_stream(data: bytes, rows: dict[int, tuple[int, int, int]]) -> bytes:
    """Append a cross-reference stream as object 10 that names these objects and itself."""
    rows = rows | {10: (1, len(data), 0)}
    index = b" ".join(b"%d 1" % number for number in sorted(rows))
    body = b"".join(
        bytes([kind]) + place.to_bytes(4, "big") + bytes([rank])
        for _number, (kind, place, rank) in sorted(rows.items())
    )
    names = b"/Type /XRef /Size 20 /W [1 4 1] /Index [%s] /Root 1 0 R" % index
    return data + numbered(10, stream(names, body)) + b"startxref\n%d\n%%%%EOF\n" % len(data)


def wrong_offset() -> bytes:
    data, offsets = put(b"%PDF-1.7\n", SCRIPTED)
    return close(data, offsets | {4: offsets[4] + 3})


def wrong_offset_plain() -> bytes:
    """Bring back only a page's drawing: it looks otherwise in another reader."""
    drawn = {3: PAGE[:-2] + b"/Contents 5 0 R >>", 5: stream(b"", b"0 0 9 9 re f")}
    data, offsets = put(b"%PDF-1.7\n", PLAIN | drawn)
    return close(data, offsets | {5: offsets[5] + 3})


def not_in_the_table() -> bytes:
    data, offsets = put(b"%PDF-1.7\n", SCRIPTED)
    del offsets[4]
    return close(data, offsets)


def after_the_end() -> bytes:
    return pdf(PLAIN) + numbered(4, RUNS) + numbered(1, OPENS)


def earlier_revision() -> bytes:
    first = pdf(SCRIPTED)
    data, offsets = put(first, {1: CATALOG, 4: b"null"})
    return close(data, offsets, b"/Prev %d" % first.rindex(b"xref\n0 1"))


def by_stream(rows: Callable[[dict[int, int]], dict[int, tuple[int, int, int]]]) -> bytes:
    data, offsets = put(b"%PDF-1.7\n", {2: PAGES, 3: PAGE, 5: packed({1: OPENS, 4: RUNS})})
    return cross_stream(data, rows(offsets))


def in_object_stream() -> bytes:
    return by_stream(lambda at: {number: (1, at[number], 0) for number in (2, 3, 5)}
                     | {1: (2, 5, 0), 4: (2, 5, 1)})  # fmt: skip


def object_stream_not_named() -> bytes:
    data, offsets = put(b"%PDF-1.7\n", PLAIN)
    data, _hidden = put(data, {5: packed({4: RUNS})})
    return close(data, offsets)


def object_stream_overwritten() -> bytes:
    data, _hidden = put(b"%PDF-1.7\n", {5: packed({4: RUNS})})
    data, offsets = put(data, PLAIN | {5: b"null"})
    return close(data, offsets)


def object_stream_in_other_letters() -> bytes:
    content = zlib.compress(b"4 0 " + RUNS).hex().encode() + b">"
    names = b"/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]"
    data, offsets = put(b"%PDF-1.7\n", PLAIN)
    data, _hidden = put(data, {5: stream(names, content)})
    return close(data, offsets)


def wrong_offset_in_stream() -> bytes:
    data, at = put(b"%PDF-1.7\n", SCRIPTED)
    rows = {number: (1, place + (3 if number == 4 else 0), 0) for number, place in at.items()}
    return cross_stream(data, rows)


def hybrid() -> bytes:
    """Name the script only in the stream that old readers do not read."""
    data, at = put(b"%PDF-1.5\n", {1: OPENS, 2: PAGES, 3: PAGE, 5: packed({4: RUNS})})
    place = len(data)
    data = cross_stream(data, {4: (2, 5, 0)}).partition(b"startxref")[0]
    return close(data, at, b"/XRefStm %d" % place)


def spelt_otherwise() -> bytes:
    data, offsets = put(b"%PDF-1.7\n", PLAIN | {4: b"<< /S /Java#53cript /#4a#53 (1) >>"})
    del offsets[4]
    return close(data, offsets)


def inside_a_stream() -> bytes:
    return pdf(PLAIN | {5: stream(b"", b"x\n" + numbered(4, RUNS))})


HIDDEN: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        wrong_offset, wrong_offset_plain, not_in_the_table, after_the_end, earlier_revision,
        in_object_stream, object_stream_not_named, object_stream_overwritten,
        object_stream_in_other_letters, wrong_offset_in_stream, hybrid, spelt_otherwise,
        inside_a_stream,
    )
}  # fmt: skip
LIVE = {
    "launch": b"<< /S /Launch /F (cmd) >>",
    "attached": b"<< /EF << /F 5 0 R >> >>",
    "xfa": b"<< /XFA (x) >>",
    "rich-media": b"<< /Subtype /RichMedia >>",
    "embedded": b"<< /EmbeddedFiles << /Names [] >> >>",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_hides_from_the_check_is_refused(name: str) -> None:
    with pytest.raises(PaperRefused) as caught:
        read_paper(HIDDEN[name](), "a.pdf")

    assert caught.value.reason in {"active", "ambiguous"}


@pytest.mark.parametrize("name", LIVE)
def test_any_live_content_is_found_where_no_table_names_it(name: str) -> None:
    with pytest.raises(PaperRefused) as caught:
        read_paper(pdf(PLAIN) + numbered(4, LIVE[name]), "a.pdf")

    assert caught.value.reason in {"active", "attached", "form"}


def incremental() -> bytes:
    first = pdf(PLAIN)
    data, offsets = put(first, {3: PAGE.replace(b"[0 0 9 9]", b"[0 0 8 8]")})
    return close(data, offsets, b"/Prev %d" % first.rindex(b"xref\n0 1"))


def saved(**how: Any) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    body = io.BytesIO()
    made.save(body, **how)
    return body.getvalue()


GOOD: dict[str, Callable[[], bytes]] = {
    "plain": lambda: pdf(PLAIN),
    "incremental": incremental,
    "linear": lambda: saved(linearize=True),
    "object-streams": lambda: saved(object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "picture-with-such-letters": lambda: pdf(PLAIN | {5: stream(b"", b"\xff/JS \xfe/EF\x00")}),
    "opens-at-a-page": lambda: pdf(
        PLAIN | {1: CATALOG[:-2] + b"/OpenAction [3 0 R /Fit] >>"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_plain_ones_are_accepted_and_rebuilt(name: str) -> None:
    data = GOOD[name]()

    copy = read_paper(data, "a.pdf").copy

    assert copy.startswith(b"%PDF-")
    assert copy != data
