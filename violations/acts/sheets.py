"""The acts on a workbook of reports: it is uploaded, checked, and its rows are filed."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from core.acts import ActTable, Confirm, Final, Paper, once_per_record
from lists.models import Job
from violations.acts.reports import FILE
from violations.facts.sheets import FILEABLE, TOLD, counts_of, work_of
from violations.models import ReportSheet, RowState

P = Permission


def lock(key: int, actor: Principal) -> ReportSheet:
    """Return the actor's own workbook, locked; a worker that is about to finish is waited for."""
    return ReportSheet.objects.visible_to(actor).lock(key, waits=True)


@once_per_record
def job_of(sheet: ReportSheet, actor: Principal) -> Job | None:
    """Return the job that checked the workbook or filed from it last, or None."""
    return work_of(sheet, actor)


@once_per_record
def rows_by_state(sheet: ReportSheet, actor: Principal) -> Mapping[str, int]:
    """Return how many rows of the workbook are in which state."""
    return counts_of([sheet.pk], actor)[sheet.pk]


def is_busy(sheet: ReportSheet, actor: Principal) -> bool:
    """Tell whether a job checks the workbook or files from it now."""
    job = job_of(sheet, actor)
    return job is not None and job.is_working


def job_is_working(sheet: ReportSheet, actor: Principal, on: date) -> str:
    """Return that a job works on the file."""
    if not is_busy(sheet, actor):
        return ""
    return _("This file is being worked on. Wait until it is done.")


def everything_is_checked(sheet: ReportSheet, actor: Principal, on: date) -> str:
    """Return that no row of the file waits for its check."""
    is_waiting = rows_by_state(sheet, actor).get(RowState.WAITING)
    return "" if is_waiting else _("Every row of this file has been checked.")


def rows_wait_for_check(sheet: ReportSheet, actor: Principal, on: date) -> str:
    """Return that rows of the file have not been checked."""
    is_waiting = rows_by_state(sheet, actor).get(RowState.WAITING)
    return _("The rows of this file have not been checked yet.") if is_waiting else ""


def nothing_to_file(sheet: ReportSheet, actor: Principal, on: date) -> str:
    """Return that no row of the file can be filed, not even one that is like another report."""
    rows = rows_by_state(sheet, actor)
    if any(rows.get(state) for state in FILEABLE):
        return ""
    return _("No row of this file is to be filed.")


def is_kept(sheet: ReportSheet) -> bool:
    """Tell whether the file is stored; a page asks for that and not for the file."""
    annotated = sheet.__dict__.get("is_kept")
    return bool(sheet.original) if annotated is None else bool(annotated)


def has_no_errors(sheet: ReportSheet, actor: Principal, on: date) -> str:
    """Return that no row has an error or a warning, or that the file was not stored."""
    rows = rows_by_state(sheet, actor)
    if any(rows.get(state) for state in TOLD) and is_kept(sheet):
        return ""
    return _("There is no file with errors.")


SHEET_ACTS = ActTable("sheet", lock, not_by=(), paper=Paper.NONE, tells=())
act = SHEET_ACTS.act

BRING = act(
    "bring", title=gettext_lazy("Upload and check"), icon="import",
    permissions=(P.REPORT_FILE,),
    event={"sheet.brought": gettext_lazy("brought a workbook of reports")},
    confirm=Confirm.PLAIN,
    undo=Final("Nothing is filed yet; the sheet is forgotten by itself."),
)  # fmt: skip
CHECK_ROWS = act(
    "check", title=gettext_lazy("Check the rest"), permissions=(P.REPORT_FILE,),
    blocked=(job_is_working, everything_is_checked), confirm=Confirm.CLICK,
    undo=Final("Nothing is filed yet; the sheet is forgotten by itself."),
)  # fmt: skip
FILE_ROWS = act(
    "file", title=gettext_lazy("File the right rows"), permissions=(P.REPORT_FILE,),
    blocked=(job_is_working, rows_wait_for_check, nothing_to_file),
    event={
        "sheet.confirmed": gettext_lazy("asked for the filing of a workbook of reports"),
        **FILE.event,
    },
    tells=("agency", "secretariat"),
    confirm=Confirm.PLAIN,
    undo="report.withdraw",
)  # fmt: skip
DOWNLOAD = act(
    "download", title=gettext_lazy("File with the errors"), icon="export",
    permissions=(P.REPORT_FILE,), blocked=(has_no_errors,),
    event={"sheet.downloaded": gettext_lazy("took the file with the errors")},
    confirm=Confirm.CLICK,
    undo=Final("It changes nothing."),
)  # fmt: skip
