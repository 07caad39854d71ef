"""Webhooks: made, changed, rotated, ended; `webhook_calls` fills them."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.key_scopes import holds, needed
from accounts.principal import Principal
from accounts.roles import Role
from audit import feed, places
from audit.actions import record
from core.acts import begin, need_role
from core.clock import day_in_tehran
from core.errors import Invalid, NotPermitted, refusal_of
from core.models import new_public_id
from core.persian import display_safe, persian_digits
from notices.actions.outbox import put_many
from notices.actions.webhook_calls import call_of, followed
from notices.acts import ADD_WEBHOOK, EDIT_WEBHOOK, END, PING, RESEND, ROTATE
from notices.bell import bell
from notices.carriers.outside import AddressRefused, target_of
from notices.models import Message, Webhook
from notices.sealing import seal_secret
from notices.states import MessageState

OVERLAP = timedelta(days=7)  # both secrets sign after a rotation
MOST = 10  # of one grant
LONGEST_NAME = 80
PREFIX = "whsec_"
ENDED_BY_OWNER, ENDED_BY_RECEIVER = "owner", "gone"


@transaction.atomic
def add_webhook(
    *, name: str, url: str, resources: Sequence[str], actor: Principal, at: datetime
) -> tuple[Webhook, str]:
    """
    Make a webhook of the actor's grant, told of what changes from now on; return it and its secret.

    Raises:
        NotPermitted: the role has no webhooks.
        Invalid: by field: no name, an address to which we do not send or that has a webhook
            already, unknown resources or such as the key may not read, too many webhooks.
    """
    need_role(ADD_WEBHOOK, actor)
    safe = _name(name)
    _check_address(url)
    chosen = _chosen(resources, actor)
    own = _own(actor)
    _check_unused(url, own)
    if own.count() >= MOST:
        raise Invalid(fields={"name": [_("There are ten webhooks already: end one first.")]})
    secret, public_id = _secret(), new_public_id()
    webhook = Webhook.objects.create(
        public_id=public_id,
        grant_id=actor.grant_id,
        client=actor.client,
        name=safe,
        url=url,
        resources=chosen,
        secret_sealed=seal_secret(secret, public_id),
        place=asdict(feed.present()),
    )
    changes = {"url": (None, url), "resources": (None, chosen)}
    record(actor=actor, verb="webhook.added", target=webhook, changes=changes, at=at)
    return webhook, secret


@transaction.atomic
def edit_webhook(
    *,
    webhook_id: int,
    actor: Principal,
    at: datetime,
    name: str | None = None,
    url: str | None = None,
    resources: Sequence[str] | None = None,
) -> Webhook:
    """
    Change name, address or resources of a webhook; None leaves a value as it is.

    Calls that wait go to the new address. A resource that is added is told of from now on.

    Raises:
        NotPermitted: the webhook is somebody else's.
        Webhook.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has ended.
        Invalid: by field, as `add_webhook`.
    """
    webhook: Webhook = begin(EDIT_WEBHOOK, webhook_id, actor, day_in_tehran(at))
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = _name(name)
    if url is not None:
        _check_address(url)
        _check_unused(url, _own(actor).exclude(pk=webhook.pk))
        values["url"] = url
    if resources is not None:
        values["resources"] = _chosen(resources, actor)
    changes = {
        field: (getattr(webhook, field), value)
        for field, value in values.items()
        if getattr(webhook, field) != value
    }
    if not changes:
        return webhook
    for field, (_before, value) in changes.items():
        setattr(webhook, field, value)
    if "resources" in changes:
        webhook.place = asdict(_next_place(places.Place(**webhook.place), webhook.resources))
    webhook.save(update_fields=[*changes, "place", "updated_at"])
    record(actor=actor, verb="webhook.edited", target=webhook, changes=changes, at=at)
    return webhook


def _next_place(place: places.Place, resources: Sequence[str]) -> places.Place:
    """Return the place, at the next resource where the one at which it stood is left out."""
    if place.part in {"", feed.TOUCHES, *resources}:
        return place
    order = followed()
    later = order[order.index(place.part) :]
    part = next((name for name in later if name in resources), feed.TOUCHES)
    return replace(place, part=part, turn=0, pk=0)


@transaction.atomic
def ping_webhook(*, webhook_id: int, actor: Principal, at: datetime) -> Webhook:
    """
    Put a signed test call of type `ping` on its way; it names the webhook and no record.

    Raises:
        NotPermitted: the webhook is somebody else's.
        Webhook.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has ended.
    """
    webhook: Webhook = begin(PING, webhook_id, actor, day_in_tehran(at))
    put_many([call_of(webhook, "ping", "webhooks", webhook.public_id, at)])
    record(actor=actor, verb="webhook.pinged", target=webhook, at=at)
    return webhook


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
    webhook.old_secret_sealed = webhook.secret_sealed
    webhook.secret_sealed = seal_secret(secret, webhook.public_id)
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


def _name(text: str) -> str:
    safe = display_safe(text).strip()
    if len(safe) > LONGEST_NAME:
        text = _("Write at most {most} characters.").format(most=persian_digits(LONGEST_NAME))
        raise Invalid(fields={"name": [text]})
    if not safe:
        raise Invalid(fields={"name": [_("Give the webhook a name.")]})
    return safe


def _secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def _own(actor: Principal) -> QuerySet[Webhook]:
    """Return the webhooks of the actor's grant that have not ended."""
    return Webhook.objects.filter(grant_id=actor.grant_id, ended_at__isnull=True)


def wrong_in_address(url: str, actor: Principal, own: int | None = None) -> dict[str, list[str]]:
    """Return why no call is sent to an address, or that another one than `own` has it."""
    others = _own(actor)
    if own is not None:
        others = others.exclude(pk=own)
    return refusal_of(_check_address, url) or refusal_of(_check_unused, url, others)


def _check_unused(url: str, others: QuerySet[Webhook]) -> None:
    """Refuse an address that would get each call twice."""
    if others.filter(url=url).exists():
        text = _("A webhook of yours has this address already: change its resources instead.")
        raise Invalid(fields={"url": [text]})


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
