"""The types of problem+json answers: one list for answers, for the API's edges and its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """A type: its stable code, the usual status, and its title for people."""

    code: str
    status: int
    title: Any

    @property
    def address(self) -> str:
        """Return the type's address, a place on the page that lists all."""
        return f"/docs/api/problems#{self.code}"


PROBLEMS: dict[str, Problem] = {
    problem.code: problem
    for problem in (
        Problem("invalid", 400, _("What was sent is not valid")),
        Problem("parse-error", 400, _("The body could not be read")),
        Problem("bad-cursor", 400, _("The page address is not valid")),
        Problem("paper-refused", 400, _("The file was not taken")),
        Problem("sheet-refused", 400, _("The spreadsheet was not taken")),
        Problem("table-refused", 400, _("The table was not taken")),
        Problem("bad-request", 400, _("The address could not be read")),
        Problem("not-authenticated", 401, _("A key is needed")),
        Problem("authentication-failed", 401, _("The key or the sign-in is not right")),
        Problem("permission-denied", 403, _("This is not allowed")),
        Problem("not-permitted", 403, _("The role may not do this")),
        Problem("factor-required", 403, _("A current one-time code is needed")),
        Problem("not-found", 404, _("There is nothing here")),
        Problem("method-not-allowed", 405, _("This address does not take this method")),
        Problem("not-acceptable", 406, _("The answer does not come in that form")),
        Problem("domain-error", 409, _("This cannot be done")),
        Problem("illegal-move", 409, _("The record's state does not allow this")),
        Problem("busy", 409, _("Somebody else is changing the record")),
        Problem("stale", 412, _("The record has changed meanwhile")),
        Problem("unsupported-media-type", 415, _("The body must be JSON")),
        Problem("throttled", 429, _("Too many tries")),
        Problem("broken-seal", 409, _("The file is not what was sealed")),
        Problem("error", 500, _("An error of the system")),
    )
}


def body_of(
    kind: str, status: int, detail: str, instance: str, fields: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Return the body of an answer, in the language of the moment."""
    problem = PROBLEMS.get(kind) or Problem(kind, status, kind.replace("-", " "))
    body: dict[str, Any] = {
        "type": problem.address,
        "title": str(problem.title),
        "status": status,
        "detail": detail,
        "instance": instance,
    }
    if fields:
        body["errors"] = [
            {"pointer": f"/{name}", "code": kind, "message": text}
            for name, texts in fields.items()
            for text in texts
        ]
    return body


def is_for_programs(request: HttpRequest) -> bool:
    """Tell whether a program asked, who cannot read a page."""
    return request.path.startswith("/api/")


def answer(request: HttpRequest, kind: str) -> JsonResponse:
    """Answer a program before or after any view of the API, in the language that it asks for."""
    problem = PROBLEMS[kind]
    language = translation.get_language_from_request(request)
    with translation.override(language):
        body = body_of(
            kind, problem.status, str(problem.title), getattr(request, "request_id", ""), {}
        )
    return JsonResponse(
        body,
        status=problem.status,
        content_type=CONTENT_TYPE,
        headers={"Content-Language": language or settings.LANGUAGE_CODE},
    )


def listing() -> list[dict[str, Any]]:
    """Return all types, with their titles in each language."""
    rows = []
    for problem in PROBLEMS.values():
        titles = []
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                titles.append({"language": language, "text": str(problem.title)})
        rows.append({"code": problem.code, "status": problem.status, "titles": titles})
    return rows
