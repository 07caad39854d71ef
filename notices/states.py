"""Topics, channels and the ways of a message through the outbox."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import Flow


class Topic(models.TextChoices):
    """What a notification is about; preferences are given by topic."""

    DEADLINE = "deadline", _("My deadline is near or has passed")
    SERVICE = "service", _("Official service")
    SECURITY = "security", _("Safety of my account")
    ANSWER = "answer", _("Answer of an office or agency")
    WORK = "work", _("New report, case or decision")
    SYSTEM = "system", _("Finished work of the system")


# For these a message leaves at once; all else waits for the morning's summary.
INSTANT = frozenset({Topic.DEADLINE, Topic.SERVICE, Topic.SECURITY})
# Nobody switches these off: law asks for one; the other warns of who acts in one's name.
LOCKED = frozenset({Topic.SERVICE, Topic.SECURITY})
DIGEST = "digest"  # the row of the summary itself in a person's choices


class Channel(models.TextChoices):
    """The ways on which something reaches a person."""

    PORTAL = "portal", _("in the portal")
    SMS = "sms", _("text message")
    EMAIL = "email", _("e-mail")
    PAPER = "paper", _("on paper")


OUTSIDE = (Channel.SMS, Channel.EMAIL)
# What a person gets who has chosen nothing: a channel works only once an address is entered.
DEFAULT_CHOICES: dict[str, tuple[str, ...]] = {
    Topic.DEADLINE: (Channel.SMS,),
    Topic.SERVICE: OUTSIDE,
    Topic.SECURITY: OUTSIDE,
    Topic.ANSWER: (),
    Topic.WORK: (),
    Topic.SYSTEM: (),
    DIGEST: (Channel.EMAIL,),
}


class ProofKind(models.TextChoices):
    """What proves that a letter arrived."""

    SHOWN = "shown", _("acknowledged in the portal")
    DELIVERED = "delivered", _("delivery reported by the gateway")
    RECEIPT = "receipt", _("receipt")


class MessageState(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    DEAD = "dead", _("given up")


MESSAGE_FLOW = Flow(
    {
        MessageState.WAITING: {MessageState.SENT, MessageState.DEAD},
        MessageState.DEAD: {MessageState.WAITING},
        MessageState.SENT: set(),
    }
)


class Ended(models.TextChoices):
    """How one attempt ended."""

    SENT = "sent", _("accepted")
    FAILED = "failed", _("failed, tried again later")
    REFUSED = "refused", _("refused for good")


class CarrierName(StrEnum):
    """The carriers that the house itself brings; floors above add their own."""

    NEWS = "news"
    LETTER = "letter"
    SMS = "sms"
    EMAIL = "email"
    WEBHOOK = "webhook"


# What people read for a carrier; one of a floor above reads as its name until it is said here.
CARRIER_LABELS: dict[str, object] = {
    CarrierName.NEWS: _("news in the portal"),
    CarrierName.LETTER: _("file of a letter"),
    CarrierName.SMS: _("text message"),
    CarrierName.EMAIL: _("e-mail"),
    CarrierName.WEBHOOK: _("call of a webhook"),
}


# What people read for an answer; where a number or a name follows the dash, it stands behind.
ANSWERS: dict[str, object] = {
    "no-number": _("no mobile number is known"),
    "no-address": _("no e-mail address is known"),
    "no-such-way": _("this way is not set up"),
    "answer-unreadable": _("the gateway's answer cannot be read"),
    "webhook-ended": _("the webhook has ended"),
    "not-https": _("the address is not https"),
    "address-unreadable": _("the address cannot be read"),
    "address-not-open": _("the address is not in the open network"),
    "port-not-open": _("the port is not allowed"),
    "name-not-found": _("the name is not found in the network"),
    "no-answer-": _("nobody answered"),
    "http-": _("the receiver answered"),
    "smtp-": _("the mail server answered"),
    "gateway-": _("the gateway answered"),
    "error-": _("an error of the system"),
}


# Said at every door at which service on paper is recorded.
RECEIPT_NEEDED = _(
    "Service on paper is recorded with the scan of its receipt. Add it as JPEG, PNG or PDF."
)


class Provenance(models.TextChoices):
    """Whence the text of a template comes."""

    LAW = "law", _("law")
    CUSTOM = "custom", _("custom of the province")
    ASSUMED = "assumed", _("assumed, to be confirmed")


VERBS = {
    "letter.receipt_opened": _("opened the scan of a receipt"),
    "reach.changed": _("changed on which ways to be told"),
}
