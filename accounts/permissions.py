"""Whether a key to the API has the scope that an address needs."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.facts import OpenKey
from accounts.key_scopes import OF_ITSELF, ONLY_READ, KeyScope, holds, needed
from core.errors import ScopeMissing
from core.requests import known


class HoldsScope(BasePermission):
    """Hold every request that comes with a key to the table of `accounts.key_scopes`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """
        Let a browser's session through, and a key that has the scope.

        Raises:
            ScopeMissing: the key has not the scope.
        """
        if not isinstance(request.auth, OpenKey):
            return True
        if getattr(view, "action", "") in OF_ITSELF:
            return True
        place = request.resolver_match
        resource = getattr(view, "basename", None) or str(place and place.url_name)
        is_reading = request.method in SAFE_METHODS or _only_reads(view)
        require_scope(request, needed(resource, is_reading=is_reading))
        return True


def require_scope(request: Request, scope: KeyScope | None) -> None:
    """
    Ask a key for the scope that is needed, None for no scope; a browser's session passes.

    Raises:
        ScopeMissing: the key has not the scope.
    """
    if isinstance(request.auth, OpenKey) and not holds(known(request).principal.scopes, scope):
        raise ScopeMissing(_("This key does not have the scope {scope}.").format(scope=scope))


def _only_reads(view: Any) -> bool:
    """Tell whether a view reads, whatever the method: inside others (`expand`), or an address."""
    return getattr(view, "is_node", False) or getattr(view, "action", "") in ONLY_READ
