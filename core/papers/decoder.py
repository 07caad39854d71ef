"""
Decodes one picture or PDF in a limited process (`core.sandbox`).

Nothing else of the product is imported here.
"""

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

import msgspec
import pikepdf
import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

MEMORY = 768 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 30_000
MOST_PAGES = 300
MOST_OBJECTS = 200_000
DEEPEST = 60

_SUFFIXES = {"jpeg": {".jpg", ".jpeg", ".jpe", ".jfif", ".jpx"}, "png": {".png"}, "pdf": {".pdf"}}
_SCRIPT_KEYS = {"/JS", "/JavaScript"}
_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition",
    "/Movie", "/Sound", "/SetOCGState", "/Trans", "/GoTo3DView", "/RichMediaExecute", "/ResetForm",
    "/Hide",
}  # fmt: skip
_NOTES = {"/FileAttachment"}
_LIVE_NOTES = {"/RichMedia", "/3D", "/Screen", "/Movie", "/Sound"}
_FILE_KEYS = {"/EmbeddedFiles", "/EF", "/Collection"}

# Live content in the bytes of a PDF, by the refusal's code: other readers look for objects where
# no table names them. Only names that are too long to stand in a picture's bytes by chance.
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_NAME_ENDS = rb"(?![^\x00\t\n\f\r ()<>\[\]{}/%])"
_LIVE_BYTES = {
    code: re.compile(pattern + _NAME_ENDS)
    for code, pattern in {
        "active": rb"/(?:JavaScript|Launch|SubmitForm|ImportData|Rendition|GoToE|GoToR|GoTo3DView"
        rb"|RichMedia|RichMediaContent|RichMediaExecute)",
        "attached": rb"/(?:EmbeddedFiles?|FileAttachment|EF(?=\s*<<|\s+\d+\s+\d+\s+R))",
        "form": rb"/XFA",
    }.items()
}
_OBJECT_STREAM = re.compile(rb"/ObjStm" + _NAME_ENDS)


class Refusal(Exception):
    """The file is not taken; the argument is the code of the reason."""


def refuse_lies(kind: str, data: bytes) -> None:
    """Refuse a file whose signature is not that of its kind, or that begins as a PDF too."""
    try:
        matches = puremagic.magic_string(data)
    except (puremagic.PureError, ValueError) as error:
        raise Refusal("broken") from error
    if not any(match.extension in _SUFFIXES[kind] for match in matches):
        raise Refusal("broken")
    if kind != "pdf" and b"%PDF-" in data[:1024]:
        raise Refusal("hidden")


def picture(kind: str, data: bytes) -> dict[str, object]:
    """Decode a picture as a whole and return it encoded anew, upright and without metadata."""
    try:
        image = Image.open(io.BytesIO(data), formats=[kind.upper()])
    except UnidentifiedImageError as error:
        raise Refusal("broken") from error
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Refusal("too-many-pixels")
    if kind == "png" and getattr(image, "n_frames", 1) > 1:
        raise Refusal("animated")
    image.load()
    upright = ImageOps.exif_transpose(image)
    out = io.BytesIO()
    if kind == "jpeg":
        clean = upright if upright.mode in {"RGB", "L"} else upright.convert("RGB")
        clean.info = {}
        clean.save(out, "JPEG", quality=88)
    else:
        wanted = {"1", "L", "LA", "RGB", "RGBA"}
        clean = upright if upright.mode in wanted else upright.convert("RGBA")
        clean.info = {}
        clean.save(out, "PNG", compress_level=3)
    return {"copy": out.getvalue(), "width": clean.width, "height": clean.height}


def _parts(thing: Any, depth: int) -> Iterator[Any]:
    """Yield every dictionary that lies directly in an object; indirect ones have their own turn."""
    if depth > DEEPEST:
        raise Refusal("broken")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        table = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        yield table
        inner: list[Any] = list(table.values())
    elif isinstance(thing, pikepdf.Array):
        inner = list(thing)
    else:
        return
    for part in inner:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _parts(part, depth + 1)


def _name(table: Any, key: str) -> str:
    value = table.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def refuse_active(table: Any) -> None:
    """Refuse a dictionary that runs, opens, sends, plays or carries something."""
    keys = set(table.keys())
    if keys & _SCRIPT_KEYS or _name(table, "/S") in _ACTIONS:
        raise Refusal("active")
    if keys & _FILE_KEYS or _name(table, "/Subtype") in _NOTES:
        raise Refusal("attached")
    if _name(table, "/Subtype") in _LIVE_NOTES or _name(table, "/Type") == "/RichMediaContent":
        raise Refusal("active")
    if "/XFA" in keys:
        raise Refusal("form")


