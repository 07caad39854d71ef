"""The province's desk: numbers with a verb, agencies that must act, trend, stages, counties."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, F, Max, Min, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.principal import Principal, may
from accounts.roles import Permission
from contracts.models import Contract
from contracts.states import ContractState
from core.jalali import MONTHS, add_months, month_start, parts
from core.persian import persian_digits
from core.svg.charts import Series, Stage, Stages, Trend
from dashboard.facts.figures import Figure, counted, of, read, total
from dashboard.facts.league import league_part
from offices.models import Licence, Office
from offices.states import OfficeState
from oversight.models import TerminationReview
from violations.models import Case, ViolationReport
from violations.states import TO_DECIDE, CaseState, Outcome, ReportState, Track

MONTHS_SHOWN = 12
ENDING_DAYS = 30
RENEWAL_DAYS = 90
GONE = (OfficeState.CLOSED, OfficeState.REVOKED, OfficeState.DRAFT)


@dataclass(frozen=True)
class Tile:
    """One number of the strip, and the list that holds exactly what it counts."""

    label: str
    value: int
    unit: str
    note: str
    tone: str
    url: str
    act: str


def figures_of(principal: Principal, on: date) -> list[Figure]:
    """Return everything that the desk counts; one query."""
    return read(
        [
            *_waiting_parts(principal, on),
            *_month_parts(principal, on),
            *_case_parts(principal, on),
            league_part(principal, on),
        ]
    )


def _waiting_parts(principal: Principal, on: date) -> list[QuerySet[Any]]:
    reviews = TerminationReview.objects.visible_to(principal).open()
    ending = ending_soon(Contract.objects.visible_to(principal), principal, on)
    licences = Licence.objects.visible_to(principal).current()
    return [
        counted("reviews", reviews, parts=(Count("pk", filter=Q(decision_due_on__lt=on)),)),
        counted(
            "triage", _to_triage(principal), parts=(Count("pk", filter=Q(triage_due_on__lt=on)),)
        ),
        counted("contracts", ending),
        counted(
            "licences", licences.filter(expires_on__range=(on, on + timedelta(days=RENEWAL_DAYS)))
        ),
    ]


def _to_triage(principal: Principal) -> QuerySet[ViolationReport]:
    """Return the reports of the list's queue: the secretariat's holds its own track."""
    reports = ViolationReport.objects.visible_to(principal).filter(state=ReportState.SUBMITTED)
    if may(principal, Permission.REPORT_TRIAGE_LICENCE):
        return reports.filter(type__track__in=[Track.LICENCE, "both"])
    return reports


def ending_soon(rows: QuerySet[Contract], principal: Principal, on: date) -> QuerySet[Contract]:
    """Return the running contracts that end within thirty days."""
    return rows.filter(
        state__in=[ContractState.ACTIVE, ContractState.SUSPENDED],
        ends_on__range=(on, on + timedelta(days=ENDING_DAYS)),
    )


def _month_parts(principal: Principal, on: date) -> list[QuerySet[Any]]:
    first = _months(on)[0]
    reports = ViolationReport.objects.visible_to(principal).filter(submitted_on__gte=first)
    decided = Case.objects.visible_to(principal).filter(decided_on__gte=first)
    proven = Count("pk", filter=Q(outcome=Outcome.PROVEN))
    return [
        counted("filed", reports, day=F("submitted_on")),
        counted("decided", decided, day=F("decided_on"), parts=(proven,)),
    ]


def _months(on: date) -> list[date]:
    first = add_months(month_start(on), 1 - MONTHS_SHOWN)
    return [add_months(first, step) for step in range(MONTHS_SHOWN)]


def _case_parts(principal: Principal, on: date) -> list[QuerySet[Any]]:
    cases = Case.objects.visible_to(principal)
    offices = Office.objects.visible_to(principal).exclude(state__in=GONE)
    since = Choice(
        When(state=CaseState.OPENED, then=F("opened_on")),
        When(state__in=[CaseState.DECIDED, CaseState.APPEALED], then=F("decided_on")),
        default=F("served_on"),
    )
    return [
        counted("stages", cases.open(), key=F("state"), oldest=Min(since)),
        counted("late", cases.overdue(on)),
        counted("county-cases", cases.open(), key=F("county_id")),
        counted(
            "counties", offices, key=F("county__code"), label=F("county__name"),
            parts=(Max("county_id"),),
        ),
    ]  # fmt: skip


def tiles(figures: list[Figure]) -> list[Tile]:
    """Return the strip of the desk."""
    reviews, triage = total(figures, "reviews"), total(figures, "triage")
    stages_now = {figure.key: figure.count for figure in of(figures, "stages")}
    late = total(figures, "late").count
    files = reverse("violations:list")
    return [
        Tile(
            _("Termination reviews to be decided"), reviews.count, _("reviews"), _late(reviews),
            "danger" if reviews.part else "", reverse("oversight:reviews"), _("Follow up"),
        ),
        Tile(
            _("Reports not examined yet"), triage.count, _("reports"), _late(triage),
            "danger" if triage.part else "", f"{files}?queue=triage", _("See the queue"),
        ),
        Tile(
            _("Open cases"), sum(stages_now.values()), _("cases"),
            _("{count} in the defence window").format(
                count=persian_digits(stages_now.get(CaseState.NOTIFIED, 0))
            ),
            "", f"{files}?queue=cases&standing=open", _("See the queue"),
        ),
        Tile(
            _("Cases past a deadline"), late, _("cases"), "", "danger" if late else "ok",
            f"{files}?queue=cases&standing=late", _("Remind"),
        ),
        Tile(
            _("Contracts ending in 30 days"), total(figures, "contracts").count, _("contracts"),
            "", "", reverse("contracts:list") + "?view=ending", _("Follow the renewal"),
        ),
        Tile(
            _("Licences ending in 90 days"), total(figures, "licences").count, _("licences"),
            _("the last day to ask for renewal"), "warn",
            reverse("offices:list") + "?licence=expiring", _("See the offices"),
        ),
    ]  # fmt: skip


def _late(figure: Figure) -> str:
    if not figure.part:
        return ""
    return _("{count} late").format(count=persian_digits(figure.part))


def trend(figures: list[Figure], on: date) -> Trend:
    """Return reports filed, cases decided and cases proven in each of the last twelve months."""
    months = _months(on)
    filed = _by_month({figure.day: figure.count for figure in of(figures, "filed")}, months)
    decided = of(figures, "decided")
    handled = _by_month({figure.day: figure.count for figure in decided}, months)
    proven = _by_month({figure.day: figure.part for figure in decided}, months)
    labels = [MONTHS[parts(month)[1] - 1] for month in months]
    return Trend(
        summary=_(
            "In twelve months {filed} reports were filed and {proven} violations proven."
        ).format(filed=persian_digits(sum(filed)), proven=persian_digits(sum(proven))),
        labels=labels,
        lines=[Series(_("filed"), filed), Series(_("decided"), handled)],
        bars=Series(_("proven"), proven),
    )


def _by_month(days: dict[date | None, int], months: list[date]) -> list[int]:
    """Return the sums of the days of each Jalali month."""
    counts = dict.fromkeys(months, 0)
    for day, count in days.items():
        start = month_start(day) if day else None
        if start in counts:
            counts[start] += count
    return list(counts.values())


STAGES = (
    (gettext_lazy("to be served"), (CaseState.OPENED,)),
    (gettext_lazy("in defence"), (CaseState.NOTIFIED,)),
    (gettext_lazy("to be decided"), TO_DECIDE),
    (gettext_lazy("appeal window"), (CaseState.DECIDED,)),
    (gettext_lazy("in appeal"), (CaseState.APPEALED,)),
)


def stages(figures: list[Figure], on: date) -> Stages:
    """Return where the open cases stand, with the age of the oldest in each stage."""
    found = {figure.key: figure for figure in of(figures, "stages")}
    shown = []
    for label, states in STAGES:
        hits = [found[state] for state in states if state in found]
        began = [figure.day for figure in hits if figure.day]
        oldest = (on - min(began)).days if began else 0
        shown.append(Stage(str(label), sum(figure.count for figure in hits), oldest))
    worst = max(shown, key=lambda stage: stage.count)
    return Stages(
        summary=ngettext(
            "Most open cases, {count}, are {stage}.", "Most open cases, {count}, are {stage}.",
            worst.count,
        ).format(count=persian_digits(worst.count), stage=worst.label),
        stages=[
            Stage(stage.label, stage.count, stage.oldest, late=stage is worst and stage.count > 0)
            for stage in shown
        ],
    )  # fmt: skip


def counties(figures: list[Figure]) -> list[dict[str, Any]]:
    """Return each county's offices, open cases, and open cases for ten offices; worst first."""
    open_cases = {figure.key: figure.count for figure in of(figures, "county-cases")}
    rows = []
    for figure in sorted(of(figures, "counties"), key=lambda figure: figure.key):
        pk = figure.part
        count = open_cases.get(str(pk), 0)
        rows.append(
            {
                "name": figure.label,
                "offices": figure.count,
                "open": count,
                "rate": round(10 * count / figure.count, 1),
                "url": f"{reverse('violations:list')}?queue=cases&standing=open&county={pk}",
            }
        )
    return sorted(rows, key=lambda row: -row["rate"])
