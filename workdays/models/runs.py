"""What the periodic jobs have done, by job and day."""

from typing import Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from core.models import Addressed, ScopedQuerySet, Stamped

Row = TypeVar("Row", bound=models.Model)


class NightQuerySet(ScopedQuerySet[Row]):
    """Runs of the daily jobs, for the province and those who operate the platform."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all runs for the province and the platform, none for others."""
        if principal.is_province or principal.role is Role.PLATFORM_ADMIN:
            return self
        return self.none()


class JobRun(Stamped, Addressed):
    """A daily job that was done for a day; unique, so that no second scheduler does it again."""

    job = models.CharField(_("job"), max_length=60)
    as_of = models.DateField(_("as of"))
    result = models.JSONField(_("result"), default=dict)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"))

    objects = NightQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a daily job")
        verbose_name_plural = _("runs of daily jobs")
        constraints = [
            # Its index is also what the next day that is due is found by.
            models.UniqueConstraint(
                fields=["job", "as_of"],
                name="workdays_jobrun_once_a_day",
                violation_error_message=_("The job has run for this day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.as_of.isoformat()}"


class FailedRun(Stamped, Addressed):
    """A daily job that failed for a day; once it is done, a `JobRun` says so too."""

    job = models.CharField(_("job"), max_length=60)
    as_of = models.DateField(_("as of"))
    error = models.CharField(_("error"), max_length=100)
    tries = models.PositiveIntegerField(_("tries"))
    last_at = models.DateTimeField(_("tried last at"))

    objects = NightQuerySet.as_manager()

    class Meta:
        verbose_name = _("failed run of a daily job")
        verbose_name_plural = _("failed runs of daily jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "as_of"],
                name="workdays_failedrun_once_a_day",
                violation_error_message=_("The failure of this day is noted."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.as_of.isoformat()}"
