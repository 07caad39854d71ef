"""Examples in the OpenAPI document: each kind of refusal as a reader of Persian gets it."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from core.problems import PROBLEMS, Fault, Problem, body_of

INSTANCE = "5f2c9a7e41d0"  # the id of a request, as `X-Request-Id` says it


def add_examples(result: dict[str, Any], **_ways: Any) -> dict[str, Any]:
    """Put one example of each kind of problem beside its schema (a hook of drf-spectacular)."""
    schemas = result.get("components", {}).get("schemas", {})
    if "Problem" in schemas:
        with translation.override("fa"):
            schemas["Problem"]["examples"] = [_example(problem) for problem in PROBLEMS.values()]
    return result


def _example(problem: Problem) -> dict[str, Any]:
    """Return the body of a problem; of what was not valid, with the field and its fault."""
    detail, faults = str(problem.cure), []
    if problem.code == "invalid":
        detail = _("Correct the marked fields.")
        faults = [Fault("occurred_on", "required", _("This field is required."))]
    return body_of(problem.code, problem.status, detail, INSTANCE, faults)
