"""The page of one person, and what those who manage users do to him."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts import actions
from accounts.actions.entry import in_fours
from accounts.actions.grants import needs_two, wrong_in_grant
from accounts.actions.users import wrong_in_username
from accounts.acts import (
    CREATE,
    END_GRANT,
    GRANT_ROLE,
    IDENTIFY,
    RENEW_ENTRY,
    SET_ACTIVE,
    USERS,
    is_account_of,
)
from accounts.facts import entry_of
from accounts.forms import ActiveForm, EndGrantForm, GrantForm, IdentifyForm, RenewForm, UserForm
from accounts.identity import identify_user
from accounts.models import ApiToken, RoleGrant, User
from accounts.person_roles import (
    PANELS,
    falling_with,
    holdings_of,
    holds_power,
    of_several_bodies,
    others_in,
)
from accounts.principal import Principal, may
from accounts.role_pages import SCOPE_WORDS
from accounts.roles import ROLE_LABELS, SCOPE_OF, Permission, Role
from core.acts import is_open
from core.clock import now, today
from core.panels import drawn
from core.web import ActPage, Scoped

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
    on = today()
    moment = now()
    rows = RoleGrant.objects.visible_to(actor).filter(user=person)
    grants = [
        {
            "grant": grant,
            "label": ROLE_LABELS[Role(grant.role)],
            "in_force": grant.holds,  # type: ignore[attr-defined] # annotated below
            "is_to_come": grant.ended_at is None and grant.starts_on > on,
            "ends": is_open(END_GRANT, grant, actor, on),
        }
        for grant in rows.annotate(holds=RoleGrant.objects.is_in_force(moment)).order_by(
            "-starts_on", "-pk"
        )
    ]
    holdings = holdings_of(person.pk, on)
    return {
        "holdings": holdings if of_several_bodies(holdings) else [],
        "person": person,
        "grants": grants,
        "panels": drawn(PANELS, "main", person, actor, on),
        "twins": twins_of(person),
        "entry": entry_of(person, moment),
        "acts": {act.name for act in USERS.available(person, actor, on)},
        "is_own": RENEW_ENTRY.is_for(actor) and is_account_of(person, actor.user_id),
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


class PersonAct(ActPage):
    """The page of one act on a person; only few roles see people."""

    template_name = "accounts/form.html"

    def get_record(self) -> User:
        """Return the person, or 404 to those who see nobody."""
        if not sees_people(self.actor):
            raise Http404
        return get_object_or_404(User, public_id=self.kwargs["public_id"])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the person with the form, and where it leads back to."""
        person = self.object
        found = super().get_context_data(
            person=person,
            back=reverse("accounts:user", args=[person.public_id])
            if person
            else reverse("accounts:users"),
            **context,
        )
        return found | {"crumbs": crumbs_of(person, found["title"])}

    def get_success_url(self, done: Any) -> str:
        """Return to the person."""
        return reverse("accounts:user", args=[(self.object or done).public_id])


class KeyAct(PersonAct):
    """An act that gives a one-time key, or a part of it: it is shown on the answer, this once."""

    is_part = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, and show the key on the page of the person; a refusal as it is."""
        answer = super().post(request, *args, **kwargs)
        if answer.status_code != 302:
            return answer
        person, key = self.made
        where = request.build_absolute_uri(reverse("accounts:first_password"))
        context = page_of(person, self.actor) | {"key": key, "where": where, "object": person}
        context |= {"shown_key": in_fours(key), "is_part": self.is_part}
        return render(request, PAGE, context)

    def give(self, actor: Any, data: dict[str, Any]) -> tuple[User, str]:
        """Call the action, which returns the person and the key."""
        raise NotImplementedError

    def perform(self, data: dict[str, Any], actor: Any) -> User:
        """Keep the key for the answer."""
        self.made = self.give(actor, data)
        return self.made[0]


class UserCreate(KeyAct):
    """A new person, who chooses the password himself."""

    act = CREATE
    form_class = UserForm

    def get_record(self) -> None:  # type: ignore[override] # there is nobody yet
        """There is no person yet."""

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_username(typed.get("username", ""))

    def give(self, actor: Any, data: dict[str, Any]) -> tuple[User, str]:
        """Create the person."""
        return actions.create_user(**data, actor=actor, at=now())


class RenewEntry(KeyAct):
    """A new beginning for a person who forgot the password or lost the phone."""

    act = RENEW_ENTRY
    form_class = RenewForm
    template_name = "accounts/renew.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what ends by it, and whether another admin confirms it."""
        return super().get_context_data(
            entry=entry_of(self.object, now()),
            needs_second=holds_power(self.object, today()),
            **context,
        )

    def give(self, actor: Any, data: dict[str, Any]) -> tuple[User, str]:
        """Reset the sign-in, or propose it where the account decides."""
        self.is_part = holds_power(self.object, today())
        return actions.renew_entry(user_id=self.object.pk, **data, actor=actor, at=now())


