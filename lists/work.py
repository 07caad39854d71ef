"""One long job, from its claim to its end: by a worker, or at once for a few rows."""

import logging

from celery import current_app
from django.db import transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.facts import acting_for
from accounts.jobs import as_clock
from accounts.principal import Principal
from core.clock import now
from core.errors import DomainError
from lists import actions
from lists.facts import KINDS
from lists.models import Job

logger = logging.getLogger(__name__)


def nudge(task: str = "lists.tasks.take_jobs") -> None:
    """
    Ask a worker to look for waiting work now, once this transaction has ended.

    `task` is the one that takes it. When the broker is down nothing is lost: the clock asks the
    same by itself.
    """

    def ask() -> None:
        try:
            current_app.send_task(task, retry=False, expires=60)
        except (OperationalError, OSError):
            logger.warning("the broker is down; %s waits for the clock", task)

    transaction.on_commit(ask, robust=True)


def take_job(job_id: int) -> bool:
    """Do one job; False when there is none for this worker."""
    with as_clock():
        taken = actions.claim_job(job_id=job_id, at=now())
        actor = acting_for(taken.grant_id, now()) if taken and taken.is_working else None
    if taken is None:
        return False
    if not taken.is_working:
        return True
    try:
        perform(taken, actor)
    except actions.Stopped:
        with as_clock():
            actions.end_stopped(job_id=job_id, at=now())
    except DomainError as error:
        with as_clock():
            actions.fail_job(job_id=job_id, reason=error.message, at=now())
    return True


def perform(taken: Job, actor: Principal | None) -> None:
    """
    Do a job as the person who asked for it.

    Raises:
        DomainError: the role has ended, or the work cannot be done.
    """
    kind = KINDS.get(taken.kind)
    if actor is None or kind is None:
        raise DomainError(_("Your role has ended since you asked for this."))
    kind.run(taken, actor)
