"""The text of a contract is read as its articles; pure, without the database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.persian import always_persian_digits, latin_digits

# «ماده ۷، ضمانت. دفتر ...»: the word, a number, and what follows up to the end of the line.
_HEAD = re.compile(r"^\s*ماد[هۀة](?:\s*ٔ|‌ی)?\s*\(?([0-9]{1,3})\)?\s*[،,:.\-–—ـ)]*\s*(.*)$")
_TITLE = re.compile(r"^([^.:؛\n]{2,120}?)\s*[.:؛]\s*(.*)$", re.DOTALL)
MOST_ARTICLES = 99
LONGEST = 8000


@dataclass(frozen=True)
class Article:
    """An article: its number from 1, its title if it has one, and its text."""

    number: int
    title: str
    text: str


class Unread(ValueError):
    """A text that cannot be read as articles; `line` counts from 1, 0 is the whole text."""

    def __init__(self, cause: str, line: int = 0, number: int = 0) -> None:
        super().__init__(cause)
        self.cause = cause
        self.line = line
        self.number = number


def articles_of(text: str) -> Sequence[Article]:
    """
    Return the articles of a text in which each begins a line with «ماده» and its number.

    Digits of three scripts are read. A title ends at the first full stop or colon of the head's
    line; where nothing follows it, the whole line is the title and the text begins below.

    Raises:
        Unread: `before` something stands before the first article, `order` a number is not the
            one after, `empty` an article has no text, `long` it is longer than `LONGEST` letters,
            `none` there is no article, `many` there are more than `MOST_ARTICLES`.
    """
    heads: list[tuple[int, int, list[str]]] = []
    for place, line in enumerate(text.splitlines(), start=1):
        head = _HEAD.match(latin_digits(line))
        if head:
            heads.append((place, int(head.group(1)), [line[head.start(2) :]]))
        elif heads:
            heads[-1][2].append(line)
        elif line.strip():
            raise Unread("before", place)
    if not heads:
        raise Unread("none")
    if len(heads) > MOST_ARTICLES:
        raise Unread("many")
    return [_article(*head, wanted) for wanted, head in enumerate(heads, start=1)]


def _article(place: int, number: int, lines: Sequence[str], wanted: int) -> Article:
    if number != wanted:
        raise Unread("order", place, wanted)
    first, rest = lines[0].strip(), "\n".join(lines[1:]).strip()
    found = _TITLE.match(first)
    title, text = (found.group(1).strip(), found.group(2).strip()) if found else ("", first)
    if not found and rest and len(first) <= 120:
        title, text = first, ""
    text = "\n".join(part for part in (text, rest) if part)
    if not text:
        raise Unread("empty", place, number)
    if len(text) > LONGEST:
        raise Unread("long", place, number)
    return Article(number, title, text)


def text_of(articles: Sequence[Article]) -> str:
    """Return articles as the text from which they are read again, as people write it."""
    parts = [
        f"ماده {always_persian_digits(one.number)}، {one.title}. {one.text}" if one.title
        else f"ماده {always_persian_digits(one.number)}\n{one.text}"
        for one in articles
    ]  # fmt: skip
    return "\n\n".join(parts)
