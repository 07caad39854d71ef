"""The pieces of which the REST API is made: scoped viewsets, arguments of actions, problem+json."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError
from django.db import transaction as db_transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from drf_standardized_errors.formatter import flatten_errors
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler
from rest_framework.viewsets import GenericViewSet

from core.errors import DomainError, Invalid, NotPermitted, Throttled
from core.problems import CONTENT_TYPE, body_of
from core.requests import known
from core.web import refused

Handler = TypeVar("Handler", bound=Callable[..., Response])


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457 problem details, as every error is answered."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = serializers.ListField(  # type: ignore[assignment] # a field of the answer
        child=serializers.DictField(), required=False
    )


class Schema(AutoSchema):
    """Adds the problem answers to every documented operation."""

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
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
            bodies[code] = self._get_response_for_code(  # type: ignore[no-untyped-call] # theirs
                OpenApiResponse(ProblemSerializer, description=str(text)),
                code,
                media_types=[problem_type],
            )
        return bodies


@dataclass(frozen=True)
class Right:
    """Who may call a method: one of these permissions, and what `of(actor, record)` says."""

    permissions: tuple[str, ...]
    of: Callable[[Any, Any], bool] | None = None


def needs(
    *permissions: str, of: Callable[[Any, Any], bool] | None = None
) -> Callable[[Handler], Handler]:
    """
    Declare who may call a viewset's method, so that others are refused before the body is read.

    The action asks again; nothing named here is left out there. Without a permission everybody
    who is signed in may.
    """

    def declare(handler: Handler) -> Handler:
        handler.right = Right(permissions, of)  # type: ignore[attr-defined] # read by Scoped
        return handler

    return declare


class Scoped(GenericViewSet[Any]):
    """A viewset whose rows are what the caller may see; hidden and absent are both 404."""

    queryset: Any = None
    lookup_field = "public_id"
    lookup_url_kwarg = "public_id"
    lookup_value_converter = "uuid"
    orders: ClassVar[dict[str, Sequence[str]]] = {}
    columns: ClassVar[Sequence[str]] = ()
    _record: Any = None

    @property
    def actor(self) -> Any:
        """Return the principal of this request."""
        return known(self.request).principal

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a caller without a role in force; answer in the caller's language."""
        super().initial(request, *args, **kwargs)
        if getattr(request._request, "principal", None) is None:
            raise exceptions.NotAuthenticated

    def check_permissions(self, request: Request) -> None:
        """Refuse who may not call this method: 404 for a record out of scope, else 403."""
        super().check_permissions(request)
        right: Right | None = getattr(getattr(self, self.action or "", None), "right", None)
        if right is None or not right.permissions:
            return
        if self.actor is None:
            raise exceptions.NotAuthenticated
        is_right = any(self.actor.has(permission) for permission in right.permissions)
        if self.detail and (right.of is not None or not is_right):
            record = self.get_record()
            is_right = is_right and (right.of is None or right.of(self.actor, record))
        if not is_right:
            raise NotPermitted

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
        if self._record is None:
            value = self.kwargs[self.lookup_url_kwarg]
            self._record = self.get_queryset().filter(**{self.lookup_field: value}).first()
        if self._record is None:
            raise Http404
        return self._record

    def acting(self, one_time_code: str = "") -> Any:
        """Return the actor, with a fresh factor when a right one-time code came along."""
        if one_time_code:
            if self.actor.client:
                raise exceptions.PermissionDenied(
                    _("This act needs a person's token, not a program's.")
                )
            known(self.request).confirm_factor(one_time_code)
            return self.actor.with_fresh_factor()
        return self.actor


def validated(
    serializer_class: type[serializers.Serializer[Any]], request: Request
) -> dict[str, Any]:
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
        answer = _answer(context, exc.status, exc.code, exc.message, exc.fields)
        if isinstance(exc, Throttled):
            answer["Retry-After"] = str(exc.wait)
        return answer
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if not isinstance(exc, exceptions.APIException):
        return None
    return _refusal(exc, context)


def _refusal(exc: exceptions.APIException, context: Mapping[str, Any]) -> Response:
    """Answer one of REST framework's exceptions, with the headers that it calls for."""
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


def _flat(detail: Any) -> dict[str, list[str]]:
    """Return nested serializer errors as JSON pointers without the first slash, to messages."""
    flat: dict[str, list[str]] = {}
    for error in flatten_errors(detail):
        name = (error.attr or "non_field_errors").replace(".", "/")
        flat.setdefault(name, []).append(str(error.detail))
    return flat


def _answer(
    context: Mapping[str, Any],
    code: int,
    kind: str,
    detail: str,
    fields: Mapping[str, Sequence[str]],
) -> Response:
    request = context.get("request")
    raw = getattr(request, "_request", request)
    body = body_of(kind, code, detail, getattr(raw, "request_id", ""), fields)
    return Response(
        body,
        status=code,
        content_type=CONTENT_TYPE,
        headers={"Content-Language": translation.get_language() or settings.LANGUAGE_CODE},
    )
