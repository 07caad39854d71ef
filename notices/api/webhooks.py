"""REST: webhooks, their secrets and their calls."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.clock import now
from core.rest import NoArguments, Scoped, needs, owner_of, validated
from notices import actions
from notices.acts import ADD_WEBHOOK, EDIT_WEBHOOK, END, PING, RESEND, ROTATE
from notices.facts.calls import calls_of
from notices.models import Message, Webhook
from notices.states import MessageState

MOST_CALLS = 100


class WebhookArguments(serializers.Serializer[Any]):
    """A name, an address that begins with https://, and the resources of which it is told."""

    name = serializers.CharField(max_length=80)
    url = serializers.CharField(max_length=500)
    resources = serializers.ListField(
        child=serializers.CharField(max_length=32), min_length=1, max_length=40
    )


class WebhookChanges(serializers.Serializer[Any]):
    """What changes of a webhook; what is left out stays."""

    name = serializers.CharField(max_length=80, required=False)
    url = serializers.CharField(max_length=500, required=False)
    resources = serializers.ListField(
        child=serializers.CharField(max_length=32), min_length=1, max_length=40, required=False
    )


class WebhookSerializer(serializers.Serializer[Any]):
    """A webhook, without its secret; `ended_how` is `owner`, or `gone` when it answered 410."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    url = serializers.CharField()
    client = serializers.CharField()
    resources = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    old_secret_until = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_how = serializers.CharField()


class NewWebhookSerializer(WebhookSerializer):
    """A webhook with its secret, shown this once."""

    secret = serializers.CharField()


class CallSerializer(serializers.Serializer[Any]):
    """A call: its key (`webhook-id`), what it told, and how it stands."""

    id = serializers.UUIDField()
    type = serializers.CharField()
    record = serializers.UUIDField()
    state = serializers.ChoiceField(MessageState.choices)
    state_label = serializers.CharField()
    attempts = serializers.IntegerField()
    last_answer = serializers.CharField()
    next_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class CallsSerializer(serializers.Serializer[Any]):
    """The last hundred calls of a webhook, newest first."""

    results = CallSerializer(many=True)


class WebhookViewSet(Scoped):
    """Addresses that are told of changes as they happen."""

    queryset = Webhook.objects.all()
    serializer_class = WebhookSerializer
    orders: ClassVar[dict[str, Any]] = {"-created": ("-id",)}
    columns = (
        "public_id", "name", "url", "client", "resources", "created_at", "old_until_at",
        "ended_at", "ended_code",
    )  # fmt: skip
    secrets: ClassVar[frozenset[str]] = frozenset({"create", "rotate"})
    foreign: ClassVar[frozenset[str]] = frozenset({"calls"})

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a webhook."""
        return {
            "id": row["public_id"],
            "name": row["name"],
            "url": row["url"],
            "client": row["client"],
            "resources": row["resources"],
            "created_at": row["created_at"],
            "old_secret_until": row["old_until_at"],
            "ended_at": row["ended_at"],
            "ended_how": row["ended_code"],
        }

    def _shown(self, made: tuple[Webhook, str], status: int) -> Response:
        webhook, secret = made
        own = Webhook.objects.visible_to(self.actor)
        row = own.filter(pk=webhook.pk).values(*self.columns).get()
        return Response({**self.shape(row), "secret": secret}, status=status)

    @needs(*ADD_WEBHOOK.permissions)
    @extend_schema(request=WebhookArguments, responses={201: NewWebhookSerializer})
    def create(self, request: Request) -> Response:
        """Make a webhook; it is told of what changes from now on."""
        data = validated(WebhookArguments, request)
        return self._shown(actions.add_webhook(**data, actor=self.actor, at=now()), 201)

    @needs(*EDIT_WEBHOOK.permissions, of=owner_of(EDIT_WEBHOOK))
    @extend_schema(request=WebhookChanges, responses=WebhookSerializer)
    def partial_update(self, request: Request, public_id: str) -> Response:
        """Change name, address or resources; calls that wait go to the new address."""
        record, data = self.get_record(), validated(WebhookChanges, request)
        webhook = actions.edit_webhook(webhook_id=record.pk, **data, actor=self.actor, at=now())
        return self.answer(webhook)

    @needs(*PING.permissions, of=owner_of(PING))
    @extend_schema(request=None, responses=WebhookSerializer)
    @action(detail=True, methods=["post"])
    def ping(self, request: Request, public_id: str) -> Response:
        """Send a signed test call of type `ping`; `calls` says how it ended."""
        record = self.get_record()
        return self.answer(actions.ping_webhook(webhook_id=record.pk, actor=self.actor, at=now()))

    @needs(*ROTATE.permissions, of=owner_of(ROTATE))
    @extend_schema(request=NoArguments, responses={201: NewWebhookSerializer})
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, public_id: str) -> Response:
        """Make a new secret; the old one signs besides for seven more days."""
        record = self.get_record()
        validated(NoArguments, request)
        made = actions.rotate_webhook(webhook_id=record.pk, actor=self.actor, at=now())
        return self._shown(made, 201)

    @needs(*END.permissions)
    @extend_schema(request=None, responses=WebhookSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, public_id: str) -> Response:
        """End the webhook: nothing more is sent."""
        record = self.get_record()
        return self.answer(actions.end_webhook(webhook_id=record.pk, actor=self.actor, at=now()))

    @needs(*RESEND.permissions, of=owner_of(RESEND))
    @extend_schema(request=None, responses=WebhookSerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, public_id: str) -> Response:
        """Send the calls that were given up again, under the same keys."""
        record = self.get_record()
        return self.answer(actions.resend_dead(webhook_id=record.pk, actor=self.actor, at=now()))

    @extend_schema(responses=CallsSerializer)
    @action(detail=True, methods=["get"])
    def calls(self, request: Request, public_id: str) -> Response:
        """Answer the last calls and how they ended."""
        rows = calls_of(self.get_record(), MOST_CALLS)
        return Response({"results": [_told(row) for row in rows]})


def _told(message: Message) -> dict[str, Any]:
    is_waiting = message.state == MessageState.WAITING
    return {
        "id": message.public_id,
        "type": message.payload["type"],
        "record": message.payload["data"]["id"],
        "state": message.state,
        "state_label": str(MessageState(message.state).label),
        "attempts": message.attempts,
        "last_answer": message.last_code,
        "next_at": message.next_at if is_waiting else None,
        "ended_at": message.ended_at,
    }
