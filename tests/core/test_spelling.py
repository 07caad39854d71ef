"""One pattern for all the ways to write a text."""

import re

import pytest

from core.spelling import MOST, spelled


class TestSpelled:
    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("تاخير", "تأخیر"),
            ("تأخیر", "تاخير"),
            ("بيمه سلامت", "بیمهٔ سلامت"),
            ("بیمهٔ سلامت", "بيمة سلامت"),
            ("اب و فاضلاب", "آب و فاضلاب"),
            ("عالی قاپو", "عالی‌قاپو"),
            ("عالی‌قاپو", "عاليقاپو"),
            ("مسئول", "مسیول"),
            ("کد ۱۲", "كد ١٢"),
            ("ict", "ICT"),
            ("a+b.", "A+B."),
        ],
    )
    def test_finds_the_other_ways_to_write_it(self, text: str, written: str) -> None:
        assert re.fullmatch(spelled(text), written, re.IGNORECASE)

    @pytest.mark.parametrize(
        ("text", "other"), [("سیم", "صیم"), ("a+b", "aab"), ("گاز", "کاز"), ("a.b", "axb")]
    )
    def test_keeps_letters_apart_that_readers_do(self, text: str, other: str) -> None:
        assert not re.search(spelled(text), other, re.IGNORECASE)

    @pytest.mark.parametrize("text", ["", " ", "\u200c"])
    def test_is_empty_where_nothing_was_written(self, text: str) -> None:
        assert spelled(text) == ""

    def test_is_no_longer_than_what_can_be_found(self) -> None:
        assert spelled("a" * 5000) == spelled("a" * MOST)
