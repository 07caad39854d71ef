"""The desks of an agency, an operator and the association."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from agencies.models import Agency
from contracts.models import Contract
from contracts.states import ContractState
from offices.models import Licence, Office
from violations.facts import PointsSummary, live_points
from violations.models import Case, ReportDraft, ViolationReport
from violations.states import CaseState, ReportState


@dataclass(frozen=True)
class Queue:
    """One queue of an agency: how many, and the list that holds them."""

    label: str
    count: int
    url: str


def agency_of(principal: Principal) -> Agency | None:
    """Return the principal's own agency, the first when there are several."""
    return Agency.objects.own(principal).order_by("position", "pk").first()


def queues(principal: Principal) -> list[Queue]:
    """Return the queues of an agency's desk."""
    reports = ViolationReport.objects.visible_to(principal).aggregate(
        triage=Count("pk", filter=Q(state=ReportState.SUBMITTED)),
        returned=Count("pk", filter=Q(state=ReportState.RETURNED, reporter_id=principal.user_id)),
    )
    cases = Case.objects.visible_to(principal).aggregate(
        serve=Count("pk", filter=Q(state=CaseState.OPENED)),
        defence=Count("pk", filter=Q(state=CaseState.NOTIFIED)),
        decide=Count(
            "pk",
            filter=Q(state__in=[CaseState.DEFENDED, CaseState.DEFENCE_LAPSED, CaseState.SCHEDULED]),
        ),
        appeal=Count("pk", filter=Q(state=CaseState.APPEALED)),
    )
    drafts = ReportDraft.objects.visible_to(principal).count()
    base = reverse("violations:list")
    return [
        Queue(_("to be examined"), reports["triage"], f"{base}?queue=triage"),
        Queue(_("returned to me"), reports["returned"], f"{base}?queue=returned"),
        Queue(_("to be served"), cases["serve"], f"{base}?queue=serve"),
        Queue(_("in defence"), cases["defence"], f"{base}?queue=defence"),
        Queue(_("to be decided"), cases["decide"], f"{base}?queue=decide"),
        Queue(_("in appeal"), cases["appeal"], f"{base}?queue=appeal"),
        Queue(_("drafts"), drafts, reverse("violations:drafts")),
    ]


@dataclass(frozen=True)
class OwnOffice:
    """An operator's office: card, licence, contracts, points with the days they drop out."""

    office: Office
    licence: Licence | None
    contracts: list[Any]
    points: PointsSummary
    cases: list[Any]


def own_offices(principal: Principal, on: date) -> list[OwnOffice]:
    """Return the operator's offices; seldom more than one."""
    found = []
    for office in Office.objects.own(principal).select_related("county", "place").order_by("code"):
        contracts = Contract.objects.visible_to(principal).filter(office=office)
        cases = Case.objects.visible_to(principal).filter(office=office)
        found.append(
            OwnOffice(
                office=office,
                licence=Licence.objects.visible_to(principal)
                .current()
                .filter(office=office)
                .first(),
                contracts=list(
                    contracts.exclude(state__in=[ContractState.DRAFT, ContractState.VOID])
                    .order_by("agency__position", "-starts_on", "pk")
                    .values("number", "state", "ends_on", "agency__short_name")[:20]
                ),
                points=live_points(office_id=office.pk, as_of=on),
                cases=list(
                    cases.order_by("-opened_on", "-pk").values(
                        "number", "state", "outcome", "points", "type__title", "agency__short_name"
                    )[:8]
                ),
            )
        )
    return found


def members(principal: Principal, on: date) -> dict[str, int]:
    """Return the numbers of the association's desk: members, licences ending, open cases."""
    offices = Office.objects.visible_to(principal).filter(is_member=True)
    licences = Licence.objects.visible_to(principal).current().filter(office__is_member=True)
    cases = Case.objects.visible_to(principal)
    return {
        "members": offices.count(),
        "expired": licences.filter(expires_on__lt=on).count(),
        "cases": cases.open().count(),
        "defence": cases.filter(state=CaseState.NOTIFIED).count(),
    }
