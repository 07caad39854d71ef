"""The roles: what each may do, where, and who holds it today."""

from typing import Any

from django.db.models import Count
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.models import RoleGrant
from accounts.principal import may
from accounts.roles import (
    FRESH_FACTOR,
    PERMISSION_LABELS,
    ROLE_LABELS,
    ROLE_PERMISSIONS,
    SCOPE_OF,
    Permission,
    Role,
    ScopeKind,
)
from core.clock import today
from core.web import Scoped

SCOPE_WORDS = {
    ScopeKind.PROVINCE: gettext_lazy("the whole province"),
    ScopeKind.COUNTY: gettext_lazy("one county"),
    ScopeKind.AGENCY: gettext_lazy("one agency"),
    ScopeKind.OFFICE: gettext_lazy("one office"),
    ScopeKind.ASSOCIATION: gettext_lazy("the members of the association"),
    ScopeKind.PLATFORM: gettext_lazy("the system itself"),
}


class Roles(Scoped, TemplateView):
    """Each role of people with its scope, its permissions and how many hold it today."""

    template_name = "accounts/roles.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the roles in the order of the house; one query."""
        if not may(self.actor, Permission.USER_GRANT) and self.actor.role is not Role.AUDITOR:
            raise Http404
        grants = RoleGrant.objects.in_force(today()).filter(user__is_active=True)
        held = dict(
            grants.order_by("role")
            .values_list("role")
            .annotate(people=Count("user", distinct=True))
        )
        return super().get_context_data(
            rows=[
                {
                    "role": role,
                    "label": ROLE_LABELS[role],
                    "scope": SCOPE_WORDS[SCOPE_OF[role]],
                    "people": held.get(role, 0),
                    "acts": acts_of(role),
                }
                for role in Role
                if role is not Role.SYSTEM
            ],
            crumbs=[
                {"label": _("Users"), "url": reverse("accounts:users")},
                {"label": _("Roles")},
            ],
            **kwargs,
        )


def acts_of(role: Role) -> list[dict[str, Any]]:
    """Return what a role may do, in the order of the permissions, and what asks a fresh code."""
    return [
        {"label": PERMISSION_LABELS[one], "is_fresh": one in FRESH_FACTOR}
        for one in Permission
        if one in ROLE_PERMISSIONS[role]
    ]
