"""
Keep the Persian catalogues: `update` extracts, `check` judges, `compile` writes the .mo files.

Works without the gettext tools. An app's catalogue holds the strings of its Python files and of
`templates/<app>/`; everything else (core, pishkhan, shared templates) goes to the top-level one.
"""

import argparse
import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "fa"
PLURAL_FORMS = "nplurals=2; plural=(n > 1);"
TOP = "shared"
SHARED = ("core", "pishkhan")
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "act_move": (3,),  # of core.rest: what a move is called
    "contract_move": (3,),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}")
FOREIGN_LETTERS = re.compile("[\u064a\u0643\u0629\u0640]")

Key = tuple[str, str, str]  # context, singular, plural
Found = dict[Key, set[str]]  # message -> files that use it


def app_names(root: Path) -> list[str]:
    """Return the apps with a catalogue of their own, in alphabetical order."""
    return sorted(
        path.parent.name for path in root.glob("*/apps.py") if path.parent.name not in SHARED
    )


def catalogue_path(root: Path, app: str) -> Path:
    """Return the .po file of `app`; the empty name is the top-level catalogue."""
    return root / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def extract(source: str) -> Iterator[Key]:
    """Yield the messages of Python source."""
    # Only `update` and `check` need Babel; the runtime, which compiles, doesn't install it.
    from babel.messages.extract import extract as babel_extract

    calls = babel_extract("python", io.BytesIO(source.encode()), KEYWORDS)
    for _line, message, _comments, context in calls:
        singular, plural = message if isinstance(message, tuple) else (message, "")
        if singular:
            yield context or "", singular, plural


def python_of(template: str, origin: str) -> str:
    """Return the template as gettext calls, without the indentation Python would stumble on."""
    from django.utils.translation.template import templatize

    return "\n".join(line.lstrip() for line in templatize(template, origin).splitlines())


