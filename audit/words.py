"""What changed, in people's words: names of fields, values, and what an event is about."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import ROLE_LABELS
from core import clock, jalali, persian
from core.papers.naming import file_name


@dataclass(frozen=True)
class Word:
    """
    A name that changes use and no model has: its label, and the labels of its values.

    What `spans` a time is a pair of days, the first and the last.
    """

    label: object
    choices: Mapping[Any, object] | None = None
    spans: bool = False


# By which way an act came.
VIAS = (("web", gettext_lazy("a page")), ("api", gettext_lazy("the API")),
        ("job", gettext_lazy("a job of the system")))  # fmt: skip
# By app, then by name; each app adds its own. Fields of models are named by the model.
WORDS: dict[str, dict[str, Word]] = {
    "accounts": {
        "role": Word(gettext_lazy("role"), ROLE_LABELS),
        "letter_no": Word(gettext_lazy("number of the letter")),
        "letter_on": Word(gettext_lazy("day of the letter")),
        "successor": Word(gettext_lazy("replacing key")),
        "page": Word(gettext_lazy("page")),
        "factor": Word(
            gettext_lazy("second factor"),
            {"kept": gettext_lazy("kept"), "removed": gettext_lazy("removed")},
        ),
        "ended_sessions": Word(gettext_lazy("sessions ended")),
        "revoked_keys": Word(gettext_lazy("API keys revoked")),
    },
}
# Words that stand in the stored name of a record, such as that of a job or a kind of letter.
LABELS: dict[str, object] = {}

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[\d.]*(?:\+\d{2}:\d{2}|Z)?")
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_FILE_NAME = re.compile(r".*\.[A-Za-z0-9]{2,4}")
_LETTER = re.compile(r"[A-Za-z]")
_NUMBER = re.compile(r"\d{4}(?:-[A-Z])?-\d{3,6}")
_VERSION = re.compile(r"v(\d{1,4})")  # of the calendar
SHOWN_OF_FINGERPRINT = 12
SEALED = "sealed"  # the digests of rows among the changes of an event (`audit.row_seals`)
GROUPED_FROM = 10_000


@dataclass(frozen=True)
class Line:
    """One change: the field, and what stood there before and after; empty for nothing."""

    field: str
    before: str
    after: str


def lines_of(
    target_type: str, changes: Mapping[str, Any], people: Mapping[Any, str] | None = None
) -> list[Line]:
    """
    Return the changes of an event as people read them; what was and stays empty is left out.

    `people` are the names of users by key, for fields that hold who did something.
    """
    found = []
    for name, word, before, after in _worded(target_type, changes, people):
        if name == SEALED:  # for the nightly look; it tells people nothing
            continue
        line = Line(str(word.label), told(before, word), told(after, word))
        if line.before or line.after:
            found.append(line)
    return found


def _worded(
    target_type: str, changes: Mapping[str, Any], people: Mapping[Any, str] | None
) -> Iterator[tuple[str, Word, Any, Any]]:
    """Yield each field that was changed, its word, and what it held before and after."""
    for name, pair in changes.items():
        is_pair = isinstance(pair, list) and len(pair) == 2
        before, after = pair if is_pair else (None, pair)
        word = _word(target_type, name, after if before in (None, "") else before)
        if name.endswith("_by") and people is not None:
            before, after = people.get(before), people.get(after)
        yield name, word, before, after


def told_changes(
    target_type: str, changes: Mapping[str, Any], people: Mapping[Any, str]
) -> list[dict[str, Any]]:
    """
    Return the changes of an event as programs read them: values as they are kept.

    As on the page, users are named and fingerprints cut; nothing before or after is null.
    """
    found = []
    for name, word, before, after in _worded(target_type, changes, people):
        values = {"before": _cut(before), "after": _cut(after)}
        label = persian.bare(str(word.label))
        found.append({"field": name, "field_label": label, **values})
    return found


def _cut(value: Any) -> Any:
    match value:
        case str() if _FINGERPRINT.fullmatch(value):
            return value[:SHOWN_OF_FINGERPRINT]
        case list():
            return [_cut(item) for item in value]
        case dict():
            return {name: _cut(item) for name, item in value.items()}
        case _:
            return value


def people_in(events: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Return the names of the users whose keys the changes of some events hold, in one query."""
    keys = {
        value
        for event in events
        for name, pair in event["changes"].items()
        if name.endswith("_by") and isinstance(pair, list)
        for value in pair
        if isinstance(value, int)
    }
    rows = User.objects.filter(pk__in=keys) if keys else User.objects.none()
    return {user.pk: str(user) for user in rows}


