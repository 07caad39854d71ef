"""What was sent to a webhook: seen by whoever sees the webhook."""

from notices.models import Message, Webhook


def calls_of(webhook: Webhook, most: int) -> list[Message]:
    """Return the last calls of a webhook that is in somebody's scope, the newest first."""
    return list(Message.objects.filter(webhook=webhook).order_by("-pk")[:most])
