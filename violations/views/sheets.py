"""Many reports from a workbook: brought, checked, filed; what became of each row."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import is_open
from core.clock import now, today
from core.errors import IllegalMove
from core.sheets import workbook
from core.web import ActionForm, ActPage, RecordPage, stretch_of
from lists.work import nudge
from offices.models import Office
from violations import actions
from violations.acts.sheets import (
    BRING,
    CHECK_ROWS,
    DOWNLOAD,
    FILE_ROWS,
    is_busy,
    job_of,
    rows_by_state,
)
from violations.facts.sheets import counts_of, same_file_before, template_for
from violations.forms.sheets import AgainForm, FileRowsForm, SheetForm
from violations.models import ReportSheet, RowState, SheetRow
from violations.views.filing import Filing

ROWS_SHOWN = 100
EARLIER_SHOWN = 20

# The tone and the icon of each state, in the order in which the page tells them.
MARKS = {
    RowState.FILED: ("ok", "ok"),
    RowState.READY: ("ok", "check"),
    RowState.ALIKE: ("warn", "warn"),
    RowState.KNOWN: ("info", "info"),
    RowState.WRONG: ("danger", "danger"),
    RowState.WAITING: ("neutral", "clock"),
}


def crumbs() -> list[dict[str, str]]:
    """Return where the page of a workbook stands."""
    return [
        {"label": _("Violations"), "url": reverse("violations:list")},
        {"label": _("Bulk filing from Excel"), "url": reverse("violations:sheets")},
    ]


class Sheets(Filing, ActionForm):
    """Bring a workbook; below, what was brought before."""

    act = BRING
    form_class = SheetForm
    template_name = "violations/sheets.html"

    def setup_object(self) -> None:
        """There is no record yet."""
        self.object = None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return nothing: the form needs no more than the file."""
        return {}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the earlier workbooks, newest first, each with its sums."""
        sheets = list(ReportSheet.objects.visible_to(self.actor).order_by("-pk")[:EARLIER_SHOWN])
        counts = counts_of([sheet.pk for sheet in sheets], self.actor)
        earlier = [{"sheet": sheet, "results": results_of(counts[sheet.pk])} for sheet in sheets]
        return super().get_context_data(
            earlier=earlier,
            crumbs=[*crumbs()[:1], {"label": _("Bulk filing from Excel")}],
            is_agency=self.actor.is_agency,
            kept_days=actions.KEPT.days,
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> ReportSheet:
        """Read the file, and ask a worker to check its rows."""
        file = data["file"]
        sheet = actions.bring_sheet(
            data=file.read(settings.REPORT_SHEET_MAX_BYTES + 1),  # no more than is refused
            file_name=file.name,
            actor=actor,
            on=today(),
            at=now(),
        )
        nudge()
        return sheet


class SheetTemplate(Filing):
    """An empty workbook to fill in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the workbook with this person's columns, types and agencies."""
        return workbook(template_for(self.actor, today()), "pishkhan-reports-template")


class OneSheet(Filing):
    """What the pages of one workbook share: it is that of whoever brought it alone."""

    queryset = ReportSheet.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def rows(self) -> Any:
        """Return one's own workbooks, each with whether its file was kept."""
        return super().rows().annotate(is_kept=~Q(original=b""))


