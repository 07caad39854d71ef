"""What the clock does in cases; each task is safe to run twice, and by two workers at once."""

import tempfile
from datetime import date, timedelta

from django.core.files.base import File
from django.utils.translation import gettext as _

from accounts.jobs import acting_as, job
from accounts.models import User
from accounts.principal import Principal, may
from accounts.roles import Permission
from core.clock import now, today
from core.errors import DomainError
from lists.actions import finish_job
from lists.models import Job
from violations import actions
from violations.models import Case
from workdays.daily import every_day


@job(soft_time_limit=600)
def deadline_tick(*, as_of: str = "", **_: object) -> dict[str, int]:
    """
    Close the windows that ended before `as_of` (ISO; today in Tehran if empty).

    Return how many defence windows lapsed and how many decisions became final. A day that was
    missed is made up by the next run; a second run moves nothing.
    """
    day = date.fromisoformat(as_of) if as_of else today()
    clock = User.objects.system()
    lapsed = actions.lapse_defences(as_of=day, actor=clock)
    final = actions.finalize_due(as_of=day, actor=clock)
    return {"lapsed": len(lapsed), "final": len(final)}


@job(soft_time_limit=300)
def sweep_drafts(**_: object) -> int:
    """Remove drafts of reports that nobody has touched for 30 days; return how many."""
    return actions.sweep_drafts(before=now() - actions.KEPT, actor=User.objects.system())


@job(soft_time_limit=300)
def sweep_uploads(**_: object) -> int:
    """Remove files that nobody attached within two days; return how many."""
    return actions.sweep_uploads(before=now() - timedelta(days=2), actor=User.objects.system())


def run_dossier(work: Job, actor: Principal) -> None:
    """
    Build the dossier that a job asks for, in the scope of the person who asked.

    Raises:
        DomainError: the case is not in that scope any more, or a file is not what was sealed.
    """
    with acting_as(actor), tempfile.TemporaryFile() as target:
        case = Case.objects.visible_to(actor).filter(public_id=work.arguments["case"]).first()
        if case is None or not may(actor, Permission.CASE_DOSSIER):
            raise DomainError(_("This case is not in your scope any more."))
        cut = actions.build_dossier(case=case, actor=actor, target=target)
        target.seek(0)
        finish_job(
            job_id=work.pk,
            counts={"ok": 1},
            actor=actor,
            at=now(),
            file=File(target),
            file_name=f"pishkhan-dossier-{case.number}.zip",
            note=cut.name,
        )


def register_days() -> None:
    """Tell the scheduler what this app does once a day."""
    every_day(deadline_tick, 20)
