"""The OpenAPI document: each operation with its headers, its refusals and their types."""

from collections.abc import Iterable
from typing import Any, Literal, cast

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from core.rest import etags
from core.rest.answers import ProblemSerializer
from core.rest.bodies import TextField
from core.rest.expanding import paths
from core.rest.rights import Right
from core.rest.shaping import EVERYWHERE
from core.wire import BINARY

PROBLEM = "application/problem+json"
READING = {"GET", "HEAD"}
LIMITS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
# Headers of answers, by the beginnings of the codes that they come with.
ANSWERED: dict[str, tuple[str, ...]] = {
    "ETag": ("2", "304"),
    "Location": ("201", "202"),
    "WWW-Authenticate": ("401",),
    "Retry-After": ("429",),
    **dict.fromkeys(LIMITS, ("2", "304", "429")),
}


class TimeOfDay(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call] # theirs
    """An hour of the day has no time zone, which `format: time` would ask for."""

    target_class = serializers.TimeField

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        """Return the pattern of an hour of the day, `10:30` or `10:30:00`."""
        return {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?$"}


class Schema(AutoSchema):
    """Adds the headers that an operation takes and the problem answers to each."""

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> dict[str, Any]:
        meta: dict[str, Any] = super()._get_serializer_field_meta(  # type: ignore[no-untyped-call]
            field, direction
        )
        if direction == "request" and isinstance(field, TextField):
            meta["minLength"] = field.least
        return meta

    def _right(self) -> Right:
        handler = getattr(self.view, getattr(self.view, "action", None) or "", None)
        return getattr(handler, "right", None) or Right(())

    def get_override_parameters(self) -> list[Any]:
        """Return the headers and parameters that every operation of the kind takes."""
        found: list[Any] = list(super().get_override_parameters())
        if not hasattr(self.view, "wishes"):
            return found
        if self.method in READING:
            found.append(_header("If-None-Match", _("Answers 304 when nothing has changed.")))
        else:
            right, view = self._right(), cast("Any", self.view)
            if view.action not in view.unkept:
                text = _("The same key, the same answer, for a day.")
                found.append(_header("Idempotency-Key", text, right.once, "^[!-~]{1,255}$"))
            if right.match:
                text = _("The ETag of the record as it was read.")
                found.append(_header("If-Match", text, right.match, etags.FORM))
        return found + self._wishes()

    def _wishes(self) -> list[OpenApiParameter]:
        view: Any = self.view
        if view.action in {"list", "retrieve"}:
            text = _("Names of fields, separated by commas; the answer has no others.")
            names = sorted(view.get_serializer_class()().fields)
            found = [_query("fields", text, pattern=some_of(names))]
            if view.expands:
                text = _("Records instead of their ids, at most two deep: {names}")
                text = text.format(names=", ".join(view.expands))
                found.append(_query("expand", text, pattern=some_of(paths(view.expands))))
        else:
            found = []
        calendar = _("`jalali` adds a Jalali text beside each day.")
        found += [_query(name, calendar, ["gregorian", "jalali"]) for name in sorted(EVERYWHERE)]
        return found

    def get_response_serializers(self) -> Any:
        """Return what an operation answers; a move by its name answers the record, or a new one."""
        view: Any = self.view
        if getattr(view, "action", "") == "transit":
            return dict.fromkeys((200, 201), view.get_serializer_class())
        return super().get_response_serializers()

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for code, text in self._refusals().items():
            bodies[code] = self._get_response_for_code(  # type: ignore[no-untyped-call] # theirs
                OpenApiResponse(ProblemSerializer, description=text), code, media_types=[PROBLEM]
            )
        # The front server's own answer: its body is not the product's.
        bodies["414"] = {"description": _("The address is too long.")}
        if self.method in READING and hasattr(self.view, "wishes"):
            bodies["304"] = {"description": _("Nothing has changed.")}
        for code, body in bodies.items():
            names = [name for name, codes in ANSWERED.items() if code.startswith(codes)]
            if not hasattr(self.view, "wishes"):
                names = [name for name in names if name not in {"ETag", "Location"}]
            if names:
                body["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
        return bodies

    def _refusals(self) -> dict[str, str]:
        answers = {
            "400": _("The request is not valid."),
            "401": _("A valid token is needed."),
            "403": _("The role may not do this."),
            "404": _("There is no such record, or it is out of scope."),
            "406": _("The answer is JSON only."),
            "429": _("Too many requests."),
        }
        if self.method not in READING:
            answers["409"] = _("The record's state does not allow this.")
            answers["413"] = _("The body is too large.")
            answers["415"] = _("The body must be JSON.")
            answers["422"] = _("The Idempotency-Key belongs to another request.")
            if self._right().match or getattr(self.view, "action", "") == "transit":
                answers["412"] = _("The record has changed meanwhile.")
                answers["428"] = _("An If-Match is needed.")
        return answers


def files(kinds: Iterable[str]) -> dict[tuple[int, str], OpenApiResponse]:
    """
    Return how an answer stands in the document that is a file of one of these media types.

    Each file is `BINARY` too, for whoever asks for it: generated clients know no other.
    """
    names = dict.fromkeys([*(kind.partition(";")[0] for kind in kinds), BINARY])
    return {(200, name): OpenApiResponse(OpenApiTypes.BINARY) for name in names}


def refused(text: str) -> OpenApiResponse:
    """Return how a refusal stands in the document."""
    return OpenApiResponse(ProblemSerializer, description=text)


def _header(
    name: str, text: str, required: bool = False, pattern: str | None = None
) -> OpenApiParameter:
    return OpenApiParameter(
        name, str, OpenApiParameter.HEADER, required=required, description=text, pattern=pattern
    )


def _query(
    name: str, text: str, enum: list[str] | None = None, pattern: str | None = None
) -> OpenApiParameter:
    return OpenApiParameter(
        name, str, OpenApiParameter.QUERY, description=text, enum=enum, pattern=pattern
    )


def some_of(names: Iterable[str]) -> str:
    """Return the pattern of some of the names, separated by commas."""
    return f"^(({'|'.join(names)})(,|$))+$".replace(".", r"\.")
