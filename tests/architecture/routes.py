"""Every route of the URLconf, with what its address names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """One address: its name with its namespace, its pattern, and the view that answers."""

    name: str
    pattern: str
    view: Any

    @property
    def is_rest(self) -> bool:
        """Tell whether programs call it."""
        return self.pattern.startswith("api/")

    def handles(self, method: str) -> bool:
        """Tell whether the view has a handler of its own for a method, as Django looks for it."""
        if actions := getattr(self.view, "actions", None):
            return method.lower() in actions
        view_class = getattr(self.view, "view_class", None)
        return view_class is None or hasattr(view_class, method.lower())

    def address(self, names: tuple[Any, ...]) -> str:
        """Return the address for these names; those that the pattern does not take are left out."""
        taken = len(re.findall(r"<", self.pattern))
        return reverse(self.name, args=[str(name) for name in names[:taken]])


def routes() -> dict[str, Route]:
    """Return the routes by name."""
    found: dict[str, Route] = {}
    for route in _walk(get_resolver().url_patterns, "", ""):
        assert route.name not in found, f"two routes are called {route.name}"
        found[route.name] = route
    return found


def _walk(patterns: list[Any], prefix: str, space: str) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, path, inner)
        else:
            assert isinstance(pattern, URLPattern)
            yield Route(f"{space}{pattern.name}", path, pattern.callback)
