"""The arguments of an action, read from the body of a request."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, serializers
from rest_framework.request import Request

from core.clock import day_in_tehran, today
from core.errors import DomainError, Invalid
from core.jalali import JalaliError, check_recorded


class NoArguments(serializers.Serializer[Any]):
    """Nothing is needed beside the record."""


class TextField(serializers.CharField):
    """A text; that it has fewer letters the action says, with all that is wrong besides."""

    def __init__(self, *, least: int, **kwargs: Any) -> None:
        self.least = least  # for the document
        super().__init__(**kwargs)


class MomentField(serializers.DateTimeField):
    """A moment; one before the first day of the calendar is refused."""

    def enforce_timezone(self, value: Any) -> Any:
        """Return the moment with its time zone."""
        try:
            return super().enforce_timezone(value)
        except OverflowError:
            self.fail("overflow")


class FileField(serializers.FileField):
    """A file, which comes as a part of a form."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": gettext_lazy("Send a file here, as a part of a form (multipart/form-data)."),
    }


class Unread(exceptions.ValidationError):
    """A body in which something is wrong: with its fields, and names that no field has."""

    def __init__(self, detail: Any, unknown: Iterable[Sequence[str]]) -> None:
        super().__init__(detail)
        self.unknown = tuple(unknown)


def validated(
    serializer_class: type[serializers.Serializer[Any]], request: Request
) -> dict[str, Any]:
    """
    Return an action's arguments; unknown keys are refused.

    Raises:
        Unread: keys are unknown, missing or not of their form; all of them are told.
    """
    return read(serializer_class, request.data)


def read(serializer_class: type[serializers.Serializer[Any]], body: Any) -> dict[str, Any]:
    """Return the arguments that lie in a decoded body, or in one item of it; raise the same."""
    if not isinstance(body, dict):
        raise exceptions.ParseError(_("The body must be a JSON object."))
    serializer = serializer_class(data=body)
    fields = _fields(serializer_class)
    if fields is not None:
        serializer.fields = fields  # a copy of each is dear, and none is changed by reading
    unknown = sorted(_unknown(serializer, body))
    wrong: Any = serializer.errors if not serializer.is_valid() else {}
    wrong = {**wrong, **_spoken_booleans(serializer, body)}
    wrong = wrong or _wrong_years(serializer.validated_data)
    if wrong or unknown:
        raise Unread(wrong, unknown)
    return dict(serializer.validated_data)


def _unknown(serializer: Any, body: Any) -> Iterator[tuple[str, ...]]:
    """Yield the names that no field has, each with the steps to it through objects and lists."""
    if isinstance(serializer, serializers.ListSerializer):
        for number, part in enumerate(body if isinstance(body, list) else ()):
            for steps in _unknown(serializer.child, part):
                yield (str(number), *steps)
    elif isinstance(serializer, serializers.Serializer) and isinstance(body, Mapping):
        for name, part in body.items():
            field = serializer.fields.get(name)
            if field is None:
                yield (name,)
                continue
            for steps in _unknown(field, part):
                yield (name, *steps)


def _spoken_booleans(
    serializer: serializers.Serializer[Any], body: Mapping[str, Any]
) -> dict[str, list[str]]:
    """Return, by field, what JSON says in words or numbers where `true` or `false` belongs."""
    if isinstance(body, QueryDict):  # a form has words alone
        return {}
    return {
        name: [str(field.error_messages["invalid"])]
        for name, field in serializer.fields.items()
        if isinstance(field, serializers.BooleanField)
        and not isinstance(body.get(name), bool | NoneType)
    }


def _wrong_years(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return, by field, the days whose year no record can have."""
    found = {}
    for name, value in values.items():
        try:
            for day in _days_in(value):
                check_recorded(day, today())
        except JalaliError as error:
            found[name] = [error.message]
    return found


def _days_in(value: Any) -> Iterator[date]:
    """Yield the days of a value, of a moment in Tehran, and of what lies in a list or object."""
    if isinstance(value, datetime):
        yield day_in_tehran(value)
    elif isinstance(value, date):
        yield value
    elif isinstance(value, Mapping):
        yield from _days_in(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _days_in(part)


@cache
def _fields(serializer_class: type[serializers.Serializer[Any]]) -> Any:
    """
    Return the fields that all readings of a form may share.

    None for a form with forms inside, which note what they are reading.
    """
    found = serializer_class().fields
    inner = [getattr(field, "child", field) for field in found.values()]
    return None if any(isinstance(one, serializers.BaseSerializer) for one in inner) else found


@contextmanager
def called(**names: str) -> Iterator[None]:
    """Point refusals at what the caller sent: `names` maps an action's fields to a body's."""
    try:
        yield
    except DomainError as error:
        error.fields = {names.get(field, field): texts for field, texts in error.fields.items()}
        raise


def need_sentence(sent: str, official: str) -> None:
    """
    Refuse a declaration that is not the official sentence; spaces and line ends may differ.

    Raises:
        Invalid: by field text.
    """
    if " ".join(sent.split()) != " ".join(official.split()):
        raise Invalid(fields={"text": [_("Send the very sentence that waiver-text answers.")]})


def pointed(name: str) -> str:
    """Return a name as one step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
