"""The page of one person, and what those who manage users do to him."""

from typing import Any, ClassVar

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts import actions
from accounts.forms import ActiveForm, EndGrantForm, GrantForm, IdentifyForm, UserForm
from accounts.identity import identify_user
from accounts.models import RoleGrant, User
from accounts.principal import may
from accounts.roles import ROLE_LABELS, Permission, Role
from core.clock import now, today
from core.web import ActionForm, Scoped


class UserPage(Scoped, TemplateView):
    """One person: roles, past and present."""

    template_name = "accounts/user.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the person and the grants."""
        if not may(self.actor, Permission.USER_GRANT) and self.actor.role is not Role.AUDITOR:
            raise Http404
        person = get_object_or_404(User, public_id=self.kwargs["public_id"])
        grants = [
            {
                "grant": grant,
                "label": ROLE_LABELS[Role(grant.role)],
                "in_force": grant.starts_on <= today()
                and (not grant.ends_on or grant.ends_on >= today()),
            }
            for grant in RoleGrant.objects.visible_to(self.actor)
            .filter(user=person)
            .order_by("-starts_on", "-pk")
        ]
        return super().get_context_data(
            person=person,
            grants=grants,
            twins=twins_of(person),
            may_edit=may(self.actor, Permission.USER_GRANT),
            crumbs=[
                {"label": _("Users"), "url": reverse("accounts:users")},
                {"label": str(person)},
            ],
            **kwargs,
        )


def twins_of(person: User) -> list[User]:
    """Return the other accounts of the same person."""
    if not person.is_identified:
        return []
    others = User.objects.filter(person_key=person.person_key).exclude(pk=person.pk)
    return list(others.order_by("username"))


class PersonAction(ActionForm):
    """A form about one person, for those who manage users."""

    def setup_object(self) -> None:
        """Find the person, or 404 for a role that does not manage users."""
        if not may(self.actor, Permission.USER_GRANT):
            raise Http404
        public_id = self.kwargs.get("public_id")
        self.person: Any = get_object_or_404(User, public_id=public_id) if public_id else None
        self.object = self.person

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the person with the form."""
        return super().get_context_data(person=self.person, title=self.title, **context)

    def get_success_url(self, done: Any) -> str:
        """Return to the person."""
        person = self.person or done
        return reverse("accounts:user", args=[person.public_id])

    title: ClassVar[Any] = ""
    template_name = "accounts/form.html"


class UserCreate(PersonAction):
    """A new person."""

    form_class = UserForm
    title = gettext_lazy("New user")
    success_message = gettext_lazy("The user was created. Now grant a role.")

    def perform(self, data: dict[str, Any], actor: Any) -> User:
        """Create the person."""
        return actions.create_user(**data, actor=actor, at=now())


class GrantRole(PersonAction):
    """A role for a person."""

    form_class = GrantForm
    title = gettext_lazy("Grant a role")
    success_message = gettext_lazy("The role was granted.")

    def get_initial(self) -> dict[str, Any]:
        """Begin today."""
        return {"starts_on": today()}

    def perform(self, data: dict[str, Any], actor: Any) -> RoleGrant:
        """Grant the role."""
        return actions.grant_role(
            user_id=self.person.pk,
            role=Role(data["role"]),
            scope=data["scope"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            actor=actor,
            at=now(),
        )


class EndGrant(PersonAction):
    """The end of a role."""

    form_class = EndGrantForm
    title = gettext_lazy("End the role")
    success_message = gettext_lazy("The role has ended.")

    def perform(self, data: dict[str, Any], actor: Any) -> RoleGrant:
        """End the grant."""
        grant = get_object_or_404(
            RoleGrant.objects.visible_to(self.actor),
            user=self.person,
            public_id=self.kwargs["grant_id"],
        )
        return actions.end_grant(
            grant_id=grant.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )


class Identify(PersonAction):
    """Whose account it is."""

    form_class = IdentifyForm
    title = gettext_lazy("Record whose account it is")
    success_message = gettext_lazy("Recorded. Accounts of one person count as one.")

    def perform(self, data: dict[str, Any], actor: Any) -> User:
        """Keep the sealed ID and its key."""
        return identify_user(user_id=self.person.pk, **data, actor=actor, at=now())


class SetActive(PersonAction):
    """Shut a person out, or let him in again."""

    form_class = ActiveForm
    title = gettext_lazy("Block or restore access")
    success_message = gettext_lazy("Done. It takes effect from the next request.")

    def perform(self, data: dict[str, Any], actor: Any) -> User:
        """Turn the switch."""
        return actions.set_active(
            user_id=self.person.pk,
            is_active=not self.person.is_active,
            reason=data["reason"],
            actor=actor,
            at=now(),
        )
