"""Files of days that somebody brought: a draft until a person confirms it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from core.models import Addressed, ScopedQuerySet, Stamped


class DayImportQuerySet(ScopedQuerySet["DayImport"]):
    """Files of days, for those who keep the calendar."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all for those who keep the calendar, none for others."""
        return self if may(principal, Permission.CALENDAR_EDIT) else self.none()


class DayImport(Stamped, Addressed):
    """
    One file of days: what its rows say, what is wrong with them, and who confirmed it.

    `rows` are the days as they were read, in the form of the export; `problems` are all errors at
    once, by row and column. Nothing enters the calendar before somebody confirms a file that has
    none. `sha256` tells the same file again.
    """

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64)
    rows = models.JSONField(_("rows"), default=list)
    problems = models.JSONField(_("problems"), default=list)
    brought_by = models.BigIntegerField(_("brought by"))
    brought_by_name = models.CharField(_("brought by"), max_length=120)
    brought_on = models.DateField(_("brought on"))
    confirmed_by = models.BigIntegerField(_("confirmed by"), null=True, blank=True)
    confirmed_by_name = models.CharField(_("confirmed by"), max_length=120, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    entered = models.PositiveIntegerField(_("days entered"), default=0)
    changed = models.PositiveIntegerField(_("days changed"), default=0)
    moved = models.PositiveIntegerField(_("deadlines that moved"), default=0)

    objects = DayImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of days")
        verbose_name_plural = _("files of days")
        constraints = [
            models.CheckConstraint(
                name="workdays_dayimport_confirmed_by_somebody",
                condition=Q(
                    confirmed_on__isnull=True, confirmed_by__isnull=True, confirmed_by_name=""
                )
                | (
                    Q(confirmed_on__isnull=False, confirmed_by__isnull=False, problems=[])
                    & ~Q(confirmed_by_name="")
                ),
                violation_error_message=_("A file without errors is confirmed by a person."),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """Return the file's page."""
        return reverse("workdays:import", args=[self.public_id])

    @property
    def is_draft(self) -> bool:
        """Tell whether the file waits for somebody to confirm it."""
        return self.confirmed_on is None
