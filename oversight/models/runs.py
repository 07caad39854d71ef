"""Runs of the jobs, so that a missed day, a double start and a dead process are seen."""

from datetime import date, datetime, time
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from core.clock import TEHRAN
from core.models import Addressed, ScopedQuerySet, Stamped
from oversight.models.policies import PolicyVersion
from oversight.states import JOBS, RunMode, RunState


class RunQuerySet(ScopedQuerySet["RuleRun"]):
    """Runs of the jobs, for the province and those who operate the platform."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all runs for the province and platform admins, none for others."""
        if principal.is_province or principal.role is Role.PLATFORM_ADMIN:
            return self
        return self.none()

    def chosen(self, job: str = "", state: str = "", since: date | None = None) -> Self:
        """Return the runs of a job, in a state, begun on a day of Tehran or later."""
        given = (("job", job), ("state", state))
        named: dict[str, Any] = {name: value for name, value in given if value}
        if since is not None:
            named["started_at__gte"] = datetime.combine(since, time.min, TEHRAN)
        return self.filter(**named)


class RuleRun(Stamped, Addressed):
    """One run of a job for a day; a scheduled real run is unique for (job, as_of)."""

    job = models.CharField(_("job"), max_length=40)
    as_of = models.DateField(_("as of"))
    mode = models.CharField(_("mode"), max_length=12, choices=RunMode.choices)
    is_scheduled = models.BooleanField(_("scheduled"), default=False)
    is_dry = models.BooleanField(_("dry run"), default=False)
    version = models.ForeignKey(
        PolicyVersion,
        on_delete=models.PROTECT,  # versions are immutable
        related_name="runs",
        verbose_name=_("policy version"),
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=RunState.choices,
        default=RunState.RUNNING,
    )
    counts = models.JSONField(_("counts"), default=dict)
    error = models.TextField(_("error"), blank=True)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    triggered_by = models.BigIntegerField(_("triggered by"))
    triggered_by_name = models.CharField(_("triggered by"), max_length=120)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "as_of"],
                condition=Q(is_scheduled=True, is_dry=False),
                name="oversight_rulerun_once_a_day",
                violation_error_message=_("The job has run for this day."),
            )
        ]
        indexes = [
            # Read by the job itself: up to which day it has come.
            models.Index(fields=["job", "state", "-as_of"], name="oversight_rulerun_last"),
            # Read by the list of runs, newest first.
            models.Index(fields=["-started_at", "-id"], name="oversight_rulerun_started"),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.as_of}"

    @property
    def title(self) -> str:
        """Return what people call the job."""
        return str(JOBS.get(self.job, self.job))
