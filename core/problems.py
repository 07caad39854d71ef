"""The types of problem+json answers: one list for answers, for the API's edges and its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a request: where, a stable code, and a sentence."""

    pointer: str
    code: str
    message: str


@dataclass(frozen=True)
class Problem:
    """A type: its stable code, the usual status, its title for people, and what helps."""

    code: str
    status: int
    title: Any
    cure: Any = ""

    @property
    def address(self) -> str:
        """Return the type's address, a place on the page that lists all."""
        return f"/docs/api/problems#{self.code}"


PROBLEMS: dict[str, Problem] = {
    problem.code: problem
    for problem in (
        Problem("invalid", 400, _("What was sent is not valid"),
                _("Correct what `errors` names, and send it again.")),
        Problem("parse-error", 400, _("The body could not be read"),
                _("Send one JSON object in `UTF-8`.")),
        Problem("bad-cursor", 400, _("The page address is not valid"),
                _("Start from the first page, and follow `next` as it is. Of `/changes`: empty the"
                  " copy, and begin without `since`.")),
        Problem("paper-refused", 400, _("The file was not taken"),
                _("Send a whole JPEG, PNG or PDF without scripts or attachments.")),
        Problem("sheet-refused", 400, _("The spreadsheet was not taken"),
                _("Use the template, without macros or links.")),
        Problem("table-refused", 400, _("The table was not taken"),
                _("Use the columns of the template.")),
        Problem("nothing-chosen", 400, _("No row was chosen"),
                _("Choose at least one row.")),
        Problem("bad-request", 400, _("The address could not be read"),
                _("Write the address in `UTF-8`, without NUL.")),
        Problem("idempotency-key-needed", 400, _("An Idempotency-Key is needed"),
                _("Send a new key with each act, and the same key when you repeat it.")),
        Problem("not-authenticated", 401, _("A key is needed"),
                _("Send `Authorization: Bearer <key>`.")),
        Problem("authentication-failed", 401, _("The key or the sign-in is not right"),
                _("The key may have expired or been revoked: make a new one.")),
        Problem("permission-denied", 403, _("This is not allowed"),
                _("Ask `access/explain` which right is missing.")),
        Problem("not-permitted", 403, _("The role may not do this"),
                _("Ask `access/explain` which right is missing.")),
        Problem("no-role", 403, _("The account has no role in force"),
                _("Ask a platform admin for a role; `detail` says which one ended.")),
        Problem("scope-missing", 403, _("The key does not have the scope for this"),
                _("Make a key with the scope that `detail` names.")),
        Problem("https-needed", 403, _("The API answers over HTTPS only"),
                _("Write `https://` in the address, and rotate the key: it went in the clear.")),
        Problem("address-not-allowed", 403, _("The key may not be used from this address"),
                _("Call from an allowed address, or make a key that allows yours.")),
        Problem("factor-required", 403, _("A current one-time code is needed"),
                _("Send the current code of the person's authenticator as `one_time_code`.")),
        Problem("not-found", 404, _("There is nothing here"),
                _("The record is absent or out of your scope; both look the same.")),
        Problem("method-not-allowed", 405, _("This address does not take this method"),
                _("The header `Allow` lists the methods.")),
        Problem("not-acceptable", 406, _("The answer does not come in that form"),
                _("Ask for `application/json`.")),
        Problem("domain-error", 409, _("This cannot be done"), _("`detail` says why.")),
        Problem("illegal-move", 409, _("The record's state does not allow this"),
                _("Read the record again; `transitions` lists what is open.")),
        Problem("busy", 409, _("Somebody else is changing the record"),
                _("Try again in a moment, with the same key.")),
        Problem("in-progress", 409, _("The same act is still at work"),
                _("Try again in a moment, with the same key.")),
        Problem("shown-once", 409, _("The answer held a secret that is shown once"),
                _("It was done. If the secret is lost, revoke the key and make another.")),
        Problem("too-many-rows", 409, _("Too many rows were chosen"),
                _("Narrow the filter, and ask again.")),
        Problem("broken-seal", 409, _("The file is not what was sealed"),
                _("Tell the province; the opening has been recorded.")),
        Problem("gone", 410, _("The download address is no longer valid"),
                _("Ask for a new one.")),
        Problem("stale", 412, _("The record has changed meanwhile"),
                _("Read the record again, and send its new ETag as If-Match.")),
        Problem("too-large", 413, _("The body is too large"),
                _("Send less at once.")),
        Problem("unsupported-media-type", 415, _("The body must be JSON"),
                _("Send `Content-Type: application/json`.")),
        Problem("idempotency-mismatch", 422, _("The key was used for another act"),
                _("Use a new Idempotency-Key for a new act.")),
        Problem("bulk-refused", 422, _("Nothing was done, since some items are wrong"),
                _("Correct the items that `errors` names, or send `atomic: false`.")),
        Problem("precondition-required", 428, _("An If-Match is needed"),
                _("Read the record, and send its ETag as If-Match.")),
        Problem("throttled", 429, _("Too many attempts"),
                _("Wait as many seconds as `Retry-After` says.")),
        Problem("error", 500, _("An error of the system"),
                _("Try again with the same Idempotency-Key; nothing was done. Keep `instance`.")),
        Problem("unavailable", 503, _("The system cannot be used for a moment"),
                _("Nothing was done. Wait as many seconds as `Retry-After` says, and send it again"
                  " with the same Idempotency-Key.")),
    )
}  # fmt: skip


def body_of(
    kind: str, status: int, detail: str, instance: str, faults: Sequence[Fault] = ()
) -> dict[str, Any]:
    """Return the body of an answer, in the language of the moment."""
    problem = PROBLEMS.get(kind) or Problem(kind, status, kind.replace("-", " "))
    body: dict[str, Any] = {
        "type": problem.address,
        "title": str(problem.title),
        "status": status,
        "detail": detail or str(problem.title),
        "instance": instance,
    }
    if faults:
        body["errors"] = [
            {"pointer": f"/{fault.pointer}", "code": fault.code, "message": fault.message}
            for fault in faults
        ]
    return body


def is_for_programs(request: HttpRequest) -> bool:
    """Tell whether a program asked, who cannot read a page."""
    return request.path.startswith("/api/")


def answer(
    request: HttpRequest, kind: str, *, with_cure: bool = False, detail: Any = ""
) -> JsonResponse:
    """
    Answer a program before or after any view of the API, in the language that it asks for.

    `with_cure` says in `detail` what helps, not only what is wrong; else it may be said there.
    """
    problem = PROBLEMS[kind]
    language = translation.get_language_from_request(request)
    with translation.override(language):
        said = str(problem.cure if with_cure else detail or problem.title)
        body = body_of(kind, problem.status, said, getattr(request, "request_id", ""))
    return JsonResponse(
        body,
        status=problem.status,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},  # people read it, as they read all others
        headers={"Content-Language": language or settings.LANGUAGE_CODE},
    )


def listing() -> list[dict[str, Any]]:
    """Return all types, with their titles in each language."""
    rows = []
    for problem in PROBLEMS.values():
        titles = []
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                titles.append(
                    {"language": language, "text": str(problem.title), "cure": str(problem.cure)}
                )
        rows.append({"code": problem.code, "status": problem.status, "titles": titles})
    return rows
