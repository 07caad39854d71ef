"""Who may call a method, declared beside it: refusals come before the body is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http.response import HttpResponseBase

Handler = TypeVar("Handler", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Right:
    """
    Who may call a method: one of these permissions, and what `of(actor, record)` says.

    `once` says that the call carries an Idempotency-Key, `match` that it carries an If-Match.
    """

    permissions: tuple[str, ...]
    of: Callable[[Any, Any], bool] | None = None
    once: bool = False
    match: bool = False

    def is_of(self, actor: Any) -> bool:
        """Tell whether the actor's role has the right, whatever the record."""
        return not self.permissions or any(actor.has(name) for name in self.permissions)


def needs(
    *permissions: str,
    of: Callable[[Any, Any], bool] | None = None,
    once: bool = False,
    match: bool = False,
) -> Callable[[Handler], Handler]:
    """
    Declare who may call a viewset's method, so that others are refused before the body is read.

    The action asks again; nothing named here is left out there. Without a permission everybody
    who is signed in may.
    """

    def declare(handler: Handler) -> Handler:
        handler.right = Right(permissions, of, once, match)  # type: ignore[attr-defined]
        return handler

    return declare
