"""The outbox for those who keep the platform: what waits, what was given up, and why."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.clock import now
from core.web import ActPage, Scoped
from notices import actions
from notices.acts import REDO
from notices.facts.health import health
from notices.forms import RedoForm
from notices.models import Attempt, Message
from notices.models.outbox import KEEPERS
from notices.states import MessageState

MOST = 50


class Outbox(Scoped, TemplateView):
    """What waits and what was given up, with the last attempts."""

    template_name = "notices/outbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return how it stands; roles that do not keep the platform find nothing."""
        if self.actor.role not in KEEPERS:
            raise Http404
        rows = Message.objects.visible_to(self.actor)
        return super().get_context_data(
            health=health(now()),
            dead=rows.filter(state=MessageState.DEAD).order_by("-ended_at", "-pk")[:MOST],
            waiting=rows.filter(state=MessageState.WAITING).order_by("next_at", "pk")[:MOST],
            log=Attempt.objects.filter(message__in=rows)
            .select_related("message")
            .order_by("-pk")[:MOST],
            may_redo=REDO.is_for(self.actor),
            **kwargs,
        )


class Redo(ActPage):
    """Put one that was given up on its way again, with a reason."""

    act = REDO
    queryset = Message.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"
    form_class = RedoForm
    template_name = "notices/redo.html"
    success_message = gettext_lazy("The message is on its way again, under the same key.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return where it leads back to."""
        back = reverse("notices:outbox")
        return super().get_context_data(
            back=back,
            crumbs=[{"label": _("Outbox"), "url": back}, {"label": str(self.act.title)}],
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> Message:
        """Put it back."""
        return actions.redo_message(
            message_id=self.object.pk, reason=data["reason"], actor=actor, at=now()
        )

    def get_success_url(self, done: Any) -> str:
        """Return to the outbox."""
        return reverse("notices:outbox")
