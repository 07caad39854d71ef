"""Pages of one's own webhooks: see them, make one, rotate its secret, end it, send again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.forms import NoForm
from accounts.principal import may
from accounts.roles import Permission
from core.clock import now
from core.web import ActionForm, Scoped
from notices import actions
from notices.facts.calls import calls_of
from notices.forms import WebhookForm
from notices.models import Webhook
from notices.states import MessageState

LIST = "notices/webhooks.html"
MOST = 100


def listing(actor: Any) -> dict[str, Any]:
    """Return what the page of webhooks shows."""
    rows = Webhook.objects.visible_to(actor).filter(grant__user_id=actor.user_id)
    return {"rows": list(rows.order_by("-pk")[:MOST]), "at": now()}


class Webhooks(Scoped, TemplateView):
    """One's own webhooks, newest first."""

    template_name = LIST

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the webhooks; one query."""
        return super().get_context_data(**listing(self.actor), **kwargs)


class WebhookPage(Scoped, TemplateView):
    """One webhook with its last calls."""

    template_name = "notices/webhook.html"
    queryset = Webhook.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the webhook and its calls; the dead are counted of those shown."""
        webhook = self.get_record()
        calls = calls_of(webhook, MOST)
        return super().get_context_data(
            object=webhook,
            calls=calls,
            dead=sum(call.state == MessageState.DEAD for call in calls),
            signs_with_old=webhook.signs_with_old(now()),
            **kwargs,
        )


def shown_once(view: Any, response: HttpResponse) -> HttpResponse:
    """Return the list with the new secret in the place of the way there; a refusal as it is."""
    if response.status_code != 302:
        return response
    webhook, secret = view.made
    context = listing(view.actor) | {"made": webhook, "secret": secret}
    return render(view.request, LIST, context)


class NewWebhook(ActionForm):
    """A new webhook; its secret is shown on the answer, this once."""

    form_class = WebhookForm
    template_name = "notices/webhook_new.html"

    def setup_object(self) -> None:
        """There is no record behind this page; refuse a role without webhooks."""
        self.object = None
        if not may(self.actor, Permission.WEBHOOK_EDIT):
            raise PermissionDenied

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the resources that are followed."""
        return {"resources": actions.followed()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the webhook, and show its secret this once."""
        return shown_once(self, super().post(request, *args, **kwargs))

    def perform(self, data: dict[str, Any], actor: Any) -> Webhook:
        """Make it."""
        self.made = actions.add_webhook(**data, actor=actor, at=now())
        return self.made[0]

    def get_success_url(self, done: Any) -> str:
        """Stay on the page."""
        return reverse("notices:webhooks")


class WebhookAct(ActionForm):
    """One thing that is done to a webhook of one's own."""

    queryset = Webhook.objects.select_related("grant")
    slug_field = "public_id"
    slug_kwarg = "public_id"
    form_class = NoForm
    template_name = "notices/webhook_act.html"
    title: Any = ""
    text: Any = ""
    is_danger = False
    is_for_owner = True

    def setup_object(self) -> None:
        """Find the webhook; only its own person acts on it, an admin may end it."""
        super().setup_object()
        if self.is_for_owner and self.object.grant.user_id != self.actor.user_id:
            raise PermissionDenied

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the words of the act with the form."""
        return super().get_context_data(
            title=self.title, text=self.text, is_danger=self.is_danger, **context
        )

    def get_success_url(self, done: Any) -> str:
        """Return to the webhook."""
        return str(done.get_absolute_url())


class RotateWebhook(WebhookAct):
    """A new secret beside the old one."""

    title = gettext_lazy("Rotate the secret")
    text = gettext_lazy(
        "A new secret is made. For seven days each call is signed with both, so that your program "
        "can change over."
    )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Rotate, and show the new secret this once."""
        return shown_once(self, super().post(request, *args, **kwargs))

    def perform(self, data: dict[str, Any], actor: Any) -> Webhook:
        """Make the new secret."""
        self.made = actions.rotate_webhook(webhook_id=self.object.pk, actor=actor, at=now())
        return self.made[0]


class EndWebhook(WebhookAct):
    """The end of a webhook."""

    title = gettext_lazy("End the webhook")
    text = gettext_lazy("Nothing more is sent to this address. This cannot be undone.")
    success_message = gettext_lazy("The webhook has ended.")
    is_danger = True
    is_for_owner = False

    def perform(self, data: dict[str, Any], actor: Any) -> Webhook:
        """End it."""
        return actions.end_webhook(webhook_id=self.object.pk, actor=actor, at=now())


class Resend(WebhookAct):
    """The calls that were given up, again."""

    title = gettext_lazy("Send the given up again")
    text = gettext_lazy("They go again under the same keys: a receiver that has them counts one.")
    success_message = gettext_lazy("The calls are on their way again.")

    def perform(self, data: dict[str, Any], actor: Any) -> Webhook:
        """Put them back."""
        return actions.resend_dead(webhook_id=self.object.pk, actor=actor, at=now())
