"""Who is the second person where a case is closed without action, and what they read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, User
from accounts.persons import accounts_of, is_same_person, with_twins
from accounts.principal import Principal
from accounts.roles import Permission, Role
from approvals.facts import confirmers
from approvals.models import PendingAct
from core.jalali import short
from core.panels import Register
from core.persian import isolated, persian_digits
from offices.states import OfficeState
from violations.facts.cases import reporters_of
from violations.facts.sessions import stood_back, stood_back_by
from violations.models import Case, CaseReport, Evidence
from violations.states import CaseState, ClosingCode, Track


@dataclass(frozen=True)
class Overdue:
    """Whether an agency is so late with a step of a case that it is before the deputy."""

    name: str
    is_overdue: Callable[[Case], bool]
    order: int = 100


# Filled by the floor above, which follows the duties of agencies.
OVERDUE: Register[Overdue] = Register()

# With these an office is no more.
GONE = frozenset({OfficeState.REVOKED, OfficeState.CLOSED})
CLOSES = {Track.CONTRACT: Role.AGENCY_MANAGER, Track.LICENCE: Role.SECRETARIAT}


def wrong_in_closing(case: Case, typed: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what is wrong with the ground of a closing: whether an office has ended is known."""
    contract = case.contract
    has_ended = case.office.state in GONE or (contract is not None and not contract.is_running)
    if typed.get("code") != ClosingCode.OFFICE_ENDED or has_ended:
        return {}
    if contract is None:
        text = _("The office has not ended: its state is «{state}».")
        return {"code": [text.format(state=case.office.get_state_display())]}
    text = _("The office has not ended, and its contract {number} runs.")
    return {"code": [text.format(number=isolated(contract.number))]}


def needs_second(case: Case) -> bool:
    """Tell whether a second person confirms the closing: of a notice issued, or of a late step."""
    return case.is_issued or is_before_deputy(case)


def is_before_deputy(case: Case) -> bool:
    """Tell whether a step of the agency in the case is so late that it is before the deputy."""
    return any(each.is_overdue(case) for each in OVERDUE)


def is_confirmed_above(
    case: Case, proposer: int, on: date, bars: Callable[[Case, int, date], bool] | None = None
) -> bool:
    """
    Tell whether the body above confirms an act: nobody else of the deciding body is free to.

    Not free are who proposed it, who reported what the case is about, and who stood back from it,
    by any account, and whom the act `bars` besides.
    """
    barred = reporters_of(case) | stood_back(case) | with_twins([proposer])
    free = _confirmers(case, on).exclude(user_id__in=barred)
    if bars is None:
        return not free.exists()
    return all(bars(case, account, on) for account in free.values_list("user_id", flat=True))


def _confirmers(case: Case, on: date) -> QuerySet[RoleGrant]:
    """Return the grants of the deciding body that confirm a closing."""
    if case.track != Track.CONTRACT:
        return confirmers(Permission.CASE_CONFIRM_CLOSING, on, None)
    if case.agency is None:
        return RoleGrant.objects.none()
    return confirmers(Permission.CASE_CONFIRM_CLOSING, on, case.agency.public_id)


def closes_still(case: Case, closer: int, on: date) -> bool:
    """Tell whether who proposed a closing still holds the role for it, and did not stand back."""
    scope = case.agency.public_id if case.track == Track.CONTRACT and case.agency else None
    held = RoleGrant.objects.in_force(on).filter(
        role=CLOSES[Track(case.track)], user_id=closer, user__is_active=True
    )
    held = held.filter(scope_id=scope) if scope else held
    return held.exists() and closer not in stood_back(case)


def is_of_another_deputy(case: Case, account: int, on: date) -> bool:
    """Tell whether the person confirmed the closing and another deputy is free to reopen it."""
    closings = PendingAct.objects.filter(
        act="case.close-no-action", target_id=case.public_id, state="confirmed"
    )
    last = closings.order_by("-pk").values_list("decided_by", flat=True).first()
    if last is None or not is_same_person(last, account):
        return False
    barred = reporters_of(case) | stood_back(case) | with_twins([account])
    deputies = RoleGrant.objects.in_force(on).filter(role=Role.DEPUTY, user__is_active=True)
    return deputies.exclude(user_id__in=barred).exists()


def without_barred(rows: QuerySet[PendingAct], principal: Principal) -> QuerySet[PendingAct]:
    """Leave out the closings of cases that the principal reported or stood back from."""
    accounts = accounts_of(principal.user_id)
    reported = CaseReport.objects.filter(report__reporter_id__in=accounts).values("case")
    barred = Case.objects.filter(Q(pk__in=reported) | stood_back_by(accounts))
    return rows.exclude(target_type="violations.case", target_id__in=barred.values("public_id"))


def closing_content(case: Case, arguments: Mapping[str, Any]) -> Any:
    """Return on what a confirmed closing rests: where the case stands, and what is in it."""
    return {
        "state": case.state,
        "is_before_deputy": is_before_deputy(case),
        "served_on": case.served_on,
        "reopened_at": case.reopened_at,
        "reports": case.reports.count(),
        "defences": case.defences.counted().count(),
        "evidence": Evidence.objects.of_case(case).count(),
        "sessions": list(case.sessions.order_by("pk").values_list("state", flat=True)),
    }


def closing_in_words(case: Case, arguments: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return what the second person reads before a case is closed without action."""
    served = persian_digits(short(case.served_on)) if case.served_on else "–"
    return [
        (_("Case"), isolated(persian_digits(case.number))),
        (_("Office"), f"{case.office.name} ({persian_digits(case.office.code)})"),
        (_("Violation type"), case.type.title),
        (_("State"), str(CaseState(case.state).label)),
        (_("Notice served on"), served),
        (_("Defences"), persian_digits(case.defences.counted().count())),
        (_("Ground"), str(ClosingCode(arguments["code"]).label)),
        (_("Explanation"), arguments["reason"]),
    ]


def name_of_closer(case: Case) -> str:
    """Return by name who closed a case, or proposed its closing; empty for an open one."""
    if case.closed_by is None:
        return ""
    names = User.objects.filter(pk=case.closed_by).values_list("full_name", flat=True)
    return names.first() or ""
