"""Who may call a move of a case, beside what the role's permissions say."""

from accounts.principal import Principal
from accounts.roles import Role
from violations.models import Case
from violations.states import Track


def keeps(actor: Principal, case: Case) -> bool:
    """Tell whether the case's track is the actor's: the agency's or the province's."""
    return actor.role is not Role.OPERATOR and actor.is_agency == (case.track == Track.CONTRACT)
