"""
What the page of the API shows: the operations of its document, read once for each language.

The document is the one that `/api/v1/schema` answers. Making it takes a second or two; what the
page needs of it is kept as long as the process lives.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator

from pishkhan.reference import refusals, samples
from pishkhan.reference.refusals import Refusal
from pishkhan.reference.samples import Call
from pishkhan.reference.wording import operations

BASE = "/api/v1"
HEADERS = ("Idempotency-Key", "If-Match")
FIRST = "violation_reports_create"  # what is shown when nothing was asked for
DEEPEST = 2
LONGEST = 2600  # characters of a sample answer
PAGED = ("results", "next", "previous", "count", "count_is_exact")  # around the rows


@dataclass(frozen=True)
class Field:
    """A field or a parameter: `place` is path, query, header or body; `kind` as the API says it."""

    name: str
    place: str
    kind: str
    is_required: bool
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One operation, ready to be drawn; `path` begins below the version."""

    name: str
    method: str
    path: str
    resource: str
    title: str
    text: str
    scope: str
    fields: tuple[Field, ...]
    answers: tuple[Field, ...]
    refusals: tuple[Refusal, ...]
    call: Call
    status: str
    answer: str
    is_json: bool
    lists: str  # the address that lists its records, "" without one

    @property
    def address(self) -> str:
        """Return the path with its version."""
        return BASE + self.path

    @property
    def short(self) -> str:
        """Return the path as the list shows it: below the record only its end."""
        parts = self.path.split("/")
        return f"/…/{parts[-1]}" if len(parts) > 3 else self.path.replace("public_id", "id")

    @property
    def said(self) -> str:
        """Return what a search looks through."""
        return f"{self.method} {self.path} {self.title} {self.name}".casefold()

    @property
    def is_read(self) -> bool:
        """Tell whether it changes nothing and may be tried from the page."""
        return self.method == "GET"

    @property
    def is_kept(self) -> bool:
        """Tell whether it takes a key of the act."""
        return any(field.name == "Idempotency-Key" for field in self.fields)

    @property
    def is_matched(self) -> bool:
        """Tell whether it takes the version that was read."""
        return any(field.name == "If-Match" for field in self.fields)

    @property
    def is_signed(self) -> bool:
        """Tell whether it takes a person's one-time code."""
        return any(field.name == "one_time_code" for field in self.fields)

    @property
    def asked(self) -> tuple[Field, ...]:
        """Return what a try may fill in: parts of the path, then the query."""
        places = ("path", "query")
        found = [field for place in places for field in self.fields if field.place == place]
        return tuple(found)


@dataclass(frozen=True)
class Group:
    """A resource and its operations."""

    name: str
    title: str
    operations: tuple[Operation, ...]


def reference() -> tuple[tuple[Group, ...], dict[str, Operation]]:
    """Return the groups and all operations by name, in the language of the moment."""
    return _read(get_language() or settings.LANGUAGE_CODE)


@cache
def _read(_language: str) -> tuple[tuple[Group, ...], dict[str, Operation]]:
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call] # theirs
    # As it is sent: plain strings in place of lazy ones.
    return of(json.loads(json.dumps(document, default=str)))


def of(document: dict[str, Any]) -> tuple[tuple[Group, ...], dict[str, Operation]]:
    """Return what the page shows of a document."""
    parts = document["components"]["schemas"]
    titles = {tag["name"]: tag["description"] for tag in document["tags"]}
    groups: dict[str, list[Operation]] = defaultdict(list)
    for path, method, operation in operations(document):
        one = _operation(path.removeprefix(BASE), method, operation, parts)
        groups[one.resource].append(one)
    listing = {
        one.path: one.address
        for own in groups.values()
        for one in own
        if one.name.endswith("_list")
    }
    found = tuple(
        Group(name, titles.get(name, name), tuple(_ordered(own, listing)))
        for name, own in sorted(groups.items(), key=lambda item: _place(item[0]))
    )
    return found, {one.name: one for group in found for one in group.operations}


# What programs ask for most stands first; the rest by name.
ORDER = ("offices", "licences", "staff", "agencies", "contracts", "violation-reports", "cases")


