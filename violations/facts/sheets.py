"""Workbooks of reports: the columns of a person, the rows of a file, what is like a row."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, time
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.principal import Principal
from agencies.models import Agency
from core.clock import day_in_tehran
from core.errors import Invalid
from core.identifiers import has_national_id
from core.persian import group
from core.sheets import SheetRefused, read_sheets
from lists.models import Job
from offices.facts.imports import (
    TableRefused,
    annotated_workbook,
    no_header,
    opened,
    template_of,
)
from offices.rules.headers import Field, NoHeader
from offices.rules.tables import Problem, Table, read_table
from violations.facts.reports import NEAR
from violations.models import ReportSheet, RowState, SheetRow, ViolationReport, ViolationType
from violations.rules.columns import AGENCY, report_columns
from violations.states import ReportState

# A sheet may have so many empty rows, titles and totals for each row that is filed.
ROOM = 4
FILEABLE = (RowState.READY, RowState.ALIKE)
# Against these something is said, and the copy with the errors says it, too: which level it is.
TOLD = {RowState.WRONG: "error", RowState.ALIKE: "warning"}
DAYS = ("occurred_on", "discovered_on")
TEXTS = ("narrative", "place", "separate_reason")
# What a row is recognised by: a report of which all this is the same tells of the same event.
SAME = ("office", "type", "occurred_on", "occurred_at", "amount", "affected", "place", "narrative")


@dataclass(frozen=True)
class RowRead:
    """One row of a file: its line, its values by column, and what is wrong with its cells."""

    line: int
    told: dict[str, Any]
    problems: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Values:
    """The values of a row as the filing of a report takes them; days as days."""

    office: str
    agency: str
    type: str
    occurred_on: date
    discovered_on: date
    occurred_at: time | None
    amount: int | None
    affected: int | None
    place: str
    narrative: str
    separate_reason: str


def columns_of(actor: Principal) -> tuple[Field, ...]:
    """Return the columns of this person's workbook: types and agencies by code and by name."""
    agencies = _agencies(actor)
    return report_columns(
        _types(),
        {spelling: code for code, *names in agencies for spelling in (code, *names)},
        names_agency=not actor.is_agency or len(agencies) > 1,
        must=actor.is_agency,
    )


def _types() -> dict[str, str]:
    """Return the code of each code and title that a type has, or had."""
    rows = ViolationType.objects.order_by("valid_from", "pk").values_list("code", "title")
    found: dict[str, str] = {}
    for code, title in rows:
        found |= {code: code, title: code}
    return found


def _agencies(actor: Principal) -> list[tuple[str, str, str]]:
    own = Agency.objects.own(actor) if actor.is_agency else Agency.objects.visible_to(actor)
    rows = own.filter(is_active=True).order_by("position", "pk")
    return list(rows.values_list("code", "name", "short_name"))


def template_for(actor: Principal, on: date) -> bytes:
    """Return an empty workbook for this person, with the types that are in force on a day."""
    columns = columns_of(actor)
    kinds = ViolationType.objects.in_force(on).order_by("code", "pk").values_list("code", "title")
    lists = {_("violation types"): [(_("code"), _("title")), *kinds]}
    if any(known.name == AGENCY for known in columns):
        agencies = [(code, name) for code, name, _short in _agencies(actor)]
        lists[_("agencies")] = [(_("code"), _("name")), *agencies]
    return template_of(_("reports"), columns, lists)


def read_reports(
    data: bytes, file_name: str, actor: Principal, on: date
) -> tuple[list[RowRead], int]:
    """
    Return the rows of a file that say something, and how many say nothing.

    Raises:
        SheetRefused, TableRefused: the file or its header is not one to work with.
        Invalid: it has no rows, or too many.
    """
    most = settings.REPORT_SHEET_MAX_ROWS
    too_many = _("The file has more than {most} rows. Split it into several files.")
    try:
        table = _table(data, file_name, actor, on)
    except SheetRefused as error:
        if error.reason == "too-many-rows":
            raise Invalid(fields={"file": [too_many.format(most=group(most))]}) from error
        raise
    if len(table.rows) > most:
        raise Invalid(fields={"file": [too_many.format(most=group(most))]})
    if not table.rows:
        told = _("The file has no row to file; the example row of the template is left out.")
        raise Invalid(fields={"file": [told]})
    titles = dict(ViolationType.objects.order_by("valid_from", "pk").values_list("code", "title"))
    return _rows(table, titles, on), table.blank


def _table(data: bytes, file_name: str, actor: Principal, on: date) -> Table:
    columns = columns_of(actor)
    sheets = read_sheets(data, file_name, most_rows=settings.REPORT_SHEET_MAX_ROWS * ROOM)
    try:
        return read_table(sheets, columns, on)
    except NoHeader as error:
        raise TableRefused(no_header(sheets, columns, error)) from error


