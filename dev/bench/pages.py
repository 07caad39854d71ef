"""
Is a page slow for somebody? Each page that a role's desk leads to, against the plainest.

One person of each role opens the desk and every address on it, twice; the second time counts.
Nothing is sent.
"""

import re
import time
from collections.abc import Iterator, Mapping

from django.test import Client

from accounts.models import RoleGrant, User
from accounts.roles import Role
from core.clock import today
from dev.bench import askers
from dev.bench.rows import Row

PLAIN, DESK = "/notifications", "/desk"
LINK = re.compile(r'href="(/[^"#]*)"')
# Files, other languages and what ends the session are no pages.
LEFT_OUT = re.compile(r"^/(static|logout|i18n|manifest|account|settings/sessions)|/export|\.\w+$")
MOST = 40  # pages of a role
FLOOR, GOAL = 100, 30


class BrokenPageError(Exception):
    """A page was answered with an error of the system."""


def walk() -> Iterator[Row]:
    """
    Yield the slowest page of each role, as a multiple of the plainest.

    Raises:
        BrokenPageError: a page failed.
    """
    for role in Role:
        user = _person(role)
        if user is None:
            continue
        headers = askers.session_of(user)
        plain, _text = opened(headers, PLAIN)
        cost, path = max(_pages(headers))
        name = f"the slowest page of {role}, {path} ÷ {PLAIN}"
        yield Row("pages", name, cost / plain, FLOOR, GOAL)


def _person(role: Role) -> User | None:
    """Return the first person who has a role today."""
    held = RoleGrant.objects.in_force(today()).filter(role=role, user__is_active=True)
    grant = held.select_related("user").order_by("pk").first()
    return grant.user if grant else None


def _pages(headers: Mapping[str, str]) -> Iterator[tuple[float, str]]:
    """Yield the seconds and the path of the desk and of what it leads to."""
    cost, text = opened(headers, DESK)
    yield cost, DESK
    paths = dict.fromkeys(path.replace("&amp;", "&") for path in LINK.findall(text))
    wanted = [path for path in paths if path != DESK and not LEFT_OUT.search(path)]
    for path in wanted[:MOST]:
        yield opened(headers, path)[0], path


def opened(headers: Mapping[str, str], path: str) -> tuple[float, str]:
    """
    Return how many seconds of the clock a page took the second time, and its text.

    Raises:
        BrokenPageError: it failed.
    """
    client = Client(headers=dict(headers), raise_request_exception=False)
    client.get(path, secure=True)
    began = time.perf_counter()
    response = client.get(path, secure=True)
    took = time.perf_counter() - began
    if response.status_code >= 500:
        raise BrokenPageError(f"{path}: {response.status_code}")
    return took, "" if response.streaming else response.content.decode(errors="replace")
