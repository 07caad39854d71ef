"""
Text messages through a small interface: a file on one machine, a gateway over HTTP in production.

`SMS_GATEWAY` names the class. Numbers and texts stand in no log and in no error.
"""

import http.client
import json
import logging
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from core.clock import now
from notices.carriers import Parcel, SendFailed
from notices.rules import is_mobile, masked

logger = logging.getLogger(__name__)
FILE_GATEWAY = "notices.carriers.sms.FileGateway"
TIMEOUT = 5.0  # seconds to connect, and for each answer
MOST_ANSWER = 64 * 1024
DELIVERED = 10  # the gateway's word for it
# Answers after which trying again does not help: the receiver, or our account.
FINAL = frozenset({400, 411, 412, 413, 414, 417, 419, 422})


class Gateway(Protocol):
    """What a gateway must do."""

    def send(self, parcel: Parcel) -> str:
        """Send under the parcel's key and return the gateway's reference, or raise SendFailed."""

    def is_delivered(self, reference: str) -> bool:
        """Tell whether the gateway reports the delivery."""


class FileGateway:
    """Writes each message as a line of a file: for one machine, where nobody is to be rung up."""

    def send(self, parcel: Parcel) -> str:
        """Append the message; the number is masked, the text is whole."""
        path = Path(settings.SMS_FILE)
        path.parent.mkdir(parents=True, exist_ok=True)
        line = {
            "at": now().isoformat(timespec="seconds"),
            "key": str(parcel.key),
            "to": masked(parcel.address),
            "text": parcel.payload.get("text", ""),
        }
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return str(parcel.key)

    def is_delivered(self, reference: str) -> bool:
        """Return False: nobody received a line in a file."""
        return False


class KavenegarGateway:
    """
    The HTTP interface of Kavenegar, which counts a `localid` once.

    The number of the message is that id: an attempt that is repeated makes no second text. The key
    of the account stands in the path of the address, so addresses are never logged.
    """

    def send(self, parcel: Parcel) -> str:
        """Send one text; raise SendFailed with the gateway's number."""
        fields = {
            "receptor": parcel.address,
            "message": parcel.payload.get("text", ""),
            "localid": parcel.number,
        }
        if settings.SMS_SENDER:
            fields["sender"] = settings.SMS_SENDER
        entries = self._ask("send", fields)
        return str(entries[0].get("messageid", "")) if entries else ""

    def is_delivered(self, reference: str) -> bool:
        """Ask the gateway for the state of a text."""
        entries = self._ask("status", {"messageid": reference})
        return bool(entries) and entries[0].get("status") == DELIVERED

    def _ask(self, method: str, fields: dict[str, Any]) -> list[dict[str, Any]]:
        site = urlsplit(settings.SMS_URL)
        opened: type[http.client.HTTPConnection] = (
            http.client.HTTPSConnection if site.scheme == "https" else http.client.HTTPConnection
        )
        line = opened(site.hostname or "", site.port, timeout=TIMEOUT)
        try:
            line.request(
                "POST",
                f"{site.path.rstrip('/')}/v1/{settings.SMS_KEY}/sms/{method}.json",
                body=urlencode(fields).encode(),
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
            answer = line.getresponse()  # a redirect is an answer like any other: not followed
            status, body = answer.status, answer.read(MOST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            raise SendFailed(f"no-answer-{type(error).__name__}"[:48]) from None
        finally:
            line.close()
        if status != http.client.OK:
            raise SendFailed(f"http-{status}", is_final=status in FINAL)
        return _entries(body)


def _entries(body: bytes) -> list[dict[str, Any]]:
    """Return what the gateway says of each text, or raise SendFailed."""
    try:
        told = json.loads(body)
        said = int(told["return"]["status"])
        entries = told.get("entries") or []
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SendFailed("answer-unreadable") from None
    if said != http.client.OK:
        raise SendFailed(f"gateway-{said}", is_final=said in FINAL)
    return entries if isinstance(entries, list) else [entries]


def gateway() -> Gateway:
    """
    Return the gateway that the settings name.

    Raises:
        SendFailed: they name none.
    """
    if not settings.SMS_GATEWAY:
        raise SendFailed("no-such-way", is_final=True)
    made: Gateway = import_string(settings.SMS_GATEWAY)()
    return made


def send(parcel: Parcel, at: datetime) -> str:
    """Send one text message."""
    if not is_mobile(parcel.address):
        raise SendFailed("no-number", is_final=True)
    return gateway().send(parcel)


def delivered(reference: str) -> bool:
    """Tell whether the gateway reports the delivery; False when it does not answer."""
    try:
        return gateway().is_delivered(reference)
    except SendFailed as error:
        logger.info("delivery unknown: %s", error.code)
        return False
