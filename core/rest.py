"""The pieces of which the REST API is made: problem+json, strict filters, keyset pages of rows."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError
from django.db import transaction as db_transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import exceptions, parsers, renderers, serializers, status
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler
from rest_framework.viewsets import GenericViewSet

from core.errors import DomainError, Invalid
from core.web import BadCursor, keyset_page, refused

T = TypeVar("T")
MAX_PAGE = 200
RESERVED = {"cursor", "page_size", "ordering", "format", "calendar"}


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
        try:
            body = msgspec.json.decode(stream.read())
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            raise exceptions.ParseError(_("The body is not valid JSON.")) from error
        if _unstorable(body):
            raise exceptions.ParseError(_("The text holds characters that cannot be stored."))
        return body


def _unstorable(value: Any) -> bool:
    """Tell whether a decoded body holds NUL or a lone surrogate anywhere."""
    match value:
        case str():
            return "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value)
        case dict():
            return any(_unstorable(part) for pair in value.items() for part in pair)
        case list():
            return any(_unstorable(part) for part in value)
        case _:
            return False


class StrictFilterBackend:
    """django-filter's declared filters; an unknown parameter is a 400, never ignored."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        """Return the filtered queryset, or refuse."""
        filterset_class = getattr(view, "filterset_class", None)
        if view.action != "list":
            return queryset
        known = set(filterset_class.base_filters) if filterset_class else set()
        unknown = sorted(set(request.query_params) - known - RESERVED)
        if unknown:
            raise Invalid(fields={name: [_("There is no such parameter.")] for name in unknown})
        if filterset_class is None:
            return queryset
        filterset = filterset_class(request.query_params, queryset=queryset, request=request)
        if not filterset.is_valid():
            raise Invalid(fields={k: [str(e) for e in v] for k, v in filterset.errors.items()})
        return filterset.qs

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the filters for the OpenAPI document."""
        filterset_class = getattr(view, "filterset_class", None)
        if filterset_class is None:
            return []
        return [
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"},
             "description": str(field.label or name)}
            for name, field in filterset_class.base_filters.items()
        ]


class KeysetPagination(BasePagination):
    """
    Pages by keyset on the view's `orders`; `next` and `previous` in the body and the Link header.

    The view's `columns` are read as plain rows and shaped by its `shape(row)`.
    """

    page_size = 50

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the shaped rows of one page."""
        self.request = request
        size = self._size(request)
        name = request.query_params.get("ordering", next(iter(view.orders)))
        if name not in view.orders:
            choices = ", ".join(view.orders)
            raise Invalid(
                fields={"ordering": [_("Choose one of: {choices}").format(choices=choices)]}
            )
        self.page = keyset_page(
            queryset,
            view.orders[name],
            request.query_params.get("cursor", ""),
            size,
            view.columns,
        )
        return [view.shape(row) for row in self.page.rows]

    def _size(self, request: Request) -> int:
        raw = request.query_params.get("page_size", "")
        if not raw:
            return self.page_size
        if not (raw.isascii() and raw.isdigit() and 1 <= int(raw[:9]) <= MAX_PAGE):
            raise Invalid(
                fields={"page_size": [_("A page has 1 to {most} rows.").format(most=MAX_PAGE)]}
            )
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
        return Response(
            {"next": following, "previous": previous, "results": data}, headers=headers
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the page's shape for the OpenAPI document."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link, "previous": link, "results": {"type": "array", "items": schema}
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return cursor, size and order for the OpenAPI document."""
        orders = list(getattr(view, "orders", {"": ()}))
        return [
            {"name": "cursor", "in": "query", "schema": {"type": "string"}},
            {"name": "page_size", "in": "query",
             "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE}},
            {"name": "ordering", "in": "query", "schema": {"type": "string", "enum": orders}},
        ]


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457 problem details, as every error is answered."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = serializers.ListField(child=serializers.DictField(), required=False)


class Schema(AutoSchema):
    """Adds the problem answers to every documented operation."""

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        problem_type = "application/problem+json"
        answers = {
            "400": _("The request is not valid."),
            "401": _("A valid token is needed."),
            "403": _("The role may not do this."),
            "404": _("There is no such record, or it is out of scope."),
        }
        if self.method not in {"GET", "HEAD"}:
            answers["409"] = _("The record's state does not allow this.")
            answers["415"] = _("The body must be JSON.")
        for code, text in answers.items():
            bodies[code] = self._get_response_for_code(
                OpenApiResponse(ProblemSerializer, description=str(text)),
                code,
                media_types=[problem_type],
            )
        return bodies


class Scoped(GenericViewSet[Any]):
    """A viewset whose rows are what the caller may see; hidden and absent are both 404."""

    lookup_field = "public_id"
    lookup_url_kwarg = "public_id"
    lookup_value_converter = "uuid"
    orders: ClassVar[dict[str, Sequence[str]]] = {}
    columns: ClassVar[Sequence[str]] = ()

    @property
    def actor(self) -> Any:
        """Return the principal of this request."""
        return self.request._request.principal

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a caller without a role in force; answer in the caller's language."""
        super().initial(request, *args, **kwargs)
        if getattr(request._request, "principal", None) is None:
            raise exceptions.NotAuthenticated

    def get_queryset(self) -> Any:
        """Return the rows of `queryset` that the caller may see."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return self.queryset.all().visible_to(self.actor)

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a plain row."""
        return row

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer one page of the rows in scope."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(rows)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer one row in scope."""
        return Response(self.shape(self.get_row()))

    def get_row(self) -> dict[str, Any]:
        """Return the plain row that the address names, or 404."""
        value = self.kwargs[self.lookup_url_kwarg]
        row = self.get_queryset().filter(**{self.lookup_field: value}).values(*self.columns).first()
        if row is None:
            raise Http404
        return dict(row)

    def get_record(self) -> Any:
        """Return the model object that the address names, or 404; for actions."""
        value = self.kwargs[self.lookup_url_kwarg]
        found = self.get_queryset().filter(**{self.lookup_field: value}).first()
        if found is None:
            raise Http404
        return found

    def acting(self, one_time_code: str = "") -> Any:
        """Return the actor, with a fresh factor when a right one-time code came along."""
        if one_time_code:
            if self.actor.client:
                raise exceptions.PermissionDenied(
                    _("This act needs a person's token, not a program's.")
                )
            self.request._request.confirm_factor(one_time_code)
            return self.actor.with_fresh_factor()
        return self.actor


def validated(serializer_class: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """
    Return an action's arguments; unknown keys are refused.

    Raises:
        ValidationError: a key is unknown, missing or not of its form.
    """
    serializer = serializer_class(data=request.data)
    if not isinstance(request.data, dict):
        raise exceptions.ParseError(_("The body must be a JSON object."))
    unknown = sorted(set(request.data) - set(serializer.fields))
    if unknown:
        raise Invalid(fields={name: [_("There is no such field.")] for name in unknown})
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def problem(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer every refusal as RFC 9457 problem+json; unknown exceptions stay exceptions."""
    if isinstance(exc, IntegrityError | InternalError):
        exc = refused(exc)
    if isinstance(exc, DomainError):
        if db_transaction.get_connection().in_atomic_block:
            db_transaction.set_rollback(exc.status >= 500)
        return _answer(context, exc.status, exc.code, exc.message, exc.fields)
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if not isinstance(exc, exceptions.APIException):
        return None
    response = exception_handler(exc, dict(context))
    fields: dict[str, list[str]] = {}
    detail = str(exc.detail) if not isinstance(exc.detail, dict | list) else ""
    if isinstance(exc, exceptions.ValidationError):
        fields = _flat(exc.detail)
        detail = _("Correct the marked fields.")
    code = exc.default_code.replace("_", "-")
    answer = _answer(context, exc.status_code, code, detail, fields)
    if response is not None:
        for name in ("WWW-Authenticate", "Retry-After"):
            if name in response:
                answer[name] = response[name]
    return answer


def _flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Return nested serializer errors as pointer to messages."""
    if isinstance(detail, dict):
        flat: dict[str, list[str]] = {}
        for name, inner in detail.items():
            flat |= _flat(inner, f"{path}/{name}".lstrip("/"))
        return flat
    if isinstance(detail, list) and detail and isinstance(detail[0], dict):
        flat = {}
        for index, inner in enumerate(detail):
            flat |= _flat(inner, f"{path}/{index}".lstrip("/"))
        return flat
    texts = detail if isinstance(detail, list) else [detail]
    return {path or "non_field_errors": [str(text) for text in texts]}


def _answer(
    context: Mapping[str, Any],
    code: int,
    kind: str,
    detail: str,
    fields: Mapping[str, Sequence[str]],
) -> Response:
    request = context.get("request")
    raw = getattr(request, "_request", request)
    title = status.responses.get(code, "") if hasattr(status, "responses") else ""
    body: dict[str, Any] = {
        "type": f"/docs/api/problems#{kind}",
        "title": title or kind.replace("-", " "),
        "status": code,
        "detail": detail,
        "instance": getattr(raw, "request_id", ""),
    }
    if fields:
        body["errors"] = [
            {"pointer": f"/{name}", "code": kind, "message": text}
            for name, texts in fields.items()
            for text in texts
        ]
    return Response(
        body,
        status=code,
        content_type="application/problem+json",
        headers={"Content-Language": translation.get_language() or settings.LANGUAGE_CODE},
    )


__all__ = [
    "BadCursor",
    "JSONParser",
    "JSONRenderer",
    "KeysetPagination",
    "ProblemSerializer",
    "Schema",
    "Scoped",
    "StrictFilterBackend",
    "problem",
    "validated",
]