def refuse_live_bytes(data: bytes) -> None:
    """Refuse bytes that name live content anywhere, whichever object they belong to."""
    for code, pattern in _LIVE_BYTES.items():
        if pattern.search(data):
            raise Refusal(code)


def refuse_hidden(data: bytes, pdf: Any) -> None:
    """Refuse live content in objects that the cross-reference table does not name."""
    spelt = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    refuse_live_bytes(spelt)
    known = 0
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and _name(thing.stream_dict, "/Type") == "/ObjStm":
            known += len(_OBJECT_STREAM.findall(thing.stream_dict.unparse()))
            refuse_live_bytes(thing.read_bytes())
    if len(_OBJECT_STREAM.findall(spelt)) > known:
        raise Refusal("ambiguous")  # one that is not read here, and may be elsewhere


def content_of(pdf: Any) -> list[object]:
    """Return each object of a PDF as bytes: its number, value and undecoded stream."""
    return [
        (thing.objgen, thing.stream_dict.unparse(), thing.read_raw_bytes())
        if isinstance(thing, pikepdf.Stream)
        else (thing.objgen, thing.unparse(resolved=True))
        if isinstance(thing, pikepdf.Object)
        else thing
        for thing in pdf.objects
    ]


def refuse_ambiguous(data: bytes, pdf: Any) -> None:
    """Refuse a PDF that a reader which repairs it would read otherwise."""
    with pikepdf.open(io.BytesIO(data), attempt_recovery=True) as repaired:
        found = content_of(repaired)  # first: a repair happens while objects are read
        if found != content_of(pdf):
            raise Refusal("ambiguous")


def refuse_live(pdf: Any) -> None:
    """Refuse a PDF with an object that runs, opens, sends, plays or carries something."""
    for thing in (*pdf.objects, pdf.trailer):
        for table in _parts(thing, 0):
            refuse_active(table)


def paper(data: bytes) -> dict[str, object]:
    """Read a PDF as a whole; return it saved anew, without metadata, if nothing in it is live."""
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
        refuse_shape(pdf)
        refuse_live(pdf)
        refuse_hidden(data, pdf)
        refuse_ambiguous(data, pdf)
        for page in pdf.pages:
            decode(page)
        for key in {"/Metadata", "/OpenAction", "/AA", "/PieceInfo", "/Names"} & set(pdf.Root):
            del pdf.Root[key]
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        out = io.BytesIO()
        pages = len(pdf.pages)
        pdf.save(out, deterministic_id=True, compress_streams=True)
    return {"copy": out.getvalue(), "pages": pages}


def refuse_shape(pdf: Any) -> None:
    """Refuse a PDF that is locked, has no pages, or has too much of anything."""
    if pdf.is_encrypted:
        raise Refusal("encrypted")
    if len(pdf.objects) > MOST_OBJECTS:
        raise Refusal("too-large")
    if not pdf.pages:
        raise Refusal("no-pages")
    if len(pdf.pages) > MOST_PAGES:
        raise Refusal("too-many-pages")


def decode(page: Any) -> None:
    """Decode what a page draws; what cannot be decoded is a broken or hostile file."""
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    for stream in streams:
        if isinstance(stream, pikepdf.Stream):
            stream.read_bytes()


def answer(arguments: list[str], data: bytes) -> bytes:
    """Return msgpack with the clean copy of a file of a kind, or with the code of a refusal."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
    [kind] = arguments
    found: dict[str, object]
    try:
        refuse_lies(kind, data)
        found = paper(data) if kind == "pdf" else picture(kind, data)
    except Refusal as error:
        found = {"refusal": str(error)}
    except MemoryError:
        found = {"refusal": "too-large"}
    except pikepdf.PasswordError:
        found = {"refusal": "encrypted"}
    except Exception:  # noqa: BLE001  whatever a decoder says of a hostile file
        found = {"refusal": "broken"}
    return msgspec.msgpack.encode(found)


def prepare() -> None:
    """Open what the decoders need later: a limited process opens no file."""
    Image.init()
    # The library opens the system's source of random numbers for encrypted files.
    pikepdf.new().save(io.BytesIO(), encryption=pikepdf.Encryption(owner="a", user=""))


prepare()