def sources(root: Path, app: str, apps: list[str]) -> Iterator[tuple[Path, bool]]:
    """Yield each file of `app`'s catalogue and whether it is a template."""
    for folder in (app,) if app else SHARED:
        for path in (root / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path, False
        for path in (root / folder / "templates").rglob("*"):
            yield path, True
    for path in (root / "templates" / app).rglob("*"):
        if app or path.relative_to(root / "templates").parts[0] not in apps:
            yield path, True


def found_in(root: Path, app: str, apps: list[str]) -> Found:
    """Return the messages of `app` with the files that use them."""
    found: Found = {}
    for path, is_template in sources(root, app, apps):
        if is_template and path.suffix not in TEMPLATE_SUFFIXES:
            continue
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        for key in extract(python_of(text, name) if is_template else text):
            found.setdefault(key, set()).add(name)
    return merged_plurals(found)


def merged_plurals(found: Found) -> Found:
    """Join a message used alone with the same message used with a plural, as gettext does."""
    with_plural = {key[:2]: key for key in found if key[2]}
    merged: Found = {}
    for key, names in found.items():
        merged.setdefault(with_plural.get(key[:2], key), set()).update(names)
    return merged


def key_of(entry: polib.POEntry) -> Key:
    """Return what identifies a catalogue entry."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def load(path: Path) -> dict[Key, polib.POEntry]:
    """Return the live entries of a catalogue; none if there is no file."""
    if not path.exists():
        return {}
    entries = polib.pofile(str(path), wrapwidth=98)
    return {key_of(entry): entry for entry in entries if not entry.obsolete}


def build(found: Found, known: dict[Key, polib.POEntry], memory: dict[Key, str]) -> polib.POFile:
    """Return a catalogue of exactly `found`, with the translations already known."""
    catalogue = polib.POFile(wrapwidth=98)
    catalogue.metadata = {
        "Language": LANGUAGE,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS,
    }
    for key in sorted(found, key=lambda key: (key[1], key[0], key[2])):
        context, singular, plural = key
        old = known.get(key)
        entry = polib.POEntry(msgid=singular, msgctxt=context or None)
        entry.occurrences = [(name, "") for name in sorted(found[key])]
        entry.flags = ["python-format"] if re.search(r"%\(\w+\)[sdif]", singular) else []
        entry.tcomment = old.tcomment if old else ""
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = dict(old.msgstr_plural) if old else {0: "", 1: ""}
        else:
            entry.msgstr = (old.msgstr if old else "") or memory.get(key, "")
        if old and old.fuzzy:
            entry.flags.append("fuzzy")
        catalogue.append(entry)
    return catalogue


def update(root: Path, only: list[str]) -> list[str]:
    """Rewrite the catalogues from the sources; return a line for each message to translate."""
    apps = app_names(root)
    paths = {app: catalogue_path(root, app) for app in ["", *apps]}
    known = {app: load(path) for app, path in paths.items()}
    memory = {
        key: entry.msgstr
        for entries in known.values()
        for key, entry in entries.items()
        if entry.msgstr and not entry.fuzzy
    }
    missing: list[str] = []
    for app, path in paths.items():
        if only and (app or TOP) not in only:
            continue
        catalogue = build(found_in(root, app, apps), known[app], memory)
        if not catalogue and not path.exists():
            continue
        write(path, f"{catalogue}\n".rstrip("\n") + "\n")
        name = path.relative_to(root).as_posix()
        missing += [
            f"{name}: to translate: {entry.msgid!r}"
            for entry in catalogue
            if not all(translations(entry))
        ]
    compile_all(root, only)
    return missing


def write(path: Path, text: str) -> None:
    """Write `text` unless the file already holds it."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def translations(entry: polib.POEntry) -> list[str]:
    """Return the translated forms of an entry, empty strings included."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def faults_of(entry: polib.POEntry) -> Iterator[str]:
    """Yield what is wrong with one entry, in words."""
    if entry.fuzzy:
        yield "is fuzzy"
    wanted = [entry.msgid, entry.msgid_plural or entry.msgid]
    for source, text in zip(wanted, translations(entry), strict=False):
        if not text:
            yield "is not translated"
            continue
        names = set(PLACEHOLDER.findall(source.replace("%%", "")))
        got = set(PLACEHOLDER.findall(text.replace("%%", "")))
        # A plural form may say its number in a word, but may not name what isn't passed.
        if (got - names) or (names - got and not entry.msgid_plural):
            yield f"has placeholders {sorted(got)} instead of {sorted(names)}"
        if source.startswith("\n") != text.startswith("\n"):
            yield "differs in its first line break"
        if source.endswith("\n") != text.endswith("\n"):
            yield "differs in its last line break"
        if FOREIGN_LETTERS.search(text):
            yield "has an Arabic ye, kaf, teh marbuta or a tatweel"


def check(root: Path, only: list[str]) -> list[str]:
    """Return a line for each fault of the catalogues; empty if they are full and sound."""
    apps = app_names(root)
    faults: list[str] = []
    said: dict[Key, tuple[str, str]] = {}
    for app in ["", *apps]:
        if only and (app or TOP) not in only:
            continue
        path = catalogue_path(root, app)
        name = path.relative_to(root).as_posix()
        found, known = found_in(root, app, apps), load(path)
        faults += [
            f"{name}: missing: {key[1]!r} {sorted(found[key])}" for key in found.keys() - known
        ]
        faults += [f"{name}: no longer used: {key[1]!r}" for key in known.keys() - found]
        for key, entry in known.items():
            faults += [f"{name}: {key[1]!r} {fault}" for fault in faults_of(entry)]
            # Django merges all catalogues into one: two translations of one message are a race.
            first, where = said.setdefault(key, (entry.msgstr, name))
            if first != entry.msgstr and first and entry.msgstr:
                faults.append(f"{name}: {key[1]!r} is translated otherwise in {where}")
    return sorted(faults)


def compile_all(root: Path, _only: list[str]) -> list[str]:
    """Write the .mo file beside each catalogue that is newer than it."""
    for app in ["", *app_names(root), *SHARED]:
        path = catalogue_path(root, app)
        target = path.with_suffix(".mo")
        if not path.exists():
            target.unlink(missing_ok=True)
        elif not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            fresh = target.with_suffix(".tmp")
            polib.pofile(str(path)).save_as_mofile(str(fresh))
            fresh.replace(target)
    return []


COMMANDS: dict[str, Callable[[Path, list[str]], list[str]]] = {
    "update": update,
    "check": check,
    "compile": compile_all,
}


def main() -> int:
    """Run one command; 1 if `check` found a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("apps", nargs="*", help=f"only these catalogues ({TOP!r}: the shared one)")
    options = parser.parse_args()
    lines = COMMANDS[options.command](ROOT, options.apps)
    print("\n".join(lines) or f"messages {options.command}: done")
    return int(options.command == "check" and bool(lines))


if __name__ == "__main__":
    sys.exit(main())
