"""How the REST API reads and writes: JSON, strict filters, keyset pages. Imports no view."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import django_filters
import msgspec
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import exceptions, negotiation, parsers, renderers
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Invalid, TooLarge
from core.filtering import filtered, named
from core.persian import persian_digits
from core.statements import Reading
from core.web.keyset import read_page

MAX_PAGE = 200
MAX_DEPTH = 32
MAX_COUNT = 1000
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


class JSONRenderer(renderers.BaseRenderer):
    """JSON by msgspec; dates in ISO 8601, UUIDs as text."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the encoded answer; nothing for an answer without a body."""
        if data is None:
            return b""
        return msgspec.json.encode(data, enc_hook=str)


BINARY = "application/octet-stream"


class Negotiation(negotiation.DefaultContentNegotiation):
    """
    Chooses the form of an answer; whoever accepts any, or JSON, is not asked further.

    Who asks for `BINARY` gets it for files; records and problems are JSON all the same.
    """

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        """Return who writes the answer, and its media type."""
        accepted = request.META.get("HTTP_ACCEPT", "*/*")
        first = renderers[0]
        if accepted in {"*/*", first.media_type, BINARY} and "format" not in request.GET:
            return first, first.media_type
        return super().select_renderer(request, renderers, format_suffix)


class JSONParser(parsers.BaseParser):
    """JSON bodies only; what is not JSON, too deep or not UTF-8 is a 400."""

    media_type = "application/json"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the decoded body."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise TooLarge
        try:
            body = msgspec.json.decode(raw)
            json.loads(raw, object_pairs_hook=_pairs)
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            raise exceptions.ParseError(_("The body is not valid JSON.")) from error
        if _too_deep(body):
            raise exceptions.ParseError(_("The body is nested too deeply."))
        if _unstorable(body):
            raise exceptions.ParseError(_("The text holds characters that cannot be stored."))
        return body


class FormParser(parsers.MultiPartParser):
    """Forms of parts, which bring files: each part once, and its text such as can be stored."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the parts: texts and files."""
        try:
            form = super().parse(stream, media_type, parser_context)
        except exceptions.ParseError as error:
            text = _("The body is not a form of parts (multipart/form-data).")
            raise exceptions.ParseError(text) from error
        names = [name for part in (form.data, form.files) for name, values in part.lists()
                 for _value in values]  # fmt: skip
        if len(set(names)) < len(names):
            raise exceptions.ParseError(_("A field is named twice in the form."))
        if _unstorable([*names, *form.data.values()]):
            raise exceptions.ParseError(_("The text holds characters that cannot be stored."))
        return form


def _pairs(pairs: list[tuple[str, Any]]) -> None:
    """Refuse an object that names a field twice: which of the two is meant is anybody's guess."""
    if len({name for name, _value in pairs}) < len(pairs):
        raise exceptions.ParseError(_("A field is named twice in one object of the body."))


