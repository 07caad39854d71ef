"""What the clock does in cases; each task is safe to run twice, and by two workers at once."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.core.files.base import File
from django.db import IntegrityError, InternalError
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.jobs import acting_as, as_clock, job
from accounts.models import User
from accounts.principal import Principal, may
from accounts.roles import Permission
from core.clock import now, today
from core.errors import DomainError
from core.web import refused
from lists.actions import finish_job, note_progress
from lists.models import Job
from violations import actions
from violations.facts.sheets import FILEABLE
from violations.models import Case, RowState, SheetRow
from workdays.actions.apart import counts
from workdays.daily import every_day

STEP = 10  # rows of a workbook between two signs of life


@job(soft_time_limit=600)
def deadline_tick(*, as_of: str = "", **_: object) -> dict[str, int]:
    """
    Close the windows that ended before `as_of` (ISO; today in Tehran if empty).

    Return how many defence windows lapsed, how many decisions became final, how many older cases
    were given the last days of their windows, how many cases failed. A day that was missed is made
    up by the next run; a second run moves nothing.
    """
    day = date.fromisoformat(as_of) if as_of else today()
    clock = User.objects.system()
    lapsed = actions.lapse_defences(as_of=day, actor=clock)
    final = actions.finalize_due(as_of=day, actor=clock)
    dated = actions.date_windows(as_of=day, actor=clock)
    return counts(lapsed=lapsed, final=final, dated=dated)


@job(soft_time_limit=300)
def seal_minutes(*, as_of: str = "", **_: object) -> dict[str, int]:
    """Seal minutes that wait for nobody on `as_of` (ISO; today if empty); return the counts."""
    day = date.fromisoformat(as_of) if as_of else today()
    return counts(sealed=actions.seal_minutes(as_of=day, actor=User.objects.system()))


@job(soft_time_limit=300)
def sweep_drafts(**_: object) -> int:
    """Remove drafts of reports that nobody has touched for 30 days; return how many."""
    return actions.sweep_drafts(before=now() - actions.KEPT, actor=User.objects.system())


@job(soft_time_limit=300)
def sweep_uploads(**_: object) -> int:
    """Remove files that nobody attached within two days; return how many."""
    return actions.sweep_uploads(before=now() - timedelta(days=2), actor=User.objects.system())


@job(soft_time_limit=300)
def sweep_sheets(**_: object) -> int:
    """Forget workbooks of reports that nobody has touched for 30 days; return how many."""
    return actions.sweep_sheets(before=now() - actions.KEPT, actor=User.objects.system())


def run_sheet(work: Job, actor: Principal) -> None:
    """
    Check the rows of a workbook, or file them, each in a transaction of its own.

    A worker that takes the job after another one goes on with the rows that are left.

    Raises:
        DomainError: the workbook is gone, or the role files no reports any more.
        Stopped: the person asked to stop.
    """
    does, states = _SHEET_WORK[work.arguments["does"]]
    with translation.override(work.arguments["language"]):
        with acting_as(actor):
            rows = SheetRow.objects.visible_to(actor)
            rows = rows.filter(sheet__public_id=work.arguments["sheet"])
            if not may(actor, Permission.REPORT_FILE) or not rows.exists():
                raise DomainError(_("This file is not kept any more. Bring it again."))
            keys = list(rows.filter(state__in=states).order_by("line").values_list("pk", flat=True))
        for done, key in enumerate(keys, start=1):
            _do_row(does, key, actor)
            if done % STEP == 0 or done == len(keys):
                with as_clock():
                    note_progress(job_id=work.pk, done=done, total=len(keys), at=now())
        with acting_as(actor):
            _finish_sheet(work, rows, keys, actor)


def _do_row(does: Callable[..., SheetRow], key: int, actor: Principal) -> None:
    try:
        with acting_as(actor):
            does(row_id=key, actor=actor, on=today(), at=now())
    except (DomainError, IntegrityError, InternalError) as error:
        with acting_as(actor):
            actions.refuse_row(row_id=key, error=refused(error), actor=actor)


def _finish_sheet(
    work: Job, rows: QuerySet[SheetRow], keys: Sequence[int], actor: Principal
) -> None:
    """End the job with what became of the rows that it took."""
    ended = list(rows.filter(pk__in=keys).order_by("line").values_list("line", "state", "problems"))
    errors = [
        {"key": str(line), "reason": " ".join(found["message"] for found in problems)}
        for line, state, problems in ended
        if state == RowState.WRONG
    ]
    counts = {"ok": len(ended) - len(errors), "wrong": len(errors)}
    finish_job(job_id=work.pk, counts=counts, errors=errors, actor=actor, at=now())


_SHEET_WORK = {
    "check": (actions.check_row, (RowState.WAITING,)),
    "file": (actions.file_row, FILEABLE),
}


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
    every_day(
        deadline_tick,
        20,
        gettext_lazy("defence windows that ended, and decisions that became final"),
    )
    every_day(seal_minutes, 20, gettext_lazy("minutes that are sealed"))
