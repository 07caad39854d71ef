"""The text of a contract is read as its articles; pure, without the database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.persian import always_persian_digits, latin_digits

# «ماده ۷، ضمانت. دفتر ...»: the word, a number, and what follows up to the end of the line.
# «مادهٔ سوم: ...» says the same.
_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "یکم اول نخست", "دوم", "سوم", "چهارم", "پنجم", "ششم", "هفتم", "هشتم", "نهم", "دهم",
            "یازدهم", "دوازدهم", "سیزدهم", "چهاردهم", "پانزدهم", "شانزدهم", "هفدهم", "هجدهم",
            "نوزدهم", "بیستم",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_HEAD = re.compile(
    r"^\s*ماد[هۀة](?:\s*ٔ|‌ی)?\s*\(?([0-9]{1,3}|(?:" + "|".join(_ORDINALS) + r")(?!\w))\)?"
    r"\s*[،,:.\-–—ـ)]*\s*(.*)$"
)
_TITLE = re.compile(r"^([^.:؛\n]{2,120}?)\s*[.:؛]\s*(.*)$", re.DOTALL)
Head = tuple[int, int, list[str]]  # its line, its number, what follows
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


@dataclass(frozen=True)
class Reading:
    """What a text was read as, and everything that keeps it from being a contract's."""

    articles: Sequence[Article]
    faults: Sequence[Unread]


def articles_of(text: str) -> Sequence[Article]:
    """
    Return the articles of a text in which each begins a line with «ماده» and its number.

    Digits of three scripts are read. A title ends at the first full stop or colon of the head's
    line; where nothing follows it, the whole line is the title and the text begins below.

    Raises:
        Unread: the first of the faults that `reading_of` finds.
    """
    reading = reading_of(text)
    if reading.faults:
        raise reading.faults[0]
    return reading.articles


def reading_of(text: str) -> Reading:
    """
    Return what a text is read as, with all its faults in the order of its lines.

    Causes: `before` something stands before the first article, `order` a number is not the one
    after, `empty` an article has no text, `long` it is longer than `LONGEST` letters, `none` there
    is no article, `many` there are more than `MOST_ARTICLES`.
    """
    heads: list[Head] = []
    faults: list[Unread] = []
    for place, line in enumerate(text.splitlines(), start=1):
        head = _HEAD.match(latin_digits(line))
        if head:
            word = head.group(1)
            number = _ORDINALS.get(word) or int(word)
            heads.append((place, number, [line[head.start(2) :]]))
        elif heads:
            heads[-1][2].append(line)
        elif line.strip() and not faults:
            faults.append(Unread("before", place))
    if not heads:
        return Reading((), faults or [Unread("none")])
    if len(heads) > MOST_ARTICLES:
        faults.append(Unread("many"))
    last, articles = 0, []
    for place, number, lines in heads:
        article = _article(number, lines)
        articles.append(article)
        if cause := _fault(article, last + 1):
            wanted = last + 1 if cause == "order" else number
            faults.append(Unread(cause, place, wanted))
        last = number
    return Reading(articles, faults)


def _fault(article: Article, wanted: int) -> str:
    """Return what is wrong with one article; empty for nothing."""
    if article.number != wanted:
        return "order"
    if not article.text:
        return "empty"
    return "long" if len(article.text) > LONGEST else ""


def _article(number: int, lines: Sequence[str]) -> Article:
    first, rest = lines[0].strip(), "\n".join(lines[1:]).strip()
    found = _TITLE.match(first)
    title, text = (found.group(1).strip(), found.group(2).strip()) if found else ("", first)
    if not found and rest and len(first) <= 120:
        title, text = first, ""
    return Article(number, title, "\n".join(part for part in (text, rest) if part))


def text_of(articles: Sequence[Article]) -> str:
    """Return articles as the text from which they are read again, as people write it."""
    parts = [
        f"ماده {always_persian_digits(one.number)}، {one.title}. {one.text}" if one.title
        else f"ماده {always_persian_digits(one.number)}\n{one.text}"
        for one in articles
    ]  # fmt: skip
    return "\n\n".join(parts)
