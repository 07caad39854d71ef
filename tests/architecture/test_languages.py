"""Each page speaks one language: no string of the other, no Latin digits in Persian prose."""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

import polib
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import translation

from accounts.models import User
from accounts.roles import Role
from agencies.models import Agency
from core.jalali import MONTHS, WEEKDAYS
from core.templatetags.ui.filters import HOUSE
from tests.architecture.policy import POLICY
from tests.architecture.routes import routes
from tests.architecture.sources import ROOT, sources
from tests.architecture.world import OWN, ROLES, World

ROUTES = routes()
# Written in Persian for readers of Persian, or in English for programs; files of data.
ONE_LANGUAGE = {
    "api-problems", "schema", "metrics", "live", "ready", "dashboard:guide",
    "dashboard:help", "offices:suggest", "violations:evidence", "violations:thumbnail",
}  # fmt: skip
SILENT = {"script", "style", "textarea", "code", "kbd"}
SPOKEN = (
    "alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "data-label",
    "label", "placeholder", "summary", "title",
)  # fmt: skip
BUTTONS = {"button", "reset", "submit"}
LETTERS = re.compile(r"[A-Za-z]{2}")
# Letters only: digits and commas of Persian stand in the same block, and are what is looked for.
PERSIAN = re.compile("[\u0620-\u064a\u0670-\u06d3]{2}")
MARKS = re.compile("[\u060c\u061b\u061f\u066a-\u066c]")  # ، ؛ ؟ ٪ ٫ ٬
# Latin words that Persian pages write as they are: formats, keys, names of standards.
KNOWN = re.compile(
    r"\b(?:Alt|API|Caps Lock|CIDR|CSV|Ctrl|Enter|Esc|ETag|HTTPS?|ICT|Idempotency-Key|IR|ISO|JPEG"
    r"|JSON|ODS|OpenAPI|OpenStreetMap|PDF|PNG|REST|RFC|SHA-256|Shift|Tab|XLSX|ZIP|csv|ods|xls|xlsx"
    r")\b|\w+\.(?:jpg|pdf|png)\b"
)
# Names that the factories make, codes of rules, and what stands in Unicode's own isolates.
DATA = re.compile(
    r"(?:شهرستان|خدمت|دفتر|تخلف|شرکت خدمات پیشخوان) V?[0-9]+|[AF][0-9]{2}|\u2066[^\u2069]*\u2069"
)
# People of the tests are called by their roles.
PERSON = re.compile(r"\b(?:" + "|".join(role.value for role in Role) + r")\b")
# What the system writes in Persian of itself; readers of English read it in English.
OURS = {*HOUSE, *WEEKDAYS, *MONTHS}
PLACEHOLDER = re.compile(r"%\(\w+\)|%[sd]|\{\w*\}")


MARKED = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "pgettext_lazy"}


def marked() -> Iterator[tuple[str, str]]:
    """Yield each text that the code marks for translation, with its place."""
    for source in sources():
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            texts = node.args[1:2] if node.func.id.startswith("pgettext") else node.args[:1]
            for text in texts if node.func.id in MARKED else ():
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value, f"{source.where}:{node.lineno}"


class TestCatalogues:
    def test_have_each_text_that_the_code_marks(self) -> None:
        known = {
            entry.msgid
            for path in ROOT.glob("**/locale/fa/LC_MESSAGES/django.po")
            if ".venv" not in path.parts
            for entry in polib.pofile(str(path))
            if not entry.obsolete and "fuzzy" not in entry.flags
        }

        # The extractor does not look into an f-string: write its text before.
        assert not [f"{place}: {text}" for text, place in marked() if text not in known]


