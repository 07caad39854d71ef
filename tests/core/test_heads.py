"""The head of a document is asked for in one place, with one sentence for every app."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from core.papers.heads import Letter, wrong_in_judgment, wrong_in_letter
from core.texts import wrong_in_number

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 1)
APPS = ("contracts", "oversight", "violations", "offices", "approvals", "core")
# The sentence, or the question, and the one file that has it.
ASKED = {
    "A judgment is not older than the decision that it judges.": "core/papers/heads.py",
    "any(sign.isdigit()": "core/texts.py",
}


@pytest.mark.parametrize("number", ["۱۲", "12", "ص/۷"])
def test_a_number_has_a_digit(number: str) -> None:
    assert wrong_in_number(number) == ""


@pytest.mark.parametrize("number", ["", "بی‌شماره", "الف/ب"])
def test_a_number_without_a_digit_is_refused(number: str) -> None:
    letter = Letter(number or "x", DAY, "دادگاه عمومی")

    assert wrong_in_letter(letter, DAY)["document_no"] == [wrong_in_number(number)]


def test_a_judgment_is_of_the_day_of_the_decision_or_later() -> None:
    assert wrong_in_judgment(DAY, DAY) == wrong_in_judgment(None, DAY) == ""
    assert wrong_in_judgment(DAY - timedelta(days=1), DAY)


@pytest.mark.parametrize(("words", "file"), ASKED.items())
def test_each_is_asked_in_one_file(words: str, file: str) -> None:
    found = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if words in path.read_text(encoding="utf-8")
    }

    assert found == {file}
