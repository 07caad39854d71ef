"""What violations show on the pages of offices, contracts and agencies (ADR 0004)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from agencies.facts import PANELS as AGENCY_PANELS
from agencies.facts import WAYS as AGENCY_WAYS
from agencies.models import Agency
from contracts.facts import BESIDE, MEASURES
from contracts.facts import COLUMNS as CONTRACT_COLUMNS
from contracts.facts import PANELS as CONTRACT_PANELS
from contracts.models import Contract
from core.panels import Beside, Button, Column, Measure, Note, Panel, Tab, Way
from core.persian import group, persian_digits
from core.svg.bars import points_small, points_tone
from core.svg.data import Dot, Dots
from offices.facts import BUTTONS, COLUMNS, NOTES, RENEWALS, TABS
from offices.facts import PANELS as OFFICE_PANELS
from offices.models import Office
from violations.actions.parties import may_report
from violations.facts import knows_parties, sums_of_points, threshold_on, told_to, withhold
from violations.facts.measures import open_cases_measure, points_measure
from violations.models import Case
from violations.states import COUNTED, OPEN_CASES, TO_DECIDE, Outcome, Severity, Track
from violations.views.marks import case_mark, outcome_mark
from violations.views.points import points_bar
from violations.views.queues import STAGES

LOOKBACK = timedelta(days=730)
YEAR = timedelta(days=365)
MOST_SHOWN = 8
MOST_LISTED = 100
COLUMNS_OF_A_CASE = (
    "number", "type__title", "agency__short_name", "track", "severity", "state", "outcome",
    "points", "occurred_on", "opened_on", "final_on", "office__name", "holder_id",
    "office__holder_id",
)  # fmt: skip


def _knows_cases(actor: Principal, office: Office) -> bool:
    """Tell whether the actor reads of an office's cases: who knows its points, and of a member."""
    return _knows_points(actor, office) or (actor.role is Role.ASSOCIATION and office.is_member)


def _knows_points(actor: Principal, office: Office) -> bool:
    """Tell whether the actor reads an office's points: staff do, an operator only his own."""
    match actor.role:
        case Role.OPERATOR:
            return office.public_id in actor.office_ids
        case Role.COUNTY_REP:
            return office.county.public_id in actor.county_ids
        case Role.ASSOCIATION | Role.PLATFORM_ADMIN:
            return False
        case _:
            return True


def _rows(cases: Any, most: int, actor: Principal) -> list[dict[str, Any]]:
    shown = cases.annotate(is_told=told_to(actor)).order_by("-opened_on", "-pk")
    found = list(shown.values(*COLUMNS_OF_A_CASE, "is_told")[:most])
    for row in found:
        withhold(row)
        final = row["state"] in COUNTED
        row["mark"] = case_mark(row["state"])
        row["outcome_mark"] = outcome_mark(row["outcome"], final=final)
        row["counts"] = final and row["outcome"] == Outcome.PROVEN
        row["is_former"] = row["holder_id"] != row["office__holder_id"]
        row["url"] = reverse("violations:file", args=[row["number"]])
    return found


def _dots(rows: Sequence[dict[str, Any]], on: date) -> Dots | None:
    """Return the cases of two years on a time line, the oldest first; None for none."""
    start = on - LOOKBACK
    shown = sorted(
        (row for row in rows if row["occurred_on"] >= start), key=lambda row: row["occurred_on"]
    )
    if not shown:
        return None
    proven = [row for row in shown if row["counts"]]
    summary = ngettext(
        "{count} case in two years, {proven} of them proven.",
        "{count} cases in two years, {proven} of them proven.",
        len(shown),
    ).format(count=persian_digits(len(shown)), proven=persian_digits(len(proven)))
    return Dots(summary, start, on, [_dot(row) for row in shown])


def _dot(row: dict[str, Any]) -> Dot:
    is_over = row["state"] in COUNTED or row["outcome"] == Outcome.NOT_PROVEN
    tone = "danger" if row["counts"] else "neutral" if is_over else "warn"
    points = 0 if tone == "neutral" else row["points"]
    return Dot(row["occurred_on"], points, row["type__title"], tone)


def _elsewhere(office: Office, actor: Principal, on: date) -> list[dict[str, Any]]:
    """Return, for an agency, what other agencies proved: counts by severity, no more."""
    if not actor.is_agency:
        return []
    hidden = Case.objects.filter(office=office, opened_on__gte=on - LOOKBACK).final_proven()
    seen = Case.objects.visible_to(actor).filter(office=office)
    hidden = hidden.exclude(pk__in=seen.values("pk"))
    counted = dict(hidden.values_list("severity").annotate(total=Count("pk")).order_by())
    return [
        {"severity": severity, "total": counted[severity]}
        for severity in reversed(Severity.values)
        if counted.get(severity)
    ]


