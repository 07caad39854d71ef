"""Pages of one's own: the role that is worn, requests for access, settings."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from accounts import actions
from accounts.forms import AccessForm, PreferencesForm
from accounts.keys import keys_of
from accounts.models import User
from core.clock import now
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
