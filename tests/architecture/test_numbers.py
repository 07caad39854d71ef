"""
No sentence mixes digits: whoever puts a number into a text says it in the reader's own digits.

What a page says is looked at in `test_languages`; here is what no page of the world happens to say.
"""

import ast
import re
from collections.abc import Iterator

import polib
import pytest

from tests.architecture.sources import ROOT, Source, sources

CATALOGUES = sorted(
    path for path in ROOT.glob("**/locale/fa/LC_MESSAGES/django.po") if ".venv" not in path.parts
)
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
# They write numbers for people: digits, groups, days, codes in their own order.
LOCALISED = {
    "always_persian_digits", "capped", "counted", "day_month", "day_near", "decimals", "fewest",
    "figure", "group", "isolated", "isolated_as_typed", "long", "number_of", "ordinal", "percent",
    "persian_digits", "said", "short", "toman_words", "_code", "_day", "_megabytes", "_said",
}  # fmt: skip
FILTERS = {
    "code", "decimal", "digits", "group", "jalali", "jalali_day", "jalali_long", "jalali_moment",
    "jalali_near", "ordinal", "percent", "rial", "signed", "toman_words",
}  # fmt: skip
# Placeholders that stand for a number, whatever is put into them.
NUMERIC = {
    "amount", "count", "days", "left", "least", "length", "limit", "longest", "measured",
    "minutes", "months", "most", "n", "number", "points", "rank", "rows", "seconds", "share",
    "size", "threshold", "total", "year",
}  # fmt: skip
COUNTS = {"abs", "int", "len", "max", "min", "round", "sum"}
# Texts for files, whose digits are Latin (design: UI 9.2), and for the console.
LATIN = {"lists/exports.py", "violations/management/commands/verify_dossier.py"}
BLOCK = re.compile(
    r"{%\s*blocktranslate\b(?P<head>[^%]*)%}(?P<body>.*?){%\s*endblocktranslate\s*%}", re.DOTALL
)
BOUND = re.compile(r"(\w+)=(\S+)")
SHOWN = re.compile(r"{{\s*(\w+)\s*}}")
NOT_PROSE = re.compile(
    r"%\(\w+\)[sd]|\{\w*\}|<[^>]*>|\u2066[^\u2069]*\u2069|[A-Za-z]\w*[ -]?[0-9]+"
)


def name_of(call: ast.expr) -> str:
    """Return the last name of what is called."""
    if isinstance(call, ast.Attribute):
        return call.attr
    return call.id if isinstance(call, ast.Name) else ""


def is_text(node: ast.expr, texts: set[str]) -> bool:
    """Tell whether an expression is a text of the catalogue, or a name that holds one."""
    if isinstance(node, ast.Call):
        return name_of(node.func) in GETTEXT
    return isinstance(node, ast.Name) and node.id in texts


def fillings(tree: ast.AST, texts: set[str]) -> Iterator[tuple[str, ast.expr]]:
    """Yield what is put into texts of the catalogue: placeholder and expression."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "format"
            and is_text(node.func.value, texts)
        ):
            yield from ((word.arg, word.value) for word in node.keywords if word.arg)
        elif (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Mod)
            and is_text(node.left, texts)
            and isinstance(node.right, ast.Dict)
        ):
            for key, value in zip(node.right.keys, node.right.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield str(key.value), value


def names_bound(function: ast.AST) -> tuple[set[str], set[str]]:
    """Return the names that hold texts of the catalogue, and those that hold words already."""
    texts, words = set(), set()
    for node in ast.walk(function):
        if isinstance(node, ast.arg) and node.annotation and "str" in ast.unparse(node.annotation):
            words.add(node.arg)
        if isinstance(node, ast.Assign):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            if is_text(node.value, set()):
                texts |= names
            elif is_said(node.value, words):
                words |= names
    return texts, words


def is_said(node: ast.expr, words: set[str]) -> bool:
    """Tell whether an expression is a number in words already, or text of another kind."""
    match node:
        case ast.Call(func=called):
            return name_of(called) in LOCALISED | GETTEXT
        case ast.IfExp(body=one, orelse=other):
            return is_said(one, words) and is_said(other, words)
        case ast.Name(id=name):
            return name in words
        case ast.Constant(value=value):
            return isinstance(value, str)
    return False


def is_count(node: ast.expr) -> bool:
    """Tell whether an expression is a number by its very form."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in COUNTS
        case ast.Name(id=name):
            return name.isupper()
        case ast.Constant(value=value):
            return isinstance(value, int)
        case ast.BinOp(left=left, right=right):
            return any(is_count(side) for side in (left, right) if not isinstance(side, ast.Name))
    return False


