"""The days of a notice that its office leaves unopened in the portal, for records that have one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class WithUnopenedNotice(models.Model):
    """
    A record with one notice in its office's portal at a time (docs/adr/0059-unopened-notices.md).

    When the office was reminded of the notice; since when and until when it is served on paper.
    """

    notice_reminded_on = models.DateField(_("office reminded on"), null=True, blank=True)
    notice_reminded_again_on = models.DateField(
        _("office reminded again on"), null=True, blank=True
    )
    notice_paper_since = models.DateField(_("to be served on paper since"), null=True, blank=True)
    notice_paper_due_on = models.DateField(_("to be served on paper until"), null=True, blank=True)

    class Meta:
        abstract = True


def unopened_constraints(name: str) -> list[models.BaseConstraint]:
    """Return what must never be true of the days of an unopened notice; `name` is the table."""
    return [
        models.CheckConstraint(
            name=f"{name}_reminded_in_order",
            condition=Q(notice_reminded_again_on__isnull=True)
            | Q(
                notice_reminded_on__isnull=False,
                notice_reminded_again_on__gt=F("notice_reminded_on"),
            ),
            violation_error_message=_("A second reminder follows the first one."),
        ),
        models.CheckConstraint(
            name=f"{name}_paper_after_reminders",
            condition=Q(notice_paper_since__isnull=True, notice_paper_due_on__isnull=True)
            | Q(
                notice_reminded_again_on__isnull=False,
                notice_paper_since__isnull=False,
                notice_paper_due_on__isnull=False,
                notice_paper_since__gt=F("notice_reminded_again_on"),
                notice_paper_due_on__gt=F("notice_paper_since"),
            ),
            violation_error_message=_(
                "A notice is served on paper after two reminders, until a day."
            ),
        ),
    ]
