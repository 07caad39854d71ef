"""What scripts may say: nothing by themselves; the page brings their texts in its own language."""

import re
from functools import cache

import pytest
from persiantools import digits as number_words

from core import jalali
from tests.architecture.sources import ROOT

TEXTS = ROOT / "templates" / "components" / "texts.html"
ARABIC_LETTERS = re.compile(
    "[\u0620-\u064a\u0671-\u06d3][\u0620-\u064a\u0671-\u06d3\u064b-\u0655\u200c]*"
)
LITERAL = re.compile(r'"([^"\n]*)"')
# What is put before people in place of a text of the page.
SPOKEN = re.compile(
    r"""(?:\.textContent\s*=|\.title\s*=|\.ariaLabel\s*=|"aria-label",|\bsay\(|\bshow\()"""
    r"""\s*["`][^"`$]*[A-Za-z]"""
)
SENTENCE = re.compile(r'"[A-Z][a-z]+(?: [A-Za-z’]+)+[^"]*"')
ASKED = re.compile(r'\b(?:text|words)\((?:[^"()]*\?)?\s*"([a-z-]+)"(?:\s*:\s*"([a-z-]+)")?')
# Words that people type, and words of numbers: the only Persian that a script knows by itself.
VOCABULARIES: dict[str, frozenset[str]] = {
    "jalali.js": frozenset({*jalali.MONTHS, *jalali.WEEKDAYS, "ا", "امروز", "د", "دیروز"}),
    "persian.js": frozenset(
        {"صد", "هزار", "میلیون", "میلیارد", "هزار میلیارد", "و"}
        | {number_words.to_word(number) for number in (*range(100), *range(100, 1000, 100))}
    ),
}


@cache
def scripts() -> dict[str, str]:
    """Return the scripts by name, without their comments."""
    return {
        path.name: re.sub(r"(?m)(?:^|(?<=[\s;]))//.*$", "", path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "static" / "js").rglob("*.js"))
    }


def leaks(name: str, script: str) -> list[str]:
    """Return what a script says by itself, in whichever language."""
    known = VOCABULARIES.get(name, frozenset())
    spared = LITERAL.sub(lambda found: "" if found[1].strip() in known else found[0], script)
    return [
        f"{name}: {found.group()}"
        for pattern in (ARABIC_LETTERS, SPOKEN, SENTENCE)
        for found in pattern.finditer(spared)
    ]


class TestTexts:
    def test_of_scripts_come_with_the_page(self) -> None:
        found = [leak for name, script in scripts().items() for leak in leaks(name, script)]

        assert not found, "\n".join(found)

    @pytest.mark.parametrize(
        "line",
        [
            'say("ذخیره شد");', "note.textContent = `${count} نتیجه`;", 'words = "هزار بار";',
            'button.textContent = "remove";', 'node.setAttribute("aria-label", "Close");',
            'const told = "Draft was saved";',
        ],
    )  # fmt: skip
    def test_would_be_found_out(self, line: str) -> None:
        assert leaks("drafts.js", line)
        assert leaks("jalali.js", line)

    def test_are_there_and_are_used(self) -> None:
        there = set(re.findall(r'data-text="([a-z-]+)"', TEXTS.read_text(encoding="utf-8")))
        asked = {
            name
            for script in scripts().values()
            for found in ASKED.finditer(script)
            for name in found.groups()
            if name
        }

        assert asked == there
