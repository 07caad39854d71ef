"""Who may call a move of a case, beside what the role's permissions say."""

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from core.clock import today
from violations.facts import is_told
from violations.facts.turns import stands_in
from violations.models import Case
from violations.states import StandInStep, Track


def keeps(actor: Principal, case: Case) -> bool:
    """Tell whether the case's track is the actor's: the agency's or the province's."""
    return actor.role is not Role.OPERATOR and actor.is_agency == (case.track == Track.CONTRACT)


def answers(actor: Principal, case: Case) -> bool:
    """Tell whether the actor speaks for an office that was told the decision."""
    return actor.role is Role.OPERATOR and is_told(case, actor)


def decides(actor: Principal, case: Case) -> bool:
    """Tell whether the case is the actor's to decide: of its track, or as a stand-in."""
    if may(actor, Permission.STAND_IN_DECIDE):
        return stands_in(actor, case, StandInStep.DECISION, today())
    return keeps(actor, case)


def judges(actor: Principal, case: Case) -> bool:
    """Tell whether the actor decides objections, usually or as a stand-in in this case."""
    if may(actor, Permission.CASE_DECIDE_APPEAL):
        return True
    return stands_in(actor, case, StandInStep.APPEAL, today())
