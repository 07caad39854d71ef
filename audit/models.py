"""The history: events that are only ever added, chained by stream."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant
from accounts.principal import Principal, may
from accounts.roles import Permission
from core.models import ScopedQuerySet
from core.persian import latin_digits

PROVINCE_STREAM = "province"


class AuditStream(models.Model):
    """
    The head of one chain: the province's, or one agency's.

    The row is locked last in each action, so that events of a stream are numbered without gaps.
    """

    name = models.CharField(_("name"), max_length=64, primary_key=True)
    sequence = models.BigIntegerField(_("last sequence"), default=0)
    head = models.CharField(_("last hash"), max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.name} #{self.sequence}"

    @property
    def audit_stream(self) -> str:
        """The stream itself: its repair is told where it happened."""
        return self.name


class AuditQuerySet(ScopedQuerySet["AuditEvent"]):
    """Events, by who may read them and by what they are about."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return everything for those who read the audit; to others what they did in this role.

        What a person did for another agency, office or county stays there.
        """
        if may(principal, Permission.AUDIT_READ):
            return self
        worn = RoleGrant.objects.worn_by(principal).values("pk")
        in_role = Q(grant_id__in=worn) | Q(grant_id=principal.grant_id)
        return self.filter(in_role, actor_id=principal.user_id)

    def of_name(self, text: str) -> Self:
        """Return the history of records whose name holds a text, its digits in any script."""
        typed = text.strip()
        known = Q(target_label__icontains=typed)
        return self.filter(known | Q(target_label__icontains=latin_digits(typed)))

    def about(self, target: models.Model) -> Self:
        """Return the history of a record that the caller has already found in scope."""
        return self.filter(
            target_type=target._meta.label_lower,
            target_id=str(getattr(target, "public_id", target.pk)),
        )


class AuditEvent(models.Model):
    """
    One act: who, in which role, what, on what, when, why, and what changed.

    `hash` is HMAC-SHA-256 over the canonical JSON of all other columns with the previous hash.
    Rows are never updated or deleted: rights are revoked and triggers refuse.
    """

    append_only = True

    stream = models.CharField(_("stream"), max_length=64)
    sequence = models.BigIntegerField(_("sequence"))
    at = models.DateTimeField(_("at"))
    actor_id = models.BigIntegerField(_("actor"))
    actor_name = models.CharField(_("actor's name"), max_length=120)
    actor_role = models.CharField(_("role"), max_length=24)
    grant_id = models.BigIntegerField(_("grant"))
    via = models.CharField(_("via"), max_length=8)
    client = models.CharField(_("client"), max_length=120, blank=True)
    verb = models.CharField(_("verb"), max_length=64)
    target_type = models.CharField(_("target type"), max_length=64)
    target_id = models.CharField(_("target id"), max_length=40)
    target_label = models.CharField(_("target"), max_length=200)
    changes = models.JSONField(_("changes"), default=dict)
    note = models.TextField(_("note"), blank=True)
    request_id = models.CharField(_("request id"), max_length=32, blank=True)
    previous = models.CharField(_("previous hash"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "sequence"],
                name="audit_auditevent_chain",
                violation_error_message=_("An event of this number exists."),
            )
        ]
        indexes = [
            # Read by the trail of a record.
            models.Index(fields=["target_type", "target_id", "id"], name="audit_auditevent_target"),
            # Read by the audit page: newest first, from a day, until a day.
            models.Index(fields=["-at", "-id"], name="audit_auditevent_at"),
            # Read by the audit page and the API: what one actor did, newest first.
            models.Index(fields=["actor_id", "-at", "-id"], name="audit_auditevent_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_label}"


class NumberSequence(models.Model):
    """The last number given in a register and Jalali year; numbers have no gaps and no reuse."""

    register = models.CharField(_("register"), max_length=32)
    jalali_year = models.PositiveSmallIntegerField(_("Jalali year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "jalali_year"],
                name="audit_numbersequence_register",
                violation_error_message=_("This register has a sequence for the year."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.jalali_year}: {self.last}"


class Touch(models.Model):
    """
    A record that changed for its readers although its own row did not, or is not there any more.

    Written by triggers only, in the transaction of the change. `lost_by` names those who saw the
    record until then, as `audit.feed.audiences` does: to them, and to nobody else, it is told that
    the record is gone, if they do not see it still.
    """

    append_only = True

    turn = models.BigIntegerField(_("transaction"), db_default=models.Func(function="audit_turn"))
    resource = models.CharField(_("resource"), max_length=32)
    record = models.UUIDField(_("record"))
    is_deleted = models.BooleanField(_("deleted"), db_default=False)
    lost_by = ArrayField(
        models.CharField(max_length=60), verbose_name=_("seen until then by"), db_default=[]
    )

    class Meta:
        verbose_name = _("touched record")
        verbose_name_plural = _("touched records")
        indexes = [
            # Read by `/changes`: what was touched since, in order.
            models.Index(fields=["turn", "id"], name="audit_touch_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.record}"
