"""
Persian text and numbers at the edge: what is shown, what is compared, how amounts read.

Text has three forms: as typed, display-safe, and search key. The letters that keyboards and
old systems confuse are folded; letters that a reader tells apart (س ص ث) never are.

Source: DOMAIN B8; Unicode 15 chapters 3.11 (NFKC), 9.2 (Arabic script) and 23.2 (joiners).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import CharField, Func
from django.utils.translation import get_language
from persiantools import digits as number_words

PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
LATIN_DIGITS = "0123456789"

ZWNJ = "\u200c"
RIGHT_TO_LEFT_MARK = "\u200f"
LEFT_TO_RIGHT_MARK = "\u200e"
THOUSANDS_SEPARATOR = "\u066c"
DECIMAL_SEPARATOR = "\u066b"
MINUS = "\u2212"
PERCENT_SIGN = "\u066a"
# Left-to-right isolate and its end.
_OPEN, _CLOSE = "\u2066", "\u2069"
EITHER_WAY = ("\u2068", _CLOSE)  # isolate in the order of its first letter, and its end

# The alphabetical order of Persian.
ALPHABET = "ءآابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"

_TO_LATIN = str.maketrans(PERSIAN_DIGITS + ARABIC_DIGITS, LATIN_DIGITS * 2)
_TO_PERSIAN = str.maketrans(LATIN_DIGITS + ARABIC_DIGITS, PERSIAN_DIGITS * 2)
_ARABIC_TO_PERSIAN = str.maketrans(ARABIC_DIGITS, PERSIAN_DIGITS)

# Numbers and Latin letters in one piece: GZ-77/120, F02 and psk_DBY84p, but 1405-F-019, too.
_PIECE = re.compile(r"\w+(?:[-/._:+]\w+)*")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
# Numbers that the house itself gives: of a record, and of a receipt under it.
_OWN_NUMBER = re.compile(r"\d{4}(?:-[A-Z])?-\d{3,6}(?:/[A-Z]?\d+)?")

_TATWEEL = "\u0640"
# Fathatan to sukun and the dagger alef; hamza and madda (U+0653..0655) are spelling, and stay.
_HARAKAT = "".join(chr(point) for point in range(0x064B, 0x0653)) + "\u0670"
_LETTERS = str.maketrans("يىك", "ییک", _TATWEEL + _HARAKAT)

# In keys, forms of he that differ only in the keyboard; U+0647 U+0654 is how «هٔ» is typed.
_STRICT = str.maketrans("ہھە", "ههه", ZWNJ)
_HE_WITH_HAMZA = "ه\u0654"
_LOOSE = str.maketrans("ةۀآأإٱؤئ", "ههااااوی")

_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_DOUBLED_ZWNJ = re.compile(f"{ZWNJ}+")
_STRAY_ZWNJ = re.compile(rf"(?<!\S){ZWNJ}|{ZWNJ}(?!\S)")

# Characters that reorder or hide text. Direction marks and the byte order mark arrive with every
# paste from a word processor and change nothing lasting: they are removed, not refused.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_ENDS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
)


def latin_digits(text: str) -> str:
    """Return the text with Persian and Arabic digits written in ASCII."""
    return text.translate(_TO_LATIN)


_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


@contextmanager
def in_one_language() -> Iterator[None]:
    """Ask for the reader's language once; it does not change until this ends."""
    token = _spoken.set(get_language() or "")
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """Return the code of the reader's language; empty where translation is off."""
    spoken = _spoken.get()
    return (get_language() or "") if spoken is None else spoken


def is_english() -> bool:
    """Tell whether the reader has chosen English; everything else reads Persian numbers."""
    return language() == "en"


def always_persian_digits(text: object) -> str:
    """
    Return the text with its digits written in Persian, whoever reads it.

    A code with Latin letters, such as GZ-77/120, is one piece and has Latin digits; a number that
    the house itself gives, such as ۱۴۰۵-F-۰۱۹, is a number.
    """
    said = str(text)
    if not _LATIN_LETTER.search(said):
        return said.translate(_TO_PERSIAN)
    return _PIECE.sub(_in_one_script, said)


def _in_one_script(found: re.Match[str]) -> str:
    piece = latin_digits(found[0])
    is_code = _LATIN_LETTER.search(piece) and not _OWN_NUMBER.fullmatch(piece)
    return piece if is_code else piece.translate(_TO_PERSIAN)


