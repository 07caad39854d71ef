"""A workbook of reports: brought, checked row by row, filed row by row, forgotten."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from agencies.models import Agency
from audit.actions import record
from core.errors import DomainError, IllegalMove, Invalid
from core.papers import refuse_unclean
from core.persian import isolated, persian_digits
from core.sheets import SheetRefused, safe_name
from lists.actions import start_job
from offices.models import Office
from violations.actions.reports import submit_report
from violations.facts import duplicates_of, type_on
from violations.facts.sheets import (
    FILEABLE,
    Values,
    columns_of,
    counts_of,
    read_reports,
    rows_before,
    same_report,
    shows_person,
    values_of,
    work_of,
)
from violations.models import ReportSheet, RowState, SheetRow, ViolationReport

KIND = "sheet"
MOST_SHEETS = 50
CHECK, FILE = "check", "file"
# What the list shows of a row that is not filed (any more) from its own values.
_SHOWN = ("office", "type", "title", "occurred_on")
# The field of a refusal that is called otherwise among the columns.
_HIDDEN = ("narrative", "place", "separate_reason")


@transaction.atomic
def bring_sheet(
    *, data: bytes, file_name: str, actor: Principal, on: date, at: datetime
) -> ReportSheet:
    """
    Read a workbook of reports and ask for the check of its rows; nothing is filed.

    Raises:
        NotPermitted: the role files no reports.
        SheetRefused, TableRefused: the file cannot be opened, or has no such columns.
        Invalid: the scanner refuses it, it is empty or too long, or the writer keeps too many.
    """
    require(actor, Permission.REPORT_FILE)
    if ReportSheet.objects.visible_to(actor).count() >= MOST_SHEETS:
        raise Invalid(fields={"file": [_("You have brought too many files. Wait some days.")]})
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
        blank=blank,
    )
    SheetRow.objects.bulk_create(
        SheetRow(
            sheet=sheet, line=row.line, problems=row.problems,
            state=RowState.WRONG if row.problems else RowState.WAITING,
            told=_brief(row.told) if row.problems else row.told,
        )
        for row in rows
    )  # fmt: skip
    _ask(sheet, CHECK, actor, at)
    changes = {"sha256": (None, sheet.sha256), "rows": (None, len(rows))}
    record(actor=actor, verb="sheet.brought", target=sheet, changes=changes, at=at)
    return sheet


def _brief(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in _SHOWN if name in told}


def _ask(sheet: ReportSheet, does: str, actor: Principal, at: datetime) -> None:
    """Start the job that checks the rows, or files them, and note it with the workbook."""
    titles = {
        CHECK: _("Check of the reports in “{file}”"),
        FILE: _("Filing of the reports in “{file}”"),
    }
    job = start_job(
        kind=KIND,
        title=titles[does].format(file=isolated(sheet.file_name)),
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


def _idle(sheet_id: int, actor: Principal) -> tuple[ReportSheet, dict[str, int]]:
    """
    Return a workbook of which no job is at work, locked, and how many of its rows are in a state.

    Raises:
        IllegalMove: a job is.
    """
    sheet = ReportSheet.objects.visible_to(actor).lock(sheet_id, waits=True)
    work = work_of(sheet, actor)
    if work is not None and work.is_working:
        raise IllegalMove(_("This file is being worked on. Wait until it is done."))
    return sheet, counts_of([sheet.pk], actor)[sheet.pk]


@transaction.atomic
def check_sheet(*, sheet_id: int, actor: Principal, at: datetime) -> ReportSheet:
    """
    Ask for the check of the rows that were not checked: the job before broke off or was stopped.

    Raises:
        NotPermitted: the role files no reports.
        ReportSheet.DoesNotExist: the workbook is not the actor's.
        IllegalMove: a job is at it, or every row was checked.
    """
    require(actor, Permission.REPORT_FILE)
    sheet, counts = _idle(sheet_id, actor)
    if not counts.get(RowState.WAITING):
        raise IllegalMove(_("Every row of this file has been checked."))
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
    require(actor, Permission.REPORT_FILE)
    sheet, counts = _idle(sheet_id, actor)
    if counts.get(RowState.WAITING):
        raise IllegalMove(_("The rows of this file have not been checked yet."))
    count = counts.get(RowState.READY, 0) + takes_alike * counts.get(RowState.ALIKE, 0)
    if not count:
        raise IllegalMove(_("No row of this file is to be filed."))
    sheet.takes_alike = takes_alike
    sheet.save(update_fields=["takes_alike"])
    _ask(sheet, FILE, actor, at)
    changes = {"rows": (None, count), "takes_alike": (None, takes_alike)}
    record(actor=actor, verb="sheet.confirmed", target=sheet, changes=changes, at=at)
    return sheet


@transaction.atomic
def check_row(*, row_id: int, actor: Principal, on: date, at: datetime) -> SheetRow:
    """
    Find out whether a row could be filed, by the very act, of which nothing is kept.

    No event: nothing has changed but what is known of the row.

    Raises:
        NotPermitted: the role files no reports.
        SheetRow.DoesNotExist: the row is not the actor's.
        DomainError: the row cannot be filed; `refuse_row` notes why.
    """
    require(actor, Permission.REPORT_FILE)
    row = SheetRow.objects.visible_to(actor).lock(row_id, waits=True)
    if row.state != RowState.WAITING:
        return row
    values = values_of(row.told)
    same, alike = rows_before(row, actor)
    if same is not None:
        raise IllegalMove(
            _("Row {line} says the very same. Say the time or the place, if both happened.").format(
                line=persian_digits(same)
            )
        )
    if (found := same_report(values, actor)) is not None:
        return _end(row, RowState.KNOWN, found)
    with transaction.atomic():
        _submit(values, actor, on, at)
        transaction.set_rollback(True)
    why = [] if values.separate_reason else _likes(values, actor, row.sheet_id)
    if alike is not None and not values.separate_reason:
        words = _("Row {line} is of the same office and type, and near in time.")
        why.append(words.format(line=persian_digits(alike)))
    return _judge(row, why)


@transaction.atomic
def file_row(*, row_id: int, actor: Principal, on: date, at: datetime) -> SheetRow:
    """
    File the report of a row that is ready, and keep with the row which report it is.

    A row is filed once, whoever tries it again; a report that says the very same, filed meanwhile
    by whatever way, is taken for it. The event is the report's own.

    Raises:
        NotPermitted: the role files no reports.
        SheetRow.DoesNotExist: the row is not the actor's.
        DomainError: the report is refused; `refuse_row` notes why.
    """
    require(actor, Permission.REPORT_FILE)
    row = SheetRow.objects.visible_to(actor).lock(row_id, waits=True)
    if row.state not in FILEABLE:
        return row
    takes_alike = ReportSheet.objects.visible_to(actor).get(pk=row.sheet_id).takes_alike
    values = values_of(row.told)
    _one_at_a_time(values)
    if (found := same_report(values, actor)) is not None:
        return _end(row, RowState.KNOWN, found)
    if not takes_alike and not values.separate_reason:
        if row.state == RowState.ALIKE:
            return row
        if why := _likes(values, actor, row.sheet_id):
            return _judge(row, why)
    return _end(row, RowState.FILED, _submit(values, actor, on, at))


@transaction.atomic
def refuse_row(*, row_id: int, error: DomainError, actor: Principal) -> SheetRow:
    """
    Note why a row cannot be filed, column by column; its own words are not kept.

    No event: nothing has changed but what is known of the row.
    """
    row = SheetRow.objects.visible_to(actor).lock(row_id, waits=True)
    if row.state not in {RowState.WAITING, *FILEABLE}:
        return row
    titles = {known.name: known.title for known in columns_of(actor)}
    row.problems = [
        {"title": titles.get(name, ""), "value": _value(row, name), "message": " ".join(texts)}
        for name, texts in error.fields.items()
    ] or [{"title": "", "value": "", "message": error.message}]
    row.state, row.told = RowState.WRONG, _brief(row.told)
    row.save(update_fields=["state", "problems", "told"])
    return row


def _value(row: SheetRow, name: str) -> str:
    """Return what a row says in a column; no more of a text that shows a person."""
    if name in _HIDDEN and shows_person(row.told):
        return ""
    value = row.told.get("title" if name == "type" else name)
    text = "" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _submit(values: Values, actor: Principal, on: date, at: datetime) -> ViolationReport:
    return submit_report(
        office_id=values.office,
        agency_id=_agency(values.agency, actor),
        type_id=values.type,
        occurred_on=values.occurred_on,
        occurred_at=values.occurred_at,
        discovered_on=values.discovered_on,
        narrative=values.narrative,
        place=values.place,
        amount=values.amount,
        affected=values.affected,
        separate_reason=values.separate_reason,
        actor=actor,
        on=on,
        at=at,
    )


def _agency(code: str, actor: Principal) -> int | None:
    """Return the key of the agency that is named, or 0: hidden and absent are the same."""
    if not code:
        return None
    found = Agency.objects.visible_to(actor).filter(code=code).values_list("pk", flat=True)
    return found.first() or 0


def _one_at_a_time(values: Values) -> None:
    """Let nobody else file of this office, type and day from a workbook until we have."""
    key = f"sheet:{values.office}:{values.type}:{values.occurred_on}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _likes(values: Values, actor: Principal, sheet_id: int) -> list[str]:
    """Return in words which reports are like a row, but those of its own workbook."""
    kind = type_on(type_id=values.type, day=values.occurred_on)
    office = Office.objects.visible_to(actor).filter(code=values.office).first()
    if kind is None or office is None:
        return []
    own = SheetRow.objects.filter(sheet=sheet_id, state=RowState.FILED)
    numbers = set(own.values_list("report__number", flat=True))
    twins = duplicates_of(
        office_id=office.pk, type_id=kind.pk, occurred_on=values.occurred_on, actor=actor
    )
    words = _("Report {number} is of the same office and type, and near in time.")
    return [
        words.format(number=isolated(twin.number)) for twin in twins if twin.number not in numbers
    ]


def _judge(row: SheetRow, why: list[str]) -> SheetRow:
    row.state = RowState.ALIKE if why else RowState.READY
    row.problems = [{"title": "", "value": "", "message": words} for words in why]
    row.save(update_fields=["state", "problems"])
    return row


def _end(row: SheetRow, state: RowState, report: ViolationReport) -> SheetRow:
    row.state, row.report, row.problems, row.told = state, report, [], _brief(row.told)
    row.save(update_fields=["state", "report", "problems", "told"])
    return row


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
