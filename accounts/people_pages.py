"""The list of people who sign in, by name, role and state."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import Http404
from django.views.generic import TemplateView

from accounts.acts import CREATE
from accounts.facts import people_found, resting_on
from accounts.models import RoleGrant
from accounts.person_roles import in_several_bodies
from accounts.roles import ROLE_LABELS, Role
from core.clock import now, today
from core.web import Scoped

PAGE_SIZE = 25
GIVEN = [role for role in Role if role is not Role.SYSTEM]


class Users(Scoped, TemplateView):
    """Who signs in, and in which roles."""

    template_name = "accounts/users.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the people with their grants; four queries."""
        if not CREATE.is_for(self.actor) and self.actor.role is not Role.AUDITOR:
            raise Http404
        asked = self.asked()
        people = people_found(**asked, on=today())
        total = people.count()
        raw = self.request.GET.get("page", "")
        page = min(int(raw), 10_000) if raw.isascii() and raw.isdigit() and int(raw) else 1
        first = (page - 1) * PAGE_SIZE
        held = Prefetch("grants", RoleGrant.objects.in_force(now()).order_by("pk"))
        people = people.prefetch_related(held)[first : first + PAGE_SIZE + 1]
        several = in_several_bodies(people, today())
        rows = [
            {
                "user": person,
                "grants": [
                    f"{ROLE_LABELS[Role(grant.role)]} {grant.scope_label}".strip()
                    for grant in person.grants.all()
                ],
                "has_several": person.pk in several,
            }
            for person in people
        ]
        return super().get_context_data(
            rows=rows[:PAGE_SIZE],
            previous_query=urlencode(self.query(asked, page - 1)) if page > 1 else "",
            next_query=urlencode(self.query(asked, page + 1)) if rows[PAGE_SIZE:] else "",
            total=(total, True),
            q=asked["text"],
            role=asked["role"],
            state=asked["state"],
            roles=[(role.value, ROLE_LABELS[role]) for role in GIVEN],
            resting=() if asked["state"] else resting_on(today()).order_by("full_name", "pk"),
            may_edit=CREATE.is_for(self.actor),
            **kwargs,
        )

    def asked(self) -> dict[str, str]:
        """Return what is asked for; a value that is none of the choices asks for nothing."""
        given = {name: self.request.GET.get(name, "").strip() for name in ("q", "role", "state")}
        return {
            "text": given["q"],
            "role": given["role"] if given["role"] in GIVEN else "",
            "state": given["state"] if given["state"] in {"active", "out", "unknown"} else "",
        }

    def query(self, asked: dict[str, str], page: int) -> dict[str, str]:
        """Return the query of a page of the same people."""
        kept = {"q": asked["text"], "role": asked["role"], "state": asked["state"]}
        return {name: value for name, value in kept.items() if value} | {"page": str(page)}
