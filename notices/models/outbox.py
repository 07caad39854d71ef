"""The outbox: rows written with the business, taken out by the relay, each tried until it ends."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from core.models import Addressed, ScopedQuerySet, Stamped
from notices.models.webhooks import Webhook
from notices.rules import answer_in_words
from notices.states import CARRIER_LABELS, Ended, MessageState

KEEPERS = frozenset({Role.PLATFORM_ADMIN, Role.AUDITOR, Role.SYSTEM})


class MessageQuerySet(ScopedQuerySet["Message"]):
    """Messages, by who looks after them and by what is to be done."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all for those who keep the platform, none for others: people read letters."""
        return self if principal.role in KEEPERS else self.none()

    def due(self, at: datetime) -> Self:
        """Return the messages whose next attempt has come, the oldest first."""
        return self.filter(state=MessageState.WAITING, next_at__lte=at).order_by("next_at", "pk")


class Message(Stamped, Addressed):
    """
    One thing that must reach one receiver exactly once, as far as the receiver honours its key.

    `public_id` is the idempotency key: every attempt carries it. `carrier` names the way. The
    payload holds no address and no name of a person; a carrier finds the address itself.
    `claimed_until` is the lease of the worker that has it in hand.
    """

    carrier = models.CharField(_("way"), max_length=24)
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,  # the delivery log names the receiver
        related_name="+",
        verbose_name=_("receiver"),
        null=True,
        blank=True,
    )
    webhook = models.ForeignKey(
        Webhook,
        on_delete=models.PROTECT,  # the delivery log names the receiver
        related_name="messages",
        verbose_name=_("webhook"),
        null=True,
        blank=True,
        db_index=False,  # the partial index starts with it
    )
    payload = models.JSONField(_("content"), default=dict)
    once = models.CharField(_("said only once"), max_length=160, null=True, unique=True)  # noqa: DJ001 # null: no limit
    is_urgent = models.BooleanField(_("at once, also at night"), default=False)
    state = models.CharField(
        _("state"), max_length=8, choices=MessageState.choices, default=MessageState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    last_code = models.CharField(_("last answer"), max_length=48, blank=True)
    reference = models.CharField(_("reference of the gateway"), max_length=80, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                name="notices_message_ended_iff_dated",
                condition=Q(state=MessageState.WAITING, ended_at__isnull=True)
                | (~Q(state=MessageState.WAITING) & Q(ended_at__isnull=False)),
                violation_error_message=_("A message that waits has no end, any other has one."),
            ),
        ]
        indexes = [
            # Read by the relay: what is due, the oldest first.
            models.Index(
                fields=["next_at", "id"],
                condition=Q(state=MessageState.WAITING),
                name="notices_message_due",
            ),
            # Read by the desk, the metrics and the page of the outbox.
            models.Index(
                fields=["state", "created_at"],
                condition=~Q(state=MessageState.SENT),
                name="notices_message_unsent",
            ),
            # Read by the question to the gateway what has been delivered.
            models.Index(
                fields=["carrier", "ended_at"],
                condition=Q(state=MessageState.SENT, delivered_at__isnull=True),
                name="notices_message_undelivered",
            ),
            # Read by the page of a webhook: its last calls.
            models.Index(
                fields=["webhook", "-id"],
                condition=Q(webhook__isnull=False),
                name="notices_message_webhook",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.public_id}"

    @property
    def answer(self) -> tuple[str, str]:
        """The last answer in words, and the number or name behind it."""
        return answer_in_words(self.last_code)

    @property
    def way(self) -> str:
        """What people read for the carrier."""
        return str(CARRIER_LABELS.get(self.carrier, self.carrier))


class Attempt(models.Model):
    """One attempt to send a message: when, how it ended, how long it took. Only ever added."""

    append_only = True

    message = models.ForeignKey(
        Message,
        on_delete=models.PROTECT,  # the log is kept
        related_name="log",
        verbose_name=_("message"),
    )
    at = models.DateTimeField(_("at"))
    ended = models.CharField(_("result"), max_length=8, choices=Ended.choices)
    code = models.CharField(_("answer"), max_length=48, blank=True)
    took_ms = models.PositiveIntegerField(_("took, ms"), default=0)

    def __str__(self) -> str:
        return f"{self.message_id} {self.ended}"

    @property
    def answer(self) -> tuple[str, str]:
        """The answer in words, and the number or name behind it."""
        return answer_in_words(self.code)