def persian_digits(text: object) -> str:
    """Return the text, or any object's text, in Persian digits; for readers of English in Latin."""
    return latin_digits(str(text)) if is_english() else always_persian_digits(text)


def decimals(text: str) -> str:
    """Return a number that was written with a point, with the reader's own decimal sign."""
    return text if is_english() else text.replace(".", DECIMAL_SEPARATOR)


def in_order(number: object) -> str:
    """
    Return a number or code of which all parts run from the left to the right.

    Even in an isolate a Persian letter turns the parts behind it around: 1405/ص/123 is shown as
    1405/123/ص. A mark behind the letter ends that. What has spaces is a phrase, and stays.
    """
    text = str(number)
    if text.isascii() or " " in text:
        return text
    return _PERSIAN_PART.sub(rf"\1{LEFT_TO_RIGHT_MARK}", text)


def isolated(number: object) -> str:
    """Return a record number for a Persian sentence, in Persian digits and in its own order."""
    return f"{_OPEN}{in_order(persian_digits(number))}{_CLOSE}"


def isolated_as_typed(text: object) -> str:
    """Return a code or a key for a Persian sentence, its digits as they are."""
    return f"{_OPEN}{in_order(text)}{_CLOSE}"


def spaced_phone(number: str) -> str:
    """Return 045-33000003: the area code of a landline apart, as people read it."""
    is_landline = len(number) == 11 and number.startswith("0") and not number.startswith("09")
    return f"{number[:3]}-{number[3:]}" if is_landline else number


def bare(text: str) -> str:
    """Return a text without the marks of `isolated` and of file names, for programs."""
    marks = (_OPEN, *EITHER_WAY, LEFT_TO_RIGHT_MARK)
    return "".join(letter for letter in text if letter not in marks)


# Letters of Persian before another part of the same number.
_PERSIAN_PART = re.compile(r"([^\W\d_A-Za-z]+\u200d?)(?=[\d/_.:A-Za-z-])")
_RECORD_NUMBER = re.compile(rf"(?<![\w{_OPEN}-])\d{{4}}(?:-[A-Z])?-\d{{3,6}}(?![\w{_CLOSE}-])")
# Latin letters with digits, such as F02, psk_DBY84p and GZ-77/120.
_CODE = re.compile(
    rf"(?<![\w{_OPEN}/.-])(?=[\w/.-]*[A-Za-z])(?=[\w/.-]*\d)"
    rf"[A-Za-z\d_]+(?:[-/.][A-Za-z\d_]+)*(?![\w{_CLOSE}/-])"
)
# Numbers, letters and signs of registers in one piece, such as 1405/ص/123 and 045-33000003.
_JOINED = re.compile(
    rf"(?<![\w{_OPEN}/-])(?:(?:\d+|[A-Za-z]{{1,10}}|[^\W\d_]{{1,3}})[/-])+"
    rf"(?:\d+|[A-Za-z]{{1,10}}|[^\W\d_]{{1,3}})(?![\w{_CLOSE}/-])"
)
# Addresses of pages and mailboxes, without the stop or bracket that follows them.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]*[A-Za-z\d/]|[A-Za-z\d_.+-]+@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)+"
)
_PHONE = re.compile(r"[0۰٠]\d{2,3}-\d{7,8}")
_NUMBER = re.compile(f"{_JOINED.pattern}|{_RECORD_NUMBER.pattern}")
_NUMBER_OR_CODE = re.compile(f"{_ADDRESS.pattern}|{_CODE.pattern}|{_NUMBER.pattern}")
_ISOLATE = re.compile(f"{_OPEN}([^{_OPEN}{EITHER_WAY[0]}{_CLOSE}]*){_CLOSE}")


def isolate_numbers(text: object) -> str:
    """
    Return a text in which every record or letter number keeps its own order.

    After Arabic letters a hyphen or letter splits a number such as 1405-F-019 or 1405/ص/123, and
    its parts are shown the wrong way round.
    """
    return _isolate(_NUMBER, text)


def _isolate(pattern: re.Pattern[str], text: object) -> str:
    """Isolate what a pattern of numbers and codes finds outside the isolates of a text."""
    return "".join(
        f"{_OPEN}{piece}{_CLOSE}" if place % 2 else pattern.sub(_isolated_match, piece)
        for place, piece in enumerate(_ISOLATE.split(str(text)))
    )


