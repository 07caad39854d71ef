"""
Fill webhooks from `/changes`.

What a webhook sends is what `/changes` answers its owner, in the same order and by the same
`visible_to`; the messages and the place up to which it was read are written in one transaction, so
that no change is sent under two keys and none is left out.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import get_resolver

from accounts.principal import Principal
from accounts.roles import Role
from audit import feed, places
from core.clock import day_in_tehran
from core.rest import RESOURCES
from core.web import BadCursor
from notices.actions.outbox import Order, put_many
from notices.models import Webhook
from notices.states import CarrierName

AT_ONCE = 200  # changes of one reading


def followed() -> list[str]:
    """Return the resources of which a webhook can be told."""
    wait_for_routes()
    return [name for name, view in RESOURCES.items() if view.is_followed]


def wait_for_routes() -> None:
    """Let the routes be wired: a worker serves no address, and so has not read them."""
    _patterns = get_resolver().url_patterns


@transaction.atomic
def fill_webhook(*, webhook_id: int, at: datetime) -> int:
    """
    Put what has changed since into the outbox, and move the place along; return how many.

    Another worker that is at it is left alone. After a restore it goes on from now.
    """
    webhook = (
        Webhook.objects.running(day_in_tehran(at))
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("grant__user")
        .filter(pk=webhook_id)
        .first()
    )
    if webhook is None:
        return 0
    actor = principal_of(webhook)
    wait_for_routes()
    views = {name: _Visible(RESOURCES[name], actor) for name in webhook.resources}
    try:
        reading = feed.read(
            place=places.Place(**webhook.place), views=views, actor=actor, size=AT_ONCE, bare=True
        )
    except BadCursor:
        reading = places.Reading([], feed.present(), has_more=False)
    put_many([_order(webhook, change, at) for change in reading.changes])
    webhook.place = asdict(reading.place)
    webhook.save(update_fields=["place", "updated_at"])
    return len(reading.changes)


def principal_of(webhook: Webhook) -> Principal:
    """Return as whom a webhook sees: its grant, and no more."""
    grant = webhook.grant
    return Principal(
        user_id=grant.user_id,
        grant_id=grant.pk,
        role=Role(grant.role),
        name=webhook.client or grant.user.full_name,
        scope_ids=(grant.scope_id,) if grant.scope_id else (),
        via="job",
        client=webhook.client,
    )


class _Visible:
    """A resource as `feed.read` asks it: which records the actor sees."""

    def __init__(self, resource: type[Any], actor: Principal) -> None:
        self.queryset, self.columns, self.actor = resource.queryset, ("public_id",), actor

    def get_queryset(self) -> Any:
        return self.queryset.all().visible_to(self.actor)


def _order(webhook: Webhook, change: places.Change, at: datetime) -> Order:
    kind = f"{change.resource}.{change.op}"
    return call_of(webhook, kind, change.resource, change.record, at)


def call_of(webhook: Webhook, kind: str, resource: str, record_id: UUID, at: datetime) -> Order:
    """Return the message that a webhook sends: the ids of what has changed, and no more."""
    return Order(
        CarrierName.WEBHOOK,
        {
            "webhook": str(webhook.public_id),
            "type": kind,
            "timestamp": at.isoformat(),
            "data": {"resource": resource, "id": str(record_id)},
        },
        not_before=at,
        webhook_id=webhook.pk,
    )
