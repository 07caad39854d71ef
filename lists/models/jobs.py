"""Long work that somebody asked for: exports, acts on many rows; what became of each."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core.models import Addressed, ScopedQuerySet, Stamped
from lists.words import in_this_language


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("in progress")
    DONE = "done", _("done")
    FAILED = "failed", _("could not be done")
    STOPPED = "stopped", _("stopped")


WORKING = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(ScopedQuerySet["Job"]):
    """Jobs, each for the person who asked, in the role in which the person asked."""

    def visible_to(self, principal: Principal) -> Self:
        """Return one's own jobs of the present role: a file made in one role is of that role."""
        return self.filter(user_id=principal.user_id, role=principal.role)

    def waiting(self, stale: datetime) -> Self:
        """Return what a worker should take: new, or left by a worker before `stale`."""
        return self.filter(place="").filter(
            Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, heartbeat_at__lt=stale)
        )


class Job(Addressed, Stamped):
    """
    One piece of long work, for the worker, its page and the REST API.

    `kind` names who does it (`lists.facts.KINDS`), `arguments` are what it needs. The worker acts
    as the person of `grant_id`, whose scopes were `scope_ids`. `counts` says how many rows came
    to which end; `errors` holds, for the rows that were not done, `key` and `reason`. An act on
    rows keeps in `arguments` what became of each, done ones too.
    A file is kept until `expires_at` and given to nobody else. Work that another app's worker does
    has its page at `place`; this row follows it, and has the same public id.
    """

    kind = models.CharField(_("kind"), max_length=16)
    title = models.CharField(_("what is done"), max_length=200)
    titles = models.JSONField(
        _("what is done, by language"),
        default=dict,
        db_default=models.Value({}, models.JSONField()),  # rows of other apps' migrations have none
    )
    list_name = models.CharField(_("list"), max_length=32, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=JobState.choices, default=JobState.WAITING
    )
    place = models.CharField(_("page of the work"), max_length=200, blank=True)
    file_place = models.CharField(_("address of its file"), max_length=200, blank=True)
    arguments = models.JSONField(_("arguments"), default=dict)
    user_id = models.BigIntegerField(_("asked by"))
    user_name = models.CharField(_("asked by"), max_length=120)
    grant_id = models.BigIntegerField(_("grant"))
    role = models.CharField(_("role"), max_length=24)
    scope_ids = models.JSONField(_("scopes"), default=list)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    errors = models.JSONField(_("errors"), default=list)
    refusal = models.TextField(_("refusal"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("times begun"), default=0)
    asks_stop = models.BooleanField(_("is to be stopped"), default=False)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of the worker"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to="exports/", blank=True)
    file_name = models.CharField(_("file name"), max_length=120, blank=True)
    expires_at = models.DateTimeField(_("file kept until"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lists_job_finished_iff_dated",
                condition=Q(state__in=["done", "failed", "stopped"], finished_at__isnull=False)
                | Q(state__in=["waiting", "running"], finished_at__isnull=True),
                violation_error_message=_("A job that is over, and no other, has its moment."),
            ),
            models.CheckConstraint(
                name="lists_job_rows_within",
                condition=Q(rows_done__lte=F("rows_total")),
                violation_error_message=_("No more rows are done than there are."),
            ),
            models.CheckConstraint(
                name="lists_job_file_expires",
                condition=Q(file="") | Q(expires_at__isnull=False),
                violation_error_message=_("A file is kept for a limited time."),
            ),
        ]
        indexes = [
            # Read by the page of one's own jobs.
            models.Index(fields=["user_id", "-id"], name="lists_job_user"),
            # Read by the worker that looks for work.
            models.Index(
                fields=["heartbeat_at", "id"],
                condition=Q(state__in=["waiting", "running"], place=""),
                name="lists_job_queue",
            ),
            # Read by the sweep of files whose time is over.
            models.Index(fields=["expires_at"], condition=~Q(file=""), name="lists_job_expiry"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def said(self) -> str:
        """Return what is done, in the reader's language."""
        return in_this_language(self.titles, self.title)

    def get_absolute_url(self) -> str:
        """Return the page where the work stands."""
        return self.place or reverse("lists:job", args=[self.public_id])

    def keeps_file(self, at: datetime) -> bool:
        """Tell whether the job's own file is kept at a moment; the last one is not included."""
        return bool(self.file) and self.expires_at is not None and self.expires_at > at

    @property
    def is_working(self) -> bool:
        """Tell whether the job waits or runs."""
        return self.state in WORKING