def _isolated_match(found: re.Match[str]) -> str:
    piece = found[0]
    if _ADDRESS.fullmatch(piece):
        return f"{_OPEN}{piece}{_CLOSE}"
    if any(kind.fullmatch(piece) for kind in (_CODE, _RECORD_NUMBER, _PHONE)):
        return isolated(piece)
    parts = re.split("[/-]", piece)
    numbers = sum(part.isdecimal() for part in parts)
    is_latin = any(part.isascii() and part.isalpha() for part in parts)
    if len(parts) > numbers >= (1 if is_latin else 2):
        return isolated(piece)
    return _RECORD_NUMBER.sub(lambda inner: isolated(inner[0]), piece)


def in_sentence(text: object) -> str:
    """
    Return a text in the reader's digits, its numbers and codes each in an order of their own.

    A code with Latin letters keeps Latin digits.
    """
    return "".join(
        isolated_as_typed(piece) if place % 2 else piece
        for place, piece in enumerate(pieces_of_sentence(text))
    )


def pieces_of_sentence(text: object) -> list[str]:
    """Return a text in the reader's digits: words, then a number or a code, words, and so on."""
    codes = _isolate(_NUMBER_OR_CODE, text)
    pieces = _ISOLATE.split(codes)
    return [piece if _ADDRESS.fullmatch(piece) else persian_digits(piece) for piece in pieces]


def forbidden_characters(text: str) -> list[str]:
    """
    Return the names of the characters that no field accepts, each once, in order.

    These are control characters except tab and line ends, characters that reorder what is
    read (bidirectional embeddings, overrides, isolates), lone surrogates and noncharacters.
    """
    found = dict.fromkeys(character for character in text if _is_forbidden(character))
    return [unicodedata.name(character, f"U+{ord(character):04X}") for character in found]


def _is_forbidden(character: str) -> bool:
    if character in "\t\n\r":
        return False
    return character in _REORDERING or unicodedata.category(character) in ("Cc", "Cs", "Cn")


def display_safe(text: str) -> str:
    """
    Return the text as it may be shown to others, whoever typed it.

    Compatibility forms are composed (NFKC), Arabic ye, kaf and digits become Persian, tatweel,
    vowel signs, controls and direction characters go; a zero width non-joiner stays where it
    separates two letters. Runs of spaces become one, lines are trimmed, at most one is blank.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = text.replace("\r\n", "\n").translate(_LINE_ENDS)
    text = unicodedata.normalize("NFKC", text).translate(_SHOWN)
    text = _STRAY_ZWNJ.sub("", _DOUBLED_ZWNJ.sub(ZWNJ, text))
    text = "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()


class _Kept(dict[int, int | None]):
    """A table for `str.translate` that asks about each character once: keep it, or drop it."""

    def __init__(self, is_kept: Callable[[str], bool]) -> None:
        super().__init__()
        self._is_kept = is_kept

    def __missing__(self, point: int) -> int | None:
        self[point] = point if self._is_kept(chr(point)) else None
        return self[point]


def _is_shown(character: str) -> bool:
    if character in (ZWNJ, "\n", "\t"):
        return True
    return not unicodedata.category(character).startswith("C")


_SHOWN = _Kept(_is_shown)
_SHOWN.update(_LETTERS | _ARABIC_TO_PERSIAN)
_LETTERS_AND_DIGITS = _Kept(lambda character: unicodedata.category(character)[0] in "LN")


def plain_number(text: str) -> str:
    """
    Return a number or key that people write in the one form in which it is stored.

    Digits of every script become ASCII; joiners, marks and controls go; spaces are single. Letters
    keep their case.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    shown = unicodedata.normalize("NFKC", display_safe(text).replace(ZWNJ, ""))
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in shown)
    return " ".join("".join(digits).split())


def strict_key(text: str) -> str:
    """
    Return the key under which two spellings of one name are the same; for unique constraints.

    Case, digits and keyboard variants of letters are folded, joiners removed, spaces single.
    """
    key = display_safe(text).translate(_STRICT).replace(_HE_WITH_HAMZA, "ۀ")
    return " ".join(latin_digits(key).casefold().split())


