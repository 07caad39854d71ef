"""What every page shows: the navigation of the role, the language, the demo ribbon."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.keys import keys_of
from core.addresses import page as page_at
from core.clock import today
from core.requests import PrincipalRequest
from dashboard.navigation import nav_action, navigation
from notices.facts.pages import unread_count


def page(request: PrincipalRequest) -> dict[str, Any]:
    """Return the shared context; signed-out pages get no navigation and cost no query."""
    principal = getattr(request, "principal", None)
    shared: dict[str, Any] = {
        "principal": principal,
        "today": today(),
        "demo_data": settings.DEMO,
        "support_phone": settings.SUPPORT_PHONE,
        "help_url": page_at("dashboard:help"),
        "theme": request.COOKIES.get("theme", "auto"),
    }
    if principal is None:
        return shared
    return shared | {
        "idle": settings.SESSION_COOKIE_AGE,
        "keys": keys_of(getattr(request.user, "key_map", {})),
        "sent": getattr(request, "session", {}).pop("sent", ""),
        "account_links": account_links(),
        "hats": request.hats,
        "resting": request.resting,
        "hat": request.hat,
        "nav": tuple(navigation(principal, request.hat, request.path, shared["today"])),
        "nav_action": nav_action(principal),
        "notices_url": page_at("notices:inbox"),
        "notices_count": unread_count(principal, shared["today"]),
    }


def account_links() -> list[dict[str, str]]:
    """Return the entries of the account menu."""
    return [
        {"url": page_at("accounts:settings"), "label": _("Settings"), "icon": "settings"},
        {"url": page_at("accounts:tokens"), "label": _("API keys"), "icon": "key"},
    ]
