"""A valid body for each operation of the REST API, made from its own OpenAPI document."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from core.clock import today
from tests.architecture.routes import Route
from tests.architecture.world import NOBODY, REASON


def body_of(route: Route, method: str) -> dict[str, Any]:
    """Return the smallest body that the operation takes; its ids name nothing."""
    return dict(_bodies().get((_shape(route.pattern), method), {}))


def numbers_of(route: Route, method: str) -> list[str]:
    """Return the fields of the operation's body that take a number."""
    return _numbers().get((_shape(route.pattern), method), [])


@cache
def _bodies() -> dict[tuple[str, str], Any]:
    parts = _document().get("components", {}).get("schemas", {})
    return {place: _example(schema, parts) for place, schema in _schemas()}


@cache
def _numbers() -> dict[tuple[str, str], list[str]]:
    parts = _document().get("components", {}).get("schemas", {})
    found = {}
    for place, schema in _schemas():
        whole = parts[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
        found[place] = [
            name
            for name, field in whole.get("properties", {}).items()
            if {"integer", "number"} & set(_kinds(field))
        ]
    return found


def _kinds(field: dict[str, Any]) -> list[str]:
    kind = field.get("type", [])
    return kind if isinstance(kind, list) else [kind]


@cache
def _document() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)


def _schemas() -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for path, operations in _document()["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                yield (_shape(path), method.upper()), content["application/json"]["schema"]


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
