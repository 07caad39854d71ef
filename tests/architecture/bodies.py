"""A valid body for each operation of the REST API, made from its own OpenAPI document."""

import re
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from core.clock import today
from tests.architecture.routes import Route
from tests.architecture.world import NOBODY, REASON


def body_of(route: Route, method: str) -> dict[str, Any]:
    """Return the smallest body that the operation takes; its ids name nothing."""
    return dict(_bodies().get((_shape(route.pattern), method), {}))


@cache
def _bodies() -> dict[tuple[str, str], Any]:
    document = SchemaGenerator().get_schema(request=None, public=True)
    parts = document.get("components", {}).get("schemas", {})
    return {
        (_shape(path), method.upper()): _example(content["application/json"]["schema"], parts)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if "application/json" in (content := operation.get("requestBody", {}).get("content", {}))
    }


def _shape(path: str) -> str:
    """Return an address's shape: what it names replaced, without slashes at its ends."""
    return re.sub(r"<[^>]*>|\{[^}]*\}", "*", path).strip("/")


def _example(schema: dict[str, Any], parts: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _example(parts[schema["$ref"].rsplit("/", 1)[-1]], parts)
    for name in ("allOf", "oneOf", "anyOf"):
        if name in schema:
            return _example(schema[name][0], parts)
    if schema.get("enum"):
        return next(value for value in schema["enum"] if value)
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        fields = schema.get("properties", {})
        required = (name for name in schema.get("required", []) if name in fields)
        return {name: _example(fields[name], parts) for name in required}
    if kind == "array":
        return [_example(schema["items"], parts)] * schema.get("minItems", 0)
    return _plain(kind, schema)


def _plain(kind: str | None, schema: dict[str, Any]) -> Any:
    match kind, schema.get("format"):
        case "integer" | "number", _:
            return max(1, schema.get("minimum", 1))
        case "boolean", _:
            return True
        case _, "date":
            return today().isoformat()
        case _, "uuid":
            return str(NOBODY)
    return REASON[: schema.get("maxLength", 400)]
