"""Long jobs: asked for, taken by a worker, watched, stopped, finished; their files handed out."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.events import record
from accounts.models import User
from accounts.principal import Principal
from core import errors
from core.errors import IllegalMove, Invalid
from lists.facts import KINDS
from lists.models import WORKING, Job, JobState
from lists.words import in_each_language, in_this_language

# A worker that has said nothing for so long is dead, and another one takes its job.
SILENCE = timedelta(minutes=2)
# How long a file is kept for the person who asked for it.
KEPT = timedelta(hours=48)
MOST_AT_ONCE = 5
MOST_ATTEMPTS = 3
MOST_ERRORS = 1000


class Gone(errors.Gone):
    """The file is not there any more, or the person's rights have changed since it was made."""

    @staticmethod
    def default_message() -> str:
        return _("This file is no longer kept. Ask for it again; it takes a moment.")


class Stopped(Exception):
    """The person asked that the job be stopped."""


def titled(say: Callable[[], str]) -> dict[str, Any]:
    """Return the columns of a job's title: in the language of the house, and in each language."""
    titles = in_each_language(say)
    return {"title": in_this_language(titles, titles[settings.LANGUAGE_CODE]), "titles": titles}


@transaction.atomic
def start_job(
    *,
    kind: str,
    title: Callable[[], str],
    list_name: str,
    arguments: Mapping[str, Any],
    actor: Principal,
    at: datetime,
) -> Job:
    """
    Ask for long work; a worker does it as the actor, in the actor's scope at that moment.

    `title` says what is done, in the language of the moment: it is asked in each.

    Raises:
        Invalid: five jobs of the person are waiting or running.
    """
    busy = Job.objects.filter(user_id=actor.user_id, finished_at__isnull=True, place="")
    if busy.count() >= MOST_AT_ONCE:
        raise Invalid(_("Five jobs of yours are in progress. Wait for one of them, or stop it."))
    job = Job.objects.create(
        kind=kind,
        **titled(title),
        list_name=list_name,
        arguments=dict(arguments),
        user_id=actor.user_id,
        user_name=actor.name,
        grant_id=actor.grant_id,
        role=actor.role,
        scope_ids=[str(scope) for scope in actor.scope_ids],
    )
    record(actor=actor, verb="job.asked", target=job, changes={"kind": (None, kind)}, at=at)
    return job


@transaction.atomic
def follow_work(
    *, public_id: UUID, kind: str, title: Callable[[], str], place: str, actor: Principal
) -> Job:
    """
    Show work among the jobs that another app's worker does; `place` is its page.

    No event: the work has its own.
    """
    return Job.objects.create(
        public_id=public_id,
        kind=kind,
        **titled(title),
        place=place,
        user_id=actor.user_id,
        user_name=actor.name,
        grant_id=actor.grant_id,
        role=actor.role,
        scope_ids=[str(scope) for scope in actor.scope_ids],
    )


def tell_followed(*, public_id: UUID, state: JobState, at: datetime, **values: Any) -> None:
    """Say where work stands that is followed; `values` are other columns of its job."""
    is_over = state not in WORKING
    Job.objects.filter(public_id=public_id).exclude(place="").update(
        state=state,
        started_at=None if state == JobState.WAITING else Coalesce("started_at", Value(at)),
        finished_at=at if is_over else None,
        heartbeat_at=at,
        updated_at=at,
        **values,
    )


@transaction.atomic
def claim_job(*, job_id: int, at: datetime) -> Job | None:
    """Take a job for this worker; None when it is over or another worker is at it."""
    job = (
        Job.objects.waiting(at - SILENCE)
        .filter(pk=job_id)
        .select_for_update(skip_locked=True)
        .first()
    )
    if job is None:
        return None
    if job.asks_stop:
        return _close(job, JobState.STOPPED, at)
    if job.attempts >= MOST_ATTEMPTS:
        words = _("The work broke off three times. Tell the support the time and this page.")
        return _fail(job, words, at)
    job.state, job.heartbeat_at, job.attempts = JobState.RUNNING, at, job.attempts + 1
    job.started_at = job.started_at or at
    job.save(update_fields=["state", "started_at", "heartbeat_at", "attempts", "updated_at"])
    return job


@transaction.atomic
def note_progress(*, job_id: int, done: int, total: int, at: datetime) -> None:
    """
    Say how far a job is; the sign of life of its worker too.

    Raises:
        Stopped: the person asked to stop it.
    """
    job = Job.objects.select_for_update().get(pk=job_id)
    job.rows_total, job.rows_done, job.heartbeat_at = total, min(done, total), at
    job.save(update_fields=["rows_total", "rows_done", "heartbeat_at", "updated_at"])
    if job.asks_stop:
        raise Stopped


@transaction.atomic
def note_outcomes(
    *,
    job_id: int,
    outcomes: Sequence[Mapping[str, Any]],
    total: int,
    at: datetime,
    asks: bool = False,
) -> None:
    """
    Add what became of some items of a job to what is known of the others, and say how far it is.

    Raises:
        Stopped: the person asked to stop it; only with `asks`.
    """
    job = Job.objects.select_for_update().get(pk=job_id)
    known = [*job.arguments["outcomes"], *map(dict, outcomes)]
    job.arguments = {**job.arguments, "outcomes": known}
    job.rows_total, job.rows_done, job.heartbeat_at = total, len(known), at
    job.save(update_fields=["arguments", "rows_total", "rows_done", "heartbeat_at", "updated_at"])
    if asks and job.asks_stop and len(known) < total:
        raise Stopped