def _office_panel(office: Office, actor: Principal, on: date) -> Mapping[str, Any] | None:
    if not _knows_cases(actor, office):
        return None
    visible = Case.objects.visible_to(actor).filter(office=office)
    rows = _rows(visible.filter(opened_on__gte=on - LOOKBACK), MOST_LISTED, actor)
    knows = _knows_points(actor, office)
    return {
        "rows": rows[:MOST_SHOWN],
        "is_bare": not knows_parties(actor),
        "dots": _dots(rows, on) if knows else None,
        "others": _elsewhere(office, actor, on),
        "bar": points_bar(office.pk, on, actor) if knows else None,
        "all_url": f"{office.get_absolute_url()}/violations",
    }


def _office_tab(office: Office, actor: Principal, on: date) -> Mapping[str, Any] | None:
    if not _knows_cases(actor, office):
        return None
    visible = Case.objects.visible_to(actor).filter(office=office)
    return {
        "rows": _rows(visible, MOST_LISTED, actor),
        "is_bare": not knows_parties(actor),
        "others": _elsewhere(office, actor, on),
    }


def _by_agency(office: Office, actor: Principal, on: date) -> Mapping[int, Any] | None:
    """Return each agency's cases with an office: proven within a year, and those still open."""
    if not _knows_points(actor, office):
        return None
    cases = Case.objects.visible_to(actor).filter(office=office, agency__isnull=False)
    recent = cases.filter(told_to(actor)).final_proven().filter(occurred_on__gt=on - YEAR)
    rows = (
        cases.order_by()
        .values_list("agency_id")
        .annotate(
            proven=Count("pk", filter=Q(pk__in=recent.values("pk"))),
            waiting=Count("pk", filter=Q(state__in=OPEN_CASES)),
        )
    )
    return {agency: _cases_cell(proven, waiting) for agency, proven, waiting in rows}


def _cases_cell(proven: int, waiting: int) -> SafeString:
    """Return the two counts in words; nothing for none."""
    words: list[str] = []
    if proven:
        said = ngettext("{count} proven", "{count} proven", proven)
        words.append(format_html('<b class="t-danger">{}</b>', said.format(count=group(proven))))
    if waiting:
        said = ngettext("{count} open", "{count} open", waiting)
        words.append(said.format(count=group(waiting)))
    return format_html_join(" · ", "{}", ((word,) for word in words))


def _office_count(office: Office, actor: Principal, on: date) -> int | None:
    if not _knows_cases(actor, office):
        return None
    return Case.objects.visible_to(actor).filter(office=office).count()


def _file_url(office: Office, actor: Principal) -> str:
    if not may(actor, Permission.REPORT_FILE) or not may_report(actor, office):
        return ""
    return f"{reverse('violations:new')}?office={office.code}"


def _lists_points(actor: Principal) -> bool:
    """Tell whether lists tell the actor points: an office has its own on its page, as told."""
    return actor.role not in {Role.OPERATOR, Role.ASSOCIATION, Role.PLATFORM_ADMIN}


def _points(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, int]:
    """Return the live points of offices that have some, for those who know points."""
    if not _lists_points(actor):
        return {}
    known = Office.objects.filter(pk__in=keys)
    if actor.role is Role.COUNTY_REP:
        known = known.filter(county__public_id__in=actor.county_ids)
    return {key: total for key, total in sums_of_points(known, on).items() if total}