_PLAIN = Word("")


def told(value: Any, word: Word = _PLAIN) -> str:
    """Return a stored value as people read it; empty for nothing."""
    match value:
        case None | "" | []:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case int():
            grouped = abs(value) >= GROUPED_FROM
            return persian.group(value) if grouped else persian.persian_digits(value)
        case [first, last] if word.spans:
            return _("from {first} to {last}").format(first=told(first), last=told(last))
        case list():
            return _(", ").join(filter(None, (told(item, word) for item in value)))
        case dict():
            parts = ((_named(word, name), told(item, word)) for name, item in value.items())
            return _(", ").join(f"{name}: {text}" for name, text in parts if text)
        case _:
            return _text(str(value), word)


def _named(word: Word, name: str) -> str:
    label = (word.choices or {}).get(name) or LABELS.get(name)
    return str(label) if label else persian.isolated_as_typed(name)


def _text(value: str, word: Word) -> str:
    choices = word.choices or {}
    if value in choices:
        return str(choices[value])
    head, _space, rest = value.partition(" ")
    if rest and head in choices:  # a role, and where it is held
        return f"{choices[head]} · {note_of(rest)}"
    if version := _VERSION.fullmatch(value):
        return persian.persian_digits(version[1])
    if when := _when(value):
        return when
    if _KEY.fullmatch(value):
        return _("recorded")
    if _FINGERPRINT.fullmatch(value):
        return persian.isolated_as_typed(value[:SHOWN_OF_FINGERPRINT])
    if _NUMBER.fullmatch(value):
        return persian.isolated(value)
    return note_of(value)


def _when(value: str) -> str:
    """Return a day or a moment in words; nothing for what people typed that only looks like one."""
    try:
        if _DAY.fullmatch(value):
            return persian.isolated(jalali.short(date.fromisoformat(value)))
        if _MOMENT.fullmatch(value):
            local = datetime.fromisoformat(value).astimezone(clock.TEHRAN)
            time = persian.persian_digits(f"{local:%H:%M}")
            return f"{persian.isolated(jalali.short(local.date()))} {persian.isolated(time)}"
    except (ValueError, OverflowError):
        return ""
    return ""


def note_of(text: str) -> str:
    """Return a note or text: file names and codes as typed, the rest in Persian digits."""
    if not text:
        return ""
    if _FILE_NAME.fullmatch(text):
        return file_name(text)
    if text.isascii() and _LETTER.search(text):
        return persian.isolated_as_typed(text)
    if text.isascii():
        return persian.isolated(text)
    return persian.in_sentence(text)


def label_of(target_type: str, label: str) -> str:
    """Return what an event is about: its kind with its number, a job with its day."""
    first, _space, day = label.rpartition(" ")
    if _DAY.fullmatch(day) and _when(day):
        when = date.fromisoformat(day)
        head = str(LABELS[first]) if first in LABELS else persian.isolated_as_typed(first)
        year = persian.persian_digits(jalali.year_of(when))
        return f"{head} · {jalali.day_month(when)} {year}"
    model = _model(target_type)
    if label.isascii() and model:
        named, rest = "", [part for part in label.split() if part != model.__name__]
        if rest and rest[0] in LABELS:
            named = f" «{LABELS[rest.pop(0)]}»"
        return f"{model._meta.verbose_name}{named} {told(' '.join(rest))}"
    return note_of(label)


def _model(target_type: str) -> type[models.Model] | None:
    try:
        return apps.get_model(target_type)
    except (LookupError, ValueError):
        return None


def _word(target_type: str, name: str, value: Any) -> Word:
    """Return the word of a field: the app's own, the record's, or a neighbouring record's."""
    app, _dot, _rest = target_type.partition(".")
    if name in WORDS.get(app, {}):
        return WORDS[app][name]
    fields = list(_fields(target_type, name))
    if not fields:
        return Word(persian.isolated_as_typed(name) if name.isascii() else name)
    flat = [dict(field.flatchoices) for field in fields]
    chosen = next((row for row in flat if isinstance(value, str) and value in row), None)
    return Word(fields[0].verbose_name, chosen)


def _fields(target_type: str, name: str) -> Iterator["models.Field[Any, Any]"]:
    model = _model(target_type)
    if model is None:
        return
    for each in (model, *model._meta.app_config.get_models()):
        for field in each._meta.fields:
            if name in (field.name, field.attname):
                yield field
