"""News of a daily job that failed, for those who run the platform and for the deputy."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.roles import Role
from audit.models import AuditEvent
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.states import Topic
from workdays.daily import DAILY
from workdays.models import FailedRun


def _failed(event: AuditEvent) -> News | None:
    row = FailedRun.objects.filter(public_id=event.target_id).first()
    if row is None:
        return None
    job = DAILY.get(row.job)
    with override("fa"):
        values = {"job": str(job.title) if job else row.job, "night_on": row.as_of.isoformat()}
    return News(
        record=row,
        values=values,
        url=reverse("oversight:runs"),
        audiences=[Audience(Role.PLATFORM_ADMIN), Audience(Role.DEPUTY)],
    )


FAILED = Kind(
    "daily_job.failed", Topic.SYSTEM, _("The work of a night was not done"), find_in=_failed,
    detail=_("{job} · the night of {night_on}"), act=_("See the runs"), icon="danger",
    tone="danger",
)  # fmt: skip


def register() -> None:
    """Say who is told of failed jobs."""
    KINDS.add(FAILED)
