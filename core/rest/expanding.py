"""`expand`: records inside records, each read in its own scope, one query for each node."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from core.errors import Invalid

# Every resource of the API by its name; filled where the routes are wired.
RESOURCES: dict[str, type[Any]] = {}
# Those that hold no records: what they answer is one for each caller.
RECORDLESS: dict[str, type[Any]] = {}
MOST_NODES = 5

# From the name of a field that holds a public id to the resource in which it lies.
Expand = dict[str, str]


def expanded(
    view: Any, request: Request, rows: list[dict[str, Any]], paths: Iterable[Sequence[str]]
) -> None:
    """
    Put records in the place of their ids; what the caller may not see becomes null.

    Raises:
        Invalid: there is nothing to expand under a name.
        ScopeMissing: the key has not the scope of the expanded resource.
    """
    below: dict[str, list[Sequence[str]]] = {}
    for first, *rest in paths:
        below.setdefault(first, []).extend([rest] if rest else [])
    if len(below) > MOST_NODES or set(below) - set(view.expands):
        choices = ", ".join(view.expands) or "-"
        raise Invalid(fields={"expand": [_("Choose of: {choices}").format(choices=choices)]})
    for name, deeper in below.items():
        node = node_of(RESOURCES[view.expands[name]], request)
        ids = {row[name] for row in rows if row.get(name) is not None}
        found = node.read(ids) if ids else {}
        if deeper:
            expanded(node, request, list(found.values()), deeper)
        for row in rows:
            row[name] = found.get(row.get(name))


def paths(expands: Expand) -> list[str]:
    """Return what can be expanded, at most two steps deep."""
    return [
        path
        for name, resource in expands.items()
        for path in (name, *(f"{name}.{below}" for below in RESOURCES[resource].expands))
    ]


def node_of(resource: type[Any], request: Request) -> Any:
    """Return a view of the resource that reads for this request's caller, or refuse it."""
    node = resource()
    node.request, node.action, node.kwargs, node.format_kwarg = request, "list", {}, None
    node.is_node, node.detail, node.basename = (
        True,
        False,
        next(k for k, v in RESOURCES.items() if v is resource),
    )
    node.check_permissions(request)
    return node
