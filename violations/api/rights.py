"""Who may call a move of a case, beside what the role's permissions say."""

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from core.clock import today
from violations.facts import is_told
from violations.facts.turns import is_turn, waits_for
from violations.models import Case
from violations.states import JUDGMENT, StandInStep, Track


def keeps(actor: Principal, case: Case) -> bool:
    """Tell whether the case's track is the actor's: the agency's or the province's."""
    return actor.role is not Role.OPERATOR and actor.is_agency == (case.track == Track.CONTRACT)


def answers(actor: Principal, case: Case) -> bool:
    """Tell whether the actor speaks for an office that was told the decision."""
    return actor.role is Role.OPERATOR and is_told(case, actor)


def decides(actor: Principal, case: Case) -> bool:
    """Tell whether the case waits for the actor's decision, or is of the track that he decides."""
    if waits_for(case, StandInStep.DECISION):
        return is_turn(actor, case, StandInStep.DECISION, today())
    return keeps(actor, case) and not may(actor, Permission.STAND_IN_DECIDE)


def judges(actor: Principal, case: Case) -> bool:
    """Tell whether the case's objection waits for the actor, or is one that he would decide."""
    if waits_for(case, StandInStep.APPEAL):
        return is_turn(actor, case, StandInStep.APPEAL, today())
    return may(actor, Permission.CASE_DECIDE_APPEAL)


def annuls(actor: Principal, case: Case) -> bool:
    """Tell whether a judgment that annuls the decision is the actor's to record."""
    return not waits_for(case, JUDGMENT) or is_turn(actor, case, JUDGMENT, today())
