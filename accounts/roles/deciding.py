"""Which roles two persons give, and which exclude each other in one person."""

from accounts.roles.holding import ROLE_PERMISSIONS
from accounts.roles.names import SCOPE_OF, Role, ScopeKind
from accounts.roles.permissions import Permission

P = Permission

# Whoever may do one of these decides about an office, a contract, the rules, or who decides.
DECIDING = frozenset(
    {
        P.USER_GRANT,
        P.POLICY_APPROVE,
        P.STAND_IN_NAME,
        P.STAND_IN_DECIDE,
        P.LICENCE_SANCTION,
        P.CONTRACT_TERMINATE,
        P.CASE_DECIDE_CONTRACT,
        P.CASE_DECIDE_LICENCE,
        P.CASE_DECIDE_APPEAL,
        P.REVIEW_DECIDE,
    }
)
# Given by one person and confirmed by another (design: DECISIONS 43); the guard of grants names
# them too.
DECIDING_ROLES = frozenset(role for role, held in ROLE_PERMISSIONS.items() if held & DECIDING)

# Given on a letter with number and day: roles that decide, and those that speak for one body.
# `accounts_needs_letter` is the same in the database.
LETTER_ROLES = DECIDING_ROLES | frozenset(
    role for role, kind in SCOPE_OF.items() if kind not in {ScopeKind.PROVINCE, ScopeKind.PLATFORM}
)

_OF_AGENCY = frozenset({Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL})
_OF_OTHER_SIDE = frozenset(
    {Role.OPERATOR, Role.ASSOCIATION, Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER}
)


def exclude_each_other(one: Role | str, other: Role | str) -> bool:
    """
    Tell whether one person never has both roles at a time (design: DECISIONS 48).

    Who works for an agency neither runs an office, nor speaks for the offices, nor sits in the
    committee. `accounts_exclude_each_other` is the same in the database.
    """
    pair = {Role(one), Role(other)}
    return bool(pair & _OF_AGENCY) and bool(pair & _OF_OTHER_SIDE)
