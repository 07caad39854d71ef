"""Written reminders: what the province told an agency that it has not acted on."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from agencies.models import Agency
from core.models import Addressed, ScopedQuerySet, Stamped


class ReminderQuerySet(ScopedQuerySet["Reminder"]):
    """Reminders, by who may see them."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all reminders for the province, an agency's own for the agency, none else."""
        if principal.is_province:
            return self
        return self.filter(agency__public_id__in=principal.agency_ids)


class Reminder(Stamped, Addressed):
    """
    A written reminder to one agency. Immutable.

    `text` is what was sent, word for word; `cases`, `reviews` and `contracts` are the numbers of
    what was past its deadline on `sent_on`, the longest overdue first.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,  # history names the agency
        related_name="reminders",
        verbose_name=_("agency"),
    )
    text = models.TextField(_("text"))
    cases = ArrayField(models.CharField(max_length=20), verbose_name=_("cases"), default=list)
    reviews = ArrayField(models.CharField(max_length=20), verbose_name=_("reviews"), default=list)
    contracts = ArrayField(
        models.CharField(max_length=40), verbose_name=_("contracts"), default=list, db_default=[]
    )
    sent_on = models.DateField(_("sent on"))
    sent_by = models.BigIntegerField(_("sent by"))
    sent_by_name = models.CharField(_("sent by"), max_length=120)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("written reminder")
        verbose_name_plural = _("written reminders")
        constraints = [
            # Read by the agency's page too: its reminders, newest first.
            models.UniqueConstraint(
                fields=["agency", "sent_on"],
                name="oversight_reminder_once_a_day",
                violation_error_message=_("The agency has been reminded today."),
            ),
            models.CheckConstraint(
                name="oversight_reminder_about_something",
                condition=~Q(cases=[], reviews=[], contracts=[]),
                violation_error_message=_("A reminder names what is overdue."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the reminder's page."""
        return reverse("oversight:reminder", args=[self.number])

    @property
    def audit_stream(self) -> str:
        """Return the name of the agency's own audit chain."""
        return self.agency.audit_stream