def with_errors(sheet: ReportSheet, rows: QuerySet[SheetRow], actor: Principal) -> bytes:
    """
    Return the file as it was brought, as an xlsx, with what stands against some of its rows.

    Raises:
        SheetRefused, TableRefused: the file or its header is not one to work with any more.
    """
    day = day_in_tehran(sheet.created_at)
    table = _table(opened(bytes(sheet.original)), sheet.file_name, actor, day)
    # An error of a cell bears the title in the file, one of the act that of the field.
    places = {known.title: table.header.places[known.name] for known in table.fields}
    places |= {title: place for place, title in table.header.titles.items()}
    return annotated_workbook(
        table,
        [
            Problem(line, places.get(found["title"], -1), **found, level=TOLD[RowState(state)])
            for line, state, problems in rows.values_list("line", "state", "problems")
            for found in problems
        ],
    )


def _rows(table: Table, titles: Mapping[str, str], on: date) -> list[RowRead]:
    """Return the rows of a table, each with what is wrong with its cells."""
    problems: dict[int, list[dict[str, str]]] = {}
    for found in table.problems:
        kept = {name: asdict(found)[name] for name in ("title", "value", "message")}
        problems.setdefault(found.line, []).append(kept)
    return [
        RowRead(line, _told(table.fields, values, titles, on), problems.get(line, []))
        for line, *values in table.rows
    ]


def _told(
    fields: Sequence[Field], values: Sequence[Any], titles: Mapping[str, str], on: date
) -> dict[str, Any]:
    """Return the values of a row as they are kept; the discovery is `on`, if it is not told."""
    pairs = zip(fields, values, strict=True)
    told = {known.name: value for known, value in pairs if value is not None}
    told.setdefault("discovered_on", on)
    told["title"] = titles.get(told.get("type", ""), "")
    return {
        name: value.isoformat() if isinstance(value, date | time) else value
        for name, value in told.items()
    }


def values_of(told: Mapping[str, Any]) -> Values:
    """Return the values of a row that was kept."""
    found: dict[str, Any] = {name: date.fromisoformat(told[name]) for name in DAYS}
    clock = told.get("occurred_at")
    found["occurred_at"] = time.fromisoformat(clock) if clock else None
    found |= {name: told.get(name) or "" for name in ("office", AGENCY, "type", *TEXTS)}
    return Values(**found, amount=told.get("amount"), affected=told.get("affected"))


def shows_person(told: Mapping[str, Any]) -> bool:
    """Tell whether a text of a row holds somebody's national ID."""
    return any(has_national_id(str(told.get(name) or "")) for name in TEXTS)


def identical_reports(actor: Principal, **values: Any) -> QuerySet[ViolationReport]:
    """Return the reports with these values in the actor's scope, but those withdrawn, by age."""
    reports = ViolationReport.objects.visible_to(actor).exclude(state=ReportState.WITHDRAWN)
    return reports.filter(**values).order_by("pk")


def same_report(values: Values, actor: Principal) -> ViolationReport | None:
    """Return the report that says the very same, whatever became of it but being withdrawn."""
    agency = {"agency__code": values.agency} if values.agency else {}
    return identical_reports(
        actor,
        office__code=values.office,
        type__code=values.type,
        occurred_on=values.occurred_on,
        occurred_at=values.occurred_at,
        amount=values.amount,
        affected=values.affected,
        place=values.place,
        narrative=values.narrative,
        **agency,
    ).first()


def rows_before(row: SheetRow, actor: Principal) -> tuple[int | None, int | None]:
    """Return the line of an earlier row that says the very same, and of one that is like it."""
    earlier = SheetRow.objects.visible_to(actor).filter(
        sheet=row.sheet_id, line__lt=row.line, told__office=row.told["office"],
        told__type=row.told["type"], state__in=[RowState.WAITING, *FILEABLE],
    )  # fmt: skip
    same, alike = None, None
    mine, day = [row.told.get(name) for name in (*SAME, AGENCY)], row.told["occurred_on"]
    for line, told in earlier.order_by("line").values_list("line", "told"):
        if [told.get(name) for name in (*SAME, AGENCY)] == mine:
            same = same or line
        elif abs(date.fromisoformat(told["occurred_on"]) - date.fromisoformat(day)) <= NEAR:
            alike = alike or line
    return same, alike


def counts_of(sheets: Sequence[int], actor: Principal) -> dict[int, dict[str, int]]:
    """Return how many rows of each workbook are in which state; one query."""
    found: dict[int, dict[str, int]] = {key: {} for key in sheets}
    rows = SheetRow.objects.visible_to(actor).filter(sheet__in=sheets)
    for key, state, count in rows.values_list("sheet", "state").annotate(n=Count("pk")):
        found[key][state] = count
    return found


def work_of(sheet: ReportSheet, actor: Principal) -> Job | None:
    """Return the job that checked the workbook or filed from it last, or None."""
    if sheet.work_id is None:
        return None
    return Job.objects.visible_to(actor).filter(public_id=sheet.work_id).first()


def same_file_before(sheet: ReportSheet, actor: Principal) -> ReportSheet | None:
    """Return an earlier workbook of the same bytes from which reports were filed, or None."""
    rows = SheetRow.objects.filter(sheet=OuterRef("pk"), state=RowState.FILED)
    earlier = ReportSheet.objects.visible_to(actor).filter(sha256=sheet.sha256, pk__lt=sheet.pk)
    return earlier.filter(Exists(rows)).order_by("-pk").first()