def _place(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def _ordered(own: list[Operation], listing: dict[str, str]) -> list[Operation]:
    ranks = {"GET": 0, "POST": 1}
    ordered = sorted(own, key=lambda one: (one.path.count("/"), one.path, ranks.get(one.method, 2)))
    found = []
    for one in ordered:
        lists = listing.get("/" + one.resource, "") if "{public_id}" in one.path else ""
        found.append(replace(one, lists=lists))
    return found


def _operation(
    path: str, method: str, operation: dict[str, Any], parts: dict[str, Any]
) -> Operation:
    contents: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    media = next(iter(contents), "")
    schema = contents[media].get("schema", {}) if media else {}
    taken = _fields(schema, parts, "body")
    status, kind, answered = _answer(operation, parts)
    order = {"path": 0, "body": 1, "query": 2, "header": 3}
    found = (*_parameters(operation), *taken)
    fields = tuple(sorted(found, key=lambda field: order[field.place]))
    names = {field.name for field in taken}
    shown = samples.sketch(answered, parts) if kind == "application/json" else None
    told = operation["description"]
    return Operation(
        name=operation["operationId"], method=method.upper(), path=path,
        resource=operation["tags"][0], title=operation["summary"],
        text="" if told.rstrip(".") == operation["summary"] else told,
        scope=_scope(operation),
        fields=fields, answers=_fields(_row(answered, parts), parts, "answer"),
        refusals=refusals.of(method, path, operation, names),
        call=_call(path, method, fields, media, samples.sketch(schema, parts) if schema else None),
        status=f"{status} {HTTPStatus(status).phrase}",
        answer=kind if shown is None else _cut(shown),
        is_json=kind == "application/json", lists="",
    )  # fmt: skip


def _scope(operation: dict[str, Any]) -> str:
    ways = operation.get("security", ())
    return next((str(one["token"][0]) for one in ways if one.get("token")), "")


def _parameters(operation: dict[str, Any]) -> tuple[Field, ...]:
    found = [
        Field(
            one["name"], one["in"], _kind(one["schema"], {}), bool(one.get("required")),
            one.get("description", ""), tuple(map(str, one["schema"].get("enum", ()))),
        )
        for one in operation.get("parameters", ())
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda field: not field.is_required))


def _fields(
    schema: dict[str, Any], parts: dict[str, Any], place: str, before: str = "", depth: int = 1
) -> tuple[Field, ...]:
    schema = samples.resolved(schema, parts)
    required = schema.get("required", ()) if place == "body" else ()
    found: list[Field] = []
    properties = schema.get("properties", {}).items()
    for name, field in sorted(properties, key=lambda item: item[0] not in required):
        whole = samples.resolved(field, parts)
        inner = samples.resolved(whole.get("items", {}), parts)
        choices = whole.get("enum") or inner.get("enum") or ()
        found.append(
            Field(
                before + name, place, _kind(whole, parts), name in required,
                field.get("description") or whole.get("description", ""),
                tuple(str(one) for one in choices if one not in ("", None)),
            )
        )  # fmt: skip
        if depth < DEEPEST:
            mark = f"{before}{name}[]." if inner else f"{before}{name}."
            found += _fields(inner or whole, parts, place, mark, depth + 1)
    return tuple(found)


def _kind(schema: dict[str, Any], parts: dict[str, Any]) -> str:
    kind = samples.kind_of(schema)
    if kind == "array":
        return _kind(samples.resolved(schema.get("items", {}), parts), parts) + "[]"
    if schema.get("enum"):
        return "enum"
    kind = schema.get("format", "") if schema.get("format") not in {None, "int64"} else kind
    most = schema.get("maxLength")
    return f"{kind}({most})" if most and kind == "string" else kind


def _answer(operation: dict[str, Any], parts: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
    """Return the status of success, its media type and its schema; the first of several."""
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            for kind, content in answer.get("content", {}).items():
                return int(status), kind, content.get("schema", {})
            return int(status), "", {}
    return 200, "", {}


def _row(schema: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """Return a row's schema in place of its page's or its list's."""
    whole = samples.resolved(schema, parts)
    rows = whole.get("properties", {}).get("results", whole)
    return dict(rows["items"]) if "items" in rows else whole


def _call(path: str, method: str, fields: tuple[Field, ...], media: str, body: Any) -> Call:
    address = settings.SITE_URL + BASE + path
    for name in ("public_id", "proof_id", "scan_id"):
        address = address.replace("{" + name + "}", samples.ID)
    query = {}
    for field in fields:
        if field.place == "query" and (field.is_required or field.name == "page_size"):
            query[field.name] = "25" if field.kind == "integer" else "…"
    headers = {
        field.name: '"4"' if field.name == "If-Match" else ""
        for field in fields
        if field.name in HEADERS and field.place == "header"
    }
    is_form = media.startswith("multipart")
    given = {field.name for field in fields if field.place == "body" and field.is_required}
    return Call(
        method.upper(), address, query, headers,
        None if is_form or method == "get" else body,
        {name: str(value) for name, value in body.items() if name in given} if is_form else {},
    )  # fmt: skip


def _cut(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, indent=2)
    if len(text) <= LONGEST:
        return text
    return text[: text.rindex("\n", 0, LONGEST)] + "\n  …"
