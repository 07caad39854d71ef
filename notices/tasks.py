"""The relay: takes messages out of the outbox, sends each, writes how it ended."""

import http.client
import logging
import time
from datetime import datetime, timedelta

import msgspec

from accounts.jobs import as_clock, job
from accounts.models import User
from core.clock import day_in_tehran, now
from notices import actions
from notices.actions.outbox import Claimed
from notices.bell import bell
from notices.carriers import CARRIERS, Carrier, Parcel, SendFailed, outside
from notices.models import Message, Webhook
from notices.rules import signature
from notices.sealing import open_secret
from notices.states import MessageState

logger = logging.getLogger(__name__)
MOST_SECONDS = 45.0  # of one run; the next one goes on
ASKED_FOR = timedelta(days=3)  # so long a gateway is asked whether a text was delivered
ASKED_AT_ONCE = 50
TOLD = ("type", "timestamp", "data")  # what the body of a call says, and no more
MOST_PAGES = 25  # of changes of one webhook in one run; the next one goes on


@job(in_steps=True, soft_time_limit=120)
def relay_outbox(**_: object) -> int:
    """
    Send what is due until nothing is or the time is up; return how many went.

    Runs on a ring after a commit and every minute by the clock; several may run at once.
    """
    began, sent = time.monotonic(), 0
    bell.heard()
    fill_webhooks()
    while time.monotonic() - began < MOST_SECONDS:
        with as_clock():
            claimed = actions.claim(at=now())
        if not claimed:
            break
        for message in claimed:
            sent += deliver(message)
    return sent


def fill_webhooks() -> int:
    """Put what each webhook is to be told into the outbox; return how much, a page at a time."""
    with as_clock():
        running = Webhook.objects.running(day_in_tehran(now())).order_by("pk")
        keys = list(running.values_list("pk", flat=True))
    told = 0
    for key in keys:
        for _page in range(MOST_PAGES):
            with as_clock():
                put = actions.fill_webhook(webhook_id=key, at=now())
            told += put
            if not put:
                break
    return told


def deliver(claimed: Claimed) -> bool:
    """Send one claimed message by its carrier; True when it went."""
    began = time.monotonic()

    def took() -> int:
        return int((time.monotonic() - began) * 1000)

    try:
        carrier = CARRIERS.get(claimed.carrier)
        if carrier is None:
            raise SendFailed("no-such-way", is_final=True)
        if carrier.is_inside:
            return _inside(carrier, claimed, began)
        with as_clock():
            address = carrier.address(claimed.user_id) if carrier.address else ""
        parcel = Parcel(claimed.key, claimed.pk, claimed.payload, address)
        reference = carrier.send(parcel, now())
    except SendFailed as error:
        with as_clock():
            actions.fail(
                claimed=claimed, at=now(), code=error.code, is_final=error.is_final, took_ms=took()
            )
        logger.warning("message %s not sent: %s", claimed.key, error.code)
        return False
    except Exception as error:  # noqa: BLE001 # whatever it is, the message goes again later
        with as_clock():
            actions.fail(
                claimed=claimed, at=now(), code=f"error-{type(error).__name__}", took_ms=took()
            )
        logger.error("message %s not sent: %s", claimed.key, type(error).__name__)
        return False
    with as_clock():
        actions.finish(claimed=claimed, at=now(), took_ms=took(), reference=reference)
    return True


def _inside(carrier: Carrier, claimed: Claimed, began: float) -> bool:
    """Do work inside the house in the transaction that notes its end: exactly once."""
    with as_clock():
        still = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(pk=claimed.pk, state=MessageState.WAITING)
            .exists()
        )
        if not still:
            return False
        parcel = Parcel(claimed.key, claimed.pk, claimed.payload)
        reference = carrier.send(parcel, now())
        took = int((time.monotonic() - began) * 1000)
        actions.finish(claimed=claimed, at=now(), took_ms=took, reference=reference)
    return True


@job(in_steps=True, soft_time_limit=300)
def ask_deliveries(**_: object) -> int:
    """Ask the gateways which texts of the last days were delivered; return how many are new."""
    found = 0
    for carrier in CARRIERS:
        if carrier.delivered is None:
            continue
        with as_clock():
            rows = list(
                Message.objects.filter(
                    carrier=carrier.name,
                    state=MessageState.SENT,
                    delivered_at__isnull=True,
                    ended_at__gt=now() - ASKED_FOR,
                )
                .order_by("ended_at", "pk")
                .values_list("pk", "reference")[:ASKED_AT_ONCE]
            )
        for pk, reference in rows:
            if reference and carrier.delivered(reference):
                with as_clock():
                    found += actions.note_delivered(message_id=pk, at=now())
    return found


def spread_news(parcel: Parcel, at: object) -> str:
    """Carry news: tell people of an event in the portal."""
    return f"told-{actions.spread(payload=parcel.payload, at=now())}"


def make_letter(parcel: Parcel, at: object) -> str:
    """Carry a letter to its file."""
    file = actions.render_letter(
        letter_id=parcel.payload["letter"], actor=User.objects.system(), at=now()
    )
    return file.sha256


def secrets_of(webhook: Webhook, at: datetime) -> list[str]:
    """Return the secrets that sign at a moment, the newest first."""
    sealed = [webhook.secret_sealed]
    if webhook.signs_with_old(at):
        sealed.append(webhook.old_secret_sealed)
    return [open_secret(text, webhook.public_id) for text in sealed]


def send_webhook(parcel: Parcel, at: datetime) -> str:
    """Carry a change to a webhook: a signed call, of which only the status is read."""
    with as_clock():
        running = Webhook.objects.running(day_in_tehran(at))
        webhook = running.filter(public_id=parcel.payload["webhook"]).first()
    if webhook is None:
        raise SendFailed("webhook-ended", is_final=True)
    body = msgspec.json.encode({name: parcel.payload[name] for name in TOLD})
    moment = int(at.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "pishkhan",
        "webhook-id": str(parcel.key),
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(
            signature(secret, str(parcel.key), moment, body) for secret in secrets_of(webhook, at)
        ),
    }
    try:
        status = outside.post(outside.target_of(webhook.url), body, headers)
    except outside.AddressRefused as error:
        raise SendFailed(error.code) from None
    except (OSError, http.client.HTTPException) as error:
        raise SendFailed(f"no-answer-{type(error).__name__}"[:48]) from None
    if status == http.client.GONE:
        with as_clock() as clock:
            actions.close_webhook(webhook_id=webhook.pk, actor=clock, at=at)
        raise SendFailed("http-410", is_final=True)
    if not 200 <= status < 300:
        raise SendFailed(f"http-{status}")
    return f"http-{status}"
