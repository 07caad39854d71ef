"""Two people at one form: what each of them wrote, field by field, and which of it is kept."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BaseForm, BoundField, Textarea
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import jalali
from core.clock import TEHRAN
from core.persian import latin_digits, persian_digits

# Names beside the fields: the version that the form was opened with, what stood in its fields
# then, and, once two have written, whose value a field takes, and that the form is wanted again.
VERSION, SEEN, TAKE, AGAIN = "version", "seen", "take-", "again"
STORED = "stored"
_OWN = (VERSION, SEEN, AGAIN, "csrfmiddlewaretoken", "one_time_code", "passkey")
_HOUR = 60


@dataclass(frozen=True)
class LastChange:
    """Who changed a record last, as the reader may know him, and when; `is_own` if he himself."""

    who: str
    at: datetime
    is_own: bool = False


@dataclass(frozen=True)
class Difference:
    """
    A field in which the typed value is not the stored one, both as people read them.

    `is_both` says that both have changed it; `takes_stored` that only the other one has, so that
    the stored value stands unless the writer wants his own.
    """

    name: str
    label: str
    typed: str
    stored: str
    takes_stored: bool
    is_both: bool


def opened(
    record: Any, form: BaseForm | None, sent: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """
    Return what a form carries to be weighed when it comes back: the version, and its fields.

    `form` is the unbound form of an edit, None for an act whose fields begin empty; what was
    `sent` stays as it was, since the writer has seen nothing newer.
    """
    if not hasattr(record, "version"):
        return {}
    if sent is not None and VERSION in sent:
        return {name: str(sent[name]) for name in (VERSION, SEEN) if name in sent}
    carried = {VERSION: str(record.version)}
    if form is not None:
        fields = {bound.name: _texts(_stored(bound)) for bound in form}
        carried[SEEN] = json.dumps(fields, ensure_ascii=False)
    return carried


def version_of(sent: Mapping[str, Any]) -> int | None:
    """Return the version with which a form was opened; None when it says none, -1 for nonsense."""
    said = str(sent.get(VERSION, ""))
    if not said:
        return None
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1


def chosen(sent: QueryDict, stored: BaseForm) -> QueryDict:
    """Return what was sent, with the stored value in each field in which it was preferred."""
    names = [name for name in stored.fields if sent.get(f"{TAKE}{name}") == STORED]
    if not names:
        return sent
    mixed = sent.copy()
    for name in names:
        texts = _texts(_stored(stored[name]))
        key = stored.add_prefix(name)
        mixed.pop(key, None)
        if texts:
            mixed.setlist(key, texts)
    return mixed


def rest_of(sent: QueryDict) -> list[tuple[str, str]]:
    """Return the values that were typed, to be sent again."""
    return [
        (name, value)
        for name, values in sent.lists()
        if name not in _OWN and not name.startswith(TAKE)
        for value in values
    ]


def differences(typed: BaseForm, stored: BaseForm, seen: str) -> list[Difference]:
    """
    Return where a valid form differs from what is stored by now.

    `seen` is what stood in the fields when it was opened; without it every difference counts as
    one that both have made.
    """
    before = _read(seen)
    return list(_differences(typed, stored, before))


def _differences(
    typed: BaseForm, stored: BaseForm, before: dict[str, list[str]]
) -> Iterator[Difference]:
    for bound in stored:
        name, field = bound.name, bound.field
        if getattr(field, "is_unstored", False):  # of the act, such as its reason
            continue
        mine = _texts(field.prepare_value(typed.cleaned_data.get(name)))
        theirs = _texts(_stored(bound))
        if _loose(mine) == _loose(theirs):
            continue
        then = before.get(name)
        is_mine = then is None or _loose(then) != _loose(mine)
        is_theirs = then is None or _loose(then) != _loose(theirs)
        yield Difference(
            name=name,
            label=str(bound.label),
            typed=_told(bound, mine),
            stored=_told(bound, theirs),
            takes_stored=not is_mine,
            is_both=is_mine and is_theirs,
        )


def _stored(bound: BoundField) -> Any:
    return bound.field.prepare_value(bound.initial)


def _texts(value: Any) -> list[str]:
    """Return a field's value as a browser would send it; nothing for an empty or unticked one."""
    if value is None or value is False or value == "":
        return []
    if isinstance(value, Iterable) and not isinstance(value, str):
        return sorted(str(part) for part in value)
    return [str(value)]


def _loose(texts: list[str]) -> list[str]:
    return [" ".join(latin_digits(text).split()) for text in texts]


def _read(seen: str) -> dict[str, list[str]]:
    try:
        found = json.loads(seen)
    except (ValueError, RecursionError):  # no JSON, or one nested beyond measure
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(name): [str(text) for text in texts]
        for name, texts in found.items()
        if isinstance(texts, list)
    }


def _told(bound: BoundField, texts: list[str]) -> str:
    """Return a value as people read it: the words of choices, yes for a tick."""
    choices = getattr(bound.field, "choices", None)
    if choices is not None:
        words = {str(value): str(label) for value, label in choices}
        return _(", ").join(words.get(text, text) for text in texts)
    if texts == ["True"]:
        return _("yes")
    return "\n".join(texts)


def told_ago(at: datetime, now: datetime) -> str:
    """Return how long ago a moment was: in minutes within the hour, then its hour or its day."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < _HOUR:
        words = ngettext("{count} minute ago", "{count} minutes ago", minutes)
        return words.format(count=persian_digits(minutes))
    local = at.astimezone(TEHRAN)
    if local.date() == now.astimezone(TEHRAN).date():
        return _("at {time}").format(time=persian_digits(f"{local:%H:%M}"))
    return _("on {day}").format(day=jalali.day_near(local.date(), now.astimezone(TEHRAN).date()))


def conflict(change: LastChange | None, now: datetime, record: str) -> str:
    """Return the sentence that tells a writer of a newer change; `record` is the kind of record."""
    if change is None:
        return _("This record has changed since you opened it. Your text has been kept.")
    if change.is_own:
        text = _(
            "You changed this {record} yourself {when}, perhaps in another tab. What you wrote here"
            " has been kept."
        )
    else:
        text = _("{who} changed this {record} {when}. Your text has been kept.")
    return text.format(who=change.who, when=told_ago(change.at, now), record=record)


def typed_in(form: BaseForm | None) -> list[dict[str, str]]:
    """Return the texts that were sent with a form that is not shown again, each under its label."""
    if form is None or not form.is_bound:
        return []
    areas = [bound for bound in form if isinstance(bound.field.widget, Textarea)]
    found = [{"label": str(bound.label), "text": str(bound.value() or "")} for bound in areas]
    return [text for text in found if text["text"].strip()]
