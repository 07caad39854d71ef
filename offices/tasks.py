"""What the clock and the workers do to the register."""

import logging
from datetime import date

from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from accounts.facts import acting_for
from accounts.jobs import acting_as, as_clock, job
from accounts.models import User
from accounts.principal import Principal
from core.clock import now, today
from core.errors import DomainError
from offices import actions
from offices.facts import read_import
from offices.models import ImportState, RegisterImport
from workdays.actions.apart import counts
from workdays.daily import every_day

logger = logging.getLogger(__name__)


@job(in_steps=True, soft_time_limit=1100)
def take_imports(**_: object) -> int:
    """
    Check or apply every import that waits; return how many were taken.

    Runs on a nudge from the page and every minute by the clock, so a lost nudge loses
    nothing; a file that another worker holds is left to it.
    """
    with as_clock():
        waiting = RegisterImport.objects.waiting(now() - actions.SILENCE).order_by("pk")
        keys = list(waiting.values_list("pk", flat=True))
    return sum(take_import(key) for key in keys)


def take_import(import_id: int) -> bool:
    """
    Do the next step of one import; False when there is none for this worker.

    Over an error of our own the file is refused, so that nobody waits for it, and the task fails.
    """
    with as_clock():
        batch = actions.claim_import(import_id=import_id, at=now())
        actor = acting_for(batch.grant_id, now()) if batch else None
        if batch and actor is None:
            actions.refuse_import(import_id=batch.pk, reason=actions.GONE, at=now())
    if batch is None or actor is None:
        return batch is not None
    try:
        _work(batch, actor)
    except DomainError as error:
        with as_clock():
            seems = getattr(error, "seems", "")
            actions.refuse_import(import_id=batch.pk, reason=error.message, seems=seems, at=now())
    except OperationalError:  # the server or the line to it: another worker takes the file over
        raise
    except Exception:
        with as_clock():
            actions.refuse_import(import_id=batch.pk, reason=actions.BROKEN, at=now())
        raise
    return True


def _work(batch: RegisterImport, actor: Principal) -> None:
    def progress(done: int) -> None:
        total = max(batch.rows_total, done)
        with as_clock():
            actions.note_progress(import_id=batch.pk, rows_done=done, rows_total=total, at=now())

    table = read_import(batch, today(), progress)
    act = actions.check_import if batch.state == ImportState.CHECKING else actions.apply_import
    with acting_as(actor):
        done = act(import_id=batch.pk, table=table, actor=actor, on=today(), at=now())
    if done.state == ImportState.CHECKED and done.has_faults:
        with acting_as(actor):
            actions.attach_annotated(import_id=batch.pk, table=table, at=now())


@job(soft_time_limit=300)
def turn_licences(*, as_of: str = "", **_: object) -> dict[str, int]:
    """Expire licences and end lapsed suspensions on `as_of` (ISO; today if empty)."""
    day = date.fromisoformat(as_of) if as_of else today()
    clock, at = User.objects.system(), now()
    expired = actions.expire_licences(as_of=day, actor=clock, at=at)
    lifted = actions.lift_lapsed_licence_suspensions(as_of=day, actor=clock, at=at)
    return counts(expired=expired, lifted=lifted)


def register_days() -> None:
    """Tell the scheduler what this app does once a day."""
    every_day(turn_licences, 16, _("licences that ended or begin"))
