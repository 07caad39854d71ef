"""
The ways out of the house, and the one rule for them: send under the key, say how it ended.

A carrier that goes outside runs outside every transaction; one that stays inside (making a letter's
file, telling people in the portal) runs in the transaction that notes its end. Floors above add
their own, such as webhooks, by `CARRIERS.add(Carrier(...))` in `AppConfig.ready()`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from core.panels import Register


class SendFailed(Exception):
    """It did not go; `code` says why in a word, `is_final` that trying again will not help."""

    def __init__(self, code: str, *, is_final: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_final = is_final


@dataclass(frozen=True)
class Parcel:
    """
    What a carrier is given: key, number of the message, content, and the receiver's address.

    Address and content do not appear in the text of an error or a log.
    """

    key: UUID
    number: int
    payload: Mapping[str, Any] = field(repr=False)
    address: str = field(default="", repr=False)


@dataclass(frozen=True)
class Carrier:
    """
    One way out.

    `send(parcel, at)` returns the gateway's reference or raises `SendFailed`. `address(user_id)`
    finds where to; without one the way needs no address. `delivered(reference)` says whether the
    gateway reports the delivery.
    """

    name: str
    send: Callable[[Parcel, datetime], str]
    is_inside: bool = False
    address: Callable[[int | None], str] | None = None
    delivered: Callable[[str], bool] | None = None
    order: int = 100


CARRIERS: Register[Carrier] = Register()
