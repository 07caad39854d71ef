"""The tokens of colour and type, value by value (design: UI 3)."""

import re

import pytest

from tests.architecture.sources import ROOT

TOKENS = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
LIGHT = {
    "canvas": "#e9eeee", "sheet": "#fff", "sunken": "#f4f7f7", "hover": "#eef6f6",
    "selected": "#e6f4f5", "rule": "#d6dede", "rule-2": "#b9c5c6", "border": "#76858a",
    "ink": "#14202b", "ink-2": "#43525d", "ink-3": "#5b6973", "lajvard-7": "#1d376b",
    "lajvard-8": "#14264a", "lajvard-9": "#0d1a35", "primary": "#0a5f68",
    "primary-hover": "#074850", "firouzeh": "#2ba3ad", "saffron": "#ffb81c", "danger": "#a3203a",
    "danger-7": "#86182e", "danger-fill": "#a3203a", "warn": "#7a4a00", "warn-graphic": "#b87c00",
    "ok": "#1c6238", "info": "#27488c", "violet": "#593b8c", "tint-fir": "#ddf1f2",
    "tint-danger": "#fbe6e9", "tint-ok": "#e0f1e5", "tint-warn": "#fff0cc", "tint-info": "#e6edfa",
    "tint-violet": "#efe8f8", "tint-neutral": "#e9eeee", "map-1": "#eaf4f5", "map-2": "#bfe0e3",
    "map-3": "#86c5ca", "map-4": "#3f9ba4", "map-5": "#0f6b75", "table-size": "13px",
    "table-line": "1.55",
}  # fmt: skip
DARK = {
    "canvas": "#0a111a", "sheet": "#121c29", "sunken": "#0e1722", "raised": "#1a2635",
    "rule": "#243243", "rule-2": "#35475b", "border": "#64788a", "ink": "#e8eef2",
    "ink-2": "#b6c3cc", "ink-3": "#93a3ae", "primary": "#5ccbd4", "on-primary": "#06222a",
    "danger": "#ff8f9c", "warn": "#f6c25b", "ok": "#7ed3a0", "info": "#9db9f5",
    "violet": "#c5aef0", "tint-danger": "#3a1620", "tint-warn": "#36280a", "tint-ok": "#12301f",
    "tint-info": "#182847", "tint-violet": "#2a1f42", "tint-fir": "#0d3238", "map-1": "#15303a",
    "map-2": "#1b4650", "map-3": "#25646f", "map-4": "#45a3ae", "map-5": "#8cdce2",
}  # fmt: skip


def tokens(selector: str) -> dict[str, str]:
    """Return the tokens of one block of the style sheet."""
    block = TOKENS.split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z0-9-]+): ([^;]+);", block))


class TestTokens:
    @pytest.mark.parametrize(
        ("selector", "wanted"),
        [
            (":root", LIGHT),
            (':root[data-theme="dark"]', DARK),
            (':root[data-theme="auto"]', DARK),
        ],
        ids=["light", "dark", "by the system"],
    )
    def test_are_those_of_the_design(self, selector: str, wanted: dict[str, str]) -> None:
        found = tokens(selector)

        assert {name: found.get(name) for name in wanted} == wanted

    def test_are_as_dark_by_the_system_as_by_choice(self) -> None:
        assert tokens(':root[data-theme="dark"]') == tokens(':root[data-theme="auto"]')

    def test_set_the_text_of_tables(self) -> None:
        styles = (ROOT / "static/css/components.css").read_text(encoding="utf-8")

        block = styles.split("\n  .table {", 1)[1].split("}", 1)[0]
        assert "font-size: var(--table-size)" in block
        assert "line-height: var(--table-line)" in block


class TestFocus:
    def test_has_ink_around_the_saffron_everywhere(self) -> None:
        rings = [
            f"{path.name}: {selector.strip()}"
            for path in sorted((ROOT / "static/css").glob("*.css"))
            for selector, block in re.findall(
                r"([^{}]+)\{([^{}]*)\}", path.read_text(encoding="utf-8")
            )
            if re.search(r"outline: 3px solid var\(--saffron\)|0 3px var\(--saffron\)", block)
            and "5px var(--ring-out)" not in block
        ]

        assert not rings


class TestType:
    def test_is_nowhere_smaller_than_a_note_but_in_drawings(self) -> None:
        drawings = re.compile(r"\.ribbon text|\.strip text|\.chart|svg")
        small = [
            f"{path.name}: {selector.strip()}"
            for path in sorted((ROOT / "static/css").glob("*.css"))
            if path.name not in {"print.css", "letter.css"}
            for selector, block in re.findall(
                r"([^{}]+)\{([^{}]*)\}", path.read_text(encoding="utf-8")
            )
            for size in re.findall(r"font(?:-size)?: [^;]*?([\d.]+)px", block)
            if float(size) < (11.5 if drawings.search(selector) else 12)
        ]

        assert not small