class GrantRole(PersonAct):
    """A role for a person, at once or as a proposal for a second admin."""

    act = GRANT_ROLE
    form_class = GrantForm
    template_name = "accounts/grant.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the roles that the person has already, over all accounts."""
        holdings = holdings_of(self.object.pk, today())
        return super().get_context_data(holdings=holdings, **context)

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_grant(self.object, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> RoleGrant | User:
        """Grant the role, or propose one that decides."""
        terms = actions.Terms(**data | {"role": Role(data["role"])})
        act = actions.propose_role if needs_two(data, today()) else actions.grant_role
        return act(user_id=self.object.pk, terms=terms, actor=actor, at=now())

    def get_success_url(self, done: RoleGrant | User) -> str:
        """Return to the person."""
        return reverse("accounts:user", args=[self.object.public_id])

    def get_success_message(self, done: RoleGrant | User) -> str:
        """Say whether the person has the role, or whom it waits for."""
        if isinstance(done, RoleGrant):
            return _("The role was granted.")
        return _("The role was proposed: another admin confirms it under “Approvals”.")


class EndGrant(PersonAct):
    """The end of a role."""

    act = END_GRANT
    form_class = EndGrantForm
    template_name = "accounts/end_grant.html"
    lost = gettext_lazy(
        "The role ends at the moment at which you send this page: the next click of the person is"
        " refused. A new one is given as any other."
    )
    grant: RoleGrant

    def find_parts(self) -> None:
        """Find the grant."""
        self.grant = get_object_or_404(
            RoleGrant.objects.visible_to(self.actor),
            user=self.object,
            public_id=self.kwargs["grant_id"],
        )

    def acted_on(self) -> RoleGrant:
        """Return the grant."""
        return self.grant

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Name the role, its body and its days, what falls with it, and who goes on."""
        grant, on = self.grant, today()
        return super().get_context_data(
            grant=grant,
            role_label=ROLE_LABELS[Role(grant.role)],
            scope=grant.scope_label or SCOPE_WORDS[SCOPE_OF[Role(grant.role)]],
            is_to_come=grant.starts_on > on,
            falling=falling_with(self.object, grant, on),
            api_keys=list(ApiToken.objects.valid_at(now()).filter(grant=grant).order_by("name")),
            others=others_in(grant, on),
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> RoleGrant:
        """End the grant."""
        return actions.end_grant(grant_id=self.grant.pk, **data, actor=actor, on=today(), at=now())

    def get_success_message(self, done: RoleGrant) -> str:
        """Say whether the role has ended, or never began."""
        if done.is_void:
            return _("The role was withdrawn before its first day: it was never in force.")
        return _("The role has ended, from this moment on.")


class Identify(PersonAct):
    """Whose account it is."""

    act = IDENTIFY
    form_class = IdentifyForm
    lead = gettext_lazy(
        "Another platform admin confirms it; until then the account stays as it is. They compare"
        " the last digits with the document that they have seen themselves."
    )
    success_message = gettext_lazy("Proposed; another platform admin confirms it.")

    def perform(self, data: dict[str, Any], actor: Any) -> User:
        """Keep the sealed ID and its key."""
        return identify_user(user_id=self.object.pk, **data, actor=actor, at=now())


class SetActive(PersonAct):
    """Shut a person out, or let him in again."""

    act = SET_ACTIVE
    form_class = ActiveForm
    template_name = "accounts/active.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Name the act that the page does: the account is blocked or restored."""
        is_block = self.object.is_active
        name = _("Block access") if is_block else _("Restore access")
        falling = falling_with(self.object, None, today()) if is_block else []
        words = {"title": name, "button": name, "falling": falling}
        return super().get_context_data(**words | context)

    def get_success_message(self, done: User) -> str:
        """Say what holds now."""
        if done.is_active and self.was_active:
            return _("The block was proposed; another platform admin confirms it.")
        if done.is_active:
            return _("The access was restored.")
        return _("The access was blocked; what is open ends with its next request.")

    def perform(self, data: dict[str, Any], actor: Any) -> User:
        """Turn the switch."""
        self.was_active = self.object.is_active
        return actions.set_active(
            user_id=self.object.pk,
            is_active=not self.object.is_active,
            reason=data["reason"],
            actor=actor,
            at=now(),
        )
