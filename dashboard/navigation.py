"""The navigation of each role (design: UI 7); items that a role cannot use are absent."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from oversight.models import TerminationReview
from violations.models import Case, ViolationReport
from violations.states import CaseState, ReportState


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    url: str
    label: str
    count: int | None
    late: bool
    current: bool
    icon: str


def _waiting_cases(principal: Principal) -> int:
    """Return how many reports and cases wait for this principal."""
    waiting = Q(pk__in=[])
    if may(principal, Permission.CASE_DECIDE_CONTRACT):
        waiting |= Q(state__in=[CaseState.DEFENDED, CaseState.DEFENCE_LAPSED], track="contract")
    if may(principal, Permission.CASE_DECIDE_LICENCE):
        waiting |= Q(
            state__in=[CaseState.DEFENDED, CaseState.DEFENCE_LAPSED, CaseState.SCHEDULED],
            track="licence",
        )
    if may(principal, Permission.CASE_DECIDE_APPEAL):
        waiting |= Q(state=CaseState.APPEALED)
    if may(principal, Permission.CASE_DEFEND):
        waiting |= Q(state__in=[CaseState.OPENED, CaseState.NOTIFIED])
    if may(principal, Permission.CASE_SERVE):
        waiting |= Q(state=CaseState.OPENED, is_issued=False)
    count = Case.objects.visible_to(principal).filter(waiting).count()
    if may(principal, Permission.REPORT_TRIAGE_CONTRACT) or may(
        principal, Permission.REPORT_TRIAGE_LICENCE
    ):
        reports = ViolationReport.objects.visible_to(principal)
        count += reports.filter(state=ReportState.SUBMITTED).count()
    return count


def _waiting_reviews(principal: Principal) -> int:
    return TerminationReview.objects.visible_to(principal).open().count()


Entry = tuple[str, object, str, Callable[[Principal], int] | None]
DESK: Entry = ("dashboard:desk", _("Desk"), "layout-dashboard", None)
OFFICES: Entry = ("offices:list", _("Offices"), "store", None)
CASES: Entry = ("violations:list", _("Violations"), "triangle-alert", _waiting_cases)
REVIEWS: Entry = ("oversight:reviews", _("Termination reviews"), "scale", _waiting_reviews)
CONTRACTS: Entry = ("contracts:list", _("Contracts"), "file-text", None)
AGENCIES: Entry = ("agencies:list", _("Agencies"), "landmark", None)
POLICIES: Entry = ("oversight:policies", _("Policies"), "sliders-horizontal", None)
AUDIT: Entry = ("audit:list", _("History"), "history", None)
IMPORT: Entry = ("offices:imports", _("Import"), "file-up", None)
USERS: Entry = ("accounts:users", _("Users"), "users", None)
TOKENS: Entry = ("accounts:tokens", _("API keys"), "key", None)

PROVINCE = [DESK, OFFICES, CASES, REVIEWS, CONTRACTS, AGENCIES, POLICIES, AUDIT]
COMMITTEE = [DESK, CASES, OFFICES, REVIEWS, CONTRACTS, POLICIES]
AGENCY = [DESK, CASES, REVIEWS, CONTRACTS, OFFICES, AGENCIES, POLICIES]
ITEMS: dict[Role, list[Entry]] = {
    Role.DEPUTY: PROVINCE,
    Role.EXPERT: PROVINCE,
    Role.SECRETARIAT: [DESK, OFFICES, IMPORT, CASES, REVIEWS, CONTRACTS, AGENCIES, POLICIES, AUDIT],
    Role.AUDITOR: PROVINCE,
    Role.COMMITTEE_CHAIR: COMMITTEE,
    Role.COMMITTEE_MEMBER: COMMITTEE,
    Role.COUNTY_REP: [DESK, OFFICES, CASES, POLICIES],
    Role.AGENCY_MANAGER: AGENCY,
    Role.AGENCY_CLERK: AGENCY,
    Role.AGENCY_APPEAL: AGENCY,
    Role.ASSOCIATION: [DESK, OFFICES, CASES, REVIEWS, CONTRACTS, POLICIES, TOKENS],
    Role.OPERATOR: [DESK, CASES, REVIEWS, CONTRACTS],
    Role.PLATFORM_ADMIN: [DESK, USERS, TOKENS, POLICIES, AUDIT],
    Role.SYSTEM: [],
}


def navigation(principal: Principal, path: str) -> list[Item]:
    """Return the role's entries, with how many records wait behind each."""
    items = []
    for name, label, icon, counter in ITEMS[principal.role]:
        url = reverse(name)
        count = counter(principal) if counter else None
        items.append(
            Item(
                url=url,
                label=str(label),
                count=count or None,
                late=False,
                current=path == url or path.startswith(f"{url}/"),
                icon=icon,
            )
        )
    return items


def nav_action(principal: Principal) -> Item | None:
    """Return the role's main action: a new report for those who may file one."""
    if not may(principal, Permission.REPORT_FILE):
        return None
    return Item(
        url=reverse("violations:new"),
        label=str(_("File a violation")),
        count=None,
        late=False,
        current=False,
        icon="triangle-alert",
    )
