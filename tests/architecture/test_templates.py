"""What templates, styles and scripts may hold, and what they may weigh (design: UI 12)."""

import gzip
import re

import pytest

from tests.architecture.sources import ROOT, templates


class TestTemplates:
    @pytest.mark.parametrize(
        "pattern",
        [
            r"\|\s*safe\b", r"\|\s*safeseq\b", r"autoescape\s+off", r"\sstyle\s*=",
            r"\son[a-z]+\s*=",
            r"javascript:", r"<style\b", r"<script(?![^>]*\bsrc=)[^>]*>", r"hx-on", r"hx-vals=.js:",
            r"(?:src|href)\s*=\s*[\"'](?:https?:)?//",
        ],
    )  # fmt: skip
    def test_hold_nothing_that_the_policy_forbids(self, pattern: str) -> None:
        found = [
            f"{template.where}:{template.text[: match.start()].count(chr(10)) + 1}: {match.group()}"
            for template in templates()
            for match in re.finditer(pattern, without_comments(template.text))
        ]

        assert not found

    def test_ask_the_database_for_nothing(self) -> None:
        asks = re.compile(
            r"\{[{%][^}%]*\.(?:all|count|exists|order_by|iterator|select_related)\b[^}%]*[%}]\}"
        )
        found = [
            f"{template.where}: {match.group()}"
            for template in templates()
            for match in asks.finditer(template.text)
            if not PLAIN.search(match.group())
        ]

        assert not found

    def test_leave_the_judging_of_forms_to_the_server(self) -> None:
        form = re.compile(r"<form(?=[^>]*method=\"post\")(?![^>]*novalidate)[^>]*")
        found = [
            f"{template.where}: {match.group()}"
            for template in templates()
            for match in form.finditer(template.text)
        ]

        assert not found

    def test_lay_no_isolate_around_what_people_wrote(self) -> None:
        # `.prose` looks for its own direction and does not look into an isolate: all of it in one
        # would run, and stand, from the left.
        whole = re.compile(r"class=\"(?:[^\"]* )?prose(?: [^\"]*)?\"[^>]*>\s*<bdi>")
        found = [
            f"{template.where}: {match.group()}"
            for template in templates()
            for match in whole.finditer(template.text)
        ]

        assert not found

    def test_translate_what_they_say(self) -> None:
        persian = re.compile("[\u0600-\u06ff]{3,}")
        found = [
            f"{template.where}: {match.group()}"
            for template in templates()
            for match in persian.finditer(without_comments(template.text))
            if match.group() != "فارسی"  # a language is called by its own name
        ]

        assert not found

    def test_keep_the_numbers_in_running_text_whole(self) -> None:
        parted = re.compile(
            r"\{\{(?![^}]*\|(?:sentence|ticked|placeholders)\b)[^}]*\|linebreaks(?:br)?\b"
            r"|class=\"[^\"]*\bprose\b[^>]*>\{\{(?![^}]*\|(?:sentence|placeholders)\b)"
        )
        found = [
            f"{template.where}: {match.group()}"
            for template in templates()
            for match in parted.finditer(template.text)
        ]

        assert not found

    def test_put_no_element_into_an_attribute(self) -> None:
        inside = re.compile(
            r"[\w-]+=\"(?:[^\"{]|\{\{[^}]*\}\}|\{%[^%]*%\})*\{\{[^}]*\|(?:sentence|linebreaks)\b"
        )
        found = [
            f"{template.where}: {match.group()}"
            for template in templates()
            for match in inside.finditer(template.text)
        ]

        assert not found


# Plain numbers and lists of dataclasses and dicts, made in the view.
PLAIN = re.compile(r"\b(?:tab|item|row|view|queue|month|option|segment|tile)\.count|offers\.all")


def without_comments(text: str) -> str:
    """Return a template without its comments, its lines in place."""
    return re.sub(
        r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->",
        lambda match: "\n" * match.group().count("\n"),
        text,
        flags=re.DOTALL,
    )


class TestWeight:
    def test_keeps_the_styles_light(self) -> None:
        styles = b"".join(path.read_bytes() for path in sorted((ROOT / "static").rglob("*.css")))

        assert len(gzip.compress(styles, 6)) <= 25 * 1024

    def test_keeps_the_scripts_light(self) -> None:
        scripts = b"".join(path.read_bytes() for path in sorted((ROOT / "static").rglob("*.js")))

        assert len(gzip.compress(scripts, 6)) <= 90 * 1024

    def test_writes_no_markup_by_strings(self) -> None:
        pattern = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(")
        found = [
            f"{path.name}: {match.group()}"
            for path in sorted((ROOT / "static" / "js").rglob("*.js"))
            if "vendor" not in path.parts and not path.name.startswith("htmx")
            for match in pattern.finditer(path.read_text(encoding="utf-8"))
        ]

        assert not found
