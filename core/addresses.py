"""Addresses of pages and records: found once, not anew for each row of each page."""

import re
from functools import cache

from django.urls import reverse

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_around: dict[str, tuple[str, str]] = {}


@cache
def page(route: str) -> str:
    """
    Return the address of a route without arguments.

    Raises:
        NoReverseMatch: there is no such route.
    """
    return reverse(route)


def address(route: str, key: object) -> str:
    """
    Return the address of a route with one argument, which stands in it as it is.

    Raises:
        NoReverseMatch: there is no such route, or none with this argument.
    """
    text = str(key)
    if not _PLAIN.fullmatch(text):
        return reverse(route, args=[text])
    known = _around.get(route)
    if known is None:
        url = reverse(route, args=[text])
        if url.count(text) > 1:  # the key is a word of the address, too
            return url
        before, _key, after = url.partition(text)
        known = _around[route] = (before, after)
    return f"{known[0]}{text}{known[1]}"
