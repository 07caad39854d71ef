"""Pages that change the calendar show what moves before it is changed."""

import hashlib
from typing import Any

from django.db import IntegrityError, InternalError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from core.errors import DomainError
from core.web import ActPage
from core.web.acts import refused
from workdays.actions.rehearsal import Moving, rehearse

PREVIEW = "preview"  # the button that asks what would move
SEEN = "seen"  # what the preview was made of
OWN = {PREVIEW, SEEN, "csrfmiddlewaretoken"}


class RehearsedAct(ActPage):
    """
    An act in two steps: what it moves is shown first, then it is done.

    What was changed after the preview is shown again before it is done.
    """

    moving: Moving | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what would move where that is asked for, or was asked of something else."""
        seen = request.POST.get(SEEN, "")
        if PREVIEW not in request.POST and seen in ("", self.digest()):
            return super().post(request, *args, **kwargs)
        self.setup_object()
        form = self.get_form(request.POST, request.FILES)
        if self.against:
            return self.turned_away(self.against)
        return self.show(form, status=self.look_ahead(form))

    def look_ahead(self, form: BaseForm) -> int:
        """Find what would move, or why the act is refused; return the status of the page."""
        if not form.is_valid():
            self.add_refusals(form)
            return 422
        try:
            data = dict(form.cleaned_data)
            self.moving = rehearse(lambda: self.rehearsed(data), self.actor)
        except (DomainError, IntegrityError, InternalError) as error:
            self.explain(form, refused(error))
            return 422
        return 200

    def rehearsed(self, data: dict[str, Any]) -> object:
        """Make the change that is looked at and undone."""
        return self.perform(data, self.actor)

    def digest(self) -> str:
        """Return what tells one set of typed values from another."""
        sent = {name: self.request.POST.getlist(name) for name in self.request.POST}
        typed = sorted((name, values) for name, values in sent.items() if name not in OWN)
        return hashlib.sha256(repr(typed).encode()).hexdigest()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what moves, and of what that was found."""
        seen = self.digest() if self.moving is not None else ""
        return super().get_context_data(moving=self.moving, seen=seen, **context)
