"""What one person is told in the portal, and on which other ways."""

from datetime import date, time
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import ROLE_LABELS
from core.models import Addressed, ScopedQuerySet, Stamped
from notices.states import Topic


class NotificationQuerySet(ScopedQuerySet["Notification"]):
    """Notifications: each person reads the own ones, in the role that is worn."""

    def visible_to(self, principal: Principal) -> Self:
        """Return one's own, for the role that is worn."""
        return self.filter(user_id=principal.user_id, role=principal.role)

    def shown(self, on: date) -> Self:
        """Return those neither archived nor put off to a later day."""
        return self.filter(archived_at__isnull=True).filter(
            Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=on)
        )

    def unread(self, on: date) -> Self:
        """Return those shown that were not read yet."""
        return self.shown(on).filter(read_at__isnull=True)


class Notification(Stamped, Addressed):
    """
    One thing that one person in one role is told; `kind` is the verb of the event behind it.

    The words are made from `values` when it is read, in the reader's language. Values are numbers
    of records, names of offices and agencies, days: never a person.
    """

    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,  # people are shut out, never deleted
        related_name="notifications",
        verbose_name=_("receiver"),
        db_index=False,  # a wider index starts with it
    )
    role = models.CharField(_("role"), max_length=24, choices=list(ROLE_LABELS.items()))
    kind = models.CharField(_("kind"), max_length=64)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices)
    values = models.JSONField(_("values"), default=dict)
    url = models.CharField(_("address"), max_length=200, blank=True)
    needs_action = models.BooleanField(_("asks for an act"), default=False)
    event = models.CharField(_("event"), max_length=120)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    snoozed_until = models.DateField(_("put off until"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "event"],
                name="notices_notification_once",
                violation_error_message=_("This person has been told of this event."),
            ),
        ]
        indexes = [
            # Read by the bell on every page and by the inbox, newest first.
            models.Index(
                fields=["user", "role", "-at", "-id"],
                condition=Q(archived_at__isnull=True),
                name="notices_notification_inbox",
            ),
            # Read when a record's work is done: its calls to act are over.
            models.Index(fields=["url"], name="notices_notification_url"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"


class ReachQuerySet(ScopedQuerySet["Reach"]):
    """Ways to reach people: everybody sees the own ones."""

    def visible_to(self, principal: Principal) -> Self:
        """Return one's own."""
        return self.filter(user_id=principal.user_id)


class Reach(Stamped):
    """
    How one person is reached outside the portal; numbers and addresses are encrypted.

    `choices` maps a topic to channels. Between `quiet_from` and `quiet_to` nothing is sent but
    official service; the night may lie over midnight.
    """

    user = models.OneToOneField(
        User,
        on_delete=models.PROTECT,  # people are shut out, never deleted
        related_name="reach",
        verbose_name=_("person"),
    )
    mobile_sealed = models.CharField(_("mobile"), max_length=120, blank=True)
    email_sealed = models.CharField(_("e-mail"), max_length=480, blank=True)
    choices = models.JSONField(_("choices"), default=dict)
    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_to = models.TimeField(_("quiet until"), default=time(7))

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("ways to be told")
        verbose_name_plural = _("ways to be told")

    def __str__(self) -> str:
        return self.user.full_name
