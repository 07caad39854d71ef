"""
What the REST API has promised, one line each: `python -m dev.promise` adds what is new.

Changes are additive only. A line that the document no longer keeps is a breaking change, and so is
a new demand on a request that was promised without it; tests/dev/test_promise.py fails on both.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from dev.tasks import ROOT

DOCUMENT = ROOT / "docs" / "api" / "openapi.yaml"
PROMISE = ROOT / "docs" / "api" / "promise.txt"
DEMAND = " needs "
DEEPEST = 2


@cache
def committed() -> dict[str, Any]:
    """Return the committed document, read once; by the parser in C, for it is a long one."""
    text = DOCUMENT.read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return read


def lines_of(document: dict[str, Any]) -> set[str]:
    """Return what a document promises: operations, parameters, fields taken, fields answered."""
    parts = document.get("components", {}).get("schemas", {})
    return {
        line
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for line in _operation(f"{method.upper()} {path}", operation, parts)
    }


def _operation(place: str, operation: dict[str, Any], parts: dict[str, Any]) -> Iterator[str]:
    yield place
    for parameter in operation.get("parameters", ()):
        yield f"{place} takes {parameter['in']} {parameter['name']}"
        if parameter.get("required"):
            yield f"{place}{DEMAND}{parameter['in']} {parameter['name']}"
    for content in operation.get("requestBody", {}).get("content", {}).values():
        for name, _kind, is_required in _fields(content["schema"], parts):
            yield f"{place} takes body {name}"
            if is_required and "." not in name:
                yield f"{place}{DEMAND}body {name}"
    for status, answer in operation.get("responses", {}).items():
        yield f"{place} answers {status}"
        if not status.startswith("2"):
            continue
        for content in answer.get("content", {}).values():
            for name, kind, _is_required in _fields(content.get("schema", {}), parts):
                yield f"{place} answers {status} {name} {kind}"


def _fields(
    schema: dict[str, Any], parts: dict[str, Any], before: str = "", depth: int = 0
) -> Iterator[tuple[str, str, bool]]:
    schema = _whole(schema, parts)
    if depth == DEEPEST:
        return
    if "items" in schema:
        yield from _fields(schema["items"], parts, before, depth)
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        whole = _whole(field, parts)
        yield f"{before}{name}", _kind(whole), name in required
        yield from _fields(whole, parts, f"{before}{name}.", depth + 1)


def _whole(schema: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return dict(parts[schema["$ref"].rsplit("/", 1)[-1]])
    for name in ("allOf", "oneOf", "anyOf"):
        if name in schema:
            return _whole(schema[name][0], parts)
    return schema


def _kind(schema: dict[str, Any]) -> str:
    kind = schema.get("type", "any")
    return "|".join(sorted(kind)) if isinstance(kind, list) else str(kind)


def broken(promised: set[str], now: set[str]) -> list[str]:
    """Return what was promised and is no longer kept, and new demands on old operations."""
    gone = promised - now
    demands = {
        line for line in now - promised if DEMAND in line and line.split(DEMAND)[0] in promised
    }
    return sorted(f"gone: {line}" for line in gone) + sorted(f"new: {line}" for line in demands)


def main() -> None:
    """Add to the promise what the committed document keeps; refuse to drop a line."""
    now = lines_of(committed())
    promised = set(PROMISE.read_text(encoding="utf-8").splitlines()) if PROMISE.exists() else set()
    faults = broken(promised, now)
    if faults:
        raise SystemExit("\n".join(["These break what was promised:", *faults]))
    PROMISE.write_text("\n".join(sorted(now)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
