"""
Words in the OpenAPI document: of its resources, operations and fields, and the scopes of keys.

The document is made in English for the repository and in the reader's language for the page, of the
same sentences. A part without words keeps what the viewset says of it; tests find it.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.key_scopes import NEEDED, ONLY_READ
from pishkhan.reference.said import RESOURCES
from pishkhan.reference.taken import TAKEN
from pishkhan.reference.told import TOLD

METHODS = ("get", "post", "put", "patch", "delete")
BARE = {"Answer one page of the rows in scope.", "Answer one row in scope."}


def add_words(result: dict[str, Any], **_ways: Any) -> dict[str, Any]:
    """Put words beside what has none (a hook of drf-spectacular)."""
    result["tags"] = [
        {"name": name, "description": str(text)} for name, text in sorted(RESOURCES.items())
    ]
    for operation in operations(result):
        _word(*operation)
    for schema in result.get("components", {}).get("schemas", {}).values():
        for name, field in schema.get("properties", {}).items():
            if told := _(field["description"]) if field.get("description") else word(name):
                field["description"] = told
    return result


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and operation, in the document's order."""
    for path, below in document["paths"].items():
        for method in METHODS:
            if method in below:
                yield path, method, below[method]


def word(name: str) -> str:
    """Return what a field or a parameter is; empty when nobody says it."""
    name, _mark, how = name.partition("__")
    text = TAKEN.get(name) or TOLD.get(name)
    if text is None:
        return ""
    forms = {
        "gte": _("{what}: from this on"),
        "lte": _("{what}: up to this"),
        "in": _("{what}: one of these, separated by commas"),
        "isnull": _("{what}: `true` where it is empty"),
    }
    return forms[how].format(what=text) if how else str(text)


def _word(path: str, method: str, operation: dict[str, Any]) -> None:
    said = operation.get("description", "").split("\n\n")
    paragraphs = [" ".join(paragraph.split()) for paragraph in said]
    title, *more = [_(paragraph) if paragraph else "" for paragraph in paragraphs]
    if paragraphs[0] in BARE:
        title, more = _called(operation), [title]
    # What stands before the first stop is its name, what follows is said below it.
    name, _stop, rest = re.split("([;؛]|$)", title, maxsplit=1)
    operation["summary"] = name.rstrip(".")
    rest = rest.strip()
    operation["description"] = "\n\n".join([rest[:1].upper() + rest[1:], *more]).strip() or title
    for parameter in operation.get("parameters", ()):
        told = parameter.get("description", "")
        is_bare = told in {"", parameter["name"]}
        if text := word(parameter["name"]) if is_bare else _(told):
            parameter["description"] = text
    reading, writing = NEEDED.get(operation["tags"][0], (None, None))
    is_reading = method == "get" or path.rpartition("/")[2] in ONLY_READ
    scope = reading if is_reading else writing
    renews_itself = path == "/api/v1/tokens/successor"
    for one in operation.get("security", ()):
        if "token" in one and scope is not None and not renews_itself:
            one["token"] = [str(scope)]


def _called(operation: dict[str, Any]) -> str:
    name = operation["tags"][0]
    resource = str(RESOURCES.get(name, name))
    if operation["operationId"].endswith("_list"):
        return _("List of {resource}").format(resource=resource)
    return _("One of {resource}").format(resource=resource)