class Said(HTMLParser):
    """Collects what a page says: text and spoken attributes, and whether it is isolated."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[tuple[str, bool]] = []
        self.stack: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        skip = tag in SILENT or ("lang" in given and tag != "html")
        quiet = skip or any(silent for _tag, silent in self.stack)
        isolated = (
            given.get("dir") in {"ltr", "auto"} or "ltr" in (given.get("class") or "").split()
        )
        if not quiet:
            spoken = [*SPOKEN, "value"] if given.get("type") in BUTTONS else SPOKEN
            self.texts += [(given[name] or "", isolated) for name in spoken if given.get(name)]
        if tag == "meta" and given.get("name") == "description":
            self.texts.append((given.get("content") or "", False))
        if tag not in {"input", "br", "hr", "img", "meta", "link", "col", "source", "wbr"}:
            self.stack.append((tag, skip))
            self.isolation.append(isolated)

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack[-1][0] != tag:
            self._leave()
        if self.stack:
            self._leave()

    def _leave(self) -> None:
        self.stack.pop()
        self.isolation.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(silent for _tag, silent in self.stack):
            self.texts.append((" ".join(data.split()), any(self.isolation)))

    def reset(self) -> None:
        super().reset()
        self.isolation: list[bool] = []


def said(html: str) -> list[tuple[str, bool]]:
    """Return the texts of a page, each with whether it stands in an isolate."""
    parser = Said()
    parser.feed(html)
    return parser.texts


def strays(text: str) -> bool:
    """Tell whether a text of a Persian page holds a Latin word that no reader expects."""
    for pattern in (DATA, PLACEHOLDER, PERSON, KNOWN):
        text = pattern.sub("", text)
    return bool(re.search("[A-Za-z]{2}", text))


def foreign_marks(text: str) -> bool:
    """Tell whether a text of an English page is punctuated as Persian, outside Persian words."""
    alone = not PERSIAN.search(text) and MARKS.search(text)
    return bool(alone or re.search("[A-Za-z]\\s*[\u060c\u061b\u061f\u066a]", text))


def heard_of(entry: polib.POEntry) -> str:
    """Return what a message says in the language of the moment, whichever catalogue wins."""
    if entry.msgctxt:
        return translation.pgettext(entry.msgctxt, entry.msgid)
    return translation.gettext(entry.msgid)


@lru_cache(maxsize=1)
def entries() -> tuple[polib.POEntry, ...]:
    """Return the entries of all catalogues."""
    paths = ROOT.glob("**/locale/fa/LC_MESSAGES/django.po")
    return tuple(
        entry for path in paths if ".venv" not in path.parts for entry in polib.pofile(str(path))
    )


@lru_cache(maxsize=1)
def catalogue() -> tuple[frozenset[str], frozenset[str]]:
    """Return the English and the Persian strings that are whole sentences or words."""
    english, persian = set(), set()
    for entry in entries():
        for source in filter(None, (entry.msgid, entry.msgid_plural)):
            if not PLACEHOLDER.search(source) and LETTERS.search(source):
                english.add(" ".join(source.split()))
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            if text and not PLACEHOLDER.search(text):
                persian.add(" ".join(text.split()))
    return frozenset(english), frozenset(persian)


@lru_cache(maxsize=1)
def filled() -> tuple[re.Pattern[str], ...]:
    """
    Return the English strings into which something is filled, as patterns.

    The Persian ones would be no use: letters and policies are kept as they were written, and so
    stand on English pages, too.
    """
    sources = {
        source for entry in entries() for source in (entry.msgid, entry.msgid_plural) if source
    }
    return tuple(pattern(source) for source in sources if is_filled(source))


def is_filled(text: str) -> bool:
    """Tell whether words remain of a string besides what is filled in."""
    return bool(PLACEHOLDER.search(text) and LETTERS.search(PLACEHOLDER.sub("", text)))


def pattern(text: str) -> re.Pattern[str]:
    """Return what a string looks like on a page, whatever was filled in."""
    return re.compile(".+".join(map(re.escape, PLACEHOLDER.split(" ".join(text.split())))))


def is_untranslated(text: str) -> bool:
    """Tell whether a text is one of the English strings into which something was filled."""
    return bool(LETTERS.search(text)) and any(one.fullmatch(text) for one in filled())


def pages(world: World) -> Iterator[tuple[str, Role, str]]:
    """Yield each page once, as the first role that opens it."""
    for name, route in sorted(ROUTES.items()):
        row = POLICY.get(name)
        if row is None or route.is_rest or "GET" not in row.methods or name in ONE_LANGUAGE:
            continue
        roles = [role for role in ROLES if row.expected(role, "GET", OWN) == "opens"]
        if roles:
            yield name, roles[0], route.address(world.names[row.kind][OWN] if row.kind else ())


# Of each page its route, and its texts, each with whether it stands in an isolate.
Texts = list[tuple[str, list[tuple[str, bool]]]]


def opened(world: World, language: str) -> Iterator[tuple[str, str]]:
    """Yield route and content of each page in a language."""
    for name, role, address in pages(world):
        browser: Client = world.browser(role)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        answer: Any = browser.get(address)
        kind = answer.headers.get("Content-Type", "")
        translation.activate(settings.LANGUAGE_CODE)  # the request leaves its own behind
        if answer.status_code in {200, 409, 422} and kind.startswith("text/html"):
            yield name, answer.content.decode()


def texts_of(world: World, language: str) -> Texts:
    """Return the texts of all pages, read once for the tests of a module."""
    with time_machine.travel(world.stands_since):
        return [(name, said(html)) for name, html in opened(world, language)]


@pytest.fixture(scope="module")
def persian_texts(world: World) -> Texts:
    """Return what the Persian pages say."""
    return texts_of(world, "fa")


@pytest.fixture(scope="module")
def english_texts(world: World) -> Texts:
    """Return what the English pages say."""
    return texts_of(world, "en")


@pytest.mark.django_db
class TestLanguages:
    def test_of_a_persian_page_is_persian(self, persian_texts: Texts) -> None:
        english, _persian = catalogue()
        found = [
            f"{name}: {text}"
            for name, texts in persian_texts
            for text, _isolated in texts
            if (text in english and text not in _persian)
            or (not PERSIAN.search(text) and is_untranslated(text))
        ]

        assert not sorted(set(found)), "\n".join(sorted(set(found)))

    def test_of_a_persian_page_has_no_latin_word(self, persian_texts: Texts) -> None:
        found = [
            f"{name}: {text[:80]}"
            for name, texts in persian_texts
            for text, isolated in texts
            if not isolated and strays(text)
        ]

        assert not sorted(set(found)), "\n".join(sorted(set(found)))

    def test_of_a_persian_page_has_persian_digits(self, persian_texts: Texts) -> None:
        found = [
            f"{name}: {text[:60]}"
            for name, texts in persian_texts
            for text, isolated in texts
            if not isolated and PERSIAN.search(text) and re.search(r"[0-9]", DATA.sub("", text))
        ]

        assert not sorted(set(found)), "\n".join(sorted(set(found)))

    def test_of_a_persian_page_has_codes_as_they_are(self, persian_texts: Texts) -> None:
        """A rule is F02 everywhere; the names that the factories give to types are no codes."""
        found = [
            f"{name}: {text[:60]}"
            for name, texts in persian_texts
            for text, _isolated in texts
            if re.search(r"(?<![A-Za-z])[AF][۰-۹]{2}(?!\w)", text)
        ]

        assert not sorted(set(found)), "\n".join(sorted(set(found)))

    def test_of_an_english_page_is_english(self, english_texts: Texts) -> None:
        _english, persian = catalogue()
        names = {
            *Agency.objects.values_list("short_name", flat=True),
            *User.objects.values_list("full_name", flat=True),
            "رسید",
            "قرارداد",
        }  # fmt: skip - the last are names of files
        found = [
            f"{name}: {text}"
            for name, texts in english_texts
            for text, _isolated in texts
            if PERSIAN.search(text) and {text, *text.split(" · ")} & ((persian | OURS) - names)
        ]

        assert not sorted(set(found)), "\n".join(sorted(set(found)))

    def test_of_an_english_page_has_latin_digits(self, english_texts: Texts) -> None:
        found = [
            f"{name}: {text[:60]}"
            for name, texts in english_texts
            for text, _isolated in texts
            if not PERSIAN.search(text) and re.search("[۰-۹]", text)
        ]

        assert not sorted(set(found)), "\n".join(sorted(set(found)))

    @pytest.mark.parametrize(
        "text", ["7 characters of at least 100", "Last written: 9.", "Remove a.pdf"]
    )
    def test_would_be_found_out_with_something_filled_in(self, text: str) -> None:
        assert is_untranslated(text)
        assert not is_untranslated("Vazirmatn")

    def test_of_an_english_page_has_english_commas(self, english_texts: Texts) -> None:
        found = [
            f"{name}: {text[:60]}"
            for name, texts in english_texts
            for text, _isolated in texts
            if foreign_marks(text)
        ]

        assert not sorted(set(found)), "\n".join(sorted(set(found)))


class TestSaid:
    """What the tests above see of a page: nobody hides a text from them in an attribute."""

    @pytest.mark.parametrize(
        "html",
        ['<input type="checkbox" aria-label="Choose 12">', '<td title="Choose 12">x</td>',
         '<input placeholder="Choose 12">', '<img alt="Choose 12">', "<title>Choose 12</title>",
         "<select><option>Choose 12</option></select>", '<optgroup label="Choose 12"></optgroup>',
         '<input type="submit" value="Choose 12">', "<svg><text>Choose 12</text></svg>",
         '<svg aria-label="Choose 12"></svg>', "<svg><title>Choose 12</title></svg>",
         "<template><p>Choose 12</p></template>", '<td data-label="Choose 12"></td>',
         '<meta name="description" content="Choose 12">', '<div aria-valuetext="Choose 12"></div>'],
    )  # fmt: skip
    def test_is_heard(self, html: str) -> None:
        assert ("Choose 12", False) in said(html)

    @pytest.mark.parametrize(
        "html", ['<bdi dir="ltr">1405-1</bdi>', "<script>var a = 1</script>", "<code>GET</code>"]
    )
    def test_is_let_alone(self, html: str) -> None:
        assert all(isolated for _text, isolated in said(html))

    @pytest.mark.parametrize("text", ["وضعیت: active", "ردیف not done", "See the office"])
    def test_strays_in_persian(self, text: str) -> None:
        assert strays(text)

    @pytest.mark.parametrize("text", ["فایل PDF یا xlsx", "دفتر ICT روستایی", "قاعدهٔ F04"])
    def test_belongs_in_persian(self, text: str) -> None:
        assert not strays(text)

    @pytest.mark.parametrize("text", ["gas، power", "،", "renew؛", "12٪"])
    def test_marks_persian_in_english(self, text: str) -> None:
        assert foreign_marks(text)

    def test_leaves_persian_data_its_marks(self) -> None:
        assert not foreign_marks("خیابان امام، پلاک ۱")


class TestCatalogue:
    def test_calls_an_objection_so_in_english(self) -> None:
        found = [
            f"{path.parts[-5]}: {entry.msgid}"
            for path in sorted(ROOT.glob("*/locale/fa/LC_MESSAGES/django.po"))
            for entry in polib.pofile(str(path))
            if re.search(r"\bappeal", entry.msgid, re.IGNORECASE)
        ]

        assert not found

    @pytest.mark.parametrize(
        "path",
        sorted(ROOT.glob("*/locale/fa/LC_MESSAGES/django.po")),
        ids=lambda one: one.parts[-5],
    )
    def test_is_what_people_read(self, path) -> None:
        """No library says one of our words in its own Persian, no two apps say it differently."""
        with translation.override("fa"):
            found = [
                f"{entry.msgid}: {entry.msgstr}, but {heard}"
                for entry in polib.pofile(str(path))
                if entry.msgstr and (heard := heard_of(entry)) != entry.msgstr
            ]

        assert not found, "\n".join(found)
