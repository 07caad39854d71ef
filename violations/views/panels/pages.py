"""What violations put on the page of an office, a contract and an agency."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from agencies.models import Agency
from contracts.models import Contract
from core.persian import persian_digits
from offices.models import Office
from violations.actions.parties import may_report
from violations.facts import knows_parties, live_points, threshold_on
from violations.models import Case, Decision
from violations.states import OPEN_CASES, Forum, Track
from violations.views.decided import judgment_words
from violations.views.panels.rows import (
    LOOKBACK,
    dots_of,
    elsewhere,
    knows_cases,
    knows_points,
    rows_of,
)
from violations.views.points import points_bar
from violations.views.queues import STAGES

MOST_SHOWN = 8
MOST_LISTED = 100


def office_panel(office: Office, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return an office's cases of two years; None for who knows none."""
    if not knows_cases(actor, office):
        return None
    visible = Case.objects.visible_to(actor).filter(office=office)
    rows = rows_of(visible.filter(opened_on__gte=on - LOOKBACK), MOST_LISTED, actor)
    return {
        "rows": rows[:MOST_SHOWN],
        "is_bare": not knows_parties(actor),
        "dots": dots_of(rows, on) if knows_points(actor, office) else None,
        "others": elsewhere(office, actor, on),
        "all_url": f"{office.get_absolute_url()}/violations",
    }


def points_panel(office: Office, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return an office's points against the threshold; None for who knows none."""
    if not (knows_cases(actor, office) and knows_points(actor, office)):
        return None
    return {"bar": points_bar(office.pk, on, actor)}


def points_pill(office: Office, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return the pill of an office whose points reach a threshold of the policy, as he reads it."""
    if not knows_points(actor, office):
        return None
    limits, total = threshold_on(on), live_points(office_id=office.pk, as_of=on, reader=actor).total
    if limits.get("flag") and total >= limits["flag"]:
        tone, text = "danger", _("points at the threshold: {points} of {threshold}")
    elif limits.get("watch") and total >= limits["watch"]:
        tone, text = "warn", _("points near the threshold: {points} of {threshold}")
    else:
        return None
    numbers = {"points": persian_digits(total), "threshold": persian_digits(limits["flag"])}
    return {"tone": tone, "text": text.format(**numbers)}


def office_tab(office: Office, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return all of an office's cases; None for who knows none."""
    if not knows_cases(actor, office):
        return None
    visible = Case.objects.visible_to(actor).filter(office=office)
    return {
        "rows": rows_of(visible, MOST_LISTED, actor),
        "is_bare": not knows_parties(actor),
        "others": elsewhere(office, actor, on),
    }


def office_count(office: Office, actor: Principal, on: date) -> int | None:
    """Return how many cases of an office the reader sees; None for who knows none."""
    if not knows_cases(actor, office):
        return None
    return Case.objects.visible_to(actor).filter(office=office).count()


def file_url(office: Office, actor: Principal) -> str:
    """Return where a report on the office is begun; empty for who reports none here."""
    if not may(actor, Permission.REPORT_FILE) or not may_report(actor, office):
        return ""
    return f"{reverse('violations:new')}?office={office.code}"


def contract_panel(contract: Contract, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return the cases under a contract; None for none."""
    if not knows_parties(actor):
        return None  # a contract names its agency
    rows = rows_of(Case.objects.visible_to(actor).filter(contract=contract), MOST_LISTED, actor)
    return {"rows": rows} if rows else None


def judgments_panel(contract: Contract, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return what judgments changed in the decisions on a contract; None for none."""
    if not knows_parties(actor):
        return None
    seen = Decision.objects.visible_to(actor).filter(case__contract=contract)
    found = list(seen.filter(forum=Forum.JUDGMENT).select_related("case").order_by("-pk"))
    if not found:
        return None
    decisions = list(seen.filter(case__in={each.case_id for each in found}).order_by("pk"))
    return {"judgments": [(each, judgment_words(each, decisions)) for each in found]}


def agency_panel(agency: Agency, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return the open cases of an agency by stage, for itself and the province."""
    own = agency.public_id in actor.agency_ids
    if not (own or actor.is_province):
        return None
    cases = Case.objects.visible_to(actor).filter(agency=agency, track=Track.CONTRACT)
    counted = cases.aggregate(
        **{queue.name: Count("pk", filter=queue.where) for queue in STAGES},
        late=Count("pk", filter=Q(pk__in=cases.overdue(on).values("pk"))),
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
        "rows": rows_of(cases.filter(state__in=OPEN_CASES), MOST_SHOWN, actor),
    }


def list_of_agency(agency: Agency, actor: Principal) -> str:
    """Return the list of the agency's cases, for those who see them on its page."""
    if not (actor.is_province or agency.public_id in actor.agency_ids):
        return ""
    return f"{reverse('violations:list')}?queue=cases&agency={agency.code}"


def cases_of_agency(agency: Agency, actor: Principal, on: date) -> int:
    """Return how many cases of an agency the reader sees."""
    return Case.objects.visible_to(actor).filter(agency=agency).count()