def _too_deep(body: Any) -> bool:
    """Tell whether a decoded body is nested deeper than any document of ours; level by level."""
    level = [body]
    for _depth in range(MAX_DEPTH):
        level = [
            part
            for value in level
            if isinstance(value, dict | list)
            for part in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True


def _unstorable(value: Any) -> bool:
    """Tell whether a body, not too deep, holds NUL or a lone surrogate anywhere."""
    match value:
        case str():
            return _UNSTORABLE.search(value) is not None
        case dict():
            return any(_unstorable(part) for pair in value.items() for part in pair)
        case list():
            return any(_unstorable(part) for part in value)
        case _:
            return False


class StrictFilterBackend:
    """django-filter's declared filters; the view has refused unknown parameters before."""

    def filter_queryset(self, request: Request, reading: Reading, view: Any) -> Reading:
        """Return the filtered rows, or refuse."""
        filterset_class = getattr(view, "filterset_class", None)
        if view.action != "list" or filterset_class is None:
            return reading
        asked = named(filterset_class, request.query_params)
        filterset = asked(request.query_params, queryset=view.queryset.all(), request=request)
        if not filterset.is_valid():
            raise Invalid(fields={k: [str(e) for e in v] for k, v in filterset.errors.items()})
        return filtered(reading, filterset)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the filters for the OpenAPI document."""
        filterset_class = getattr(view, "filterset_class", None)
        if view.action != "list" or filterset_class is None:
            return []
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "schema": _schema_of(field),
                "description": str(field.label or name),
            }
            for name, field in filterset_class.base_filters.items()
        ]


def _schema_of(field: Any) -> dict[str, Any]:
    """Return what a filter takes, for the OpenAPI document."""
    if isinstance(field, django_filters.BaseCSVFilter):
        return {"type": "string"}
    match field:
        case django_filters.UUIDFilter():
            return {"type": "string", "format": "uuid"}
        case django_filters.BooleanFilter():
            return {"type": "boolean"}
        case django_filters.IsoDateTimeFilter():
            return {"type": "string", "format": "date-time"}
        case django_filters.DateFilter():
            return {"type": "string", "format": "date"}
        case django_filters.NumberFilter():
            bounds = (("minimum", "min_value"), ("maximum", "max_value"))
            said = {word: field.extra[name] for word, name in bounds if name in field.extra}
            return {"type": "integer", **said}
        case django_filters.ChoiceFilter():
            choices = field.extra["choices"]
            known = choices() if callable(choices) else choices
            return {"type": "string", "enum": [str(key) for key, _label in known]}
        case _:
            said = {"pattern": field.pattern} if hasattr(field, "pattern") else {}
            return {"type": "string", **said}


class KeysetPagination(BasePagination):
    """
    Pages by keyset on the view's `orders`; `next` and `previous` in the body and the Link header.

    The view's `columns` are read as plain rows and shaped by its `shape(row)`.
    """

    page_size = 50

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the shaped rows of one page; the rows come as a `Reading`."""
        reading: Reading = queryset
        self.request = request
        size = self._size(request)
        name = request.query_params.get("ordering", next(iter(view.orders)))
        if name not in view.orders:
            choices = ", ".join(view.orders)
            raise Invalid(
                fields={"ordering": [_("Choose one of: {choices}").format(choices=choices)]}
            )
        self.page = read_page(
            reading,
            view.orders[name],
            request.query_params.get("cursor", ""),
            size,
            view.columns,
        )
        self.count = self._count(request, reading)
        told: list[Any] = view.present(self.page.rows)
        return told

    def _count(self, request: Request, reading: Reading) -> dict[str, Any]:
        """Return the count that was asked for: at most 1,000, and whether it is exact."""
        wanted = request.query_params.get("include")
        if wanted is None:
            return {}
        if wanted != "count":
            raise Invalid(
                fields={"include": [_("Choose one of: {choices}").format(choices="count")]}
            )
        found = reading.queryset.order_by()[: MAX_COUNT + 1].count()
        return {"count": min(found, MAX_COUNT), "count_is_exact": found <= MAX_COUNT}

    def _size(self, request: Request) -> int:
        raw = request.query_params.get("page_size", "")
        if not raw:
            return self.page_size
        if not (raw.isascii() and raw.isdigit() and 1 <= int(raw[:9]) <= MAX_PAGE):
            told = _("A page has 1 to {most} rows.").format(most=persian_digits(MAX_PAGE))
            raise Invalid(fields={"page_size": [told]})
        return int(raw)

    def _link(self, cursor: str) -> str | None:
        if not cursor:
            return None
        parameters = [(k, v) for k, v in self.request.query_params.items() if k != "cursor"]
        query = urlencode([*parameters, ("cursor", cursor)])
        return self.request.build_absolute_uri(f"{self.request.path}?{query}")

    def get_paginated_response(self, data: list[Any]) -> Response:
        """Return the page with its links."""
        following, previous = self._link(self.page.next), self._link(self.page.previous)
        links = [
            f'<{url}>; rel="{name}"'
            for name, url in (("next", following), ("prev", previous))
            if url
        ]
        headers = {"Link": ", ".join(links)} if links else {}
        body = {"next": following, "previous": previous, **self.count, "results": data}
        return Response(body, headers=headers)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the page's shape for the OpenAPI document."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link,
                "previous": link,
                "count": {"type": "integer", "maximum": MAX_COUNT},
                "count_is_exact": {"type": "boolean"},
                "results": schema,  # an array already
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return cursor, size and order for the OpenAPI document."""
        orders = list(getattr(view, "orders", {"": ()}))
        return [
            {"name": "cursor", "in": "query", "schema": {"type": "string"}},
            {
                "name": "page_size",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE},
            },
            {"name": "ordering", "in": "query", "schema": {"type": "string", "enum": orders}},
            {"name": "include", "in": "query", "schema": {"type": "string", "enum": ["count"]}},
        ]
