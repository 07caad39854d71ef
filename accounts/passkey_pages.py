"""The pages on which passkeys are added, removed and asked for."""

from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.utils import get_form_class
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic.edit import FormMixin

from accounts.factor import fresh_factor
from accounts.factor_pages import Recorded
from accounts.models import User
from accounts.passkeys import creation_options, passkeys_of, request_options
from accounts.sign_in import SecondStepAgain
from core.web import Scoped


class ByFreshFactor:
    """A page that opens only after a second factor of the last five minutes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the factor first, and lead back."""
        if fresh_factor(request) and did_recently_reauthenticate(request):
            answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            return answer
        back = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('mfa_reauthenticate')}?{back}")


class AddPasskey(ByFreshFactor, Recorded, AddWebAuthnView):  # type: ignore[misc]
    """A device is to hold a passkey of the person's."""

    template_name = "mfa/passkeys/add.html"
    verb = "user.factor_added"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the form, and what the browser asks the device for."""
        options = creation_options(authenticated_user(self.request))
        found: dict[str, Any] = FormMixin.get_context_data(self, passkey_options=options, **context)
        return found

    def note(self, form: Any) -> str:
        """Return the name of the passkey."""
        return _("Passkey: {name}").format(name=form.cleaned_data["name"])


class RemovePasskey(ByFreshFactor, Recorded, RemoveWebAuthnView):  # type: ignore[misc]
    """A passkey is removed; not the last second factor, without which nobody may work."""

    template_name = "mfa/passkeys/remove.html"
    verb = "user.factor_removed"
    success_url = reverse_lazy("mfa_index")

    def get_object(self, queryset: Any = None) -> Authenticator:
        """Return the own passkey that the address names."""
        number = self.request.GET.get("key", "")
        own = passkeys_of(authenticated_user(self.request))
        found = own.filter(pk=int(number)).first() if _is_number(number) else None
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return whether it is the last factor."""
        found: dict[str, Any] = super().get_context_data(is_last=self.is_last(), **context)
        return found

    def is_last(self) -> bool:
        """Tell whether the person has no other second factor."""
        rest = Authenticator.objects.filter(user=authenticated_user(self.request))
        return not rest.exclude(type="recovery_codes").exclude(pk=self.object.pk).exists()

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, unless it has become the last one meanwhile."""
        User.objects.select_for_update().get(pk=authenticated_user(self.request).pk)
        if not self.is_last():
            return super().form_valid(form)
        refusal: HttpResponse = self.render_to_response(self.get_context_data(), status=409)
        return refusal

    def note(self, form: Any) -> str:
        """Return the name of the passkey."""
        return _("Passkey: {name}").format(name=self.object.data["name"])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


class SecondStepPage(AuthenticateView):  # type: ignore[misc]
    """The second step of sign-in: a code, or a passkey where the person has one."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the forms; that of passkeys for who has one."""
        user, form = self.stage.login.user, self.webauthn_form
        self.webauthn_form: Any = None  # allauth would ask for a challenge of its own
        context = super().get_context_data(**context)
        options = request_options(user) if passkeys_of(user).exists() else ""
        return context | {"passkey_form": form, "passkey_options": options}


class ConfirmPage(ReauthenticateView):  # type: ignore[misc]
    """Who is signed in shows it again: by a code, or by a passkey."""

    def _check_reauthentication_method_available(self, request: HttpRequest) -> Any:
        return None  # whoever is here has a second factor

    @property
    def is_passkey(self) -> bool:
        """Tell whether a passkey was sent."""
        return self.request.method == "POST" and "credential" in self.request.POST

    def get_form_class(self) -> Any:
        """Return the form of what was sent."""
        if not self.is_passkey:
            return super().get_form_class()
        return get_form_class(settings.MFA_FORMS, "reauthenticate_webauthn", None)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return both forms."""
        found: dict[str, Any] = super().get_context_data(**context)
        user = authenticated_user(self.request)
        if self.is_passkey:
            found |= {"passkey_form": found["form"], "form": SecondStepAgain(user=user)}
        options = request_options(user) if passkeys_of(user).exists() else ""
        return found | {"passkey_options": options}


class PasskeyOptions(Scoped):
    """What the browser asks a device for, when an act wants a fresh factor."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Return it as JSON; the session notes what was asked."""
        user = authenticated_user(request)
        return HttpResponse(request_options(user), content_type="application/json")
