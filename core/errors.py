"""The errors of the domain: each is a sentence for people and a stable code for machines."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _


class DomainError(Exception):
    """
    A request that the domain refuses, with the cure in the message.

    `code` is stable and documented; `status` is what REST answers; `fields` maps a field's
    name to its messages where the refusal belongs to fields.
    """

    code = "domain-error"
    status = 409

    def __init__(
        self, message: str = "", *, fields: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.message = message or self.default_message()
        self.fields = {name: list(texts) for name, texts in (fields or {}).items()}
        super().__init__(self.message)

    @property
    def texts(self) -> list[str]:
        """Return what is wrong, sentence by sentence: by field, or else as a whole."""
        return [text for texts in self.fields.values() for text in texts] or [self.message]

    @staticmethod
    def default_message() -> str:
        """Return the sentence that is used when the raiser gives none."""
        return _("This cannot be done.")


class NotPermitted(DomainError):
    """The actor's role may not do this to a record that the actor may see."""

    code = "not-permitted"
    status = 403

    @staticmethod
    def default_message() -> str:
        return _("Your role may not do this.")


class IllegalMove(DomainError):
    """The record is not in a state from which this move starts."""

    code = "illegal-move"

    @staticmethod
    def default_message() -> str:
        return _("The record is no longer in a state that allows this. Reload the page.")


class Invalid(DomainError):
    """What was sent breaks a rule that joins several fields or needs the database."""

    code = "invalid"
    status = 400

    @staticmethod
    def default_message() -> str:
        return _("Correct the marked fields.")


def refusal_of(check: Callable[..., object], *values: Any, **named: Any) -> dict[str, list[str]]:
    """Return, by field, why a check refuses some values; nothing where it accepts them."""
    try:
        check(*values, **named)
    except Invalid as error:
        return error.fields
    return {}


class Busy(DomainError):
    """Somebody else is changing the same record at this moment."""

    code = "busy"

    @staticmethod
    def default_message() -> str:
        return _("Somebody else is working on this record right now. Try again in a moment.")


class Stale(DomainError):
    """The record has changed since the form was opened."""

    code = "stale"
    status = 412

    @staticmethod
    def default_message() -> str:
        return _("This record has changed since you opened it. Your text has been kept.")


class Throttled(DomainError):
    """Too many tries in a while; `wait` says after how many seconds the next one is looked at."""

    code = "throttled"
    status = 429

    def __init__(self, message: str = "", *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait

    @staticmethod
    def default_message() -> str:
        return _("Too many attempts. Wait five minutes and try again.")


class FactorRequired(DomainError):
    """The act needs a fresh second factor."""

    code = "factor-required"
    status = 403

    @staticmethod
    def default_message() -> str:
        return _("Enter the current code of your authenticator to do this.")


class KeyNeeded(DomainError):
    """An act that must not happen twice came without an Idempotency-Key."""

    code = "idempotency-key-needed"
    status = 400

    @staticmethod
    def default_message() -> str:
        return _("Send an Idempotency-Key of 1 to 255 visible ASCII characters with this.")


class KeyReused(DomainError):
    """The Idempotency-Key belongs to another request."""

    code = "idempotency-mismatch"
    status = 422

    @staticmethod
    def default_message() -> str:
        return _("This Idempotency-Key was used for another request. Use a new one.")


class InProgress(DomainError):
    """The first request with this Idempotency-Key is still at work."""

    code = "in-progress"

    @staticmethod
    def default_message() -> str:
        return _("The first request with this key is still at work. Try again in a moment.")


class ShownOnce(DomainError):
    """The first answer held a secret, which was not kept."""

    code = "shown-once"

    @staticmethod
    def default_message() -> str:
        return _("This was done; its answer held a secret that is shown once.")


class MatchNeeded(DomainError):
    """A change came without the version on which it rests."""

    code = "precondition-required"
    status = 428

    @staticmethod
    def default_message() -> str:
        return _("Read the record, and send its ETag as If-Match.")


class ScopeMissing(DomainError):
    """The key to the API was not given the scope that an address needs."""

    code = "scope-missing"
    status = 403


class AddressNotAllowed(DomainError):
    """The key to the API is used from an address that it does not allow."""

    code = "address-not-allowed"
    status = 403

    @staticmethod
    def default_message() -> str:
        return _("This key may not be used from your network address.")


class Gone(DomainError):
    """A download address has expired, or its key does not open the door any more."""

    code = "gone"
    status = 410

    @staticmethod
    def default_message() -> str:
        return _("This download address is no longer valid. Ask for a new one.")


class TooLarge(DomainError):
    """The body is larger than any that is taken."""

    code = "too-large"
    status = 413

    @staticmethod
    def default_message() -> str:
        return _("The body is too large.")


class BulkRefused(DomainError):
    """An atomic bulk was undone since some items are wrong; `fields` names them by pointer."""

    code = "bulk-refused"
    status = 422

    @staticmethod
    def default_message() -> str:
        return _("Nothing was done: correct the marked items.")
