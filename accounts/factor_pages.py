"""allauth's pages of the second factor, whose changes leave an event in the same transaction."""

from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.http import HttpRequest, HttpResponse

from accounts.events import record
from accounts.factor import note_factors
from core.clock import now
from core.requests import known


class Recorded:
    """A page whose form changes the own second factor; `verb` is the event of it."""

    request: HttpRequest
    verb = ""

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it, and leave the event."""
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        owner = authenticated_user(self.request)
        actor = known(self.request).principal
        record(actor=actor, verb=self.verb, target=owner, note=self.note(form), at=now())
        note_factors(self.request.session, owner)
        return answer

    def note(self, form: Any) -> str:
        """Return which factor it is, where a person has several of the kind."""
        return ""


class ActivateFactor(Recorded, ActivateTOTPView):  # type: ignore[misc]
    """An authenticator is set up, with recovery codes."""

    verb = "user.factor_added"


class RemoveFactor(Recorded, DeactivateTOTPView):  # type: ignore[misc]
    """The authenticator is removed; a new one is set up before anything else."""

    verb = "user.factor_removed"


class MakeCodes(Recorded, GenerateRecoveryCodesView):  # type: ignore[misc]
    """New recovery codes end the old ones."""

    verb = "user.codes_made"
