"""The province's desk: numbers with a verb, agencies that must act, trend, stages, counties."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.principal import Principal
from agencies.models import Agency
from contracts.models import Contract
from contracts.states import ContractState
from core.jalali import MONTHS, add_months, month_start, parts
from core.persian import persian_digits
from core.svg.charts import Series, Stage, Stages, Trend
from offices.models import Licence, Office
from offices.states import OfficeState
from oversight.models import TerminationReview
from territory.models import Division
from violations.models import Case, ViolationReport
from violations.states import OPEN_CASES, CaseState, Outcome, ReportState

SMALLEST_SAMPLE = 10
MONTHS_SHOWN = 12


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


def tiles(principal: Principal, on: date) -> list[Tile]:
    """Return the strip of the desk; one aggregate a table."""
    reviews = (
        TerminationReview.objects.visible_to(principal)
        .open()
        .aggregate(all=Count("pk"), late=Count("pk", filter=Q(decision_due_on__lt=on)))
    )
    reports = (
        ViolationReport.objects.visible_to(principal)
        .filter(state=ReportState.SUBMITTED)
        .aggregate(all=Count("pk"), late=Count("pk", filter=Q(triage_due_on__lt=on)))
    )
    cases = (
        Case.objects.visible_to(principal)
        .open()
        .aggregate(
            all=Count("pk"),
            defence=Count("pk", filter=Q(state=CaseState.NOTIFIED)),
            late=Count("pk", filter=_overdue(on)),
        )
    )
    ending = Contract.objects.visible_to(principal).filter(
        state__in=[ContractState.ACTIVE, ContractState.SUSPENDED],
        ends_on__range=(on, on + timedelta(days=30)),
    )
    licences = (
        Licence.objects.visible_to(principal)
        .current()
        .filter(expires_on__range=(on, on + timedelta(days=90)))
    )
    late = _("{count} late")
    return [
        Tile(
            _("Termination reviews to be decided"), reviews["all"], _("reviews"),
            late.format(count=persian_digits(reviews["late"])) if reviews["late"] else "",
            "danger" if reviews["late"] else "", reverse("oversight:reviews"), _("Follow up"),
        ),
        Tile(
            _("Reports not examined yet"), reports["all"], _("reports"),
            late.format(count=persian_digits(reports["late"])) if reports["late"] else "",
            "danger" if reports["late"] else "",
            reverse("violations:list") + "?queue=triage", _("See the queue"),
        ),
        Tile(
            _("Open cases"), cases["all"], _("cases"),
            _("{count} in the defence window").format(count=persian_digits(cases["defence"])),
            "", reverse("violations:list") + "?queue=cases", _("See the queue"),
        ),
        Tile(
            _("Cases past a deadline"), cases["late"], _("cases"), "",
            "danger" if cases["late"] else "ok",
            reverse("violations:list") + "?queue=cases&late=1", _("Remind"),
        ),
        Tile(
            _("Contracts ending in 30 days"), ending.count(), _("contracts"), "", "",
            reverse("contracts:list") + "?ending=30", _("Follow the renewal"),
        ),
        Tile(
            _("Licences ending in 90 days"), licences.count(), _("licences"),
            _("the last day to ask for renewal"), "warn",
            reverse("offices:list") + "?licence=expiring", _("See the offices"),
        ),
    ]  # fmt: skip


def _overdue(on: date) -> Q:
    """Return the open cases whose present step is past its deadline."""
    return Q(state=CaseState.OPENED, is_issued=False, serve_due_on__lt=on) | Q(
        state__in=[CaseState.DEFENDED, CaseState.DEFENCE_LAPSED, CaseState.SCHEDULED],
        decision_due_on__lt=on,
    )


@dataclass(frozen=True)
class Standing:
    """One agency in the league: in time, late, not acted on; ranked only from ten on."""

    place: int | None
    name: str
    code: str
    in_time: int
    late: int
    unacted: int
    total: int
    url: str


def league(principal: Principal, on: date) -> list[Standing]:
    """
    Return the agencies by what they have not acted on in twelve months, worst first.

    Counted are accepted contract-track cases by their decision deadline. An agency with fewer
    than ten has no place.
    """
    since = on - timedelta(days=365)
    due = Q(cases__track="contract", cases__opened_on__gte=since)
    decided = Q(cases__decided_on__isnull=False)
    rows = (
        Agency.objects.visible_to(principal)
        .filter(is_active=True)
        .annotate(
            in_time=Count(
                "cases",
                filter=due & decided & Q(cases__decided_on__lte=F("cases__decision_due_on")),
            ),
            late=Count(
                "cases", filter=due & decided & Q(cases__decided_on__gt=F("cases__decision_due_on"))
            ),
            unacted=Count(
                "cases",
                filter=due
                & ~decided
                & Q(cases__state__in=OPEN_CASES)
                & (
                    Q(cases__decision_due_on__lt=on)
                    | Q(cases__decision_due_on=None, cases__serve_due_on__lt=on)
                ),
            ),
            total=Count("cases", filter=due),
        )
        .filter(total__gt=0)
        .order_by("-unacted", "in_time", "position", "pk")
        .values("code", "short_name", "in_time", "late", "unacted", "total")
    )
    standings, place = [], 0
    for row in rows:
        ranked = row["total"] >= SMALLEST_SAMPLE
        place += ranked
        standings.append(
            Standing(
                place=place if ranked else None,
                name=row["short_name"],
                code=row["code"],
                in_time=row["in_time"],
                late=row["late"],
                unacted=row["unacted"],
                total=row["total"],
                url=reverse("agencies:agency", args=[row["code"]]),
            )
        )
    return standings


def trend(principal: Principal, on: date) -> Trend:
    """Return reports filed, cases decided and cases proven in each of the last twelve months."""
    first = add_months(month_start(on), 1 - MONTHS_SHOWN)
    months = [add_months(first, step) for step in range(MONTHS_SHOWN)]
    filed = _by_month(
        ViolationReport.objects.visible_to(principal).filter(submitted_on__gte=first),
        "submitted_on", months,
    )  # fmt: skip
    decided = Case.objects.visible_to(principal).filter(decided_on__gte=first)
    proven = _by_month(decided.filter(outcome=Outcome.PROVEN), "decided_on", months)
    handled = _by_month(decided, "decided_on", months)
    labels = [MONTHS[parts(month)[1] - 1] for month in months]
    return Trend(
        summary=_(
            "In twelve months {filed} reports were filed and {proven} violations proven."
        ).format(filed=persian_digits(sum(filed)), proven=persian_digits(sum(proven))),
        labels=labels,
        lines=[Series(_("filed"), filed), Series(_("decided"), handled)],
        bars=Series(_("proven"), proven),
    )


def _by_month(queryset: Any, column: str, months: list[date]) -> list[int]:
    """Return how many rows lie in each Jalali month; one query, folded by day."""
    counts = [0] * len(months)
    rows = queryset.order_by().values(day=F(column)).annotate(n=Count("pk"))
    for row in rows:
        start = month_start(row["day"])
        if start in months:
            counts[months.index(start)] += row["n"]
    return counts


STAGES = (
    (_("to be served"), (CaseState.OPENED,), "opened_on"),
    (_("in defence"), (CaseState.NOTIFIED,), "served_on"),
    (
        _("to be decided"),
        (CaseState.DEFENDED, CaseState.DEFENCE_LAPSED, CaseState.SCHEDULED),
        "served_on",
    ),
    (_("appeal window"), (CaseState.DECIDED,), "decided_on"),
    (_("in appeal"), (CaseState.APPEALED,), "decided_on"),
)


def stages(principal: Principal, on: date) -> Stages:
    """Return where the open cases stand, with the age of the oldest in each stage."""
    rows = (
        Case.objects.visible_to(principal)
        .open()
        .order_by()
        .values("state")
        .annotate(
            n=Count("pk"),
            opened=Min("opened_on"),
            served=Min("served_on"),
            decided=Min("decided_on"),
        )
    )
    found: dict[str, dict[str, Any]] = {row["state"]: dict(row) for row in rows}
    shown = []
    for label, states, since in STAGES:
        hits = [found[state] for state in states if state in found]
        count = sum(row["n"] for row in hits)
        began = [row[since.removesuffix("_on")] for row in hits if row[since.removesuffix("_on")]]
        oldest = (on - min(began)).days if began else 0
        shown.append(Stage(str(label), count, oldest))
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


def counties(principal: Principal) -> list[dict[str, Any]]:
    """Return each county's offices, open cases, and open cases for ten offices; worst first."""
    offices = dict(
        Office.objects.visible_to(principal)
        .exclude(state__in=[OfficeState.CLOSED, OfficeState.REVOKED, OfficeState.DRAFT])
        .order_by()
        .values_list("county")
        .annotate(Count("pk"))
    )
    cases = dict(
        Case.objects.visible_to(principal)
        .open()
        .order_by()
        .values_list("county")
        .annotate(Count("pk"))
    )
    rows = [
        {
            "name": name,
            "offices": offices.get(pk, 0),
            "open": cases.get(pk, 0),
            "rate": round(10 * cases.get(pk, 0) / offices[pk], 1) if offices.get(pk) else 0.0,
            "url": f"{reverse('violations:list')}?queue=cases&county={public_id}",
        }
        for pk, public_id, name in Division.objects.filter(level="county", pk__in=offices)
        .order_by("code", "pk")
        .values_list("pk", "public_id", "name")
    ]
    return sorted(rows, key=lambda row: -row["rate"])
