"""The page of one person, and what those who manage users do to him."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts import actions
from accounts.facts import entry_of
from accounts.forms import ActiveForm, EndGrantForm, GrantForm, IdentifyForm, RenewForm, UserForm
from accounts.identity import identify_user
from accounts.models import RoleGrant, User
from accounts.persons import is_same_person
from accounts.principal import Principal, may
from accounts.roles import ROLE_LABELS, Permission, Role
from core.clock import now, today
from core.web import ActionForm, Scoped

PAGE = "accounts/user.html"


def sees_people(actor: Principal) -> bool:
    """Tell whether somebody reads who signs in, and in which roles."""
    return may(actor, Permission.USER_GRANT) or actor.role is Role.AUDITOR


class UserPage(Scoped, TemplateView):
    """One person: the sign-in, and roles past and present."""

    template_name = PAGE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the person and the grants."""
        if not sees_people(self.actor):
            raise Http404
        person = get_object_or_404(User, public_id=self.kwargs["public_id"])
        return super().get_context_data(**page_of(person, self.actor), **kwargs)


def page_of(person: User, actor: Principal) -> dict[str, Any]:
    """Return what the page of a person shows."""
    grants = [
        {
            "grant": grant,
            "label": ROLE_LABELS[Role(grant.role)],
            "in_force": grant.starts_on <= today()
            and (not grant.ends_on or grant.ends_on >= today()),
        }
        for grant in RoleGrant.objects.visible_to(actor)
        .filter(user=person)
        .order_by("-starts_on", "-pk")
    ]
    return {
        "person": person,
        "grants": grants,
        "twins": twins_of(person),
        "entry": entry_of(person, now()),
        "may_edit": may(actor, Permission.USER_GRANT),
        "may_renew": may(actor, Permission.ENTRY_RENEW) and person.is_active,
        "is_own": is_same_person(person.pk, actor.user_id),
        "crumbs": crumbs_of(person),
    }


def crumbs_of(person: User | None, title: Any = "") -> list[dict[str, Any]]:
    """Return the way to the page of a person, or to an act on it."""
    crumbs = [{"label": _("Users"), "url": reverse("accounts:users")}]
    if person is not None:
        url = reverse("accounts:user", args=[person.public_id])
        crumbs.append({"label": str(person), "url": url})
    if title:
        return [*crumbs, {"label": title}]
    return [*crumbs[:-1], {"label": str(person)}]


def twins_of(person: User) -> list[User]:
    """Return the other accounts of the same person."""
    if not person.is_identified:
        return []
    others = User.objects.filter(person_key=person.person_key).exclude(pk=person.pk)
    return list(others.order_by("username"))


class PersonAction(ActionForm):
    """A form about one person, for those who manage users."""

    def setup_object(self) -> None:
        """Find the person, whom only few roles see; refuse one that does not manage users."""
        if "public_id" in self.kwargs and not sees_people(self.actor):
            raise Http404
        public_id = self.kwargs.get("public_id")
        self.person: Any = get_object_or_404(User, public_id=public_id) if public_id else None
        self.object = self.person
        self.find()
        if not may(self.actor, Permission.USER_GRANT):
            raise PermissionDenied

    def find(self) -> None:
        """Find what else the address names, or 404."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the person with the form."""
        crumbs = crumbs_of(self.person, self.title)
        return super().get_context_data(
            person=self.person, title=self.title, crumbs=crumbs, **context
        )

    def get_success_url(self, done: Any) -> str:
        """Return to the person."""
        person = self.person or done
        return reverse("accounts:user", args=[person.public_id])

    title: ClassVar[Any] = ""
    template_name = "accounts/form.html"


class KeyAction(PersonAction):
    """An act that gives a one-time key: it is shown on the answer, this once."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, and show the key on the page of the person; a refusal as it is."""
        answer = super().post(request, *args, **kwargs)
        if answer.status_code != 302:
            return answer
        person, key = self.made
        where = request.build_absolute_uri(reverse("accounts:first_password"))
        context = page_of(person, self.actor) | {"key": key, "where": where, "object": person}
        return render(request, PAGE, context)

    def give(self, actor: Any, data: dict[str, Any]) -> tuple[User, str]:
        """Call the action, which returns the person and the key."""
        raise NotImplementedError

    def perform(self, data: dict[str, Any], actor: Any) -> User:
        """Keep the key for the answer."""
        self.made = self.give(actor, data)
        return self.made[0]


class UserCreate(KeyAction):
    """A new person, who chooses the password himself."""

    form_class = UserForm
    title = gettext_lazy("New user")

    def give(self, actor: Any, data: dict[str, Any]) -> tuple[User, str]:
        """Create the person."""
        return actions.create_user(**data, actor=actor, at=now())


class RenewEntry(KeyAction):
    """A new beginning for a person who forgot the password or lost the phone."""

    form_class = RenewForm
    title = gettext_lazy("Reset the sign-in")
    template_name = "accounts/renew.html"
    needs_factor = True

    def reason_against(self) -> str:
        """Say what only another admin may do, or what comes first."""
        if is_same_person(self.person.pk, self.actor.user_id):
            return _("You cannot reset your own sign-in. Ask another platform admin.")
        if not self.person.is_active:
            return _("This person's access is blocked: restore it first.")
        return ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what ends by it."""
        return super().get_context_data(entry=entry_of(self.person, now()), **context)

    def give(self, actor: Any, data: dict[str, Any]) -> tuple[User, str]:
        """Reset the sign-in."""
        return actions.renew_entry(user_id=self.person.pk, **data, actor=actor, at=now())


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

    def find(self) -> None:
        """Find the grant."""
        self.grant = get_object_or_404(
            RoleGrant.objects.visible_to(self.actor),
            user=self.person,
            public_id=self.kwargs["grant_id"],
        )

    def perform(self, data: dict[str, Any], actor: Any) -> RoleGrant:
        """End the grant."""
        return actions.end_grant(
            grant_id=self.grant.pk, reason=data["reason"], actor=actor, on=today(), at=now()
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
