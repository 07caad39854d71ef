"""What the OpenAPI document has besides what drf-spectacular reads from the views."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

# The arguments that take the fields of others: of the move that is named.
OPEN = {"TransitArgumentsRequest"}


def complete(result: dict[str, Any], **_ways: Any) -> dict[str, Any]:
    """
    Add what a valid document needs besides (a hook of drf-spectacular).

    That is the headers of answers, that an operation without a key has no security, that a
    parameter without a value and a name that no argument has are refused, which codes a list of
    them may have, and no default which its own schema refuses.
    """
    _add_headers(result)
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            operation.setdefault("security", [])
            _narrow(operation.get("parameters", ()))
    components = result.get("components", {})
    for name, schema in components.get("schemas", {}).items():
        if name.endswith("Request") and schema.get("type") == "object" and name not in OPEN:
            schema.setdefault("additionalProperties", False)
        for field in schema.get("properties", {}).values():
            if "default" in field and not _allows(field, field["default"], components):
                del field["default"]
    return result


def _narrow(parameters: Iterable[dict[str, Any]]) -> None:
    """Write down that a text of a query is not blank, and which codes a list of them may have."""
    codes = {one["name"]: one.get("schema", {}).get("enum") for one in parameters}
    for one in parameters:
        schema, several = one.get("schema", {}), codes.get(one["name"].removesuffix("__in"))
        if several and one["name"].endswith("__in"):
            code = f"({'|'.join(several)})"
            schema["pattern"] = f"^{code}(,{code})*$"
        elif one["in"] == "query" and schema.get("type") == "string" and len(schema) == 1:
            schema["pattern"] = r"\S"


def _allows(field: Mapping[str, Any], value: Any, components: Mapping[str, Any]) -> bool:
    """Tell whether the schema of a field takes a value; a reference is one to the components."""
    return bool(Draft202012Validator({**field, "components": components}).is_valid(value))


def _add_headers(result: dict[str, Any]) -> None:
    headers = {
        "ETag": ("string", _("The version of what is answered, for If-Match and If-None-Match.")),
        "Location": ("string", _("Where the new record is read, or the job followed.")),
        "WWW-Authenticate": ("string", _("Which kind of key is asked for.")),
        "Retry-After": ("integer", _("Seconds to wait.")),
        "RateLimit-Limit": ("integer", _("Requests that a minute allows.")),
        "RateLimit-Remaining": ("integer", _("Requests that are left of them.")),
        "RateLimit-Reset": ("integer", _("Seconds until they are counted anew.")),
    }
    result.setdefault("components", {})["headers"] = {
        name: {"description": text, "schema": {"type": kind}}
        for name, (kind, text) in headers.items()
    }
