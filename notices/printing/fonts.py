"""
Static cuts of Vazirmatn for the PDF, made once in each process from the variable web font.

The printer loads TrueType only, and names the letters of a PDF by the font's own table of
characters. Forms that no character stands for get a private one here; `readable` turns all of
them back into plain letters, so that the text of a PDF can be searched, copied and read aloud.
"""

import io
import re
import unicodedata
from datetime import UTC, datetime
from functools import cache

import pikepdf
from django.conf import settings
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

_PRIVATE = 0xE000  # first of the private characters of the basic plane
_NAME = re.compile(r"uni([0-9A-F]{4})\b")
_PAIR = re.compile(rb"<([0-9a-fA-F]{2,4})>(\s*)<([0-9a-fA-F]{4,})>")
_ARABIC = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})


@cache
def cut(subset: str, weight: int) -> bytes:
    """Return the static TrueType file of a subset and weight."""
    font = TTFont(settings.FONT_DIR / f"vazirmatn-{subset}.woff2")
    font = instantiateVariableFont(font, {"wght": weight})
    font.flavor = None
    _name_forms(font)
    if subset == "latin":
        _part_letters(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _name_forms(font: TTFont) -> None:
    """Give each form of a letter that has no character of its own a private one."""
    named = private_forms(font)
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in {4, 12}:
            table.cmap.update({code: glyph for code, (glyph, _letter) in named.items()})


def _part_letters(font: TTFont) -> None:
    """Switch the joined Latin letters (ffi) off: no character says what they are."""
    for feature in font["GSUB"].table.FeatureList.FeatureRecord:
        if feature.FeatureTag == "liga":
            feature.Feature.LookupListIndex = []


def private_forms(font: TTFont) -> dict[int, tuple[str, str]]:
    """Return private character → (form, plain letter) for the forms without a character."""
    known = set(font.getBestCmap().values())
    bare = [name for name in font.getGlyphOrder() if name not in known and _NAME.match(name)]
    return {
        _PRIVATE + place: (name, _plain(chr(int(name[3:7], 16))))
        for place, name in enumerate(sorted(bare))
    }


@cache
def _letters() -> dict[int, str]:
    """Return private character → plain letter, for all subsets."""
    font = TTFont(settings.FONT_DIR / "vazirmatn-arabic.woff2")
    return {code: letter for code, (_glyph, letter) in private_forms(font).items()}


def _plain(letter: str) -> str:
    """
    Return the plain letter of a form that it takes in writing.

    Two letters in one form, as in «لا», stay one character: a reader that turns a line around
    would turn them around too.
    """
    plain = unicodedata.normalize("NFKC", letter).translate(_ARABIC)
    return plain if len(plain) == 1 else letter


def readable(pdf: bytes) -> bytes:
    """Return the PDF with its tables of characters naming plain Persian letters."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for font in document.objects:
            if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font:
                table = font.ToUnicode
                table.write(_PAIR.sub(_plain_pair, table.read_bytes()))
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _plain_pair(match: re.Match[bytes]) -> bytes:
    text = bytes.fromhex(match[3].decode()).decode("utf-16-be", "replace")
    plain = "".join(_letters().get(ord(letter)) or _plain(letter) for letter in text)
    return (
        b"<" + match[1] + b">" + match[2] + b"<" + plain.encode("utf-16-be").hex().encode() + b">"
    )


def dated(pdf: bytes, title: str, at: datetime) -> bytes:
    """Return the PDF without the moment and the tool of its making; its date is `at`."""
    moment = f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z"
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.trailer.Info = document.make_indirect(
            pikepdf.Dictionary(Title=title, CreationDate=moment, ModDate=moment)
        )
        if "/Metadata" in document.Root:
            del document.Root.Metadata
        if "/ID" in document.trailer:
            # Its first half is kept by a save, and was made of the moment of printing.
            del document.trailer.ID
        document.save(out, deterministic_id=True)
    return out.getvalue()
