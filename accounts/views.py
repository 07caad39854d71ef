"""Pages of users, roles, keys and one's own settings."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from accounts import actions
from accounts.forms import (
    AccessForm,
    ActiveForm,
    EndGrantForm,
    GrantForm,
    IdentifyForm,
    PreferencesForm,
    UserForm,
)
from accounts.identity import identify_user
from accounts.keys import keys_of
from accounts.models import RoleGrant, User
from accounts.principal import may
from accounts.roles import ROLE_LABELS, Permission, Role
from core.clock import now, today
from core.requests import known
from core.web import ActionForm, Scoped


class SwitchRole(Scoped):
    """Wear another of one's own roles."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the choice in the session, under a new session id."""
        chosen = request.POST.get("grant", "")
        hat = next((hat for hat in known(request).hats if str(hat.grant_id) == chosen), None)
        if hat is None:
            raise Http404
        request.session.cycle_key()
        request.session["grant_id"] = hat.grant_id
        actions.switch_role(hat=hat, actor=self.actor, at=now())
        messages.success(request, _("You now act as: {role}").format(role=hat.label))
        return redirect("dashboard:desk")


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


class AskAccess(ActionForm):
    """A request to the platform's administrators for a page that is closed to one's roles."""

    form_class = AccessForm
    template_name = "accounts/form.html"
    success_message = gettext_lazy(
        "Your request has been sent to the platform's administrators. They give a role, or tell you"
        " why not."
    )

    def setup_object(self) -> None:
        """The person himself."""
        self.object = self.request.user

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what is asked for, and the way back."""
        return super().get_context_data(
            title=gettext_lazy("Request access"),
            asked_page=self.request.GET.get("page", ""),
            back=reverse("dashboard:desk"),
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> User:
        """Send it."""
        page = self.request.GET.get("page", "")
        return actions.ask_access(page=page, **data, actor=actor, at=now())

    def get_success_url(self, done: Any) -> str:
        """Go to the first page."""
        return reverse("dashboard:desk")


class Settings(ActionForm):
    """One's own settings: roles, keyboard, password, second factor, sessions."""

    form_class = PreferencesForm
    template_name = "accounts/settings.html"
    success_message = gettext_lazy("Your settings were saved.")

    def setup_object(self) -> None:
        """The person himself."""
        self.object = self.request.user

    def get_form_kwargs(self) -> dict[str, Any]:
        """Show what is set now."""
        user = User.objects.get(pk=self.actor.user_id)
        letters = {f"key_{name}": letter for name, letter in keys_of(user.key_map).items()}
        return {"initial": {"single_keys": user.single_keys} | letters}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the fields of the letters beside the form."""
        form = context["form"]
        return super().get_context_data(
            letters=[form[name] for name in form.fields if name.startswith("key_")], **context
        )

    def perform(self, data: dict[str, Any], actor: Any) -> User:
        """Keep the choices."""
        return actions.set_preferences(
            single_keys=data["single_keys"], key_map=data["key_map"], actor=actor, at=now()
        )

    def get_success_url(self, done: Any) -> str:
        """Stay on the page."""
        return reverse("accounts:settings")


class KeepSession(Scoped):
    """Go on with the session: any request does, this one asks for nothing else."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer that the session goes on."""
        return HttpResponse(status=204)


class SetTheme(View):
    """Light, dark or as the system: a cookie, so that the first paint is right."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the theme a year; the switch in the masthead does the same without a page."""
        theme = request.POST.get("theme", "auto")
        response = redirect("accounts:settings")
        if theme in {"light", "dark", "auto"}:
            response.set_cookie(
                "theme", theme, max_age=31_536_000, samesite="Lax", secure=request.is_secure()
            )
        return response
