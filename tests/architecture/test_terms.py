"""People read one official term for one thing; the older words are gone."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import polib
import pytest

from notices.migrations import _first_rows
from tests.architecture.sources import ROOT

LETTER = "\u0621-\u06cc\u0654\u200c"  # with the marks that join


@dataclass(frozen=True)
class Term:
    """An older word as a pattern, the official one, and messages in which the older is right."""

    old: str
    official: str
    examples: tuple[str, ...]
    right_in: frozenset[str] = field(default_factory=frozenset)

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return what finds the older word at the beginning of a word."""
        return re.compile(f"(?<![{LETTER}])(?:{self.old})")


TERMS = (
    Term(
        "رأی", "تصمیم", ("صدور رأی", "رأیی", "رأی‌ها"),
        # The committee's vote, and what courts and higher authorities rule.
        frozenset({
            "record a judgment of the committee or a court",
            "of a court or higher authority",
            "the members who judge",
        }),
    ),
    Term("سیاست", "ضوابط", ("سیاست‌ها", "نسخهٔ سیاست")),
    Term("(?:کتاب )قواعد", "جدول ضوابط", ("کتاب قواعد",)),
    Term(f"در کار(?![{LETTER}])", "لازم‌الاجرا، برقرار", ("سیاست در کار", "نقش در کار نیست")),
    Term("دیرکرد", "تأخیر، معوق", ("۳ روز کاری دیرکرد",)),
    Term("بی‌اقدام", "معوق", ("بی‌اقدامی دستگاه",)),
    Term("کارنامه", "گزارش عملکرد", ("کارنامهٔ دستگاه",)),
    Term("مسئلهٔ همکاری|مسائل همکاری|گلایه", "درخواست پیگیری", ("مسئلهٔ همکاری",)),
    Term("ارجاع (?:گزارش )?به (?:بیرون|مرجع)", "ارسال به مرجع ذی‌صلاح", ("ارجاع به مرجع دیگر",)),
    Term("پرچم", "مشمول بازبینی، شمول بازبینی", ("پرچم می‌خورند", "پرچم‌ها", "پرچم باز")),
    Term("خودداری", "امتناع", ("خودداری از امضا", "خودداری شما")),
    Term("گواه(?!ی)", "شاهد", ("دو گواه", "گواهان")),
    Term("کارگزار ثابت", "رابط ثابت", ("کارگزار ثابت",)),
    Term("دگرگون", "تغییر", ("دگرگونی",)),
    Term("پالای", "فیلتر", ("پالایه‌ها", "پالایش")),
    Term("گام", "مرحله، اقدام", ("گام بعد", "گام‌ها")),
    Term("برون‌خط", "بدون اینترنت", ("برون‌خط",)),
    Term("نویسه", "حرف", ("۲۰ نویسه",)),
    Term(
        "(?:ن?می‌|ن?ب|ن)?فرست(?!نده)", "ارسال", ("فرستادن", "فرستاده شد", "بفرستید", "می‌فرستد"),
    ),
    Term("فرضی", "پیش‌فرض سامانه", ("فرضی، در انتظار تأیید",)),
    Term(
        "بستن پرونده|پروند[هۀ][^.؛:»،]{0,60}? ن?بسته (?:ن?شده )?(?:است|شد|می‌شو)|بستن بدون اقدام",
        "مختومه کردن پرونده",
        ("بستن پرونده", "پرونده بدون اقدام بسته شد", "پرونده‌ای از دفتر شما بسته شد"),
    ),
    Term("دیرشده", "معوق", ("پروندهٔ دیرشده",)),
    Term("پوستر", "تابلوی تعرفه", ("پوستر",)),
    Term("(?<!تابلوی )تعرفه(?!ٔ مصوب)", "تعرفهٔ مصوب", ("بیش از تعرفه",)),
    Term("حجم خدمات", "آمار ماهانهٔ خدمات", ("حجم خدمات",)),
    Term("بازرسی", "بازدید نظارتی", ("بازرسی دفتر",)),
    Term("بهبود", "رفع نقص", ("برنامهٔ بهبود",)),
    Term("شبیه‌ساز", "اجرای آزمایشی بر سوابق", ("شبیه‌سازی",)),
    Term(
        "(?:کد|کدهای) (?:یک‌بارمصرف|تازه|ورود|پیامکی)|رمز (?:پویا|ورود)", "رمز یک‌بارمصرف",
        ("کد یک‌بارمصرف", "رمز پویا"),
    ),
)  # fmt: skip
# The guide of the committee speaks of its votes; that of auditors, of those who inspect.
ELSEWHERE = {"رأی": re.compile("کمیته|دادگاه|دیوان"), "بازرسی": re.compile("برنامه‌های بازرسی")}


def catalogues() -> list[Path]:
    """Return the catalogues of the product, its own and each app's."""
    return [ROOT / "locale/fa/LC_MESSAGES/django.po", *ROOT.glob("*/locale/fa/LC_MESSAGES/*.po")]


def guides() -> list[Path]:
    """Return what users read as prose."""
    return [*sorted((ROOT / "docs/guide").glob("*.md")), ROOT / "docs/api/guide.md"]


def letters() -> list[str]:
    """Return the texts of the letters as they are printed."""
    return [text for pair in _first_rows.TEXTS.values() for text in pair]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.official)
class TestOfficialTerms:
    def test_pattern_finds_the_older_word(self, term: Term) -> None:
        assert all(term.pattern.search(example) for example in term.examples)

    def test_catalogues_say_the_official_word(self, term: Term) -> None:
        found = [
            f"{path.parts[-5]}: {entry.msgid!r}: {text}"
            for path in catalogues()
            for entry in polib.pofile(str(path))
            if entry.msgid not in term.right_in
            for text in (entry.msgstr, *entry.msgstr_plural.values())
            if term.pattern.search(text)
        ]

        assert not found, f"«{term.official}» instead:\n" + "\n".join(found)

    def test_exceptions_are_still_needed(self, term: Term) -> None:
        entries = [entry for path in catalogues() for entry in polib.pofile(str(path))]
        needed = {entry.msgid for entry in entries if term.pattern.search(entry.msgstr)}

        assert term.right_in <= needed

    def test_guides_say_the_official_word(self, term: Term) -> None:
        allowed = ELSEWHERE.get(term.old)
        found = [
            f"{path.name}:{number}"
            for path in guides()
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if term.pattern.search(line) and not (allowed and allowed.search(line))
        ]

        assert not found

    def test_templates_and_letters_say_the_official_word(self, term: Term) -> None:
        allowed = ELSEWHERE.get(term.old)
        pages = [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.*")]
        found = [
            text
            for text in (*pages, *letters())
            if term.pattern.search(text) and not (allowed and allowed.search(text))
        ]

        assert not found

    def test_data_say_the_official_word(self, term: Term) -> None:
        examples = [
            json.loads((ROOT / "pishkhan" / name).read_text(encoding="utf-8"))
            for name in ("bodies.json", "examples.json")
        ]
        policy = json.loads((ROOT / "oversight/data/policy_1.json").read_text(encoding="utf-8"))

        assert not term.pattern.search(json.dumps([examples, policy], ensure_ascii=False))
