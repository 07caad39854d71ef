"""The deadline that a notification tells of, drawn: only the floor of its record knows its days."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from accounts.principal import Principal
from core.panels import Register
from core.svg.ribbon import Deadline
from notices.facts.pages import Line


@dataclass(frozen=True)
class Windows:
    """
    The windows of one kind of record, whose page has the route `route` and names its number.

    `read(number, actor, on)` returns those that run, in the actor's scope.
    """

    name: str
    route: str
    read: Callable[[str, Principal, date], Iterable[Deadline]]
    order: int = 100


WINDOWS: Register[Windows] = Register()


def window_of(line: Line, actor: Principal, on: date) -> Deadline | None:
    """Return the window that ends on the day that was told, while it runs; None once it is over."""
    if line.due_on is None:
        return None
    try:
        place = resolve(urlsplit(line.url).path)
    except Resolver404:
        return None
    for windows in WINDOWS:
        if windows.route == place.view_name:
            running = windows.read(place.kwargs["number"], actor, on)
            return next((window for window in running if window.due_on == line.due_on), None)
    return None
