"""
Webhooks: made, rotated, ended; filled from `/changes` and sent from the outbox.

What a webhook is told is what `/changes` tells its owner, in the same order and by the same
`visible_to`; the messages and the place up to which it was told are written in one transaction, so
that nothing is told twice under two keys and nothing is left out.
"""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import get_resolver
from django.utils.translation import gettext as _

from accounts.key_scopes import holds, needed
from accounts.principal import Principal
from accounts.roles import Role
from audit import feed, places
from audit.actions import record
from core.acts import begin, need_role
from core.clock import day_in_tehran
from core.crypto import encrypt
from core.errors import Invalid, NotPermitted
from core.persian import display_safe
from core.rest import RESOURCES
from core.web import BadCursor
from notices.actions.outbox import Order, put_many
from notices.acts import ADD_WEBHOOK, END, RESEND, ROTATE
from notices.bell import bell
from notices.carriers.outside import AddressRefused, target_of
from notices.models import Message, Webhook
from notices.states import CarrierName, MessageState

OVERLAP = timedelta(days=7)  # both secrets sign after a rotation
MOST = 10  # of one grant
AT_ONCE = 200  # changes of one reading
PREFIX = "whsec_"
ENDED_BY_OWNER, ENDED_BY_RECEIVER = "owner", "gone"


def followed() -> list[str]:
    """Return the resources of which a webhook can be told."""
    _routes()
    return [name for name, view in RESOURCES.items() if view.is_followed]


def _routes() -> None:
    """Let the routes be wired: a worker serves no address, and so has not read them."""
    _patterns = get_resolver().url_patterns


@transaction.atomic
def add_webhook(
    *, name: str, url: str, resources: Sequence[str], actor: Principal, at: datetime
) -> tuple[Webhook, str]:
    """
    Make a webhook of the actor's grant, told of what changes from now on; return it and its secret.

    Raises:
        NotPermitted: the role has no webhooks.
        Invalid: by field: no name, an address to which we do not send, unknown resources or such
            as the key may not read, too many webhooks.
    """
    need_role(ADD_WEBHOOK, actor)
    safe = display_safe(name).strip()[:80]
    if not safe:
        raise Invalid(fields={"name": [_("Give the webhook a name.")]})
    _check_address(url)
    chosen = _chosen(resources, actor)
    own = Webhook.objects.filter(grant_id=actor.grant_id, ended_at__isnull=True)
    if own.count() >= MOST:
        raise Invalid(fields={"name": [_("There are ten webhooks already: end one first.")]})
    secret = _secret()
    webhook = Webhook.objects.create(
        grant_id=actor.grant_id,
        client=actor.client,
        name=safe,
        url=url,
        resources=chosen,
        secret_sealed=encrypt(secret),
        place=asdict(feed.present()),
    )
    changes = {"url": (None, url), "resources": (None, chosen)}
    record(actor=actor, verb="webhook.added", target=webhook, changes=changes, at=at)
    return webhook, secret


@transaction.atomic
def rotate_webhook(*, webhook_id: int, actor: Principal, at: datetime) -> tuple[Webhook, str]:
    """
    Give a webhook a new secret; the old one signs besides for seven more days.

    Raises:
        NotPermitted: the webhook is somebody else's.
        Webhook.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has ended.
    """
    webhook: Webhook = begin(ROTATE, webhook_id, actor, day_in_tehran(at))
    secret = _secret()
    webhook.old_secret_sealed, webhook.secret_sealed = webhook.secret_sealed, encrypt(secret)
    webhook.old_until_at = at + OVERLAP
    webhook.save(update_fields=["old_secret_sealed", "secret_sealed", "old_until_at", "updated_at"])
    changes = {"old_until_at": (None, webhook.old_until_at)}
    record(actor=actor, verb="webhook.rotated", target=webhook, changes=changes, at=at)
    return webhook, secret


