"""What of a case, a notice or a file the reader of a page sees."""

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from violations.models import Case, Notice


def reads_notice(actor: Principal, notice: Notice) -> bool:
    """Tell whether the actor reads what a notice says; an office, once it has been served."""
    if actor.role is Role.OPERATOR:
        return notice.served_on is not None
    return actor.role is not Role.ASSOCIATION


def asks_for_evidence(actor: Principal) -> bool:
    """Tell whether restricted files open to the actor only on request."""
    return may(actor, Permission.EVIDENCE_ASK)


def writes_notes(actor: Principal) -> bool:
    """Tell whether the actor adds notes that the office does not see."""
    return sees_inside(actor) and may(actor, Permission.CASE_NOTE)


def sees_inside(actor: Principal) -> bool:
    """Tell whether the actor sees notes, reporters and names; the office's side does not."""
    return actor.role not in {Role.OPERATOR, Role.ASSOCIATION}


def sees_narrative(actor: Principal, case: Case) -> bool:
    """
    Tell whether the actor reads what was reported and answered in a case.

    The association never does, and an office once the notice has been served on it.
    """
    if actor.role is Role.OPERATOR:
        return case.served_on is not None
    return actor.role is not Role.ASSOCIATION
