"""What makes a password easy to guess for who knows its owner, the product or the keyboard."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from accounts.models import User
from core.crypto import decrypt
from core.persian import loose_key
from territory.models import Division
from territory.rules import Level

LEAST_OWN = 8  # letters that a password has besides rows, years and words of the product
LEAST_PART = 4  # a shorter name stands in too many words to be refused wherever it stands
LEAST_ROW = 4

# Key by key the same place on the keyboard (ISIRI 9147), in each row from the left.
_LATIN_ROWS = ("qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,")
_PERSIAN_ROWS = ("ضصثقفغعهخحجچ", "شسیبلاتنمکگ", "ظطزرذدپو")
_TO_PERSIAN = str.maketrans("".join(_LATIN_ROWS), "".join(_PERSIAN_ROWS))
_TO_LATIN = str.maketrans("".join(_PERSIAN_ROWS), "".join(_LATIN_ROWS))
_ROWS = (
    *_LATIN_ROWS, *_PERSIAN_ROWS, "1234567890", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "abcdefghijklmnopqrstuvwxyz", "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
)  # fmt: skip
_YEAR = re.compile(r"1[34]\d\d|20\d\d|19\d\d")
_REPEATED = re.compile(r"(.)\1{3,}")
_WORDS = (
    "pishkhan", "pishkhaan", "pishkan", "password", "passwd", "admin", "iran", "welcome",
    "پیشخوان", "خدمات", "دولت", "گذرواژه", "رمز", "عبور", "سامانه", "مدیر", "ایران", "خوش آمدید",
)  # fmt: skip

# Words of a person's surroundings, by apps above: of one person, and of the product.
PERSONAL: list[Callable[[User], Iterable[str]]] = []
CONTEXT: list[Callable[[], Iterable[str]]] = []


@dataclass(frozen=True)
class Weakness:
    """What of a password is easy to guess."""

    is_personal: bool
    is_digits: bool
    has_row: bool
    has_context: bool


def folded(text: str) -> str:
    """Return letters and digits of a text as they are compared: one case, script and digits."""
    plain = loose_key(unicodedata.normalize("NFKC", text)).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def weakness(password: str, user: User | None) -> Weakness:
    """Return what of a password is easy to guess, however and on whichever layout it is typed."""
    names = _parts(personal_words(user)) if user else set()
    words = _parts(context_words())
    found = [_judged(text, names, words) for text in _readings(password)]
    return Weakness(
        is_personal=any(one.is_personal for one in found),
        is_digits=found[0].is_digits,
        has_row=any(one.has_row for one in found),
        has_context=any(one.has_context for one in found),
    )


def _readings(password: str) -> Iterator[str]:
    """Yield a password as typed, and as the same keys type it on the other layout."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    yield plain
    yield plain.translate(_TO_PERSIAN)
    yield loose_key(plain).translate(_TO_LATIN)


def _judged(text: str, names: set[str], words: set[str]) -> Weakness:
    letters = folded(text)
    without_names = _without(letters, names)
    without_words = _without(without_names, words)
    without_words = _YEAR.sub("", without_words)
    own = _without_rows(without_words)
    is_little = len(own) < LEAST_OWN
    return Weakness(
        is_personal=any(len(name) >= LEAST_PART and name in letters for name in names)
        or (is_little and without_names != letters),
        is_digits=letters.isdigit(),
        has_row=is_little and own != without_words,
        has_context=is_little and without_words != without_names,
    )


def personal_words(user: User) -> Iterator[str]:
    """Yield the names of a person: own, username, office's code and numbers."""
    yield from (user.username, user.full_name)
    if user.national_id_sealed:
        yield decrypt(user.national_id_sealed)
    if user.pk is not None:
        for words in PERSONAL:
            yield from words(user)


def context_words() -> Iterator[str]:
    """Yield the words of the product, the provinces, and what apps above name."""
    yield from _WORDS
    yield from Division.objects.filter(level=Level.PROVINCE).values_list("name", flat=True)
    for words in CONTEXT:
        yield from words()


def _parts(words: Iterable[str]) -> set[str]:
    """Return each text folded, as a whole and word by word; single letters left out."""
    found = set()
    for text in words:
        pieces = re.split(r"[\W\d_]+", text)
        found |= {folded(piece) for piece in (text, text.lstrip("0"), *text.split(), *pieces)}
    return {word for word in found if len(word) > 2}


def _without(text: str, words: Iterable[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


@cache
def _steps() -> frozenset[str]:
    """Return each two neighbours of a keyboard or an alphabet, in both directions."""
    there = {first + second for row in _ROWS for first, second in pairwise(folded(row))}
    return frozenset(there | {step[::-1] for step in there})


def _without_rows(text: str) -> str:
    """Return a text without runs of neighbouring keys or letters, and without repetitions."""
    text = _REPEATED.sub("", text)
    steps = _steps()
    kept, run = [], text[:1]
    for before, letter in pairwise(text):
        if before + letter not in steps:
            kept.append(run)
            run = ""
        run += letter
    kept.append(run)
    return "".join(run for run in kept if len(run) < LEAST_ROW)
