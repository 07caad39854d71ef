"""Who is told that long work has ended: the one who asked for it (design: UI 8.3)."""

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from lists.models import Job
from notices.facts.kinds import KINDS, Kind, News
from notices.states import Topic

# What is done sooner is seen on the page itself. Source: design, UI 8.3.
LONG = timedelta(seconds=2)


def is_long(job: Job) -> bool:
    """Tell whether a job took so long that the person may have gone on to something else."""
    return job.finished_at is not None and job.finished_at - job.created_at > LONG


def of_job(when: Callable[[Job], bool] = lambda job: True) -> Callable[[str], News | None]:
    """Return a reader of news of a job for the person who asked for it."""

    def find(target: str) -> News | None:
        job = Job.objects.filter(public_id=target).first()
        if job is None or not when(job):
            return None
        return News(
            record=job,
            values={"title": job.title},
            url=job.get_absolute_url(),
            audiences=(),
            user_ids=frozenset({job.user_id}),
        )

    return find


ALL = (
    Kind(
        "list.exported", Topic.SYSTEM, _("Your file is ready"), find=of_job(), detail="{title}",
        act=_("Download the file"), icon="export", tone="ok", tells_actor=True,
    ),
    Kind(
        "job.finished", Topic.SYSTEM, _("The work that you asked for is done"),
        find=of_job(is_long), detail="{title}", act=_("See the result"), icon="ok", tone="ok",
        tells_actor=True,
    ),
    Kind(
        "job.failed", Topic.SYSTEM, _("The work that you asked for could not be done"),
        find=of_job(), detail="{title}", act=_("See why"), icon="refused", tone="danger",
        tells_actor=True,
    ),
)  # fmt: skip


def register() -> None:
    """Say who is told of the end of long work."""
    for kind in ALL:
        KINDS.add(kind)