def _points_cells(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    sums = _points(keys, actor, on)
    flag = int(threshold_on(on).get("flag", 0)) if sums else 0
    return {key: _points_cell(total, flag) for key, total in sums.items()}


def _points_cell(total: int, flag: int) -> SafeString:
    """Return the sum, its bar and the threshold; the sum alone when no threshold is known."""
    number = persian_digits(total)
    if not flag:
        return format_html("<b>{}</b>", number)
    of = gettext("of {threshold}").format(threshold=persian_digits(flag))
    tone = points_tone(total, flag)
    css = "" if tone == "primary" else f"t-{tone}"
    return format_html(
        '<span class="points-cell"><b class="{}">{}</b>{}<span class="note">{}</span></span>',
        css, number, points_small(total, flag), of,
    )  # fmt: skip


def _points_notes(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    """Return, for a type-ahead, the live points of offices that have some."""
    if not may(actor, Permission.REPORT_FILE):
        return {}
    text = gettext_lazy("{points} points")
    return {
        key: {"tone": "", "text": str(text).format(points=persian_digits(total))}
        for key, total in _points(keys, actor, on).items()
    }


def _open_cases(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, int]:
    """Return how many open cases each office has; nothing for those without."""
    rows = Case.objects.visible_to(actor).filter(office__in=keys).open()
    return dict(rows.order_by().values_list("office_id").annotate(total=Count("pk")))


def _open_cells(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    return {key: persian_digits(total) for key, total in _open_cases(keys, actor, on).items()}


def _proven(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, int]:
    """Return how many proven cases stand against each contract; nothing for those without."""
    rows = Case.objects.visible_to(actor).filter(told_to(actor), contract__in=keys).final_proven()
    return dict(rows.order_by().values_list("contract_id").annotate(total=Count("pk")))


def _proven_cells(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    return {key: persian_digits(total) for key, total in _proven(keys, actor, on).items()}


def _contract_panel(contract: Contract, actor: Principal, on: date) -> Mapping[str, Any] | None:
    if not knows_parties(actor):
        return None  # a contract names its agency
    rows = _rows(Case.objects.visible_to(actor).filter(contract=contract), MOST_LISTED, actor)
    return {"rows": rows} if rows else None


def _agency_panel(agency: Agency, actor: Principal, on: date) -> Mapping[str, Any] | None:
    own = agency.public_id in actor.agency_ids
    if not (own or actor.is_province):
        return None
    cases = Case.objects.visible_to(actor).filter(agency=agency, track=Track.CONTRACT)
    counted = cases.aggregate(
        **{queue.name: Count("pk", filter=queue.where) for queue in STAGES},
        late=Count(
            "pk",
            filter=Q(state__in=TO_DECIDE, decision_due_on__lt=on),
        ),
    )
    more = "" if own else f"&agency={agency.code}"
    return {
        "stages": [
            {
                "label": queue.label,
                "total": counted[queue.name],
                "url": f"{reverse('violations:list')}?queue={queue.name}{more}",
            }
            for queue in STAGES
        ],
        "late": counted["late"],
        "rows": _rows(cases.filter(state__in=OPEN_CASES), MOST_SHOWN, actor),
    }


def _list_of_agency(agency: Agency, actor: Principal) -> str:
    """Return the list of the agency's cases, for those who see them on its page."""
    if not (actor.is_province or agency.public_id in actor.agency_ids):
        return ""
    return f"{reverse('violations:list')}?queue=cases&agency={agency.code}"


def _cases_of_agency(agency: Agency, actor: Principal, on: date) -> int:
    return Case.objects.visible_to(actor).filter(agency=agency).count()


def _against_renewals(
    offices: Sequence[int], actor: Principal, on: date
) -> Mapping[int, Sequence[str]]:
    """Return the open cases of many offices, which stand against their renewal, each a link."""
    found: dict[int, list[str]] = {}
    cases = Case.objects.visible_to(actor).open().filter(office_id__in=offices)
    for case in cases.order_by("opened_on", "pk").only("office_id", "number"):
        number = format_html(
            '<a href="{}"><bdi dir="ltr">{}</bdi></a>',
            case.get_absolute_url(), persian_digits(case.number),
        )  # fmt: skip
        text = gettext("Case {number} of this office is not closed yet.")
        found.setdefault(case.office_id, []).append(format_html(text, number=number))
    return found


def register() -> None:
    """Fill the places of the register and of contracts; called when the app is ready."""
    folder = "violations/panels"
    OFFICE_PANELS.add(Panel("violations", f"{folder}/office.html", _office_panel, order=50))
    TABS.add(
        Tab(
            "violations", gettext_lazy("Violations"), f"{folder}/cases.html", _office_tab,
            count=_office_count, order=50, sees=lambda office, actor: _knows_cases(actor, office),
        )
    )  # fmt: skip
    BUTTONS.add(
        Button(
            "file-violation", gettext_lazy("File a violation"), _file_url,
            icon="report", kind="primary", order=20,
        )
    )  # fmt: skip
    COLUMNS.add(
        Column(
            "points", gettext_lazy("Points"), _points_cells, order=60, plain=_points,
            sees=_lists_points,
        )
    )  # fmt: skip
    COLUMNS.add(
        Column(
            "open-cases", gettext_lazy("Open cases"), _open_cells, css="num cell-off", order=70,
            plain=_open_cases,
            sees=lambda actor: actor.role not in {Role.OPERATOR, Role.PLATFORM_ADMIN},
        )
    )  # fmt: skip
    BESIDE.add(Beside("cases", gettext_lazy("Cases, 12 months"), _by_agency))
    NOTES.add(Note("points", _points_notes, order=30))
    RENEWALS.add(Note("violations", _against_renewals))
    CONTRACT_COLUMNS.add(
        Column(
            "proven", gettext_lazy("Proven violations"), _proven_cells, css="num", order=50,
            plain=_proven, sees=knows_parties,
        )
    )  # fmt: skip
    MEASURES.add(Measure("points", points_measure, order=10))
    MEASURES.add(Measure("open-cases", open_cases_measure, order=20))
    CONTRACT_PANELS.add(Panel("violations", f"{folder}/cases.html", _contract_panel, order=50))
    AGENCY_PANELS.add(Panel("violations", f"{folder}/agency.html", _agency_panel, order=50))
    AGENCY_WAYS.add(
        Way("cases", gettext_lazy("Cases"), _list_of_agency, _cases_of_agency, order=50)
    )
