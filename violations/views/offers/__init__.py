"""What the actor may do with a record now: the main act first, each a link to its own page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.principal import Principal
from violations.models import Case, CorrectiveAction, HearingSession, Notice, ViolationReport
from violations.views.offers import deciding, ending, office, proceedings
from violations.views.offers.shapes import CaseAt, Offer, Offers

__all__ = ["Offer", "Offers", "offers_of"]


def offers_of(
    case: Case,
    actor: Principal,
    *,
    notices: Sequence[Notice],
    reports: Sequence[ViolationReport],
    corrections: Sequence[CorrectiveAction],
    appeal: Any,
    on: date,
    session: HearingSession | None = None,
) -> Offers:
    """Return the acts on a case that the actor's page offers, the main one first."""
    at = CaseAt(case, actor, notices, reports, corrections, appeal, on, session)
    found = [
        *office.offers(at),
        *proceedings.session(at),
        *proceedings.service(at),
        *deciding.decision(at),
        *deciding.appeal(at),
        *deciding.naming(at),
        *deciding.judgment(at),
        *ending.after(at),
        *ending.ending(at),
    ]
    return Offers(tuple(sorted(found, key=lambda offer: not offer.is_main)), at.blocked)
