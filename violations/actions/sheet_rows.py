"""A row of a workbook of reports: tried, filed once, or refused with the reason."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from agencies.models import Agency
from core.acts import need_role
from core.errors import DomainError, IllegalMove
from core.persian import isolated, persian_digits
from offices.models import Office
from offices.rules.tables import shown
from violations.actions.reports import submit_report
from violations.acts.sheets import CHECK_ROWS, FILE_ROWS
from violations.facts import duplicates_of, type_on
from violations.facts.sheets import (
    DAYS,
    FILEABLE,
    TEXTS,
    Values,
    columns_of,
    rows_before,
    same_report,
    shows_person,
    values_of,
)
from violations.models import ReportSheet, RowState, SheetRow, ViolationReport

# What the list shows of a row that is wrong or filed, and no more is kept of it.
_SHOWN = ("office", "type", "title", "occurred_on")


def brief(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return of the values of a row what the list shows."""
    return {name: told[name] for name in _SHOWN if name in told}


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
    need_role(CHECK_ROWS, actor)
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
    need_role(FILE_ROWS, actor)
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
    # A discovery before the event is the event's own fault, where its day is wrong.
    after = {"discovered_on"} if "occurred_on" in error.fields else set()
    row.problems = [
        {"title": titles.get(name, ""), "value": _value(row, name), "message": " ".join(texts)}
        for name, texts in error.fields.items()
        if name not in after
    ] or [{"title": "", "value": "", "message": error.message}]
    row.state, row.told = RowState.WRONG, brief(row.told)
    row.save(update_fields=["state", "problems", "told"])
    return row


def _value(row: SheetRow, name: str) -> str:
    """Return what a row says in a column; no more of a text that shows a person."""
    if name in TEXTS and shows_person(row.told):
        return ""
    value = row.told.get("title" if name == "type" else name)
    return shown(date.fromisoformat(value) if name in DAYS and value else value)


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
    row.state, row.report, row.problems, row.told = state, report, [], brief(row.told)
    row.save(update_fields=["state", "report", "problems", "told"])
    return row
