"""Every refusal of the REST API as RFC 9457 problem+json."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, InternalError, OperationalError
from django.db import transaction as db_transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _
from drf_standardized_errors.formatter import flatten_errors
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.errors import Busy, DomainError, Stale, Throttled
from core.persian import persian_digits
from core.problems import CONTENT_TYPE, Fault, body_of
from core.rest.bodies import Unread, pointed
from core.web import refused

# The database gave up waiting for another transaction: lock timeout, deadlock.
_WAITED = {"55P03", "40P01"}
# Refusals of the framework whose sentences name a limit, in Latin digits.
_LIMITS = {
    "max_length", "min_length", "max_value", "min_value", "max_digits", "max_decimal_places",
}  # fmt: skip


class FaultSerializer(serializers.Serializer[Any]):
    """One thing that is wrong: where (a JSON pointer, or a parameter's name), and what."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457 problem details, as every error is answered."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = FaultSerializer(  # type: ignore[assignment] # a field of the answer
        many=True, required=False
    )


def problem(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer every refusal as RFC 9457 problem+json; unknown exceptions stay exceptions."""
    request = context.get("request")
    raw = getattr(request, "_request", request)
    body = told(exc, getattr(raw, "request_id", ""))
    if body is None:
        return None
    answer = Response(
        body,
        status=body["status"],
        content_type=CONTENT_TYPE,
        headers={"Content-Language": translation.get_language() or settings.LANGUAGE_CODE},
    )
    if isinstance(exc, DomainError):
        if db_transaction.get_connection().in_atomic_block:
            db_transaction.set_rollback(exc.status >= 500)
        if isinstance(exc, Throttled):
            answer["Retry-After"] = str(exc.wait)
    elif isinstance(exc, exceptions.APIException):
        known = exception_handler(exc, dict(context))
        for name in ("WWW-Authenticate", "Retry-After", "Allow"):
            if known is not None and name in known:
                answer[name] = known[name]
    return answer


def told(exc: Exception, instance: str = "") -> dict[str, Any] | None:
    """Return the body of the refusal that an exception stands for; None for an unknown one."""
    if isinstance(exc, OperationalError):
        if getattr(exc.__cause__, "pgcode", None) not in _WAITED:
            return None
        exc = Busy()
    if isinstance(exc, IntegrityError | InternalError):
        exc = refused(exc)
    if isinstance(exc, DomainError):
        faults = [
            Fault(name, exc.code, text) for name, texts in exc.fields.items() for text in texts
        ]
        return body_of(exc.code, exc.status, _said(exc), instance, faults)
    if isinstance(exc, Http404 | ObjectDoesNotExist):
        exc = exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if not isinstance(exc, exceptions.APIException):
        return None
    detail, faults = "", []
    if isinstance(exc, exceptions.ValidationError):
        text = _("There is no such field.")
        unknown = exc.unknown if isinstance(exc, Unread) else ()
        faults = [Fault("/".join(map(pointed, steps)), "invalid", text) for steps in unknown]
        faults += _faults(exc.detail)
        detail = _("Correct the marked fields.")
    elif not isinstance(exc.detail, dict | list):
        detail = str(exc.detail)
    return body_of(exc.default_code.replace("_", "-"), exc.status_code, detail, instance, faults)


def _said(exc: DomainError) -> str:
    """Return the sentence of a refusal; a program has no text that a page would have kept."""
    if exc.code == Stale.code:
        return _("The record has changed since it was read. Nothing was done; read it again.")
    return exc.message


def _faults(detail: Any) -> list[Fault]:
    """Return nested serializer errors, each with its JSON pointer."""
    return [
        Fault(
            "/".join(pointed(step) for step in (error.attr or "").split(".")),
            str(error.code),
            _sentence(str(error.code), str(error.detail)),
        )
        for error in flatten_errors(detail)
    ]


def _sentence(code: str, detail: str) -> str:
    """Return what people read; the framework's names types of the language it is written in."""
    match code:
        case "not_a_dict":
            return _("A JSON object is needed here.")
        case "not_a_list":
            return _("A list is needed here.")
        case _:
            return persian_digits(detail) if code in _LIMITS else detail