def loose_key(text: str) -> str:
    """
    Return the key for search: strict, and also blind to spaces, punctuation, madda and hamza.

    «پارس‌آباد», «پارس آباد» and «پارس اباد» share one loose key.
    """
    return strict_key(text).translate(_LOOSE).translate(_LETTERS_AND_DIGITS)


# Private-use code points keep the alphabet's order under the "C" collation, after ASCII. The
# database's function holds the same table (core/sql/sort_key.sql); a test compares the two.
_SORT_BASE = 0xE001
_SORT_VARIANTS = dict(zip("أإٱؤئيىكةۀہھە", "اااوییی" + "ک" + "ه" * 5, strict=True))
_SORT: dict[int, str] = {
    ord(letter): chr(_SORT_BASE + place) for place, letter in enumerate(ALPHABET)
}
_SORT |= {ord(variant): _SORT[ord(letter)] for variant, letter in _SORT_VARIANTS.items()}
_SORT |= {ord(digit): latin for digit, latin in zip(PERSIAN_DIGITS, LATIN_DIGITS, strict=True)}
_SORT |= {ord(digit): latin for digit, latin in zip(ARABIC_DIGITS, LATIN_DIGITS, strict=True)}
_SORT |= dict.fromkeys(map(ord, f"{ZWNJ}{_TATWEEL}{_HARAKAT}\u0653\u0654\u0655"), "")


def sort_key(text: str) -> str:
    """Return the key that sorts Persian alphabetically by code point, as the database does."""
    return text.lower().translate(_SORT)


class SortKey(Func):
    """
    Order by the Persian alphabet: `order_by(SortKey("name"), "pk")`.

    Calls `pishkhan_sort_key(text)`, which is immutable and can be indexed; the "C" collation
    makes its order the same on every server.
    """

    function = "pishkhan_sort_key"
    template = '(%(function)s(%(expressions)s) COLLATE "C")'
    arity = 1
    output_field = CharField()


def group(number: int) -> str:
    """Return an integer in Persian digits with thousands separators: ۳۰۰٬۰۰۰."""
    text = f"{abs(number):,}"
    if not is_english():
        text = text.replace(",", THOUSANDS_SEPARATOR)
    return persian_digits((MINUS if number < 0 else "") + text)


def toman_words(rial: int) -> str:
    """
    Return an amount of rials read aloud in tomans, to catch a factor of ten while typing.

    Ten rials are one toman; what is left over is said in rials. Readers of English see figures.

    Raises:
        ValueError: the amount is 10**15 rials or more, either way.
    """
    if abs(rial) >= 10**15:
        raise ValueError("amount out of range")
    toman, rest = divmod(abs(rial), 10)
    if is_english():
        said = [f"{group(toman)} tomans"] if toman or not rest else []
        said += [f"{rest} rials"] if rest else []
        return (MINUS if rial < 0 else "") + " and ".join(said)
    parts = [f"{number_words.to_word(toman)} تومان"] if toman or not rest else []
    if rest:
        parts.append(f"{number_words.to_word(rest)} ریال")
    return ("منفی " if rial < 0 else "") + " و ".join(parts)


def ordinal(number: int) -> str:
    """Return نخستین, دومین, سومین and so on; in another language the number."""
    if get_language() != "fa":
        return persian_digits(number)
    if number == 1:
        return "نخستین"
    word = str(number_words.to_word(number))
    if word.endswith("سه"):
        return f"{word[:-1]}ومین"
    return f"{word}{ZWNJ}امین" if word.endswith("سی") else f"{word}مین"


def nth(number: int) -> str:
    """Return نخست, دوم, سوم and so on, behind a noun; in another language the number."""
    word = ordinal(number)
    return word.removesuffix("ین") if get_language() == "fa" else word


def percent(value: float | Decimal, places: int = 0) -> str:
    """
    Return percents (42 means 42 %) in Persian digits, the sign always at the left of them.

    The half is rounded away from zero; `places` are digits after the decimal separator.
    """
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = decimals(f"{abs(rounded):.{places}f}")
    sign = MINUS if rounded < 0 else ""
    if is_english():
        return f"{sign}{text}%"
    return f"{persian_digits(sign + text)}{RIGHT_TO_LEFT_MARK}{PERCENT_SIGN}"
