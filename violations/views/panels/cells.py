"""What violations add to each row of the lists of offices and contracts."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from core.persian import group, persian_digits
from core.svg.bars import points_small, points_tone
from lists.sorting import number_of
from offices.models import Office
from violations.facts import sums_of_points, threshold_on, told_to
from violations.facts.guards import unclosed
from violations.models import Case, PointEntry
from violations.states import OPEN_CASES
from violations.views.panels.rows import knows_points

YEAR = timedelta(days=365)


def by_agency(office: Office, actor: Principal, on: date) -> Mapping[int, Any] | None:
    """Return each agency's cases with an office: proven within a year, and those still open."""
    if not knows_points(actor, office):
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


def lists_points(actor: Principal) -> bool:
    """Tell whether lists tell the actor points: an office has its own on its page, as told."""
    return actor.role not in {Role.OPERATOR, Role.ASSOCIATION, Role.PLATFORM_ADMIN}


def points_of(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, int]:
    """Return the live points of offices that have some, for those who know points."""
    if not lists_points(actor):
        return {}
    known = Office.objects.filter(pk__in=keys)
    if actor.role is Role.COUNTY_REP:
        known = known.filter(county__public_id__in=actor.county_ids)
    return {key: total for key, total in sums_of_points(known, on).items() if total}


def sum_of_points(actor: Principal, on: date) -> Coalesce:
    """Return the expression by which offices are sorted: the points that a reader of lists sees."""
    entries = PointEntry.objects.live_on(on).filter(
        office=OuterRef("pk"), holder_id=OuterRef("holder_id")
    )
    if actor.role is Role.COUNTY_REP:
        entries = entries.filter(office__county__public_id__in=actor.county_ids)
    total = entries.order_by().values("office_id").annotate(total=Sum("points")).values("total")
    return Coalesce(Subquery(total), 0)


def points_cells(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    """Return the points of offices with the threshold, as cells."""
    sums = points_of(keys, actor, on)
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


def points_notes(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    """Return, for a type-ahead, the live points of offices that have some."""
    if not may(actor, Permission.REPORT_FILE):
        return {}
    text = gettext_lazy("{points} points")
    return {
        key: {"tone": "", "text": str(text).format(points=persian_digits(total))}
        for key, total in points_of(keys, actor, on).items()
    }


def open_cases(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, int]:
    """Return how many open cases each office has; nothing for those without."""
    rows = Case.objects.visible_to(actor).filter(office__in=keys).open()
    return dict(rows.order_by().values_list("office_id").annotate(total=Count("pk")))


def number_of_open(actor: Principal, on: date) -> Coalesce:
    """Return the expression by which offices are sorted: their open cases."""
    cases = Case.objects.visible_to(actor).filter(office=OuterRef("pk"))
    return number_of(cases.open(), "office")


def open_cells(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    """Return the open cases of offices, as cells."""
    return {key: persian_digits(total) for key, total in open_cases(keys, actor, on).items()}


def proven_of(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, int]:
    """Return how many proven cases stand against each contract; nothing for those without."""
    rows = Case.objects.visible_to(actor).filter(told_to(actor), contract__in=keys).final_proven()
    return dict(rows.order_by().values_list("contract_id").annotate(total=Count("pk")))


def number_of_proven(actor: Principal, on: date) -> Coalesce:
    """Return the expression by which contracts are sorted: the proven cases against them."""
    cases = Case.objects.visible_to(actor).filter(told_to(actor), contract=OuterRef("pk"))
    return number_of(cases.final_proven(), "contract")


def proven_cells(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    """Return the proven cases against contracts, as cells."""
    return {key: persian_digits(total) for key, total in proven_of(keys, actor, on).items()}


def against_renewals(
    offices: Sequence[int], actor: Principal, on: date
) -> Mapping[int, Sequence[str]]:
    """Return the open cases of many offices, which stand against their renewal, each a link."""
    found: dict[int, list[str]] = {}
    cases = Case.objects.visible_to(actor).open().filter(office_id__in=offices)
    for case in cases.order_by("opened_on", "pk").only("office_id", "number", "track"):
        number = format_html(
            '<a href="{}"><bdi dir="ltr">{}</bdi></a>',
            case.get_absolute_url(), persian_digits(case.number),
        )  # fmt: skip
        text = format_html(unclosed(case.track, actor.role), number=number)
        found.setdefault(case.office_id, []).append(text)
    return found
