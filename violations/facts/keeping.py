"""Whether a called session can still be held: enough to sit, and somebody to record it."""

from datetime import date

from django.db.models import QuerySet

from accounts.models import RoleGrant
from accounts.roles import ROLE_PERMISSIONS, SCOPE_OF, Permission, Role, ScopeKind
from core.clock import day_in_tehran
from violations.facts.cases import reporters_of
from violations.facts.sessions import persons_in, released_from, stood_back
from violations.facts.terms import reckoning_on
from violations.models import HearingSession
from violations.states import Track


def is_out_of_people(session: HearingSession, on: date) -> bool:
    """Tell whether too few of those called may sit for the forum, or nobody may record it."""
    back = stood_back(session.case)
    free = session.seats.filter(is_judge=True, user__is_active=True).exclude(user_id__in=back)
    free = free.exclude(pk__in=released_from(session))
    quorum = reckoning_on(day_in_tehran(session.starts_at)).quorum_of(session.forum)
    if persons_in(free.select_related("user")) < quorum:
        return True
    apart = {*back, *reporters_of(session.case)}
    return not _keepers(session, on).exclude(user_id__in=apart).exists()


def _keepers(session: HearingSession, on: date) -> QuerySet[RoleGrant]:
    """Return the grants of those who hold or call off a session of the case's side."""
    case = session.case
    is_contract = case.track == Track.CONTRACT
    roles = [
        role
        for role in Role
        if Permission.CASE_SERVE in ROLE_PERMISSIONS[role]
        and (SCOPE_OF[role] == ScopeKind.AGENCY) is is_contract
    ]
    grants = RoleGrant.objects.in_force(on).filter(role__in=roles, user__is_active=True)
    return grants.filter(scope_id=case.agency.public_id) if is_contract and case.agency else grants