class SheetPage(OneSheet, RecordPage):
    """
    Where a workbook stands.

    While a worker is busy the page asks again by itself: by htmx, or by a refresh without scripts.
    """

    template_name = "violations/sheet.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return progress, sums and one page of the rows."""
        sheet: Any = self.object
        work, counts = job_of(sheet, self.actor), rows_by_state(sheet, self.actor)
        return super().get_context_data(
            sheet=sheet,
            crumbs=crumbs(),
            work=work,
            is_working=is_busy(sheet, self.actor),
            is_checking=bool(counts.get(RowState.WAITING)),
            counts=counts,
            ready=counts.get(RowState.READY, 0),
            alike=counts.get(RowState.ALIKE, 0),
            filed=counts.get(RowState.FILED, 0),
            wrong=counts.get(RowState.WRONG, 0),
            results=results_of(counts),
            may_check=is_open(CHECK_ROWS, sheet, self.actor, today()),
            may_file=is_open(FILE_ROWS, sheet, self.actor, today()),
            has_errors_file=is_open(DOWNLOAD, sheet, self.actor, today()),
            earlier=same_file_before(sheet, self.actor),
            **self.lines(sum(counts.values())),
            **({"form": FileRowsForm()} | context),
        )

    def lines(self, total: int) -> dict[str, Any]:
        """Return one page of the rows in their order, with the addresses around it."""
        stretch = stretch_of(self.request.GET, total, ROWS_SHOWN)
        mine = SheetRow.objects.visible_to(self.actor).filter(sheet=self.object.pk)
        found = list(
            mine.order_by("line").values("line", "state", "told", "problems", "report__number")[
                stretch.first : stretch.first + ROWS_SHOWN
            ]
        )
        codes = {row["told"].get("office", "") for row in found}
        offices = Office.objects.visible_to(self.actor).filter(code__in=codes)
        names = dict(offices.values_list("code", "name"))
        return {
            "rows": [shown(row, names) for row in found],
            "total": total,
            "newer_url": stretch.newer_url,
            "older_url": stretch.older_url,
        }


def shown(row: Mapping[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return a row as the list shows it."""
    told, number = row["told"], row["report__number"]
    day = told.get("occurred_on")
    return {
        "line": row["line"],
        "tone": MARKS[RowState(row["state"])][0],
        "label": RowState(row["state"]).label,
        "code": told.get("office", ""),
        "name": names.get(told.get("office", ""), ""),
        "type": told.get("title", ""),
        "occurred_on": date.fromisoformat(day) if day else None,
        "problems": row["problems"],
        "number": number or "",
        "url": reverse("violations:file", args=[number]) if number else "",
    }


def results_of(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return how many rows are what, in words with icons."""
    words = {
        RowState.FILED: _("filed now"),
        RowState.READY: _("ready to be filed"),
        RowState.ALIKE: _("like another report"),
        RowState.KNOWN: _("filed before"),
        RowState.WRONG: _("with errors"),
        RowState.WAITING: _("to be checked"),
    }
    return [
        {"tone": tone, "icon": icon, "number": counts[state], "words": words[state]}
        for state, (tone, icon) in MARKS.items()
        if counts.get(state)
    ]


class SheetErrors(OneSheet):
    """The rows as they were brought with what is wrong beside them."""

    act = DOWNLOAD

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the workbook; 404 where nothing stands against a row."""
        try:
            data = actions.hand_out_errors(
                sheet_id=self.get_record().pk, actor=self.actor, at=now()
            )
        except IllegalMove as error:
            raise Http404 from error
        return workbook(data, "pishkhan-reports-errors")


class OneStep(OneSheet, ActPage):
    """A button on the page of a workbook; what is refused is said there."""

    template_name = "violations/sheet.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return to the workbook: there is nothing to see here."""
        raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return nothing: the form needs no more than what was sent."""
        return {}

    def show(self, form: Any, status: int) -> HttpResponse:
        """Show the workbook's page with why it was refused."""
        page = SheetPage()
        page.setup(self.request, **self.kwargs)
        page.object = self.object
        context = page.get_context_data(object=self.object, form=form)
        return render(self.request, self.template_name, context, status=status)


class FileSheet(OneStep):
    """File the rows that are ready."""

    act = FILE_ROWS
    form_class = FileRowsForm
    success_message = gettext_lazy("The reports are being filed.")

    def perform(self, data: dict[str, Any], actor: Any) -> ReportSheet:
        """Ask a worker to file them."""
        sheet = actions.file_sheet(
            sheet_id=self.object.pk, takes_alike=data["takes_alike"], actor=actor, at=now()
        )
        nudge()
        return sheet


class CheckSheet(OneStep):
    """Check the rows that are left, where the check broke off."""

    act = CHECK_ROWS
    form_class = AgainForm

    def perform(self, data: dict[str, Any], actor: Any) -> ReportSheet:
        """Ask a worker to check them."""
        sheet = actions.check_sheet(sheet_id=self.object.pk, actor=actor, at=now())
        nudge()
        return sheet
