"""Which acts a page offers to whom; the actions decide again, these only hide buttons."""

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from violations.models import Case, Notice
from violations.states import Track


def serves(actor: Principal, track: str) -> bool:
    """Tell whether the actor issues notices and records service in cases of this track."""
    return may(actor, Permission.CASE_SERVE) and actor.is_agency == (track == Track.CONTRACT)


def decides(actor: Principal, track: str) -> bool:
    """Tell whether the actor's role decides cases of this track at first instance."""
    if track == Track.CONTRACT:
        return may(actor, Permission.CASE_DECIDE_CONTRACT)
    return may(actor, Permission.CASE_DECIDE_LICENCE)


def decides_appeal(actor: Principal, track: str) -> bool:
    """Tell whether the actor's role decides appeals of this track."""
    return may(actor, Permission.CASE_DECIDE_APPEAL) and (
        actor.is_agency == (track == Track.CONTRACT)
    )


def judges(actor: Principal, track: str) -> bool:
    """Tell whether the actor's role decides appeals of this track; a chair may those of both."""
    return actor.role is Role.COMMITTEE_CHAIR or decides_appeal(actor, track)


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