@transaction.atomic
def finish_job(
    *,
    job_id: int,
    counts: Mapping[str, int],
    actor: Principal,
    at: datetime,
    errors: Sequence[Mapping[str, str]] = (),
    file: "File[bytes] | None" = None,
    file_name: str = "",
    note: str = "",
) -> Job:
    """
    End a job with what it did; a file is kept for a while, for the person who asked alone.

    `errors` name the rows that were not done: key, label and reason, at most a thousand.
    """
    job = Job.objects.select_for_update().get(pk=job_id)
    job.counts, job.errors = dict(counts), [dict(error) for error in errors][:MOST_ERRORS]
    if file is not None:
        job.file_name, job.expires_at = file_name, at + KEPT
        job.file.save(f"{job.public_id}{file_name[file_name.rfind('.') :]}", file, save=False)
    job.save()
    verb = _words(job)[0] if file is not None else "job.finished"
    changes = {"rows": (None, sum(counts.values())), "errors": (None, len(errors))}
    done = _close(job, JobState.DONE, at)
    record(actor=actor, verb=verb, target=job, changes=changes, note=note, at=at)
    return done


@transaction.atomic
def fail_job(*, job_id: int, reason: str, at: datetime) -> Job:
    """Put down why a job could not be done; what it had done stays done."""
    return _fail(Job.objects.select_for_update().get(pk=job_id), reason, at)


@transaction.atomic
def stop_job(*, job_id: int, actor: Principal, at: datetime) -> Job:
    """
    Stop an own job: at once while it waits, after the present step while it runs.

    Raises:
        Job.DoesNotExist: the job is not the actor's.
        IllegalMove: it is over.
    """
    job = Job.objects.visible_to(actor).select_for_update().get(pk=job_id)
    if not job.is_working:
        raise IllegalMove(_("This job is over; there is nothing to stop."))
    if job.place:
        raise IllegalMove(_("This work cannot be stopped half-way."))
    job.asks_stop = True
    job.save(update_fields=["asks_stop", "updated_at"])
    if job.state == JobState.WAITING or (job.heartbeat_at or at) < at - SILENCE:
        job = _close(job, JobState.STOPPED, at)
    record(actor=actor, verb="job.stopped", target=job, at=at)
    return job


@transaction.atomic
def end_stopped(*, job_id: int, at: datetime) -> Job:
    """End a job that its worker left because it was asked to."""
    return _close(Job.objects.select_for_update().get(pk=job_id), JobState.STOPPED, at)


@transaction.atomic
def hand_out_file(*, job_id: int, actor: Principal, at: datetime) -> Job:
    """
    Leave in the history that a file was taken, and return its job.

    Raises:
        Job.DoesNotExist: the job is not the actor's.
        Gone: the file's time is over, or the actor's scope is no longer what it was.
    """
    job = Job.objects.visible_to(actor).select_for_update().get(pk=job_id)
    if not job.keeps_file(at) or not job.file.storage.exists(str(job.file.name)):
        raise Gone
    if set(job.scope_ids) != {str(scope) for scope in actor.scope_ids}:
        raise Gone(_("Your scope has changed since this file was made. Ask for it again."))
    record(actor=actor, verb=_words(job)[1], target=job, at=at)
    return job


@transaction.atomic
def hand_out_outcomes(*, job_id: int, actor: Principal, at: datetime) -> Job:
    """
    Leave in the history that a file of what became of rows was taken, and return its job.

    Raises:
        Job.DoesNotExist: the job is not the actor's.
    """
    job = Job.objects.visible_to(actor).get(pk=job_id)
    record(actor=actor, verb="job.outcomes_taken", target=job, at=at)
    return job


@transaction.atomic
def forget_files(*, at: datetime) -> int:
    """Remove the files whose time is over; return how many. The jobs stay."""
    jobs = list(
        Job.objects.filter(expires_at__lte=at).exclude(file="").select_for_update(skip_locked=True)
    )
    for job in jobs:
        job.file.delete(save=False)
        job.save(update_fields=["file", "updated_at"])
    return len(jobs)


def _words(job: Job) -> tuple[str, str]:
    """Return what the history says of the file of a job: that it was made, and taken."""
    kind = KINDS.get(job.kind)
    return (kind.made, kind.taken) if kind else ("list.exported", "list.taken")


def _fail(job: Job, reason: str, at: datetime) -> Job:
    job.refusal = reason
    job.save(update_fields=["refusal", "updated_at"])
    failed = _close(job, JobState.FAILED, at)
    record(actor=User.objects.system(), verb="job.failed", target=job, note=reason, at=at)
    return failed


def _close(job: Job, state: JobState, at: datetime) -> Job:
    job.state, job.finished_at = state, at
    if "sealed" in job.arguments:  # what was sent is not kept when it is over
        job.arguments = {**job.arguments, "sealed": ""}
    job.save(update_fields=["state", "finished_at", "arguments", "updated_at"])
    return job