def unsaid(source: Source) -> Iterator[str]:
    """Yield the numbers that a module puts into a text as they are."""
    for function in ast.walk(source.tree):
        if isinstance(function, ast.FunctionDef):
            texts, words = names_bound(function)
            for placeholder, value in fillings(function, texts):
                is_bare = placeholder in NUMERIC and not is_said(value, words)
                if is_bare or is_count(value):
                    yield f"{source.where}:{value.lineno}: {placeholder}={ast.unparse(value)}"


def bare(html: str) -> Iterator[str]:
    """Yield the numbers that a template puts into a text without a filter for digits."""
    for block in BLOCK.finditer(html):
        bound = dict(BOUND.findall(block["head"]))
        for name in set(SHOWN.findall(block["body"])) & NUMERIC:
            value = bound.get(name, name)
            filters = {part.split(":")[0] for part in value.split("|")[1:]}
            if value[0] not in "'\"" and not FILTERS & filters:
                yield f"{name}={value}"


class TestNumbers:
    def test_in_sentences_of_the_code_are_in_the_readers_digits(self) -> None:
        found = [line for one in sources() if one.where not in LATIN for line in unsaid(one)]

        assert not sorted(set(found)), "\n".join(sorted(set(found)))

    def test_in_sentences_of_the_templates_are_in_the_readers_digits(self) -> None:
        found = [
            f"{path.relative_to(ROOT)}: {line}"
            for path in sorted((ROOT / "templates").rglob("*.html"))
            for line in bare(path.read_text(encoding="utf-8"))
        ]

        assert not found, "\n".join(found)

    @pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
    def test_in_the_catalogue_are_persian(self, path) -> None:
        found = [
            f"{entry.msgid}: {text}"
            for entry in polib.pofile(str(path))
            for text in (entry.msgstr, *entry.msgstr_plural.values())
            if re.search("[0-9٠-٩]", NOT_PROSE.sub("", text)) or re.search(r"%\(\w+\)d|%d", text)
        ]

        assert not found, "\n".join(found)

    @pytest.mark.parametrize(
        "code",
        ['_("At most {most}.").format(most=MOST)', '_("{what}").format(what=len(rows))',
         '_("%(n)s") % {"n": row.n}', 'ngettext("{n}", "{n}", one).format(n=one)'],
    )  # fmt: skip
    def test_would_be_found_in_the_code(self, code: str) -> None:
        source = Source(ROOT / "core" / "x.py", f"def told(row, one):\n    return {code}\n")

        assert list(unsaid(source))

    @pytest.mark.parametrize(
        "code",
        ['_("At most {most}.").format(most=persian_digits(MOST))', '_("{n}").format(n=isolated(x))',
         '_("%(label)s") % {"label": row.label}'],
    )  # fmt: skip
    def test_would_be_content_with_what_is_said(self, code: str) -> None:
        source = Source(ROOT / "core" / "x.py", f"def told(row, x):\n    return {code}\n")

        assert not list(unsaid(source))

    def test_would_be_found_in_a_template(self) -> None:
        html = "{% blocktranslate with n=rows %}{{ n }} rows{% endblocktranslate %}"

        assert list(bare(html)) == ["n=rows"]
        assert not list(bare(html.replace("=rows", "=rows|digits")))
