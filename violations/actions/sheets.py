"""A workbook of reports: brought, checked row by row, filed row by row, forgotten."""

import hashlib
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from core.acts import begin, need, need_role
from core.clock import day_in_tehran
from core.errors import IllegalMove, Invalid
from core.papers import refuse_unclean
from core.papers.naming import file_name as shown_name
from core.persian import persian_digits
from core.sheets import SheetRefused, safe_name
from lists.actions import start_job
from offices.facts.imports import sealed
from violations.actions.sheet_rows import brief
from violations.acts.sheets import BRING, CHECK_ROWS, DOWNLOAD, FILE_ROWS, rows_by_state
from violations.facts.sheets import TOLD, read_reports, with_errors
from violations.models import ReportSheet, RowState, SheetRow

KIND = "sheet"
MOST_SHEETS = 50
CHECK, FILE = "check", "file"


@transaction.atomic
def bring_sheet(
    *, data: bytes, file_name: str, actor: Principal, on: date, at: datetime
) -> ReportSheet:
    """
    Read a workbook of reports and ask for the check of its rows; nothing is filed.

    Of one person the latest 50 are kept, an older one is forgotten; its reports stay.

    Raises:
        NotPermitted: the role files no reports.
        SheetRefused, TableRefused: the file cannot be opened, or has no such columns.
        Invalid: the scanner refuses it, it is empty or too long, or five jobs are in progress.
    """
    need_role(BRING, actor)
    if not data:
        raise SheetRefused("empty")
    if len(data) > settings.REPORT_SHEET_MAX_BYTES:
        most = persian_digits(settings.REPORT_SHEET_MAX_BYTES // (1024 * 1024))
        words = _("The file is larger than {most} MB. Split it into several files.")
        raise Invalid(fields={"file": [words.format(most=most)]})
    refuse_unclean(data, file_name)
    rows, blank = read_reports(data, file_name, actor, on)
    sheet = ReportSheet.objects.create(
        user_id=actor.user_id,
        grant_id=actor.grant_id,
        file_name=safe_name(file_name),
        sha256=hashlib.sha256(data).hexdigest(),
        original=sealed(data),
        blank=blank,
    )
    SheetRow.objects.bulk_create(
        SheetRow(
            sheet=sheet, line=row.line, problems=row.problems,
            state=RowState.WRONG if row.problems else RowState.WAITING,
            told=brief(row.told) if row.problems else row.told,
        )
        for row in rows
    )  # fmt: skip
    own = ReportSheet.objects.visible_to(actor)
    own.filter(pk__in=list(own.order_by("-pk").values_list("pk", flat=True)[MOST_SHEETS:])).delete()
    _ask(sheet, CHECK, actor, at)
    changes = {"sha256": (None, sheet.sha256), "rows": (None, len(rows))}
    record(actor=actor, verb="sheet.brought", target=sheet, changes=changes, at=at)
    return sheet


def _ask(sheet: ReportSheet, does: str, actor: Principal, at: datetime) -> None:
    """Start the job that checks the rows, or files them, and note it with the workbook."""
    titles = {
        CHECK: gettext_noop("Check of the reports in “{file}”"),
        FILE: gettext_noop("Filing of the reports in “{file}”"),
    }
    job = start_job(
        kind=KIND,
        title=lambda: _(titles[does]).format(file=shown_name(sheet.file_name)),
        list_name="",
        arguments={
            "sheet": str(sheet.public_id), "does": does, "language": translation.get_language(),
            "address": sheet.get_absolute_url(),
        },
        actor=actor,
        at=at,
    )  # fmt: skip
    sheet.work_id = job.public_id
    sheet.save(update_fields=["work_id", "updated_at"])


@transaction.atomic
def check_sheet(*, sheet_id: int, actor: Principal, at: datetime) -> ReportSheet:
    """
    Ask for the check of the rows that were not checked: the job before broke off or was stopped.

    Raises:
        NotPermitted: the role files no reports.
        ReportSheet.DoesNotExist: the workbook is not the actor's.
        IllegalMove: a job is at it, or every row was checked.
    """
    sheet: ReportSheet = begin(CHECK_ROWS, sheet_id, actor, day_in_tehran(at))
    _ask(sheet, CHECK, actor, at)
    return sheet


@transaction.atomic
def file_sheet(
    *, sheet_id: int, actor: Principal, at: datetime, takes_alike: bool = False
) -> ReportSheet:
    """
    Ask for the filing of the rows that are ready; with `takes_alike` of those like others, too.

    Raises:
        NotPermitted: the role files no reports.
        ReportSheet.DoesNotExist: the workbook is not the actor's.
        IllegalMove: a job is at it, it is not checked, or there is nothing to file.
    """
    sheet: ReportSheet = begin(FILE_ROWS, sheet_id, actor, day_in_tehran(at))
    counts = rows_by_state(sheet, actor)
    count = counts.get(RowState.READY, 0) + takes_alike * counts.get(RowState.ALIKE, 0)
    if not count and counts.get(RowState.ALIKE):
        raise IllegalMove(
            _("Every row is like another report. Say that they are filed all the same.")
        )
    if not count:
        raise IllegalMove(_("No row of this file is to be filed."))
    sheet.takes_alike = takes_alike
    sheet.save(update_fields=["takes_alike"])
    _ask(sheet, FILE, actor, at)
    changes = {"rows": (None, count), "takes_alike": (None, takes_alike)}
    record(actor=actor, verb="sheet.confirmed", target=sheet, changes=changes, at=at)
    return sheet


@transaction.atomic
def hand_out_errors(*, sheet_id: int, actor: Principal, at: datetime) -> bytes:
    """
    Return the rows as they were brought with what is wrong beside them; who took it is recorded.

    Raises:
        NotPermitted: the role files no reports.
        ReportSheet.DoesNotExist: the workbook is not the actor's.
        IllegalMove: nothing stands against a row, or the file was not kept.
        SheetRefused, TableRefused: the file cannot be read any more.
    """
    need_role(DOWNLOAD, actor)
    sheet = ReportSheet.objects.visible_to(actor).get(pk=sheet_id)
    need(DOWNLOAD, sheet, actor, day_in_tehran(at))
    rows = SheetRow.objects.visible_to(actor).filter(sheet=sheet.pk, state__in=TOLD)
    record(actor=actor, verb="sheet.downloaded", target=sheet, at=at)
    return with_errors(sheet, rows, actor)


@transaction.atomic
def sweep_sheets(*, before: datetime, actor: Principal) -> int:
    """
    Forget the workbooks that nobody has touched since a moment; return how many. Reports stay.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CASE_TICK)
    _all, by_model = ReportSheet.objects.filter(updated_at__lt=before).delete()
    return by_model.get(ReportSheet._meta.label, 0)