@transaction.atomic
def end_webhook(*, webhook_id: int, actor: Principal, at: datetime) -> Webhook:
    """
    End a webhook: nothing more is sent, and what waits is given up.

    Raises:
        NotPermitted: the role has no webhooks.
        Webhook.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has ended.
    """
    webhook: Webhook = begin(END, webhook_id, actor, day_in_tehran(at))
    webhook.ended_at, webhook.ended_code = at, ENDED_BY_OWNER
    webhook.save(update_fields=["ended_at", "ended_code", "updated_at"])
    record(actor=actor, verb="webhook.ended", target=webhook, at=at)
    return webhook


@transaction.atomic
def close_webhook(*, webhook_id: int, actor: Principal, at: datetime) -> None:
    """End a webhook whose receiver has answered 410: it wants no more. For the clock."""
    if actor.role is not Role.SYSTEM:
        raise NotPermitted
    webhook = Webhook.objects.filter(pk=webhook_id, ended_at__isnull=True).first()
    if webhook is None:
        return
    webhook.ended_at, webhook.ended_code = at, ENDED_BY_RECEIVER
    webhook.save(update_fields=["ended_at", "ended_code", "updated_at"])
    record(actor=actor, verb="webhook.ended", target=webhook, at=at)


@transaction.atomic
def resend_dead(*, webhook_id: int, actor: Principal, at: datetime) -> Webhook:
    """
    Put a webhook's calls that were given up on their way again, under the same keys.

    Raises:
        NotPermitted: the webhook is somebody else's.
        Webhook.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has ended, or nothing was given up.
    """
    webhook: Webhook = begin(RESEND, webhook_id, actor, day_in_tehran(at))
    dead = Message.objects.filter(webhook=webhook, state=MessageState.DEAD)
    count = dead.update(
        state=MessageState.WAITING, ended_at=None, attempts=0, next_at=at, updated_at=at
    )
    record(
        actor=actor, verb="webhook.resent", target=webhook, changes={"count": (None, count)}, at=at
    )
    bell.ring_after_commit()
    return webhook


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
    _routes()
    views = {name: _Sight(RESOURCES[name], actor) for name in webhook.resources}
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


class _Sight:
    """A resource as `feed.read` asks it: which records the actor sees."""

    def __init__(self, resource: type[Any], actor: Principal) -> None:
        self.queryset, self.columns, self.actor = resource.queryset, ("public_id",), actor

    def get_queryset(self) -> Any:
        return self.queryset.all().visible_to(self.actor)


def _order(webhook: Webhook, change: places.Change, at: datetime) -> Order:
    return Order(
        CarrierName.WEBHOOK,
        {
            "webhook": str(webhook.public_id),
            "type": f"{change.resource}.{change.op}",
            "timestamp": at.isoformat(),
            "data": {"resource": change.resource, "id": str(change.record)},
        },
        not_before=at,
        webhook_id=webhook.pk,
    )


def _secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def _check_address(url: str) -> None:
    texts = {
        "not-https": _("The address begins with https://."),
        "port-not-open": _("The port is 443 or 8443."),
        "name-not-found": _("This name is not found in the network."),
        "address-not-open": _("This address does not lie in the open network."),
    }
    try:
        target_of(url)
    except AddressRefused as error:
        text = texts.get(error.code, _("No call can be sent to this address."))
        raise Invalid(fields={"url": [text]}) from error


def _chosen(resources: Sequence[str], actor: Principal) -> list[str]:
    """Return the resources in the order of a round; refuse those that the key may not read."""
    known = followed()
    wanted = set(resources)
    readable = {
        name
        for name in known
        if actor.via != "api" or holds(actor.scopes, needed(name, is_reading=True))
    }
    if not wanted or wanted - readable:
        choices = ", ".join(name for name in known if name in readable)
        raise Invalid(fields={"resources": [_("Choose of: {choices}").format(choices=choices)]})
    return [name for name in known if name in wanted]
