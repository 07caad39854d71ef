"""The pages on which a person signs in, and chooses a password: by a key, and another."""

from typing import Any

from allauth.account.internal.stagekit import clear_login, unstash_login
from allauth.account.views import LoginView, PasswordChangeView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from accounts.actions import choose_password
from accounts.actions.entry import take_guess
from accounts.rate_limit import add_failure
from accounts.sign_in import is_over
from core.clock import now
from core.errors import Invalid, Throttled
from core.requests import address_of


class FirstPasswordForm(forms.Form):
    """Who, the one-time key, and the password twice."""

    username = forms.CharField(
        label=gettext_lazy("username"),
        max_length=64,
        widget=forms.TextInput(attrs={"class": "ltr", "autocomplete": "username"}),
    )
    key = forms.CharField(
        label=gettext_lazy("one-time key"),
        max_length=64,
        widget=forms.TextInput(attrs={"class": "ltr", "autocomplete": "off"}),
    )
    first_part = forms.CharField(
        label=gettext_lazy("first part of the key"),
        help_text=gettext_lazy(
            "Only where two admins gave you one part each: what the first one gave. Otherwise"
            " empty."
        ),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"class": "ltr", "autocomplete": "off"}),
    )
    password = forms.CharField(
        label=gettext_lazy("new password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("new password once more"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Compare the passwords."""
        data = super().clean() or {}
        if data.get("password") != data.get("password2"):
            self.add_error("password2", _("The two passwords differ."))
        return data


class SignInPage(LoginView):  # type: ignore[misc]
    """allauth's page, which does not go on with a sign-in that a new key has ended."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Begin anew where the password that was given is no more."""
        begun = unstash_login(request, peek=True)
        if begun is not None and is_over(begun.user, begun.initiated_at):
            clear_login(request)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer


class FirstPassword(View):
    """Choose a password with a one-time key: the first one, or one in place of a forgotten one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self.show(request, FirstPasswordForm(), status=200)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Set the password and lead to sign-in, or say what is wrong."""
        form = FirstPasswordForm(request.POST)
        if not form.is_valid():
            return self.show(request, form, status=422)
        try:
            self.perform(request, form.cleaned_data)
        except Throttled as error:
            answer = render(request, "429.html", {"message": error.message}, status=error.status)
            answer["Retry-After"] = str(error.wait)
            return answer
        except Invalid as error:
            for name, texts in error.fields.items():
                form.add_error(name, texts)
            if not error.fields:
                form.add_error(None, ValidationError(error.message, code=error.code))
            return self.show(request, form, status=422)
        messages.success(request, _("The password was set. Sign in now."))
        return redirect("account_login")

    def perform(self, request: HttpRequest, data: dict[str, Any]) -> None:
        """Count the try, then set the password."""
        guess = take_guess(data["username"], address_of(request))
        try:
            choose_password(
                username=data["username"],
                key=data["key"],
                first_part=data["first_part"],
                password=data["password"],
                at=now(),
            )
        except Invalid:
            add_failure(guess)
            raise

    def show(self, request: HttpRequest, form: FirstPasswordForm, status: int) -> HttpResponse:
        """Render the page."""
        context = {"form": form, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}
        return render(request, "account/first_password.html", context, status=status)


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """allauth's page, whose refusals have the status of all others."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Show what to put right."""
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return answer
