"""Pages of one's own webhooks: see them, make one, rotate its secret, end it, send again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.forms import NoForm
from core.acts import Act
from core.clock import now, today
from core.web import ActPage, Scoped, act_links
from notices import actions
from notices.acts import ADD_WEBHOOK, END, RESEND, ROTATE
from notices.facts.calls import calls_of
from notices.forms import WebhookForm
from notices.models import Webhook

LIST = "notices/webhooks.html"
MOST = 100
ADDRESSES = {
    ROTATE: "notices:rotate-webhook",
    RESEND: "notices:resend",
    END: "notices:end-webhook",
}


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
    queryset = Webhook.objects.select_related("grant")
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the webhook, its calls and what may be done."""
        webhook = self.get_record()

        def url(act: Act) -> str:
            return reverse(ADDRESSES[act], args=[webhook.public_id])

        return super().get_context_data(
            object=webhook,
            calls=calls_of(webhook, MOST),
            acts=act_links(ADDRESSES, webhook, self.actor, today(), url=url, main={RESEND.name}),
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


class NewWebhook(ActPage):
    """A new webhook; its secret is shown on the answer, this once."""

    act = ADD_WEBHOOK
    form_class = WebhookForm
    template_name = "notices/webhook_new.html"

    def get_record(self) -> None:
        """There is no webhook yet."""

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


class WebhookAct(ActPage):
    """One thing that is done to a webhook of one's own."""

    queryset = Webhook.objects.select_related("grant")
    slug_field = "public_id"
    slug_kwarg = "public_id"
    form_class = NoForm
    template_name = "notices/webhook_act.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return where it leads back to."""
        return super().get_context_data(back=self.object.get_absolute_url(), **context)

    def get_success_url(self, done: Any) -> str:
        """Return to the webhook."""
        return str(done.get_absolute_url())


class RotateWebhook(WebhookAct):
    """A new secret beside the old one."""

    act = ROTATE
    lead = gettext_lazy(
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

    act = END
    lead = gettext_lazy("Nothing more is sent to this address. This cannot be undone.")
    success_message = gettext_lazy("The webhook has ended.")

    def perform(self, data: dict[str, Any], actor: Any) -> Webhook:
        """End it."""
        return actions.end_webhook(webhook_id=self.object.pk, actor=actor, at=now())


class Resend(WebhookAct):
    """The calls that were given up, again."""

    act = RESEND
    lead = gettext_lazy("They go again under the same keys: a receiver that has them counts one.")
    success_message = gettext_lazy("The calls are on their way again.")

    def perform(self, data: dict[str, Any], actor: Any) -> Webhook:
        """Put them back."""
        return actions.resend_dead(webhook_id=self.object.pk, actor=actor, at=now())
