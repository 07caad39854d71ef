"""Pages of one's own webhooks: see them, make one, rotate its secret, end it, send again."""

from typing import Any, ClassVar

from django.forms import BaseForm
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
from notices.actions.webhooks import wrong_in_address
from notices.acts import ADD_WEBHOOK, EDIT_WEBHOOK, END, PING, RESEND, ROTATE
from notices.facts.calls import calls_of
from notices.forms import WebhookForm
from notices.models import Webhook

LIST = "notices/webhooks.html"
MOST = 100
ADDRESSES = {
    EDIT_WEBHOOK: "notices:edit-webhook",
    PING: "notices:ping-webhook",
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

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        url = typed.get("url")
        return wrong_in_address(url, self.actor) if url else {}

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
    form_class: ClassVar[type[BaseForm]] = NoForm
    template_name = "notices/webhook_act.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return where it leads back to."""
        return super().get_context_data(back=self.object.get_absolute_url(), **context)

    def get_success_url(self, done: Any) -> str:
        """Return to the webhook."""
        return str(done.get_absolute_url())


class EditWebhook(WebhookAct):
    """Another name, address or choice of resources."""

    act = EDIT_WEBHOOK
    form_class = WebhookForm
    lead = gettext_lazy(
        "Calls that wait go to the new address. A resource that is added is told of from now on."
    )
    success_message = gettext_lazy("The webhook was changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Begin with what is stored."""
        initial = {name: getattr(self.object, name) for name in ("name", "url", "resources")}
        return {"resources": actions.followed(), "initial": initial}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        url = typed.get("url")
        return wrong_in_address(url, self.actor, self.object.pk) if url else {}

    def perform(self, data: dict[str, Any], actor: Any) -> Webhook:
        """Change it."""
        return actions.edit_webhook(webhook_id=self.object.pk, **data, actor=actor, at=now())


class PingWebhook(WebhookAct):
    """A test call."""

    act = PING
    lead = gettext_lazy(
        "A signed call of the type «ping» is sent to the address. It names no record."
    )
    success_message = gettext_lazy("The test call is on its way. Below you see how it ends.")

    def perform(self, data: dict[str, Any], actor: Any) -> Webhook:
        """Send it."""
        return actions.ping_webhook(webhook_id=self.object.pk, actor=actor, at=now())


class RotateWebhook(WebhookAct):
    """A new secret beside the old one."""

    act = ROTATE
    lost = gettext_lazy(
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
    lost = gettext_lazy("Nothing more is sent to this address. This cannot be undone.")
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
