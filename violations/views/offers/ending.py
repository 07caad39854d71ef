"""What follows a decision: corrections, the sanction, the end of the case."""

from django.utils.translation import gettext as _

from accounts.principal import may
from accounts.roles import Permission
from violations.states import (
    TO_DECIDE,
    CaseState,
    Outcome,
    SanctionKind,
    Track,
)
from violations.views.offers.shapes import CaseAt, Offer
from violations.views.rights import (
    corrects,
    triages,
    verifies,
)

UNDECIDED = {CaseState.OPENED, CaseState.NOTIFIED, *TO_DECIDE}


def after(at: CaseAt) -> list[Offer]:
    """Return what follows a proven decision: corrections and the sanction."""
    case, found = at.case, []
    proven = case.outcome == Outcome.PROVEN
    if proven and corrects(at.actor, case.track) and case.state != CaseState.CLOSED:
        found.append(
            Offer("correction", at.url("correction"), _("Set a corrective action"), icon="wrench")
        )
    if verifies(at.actor, case.track):
        found += [
            Offer(
                "correction-verify", at.url("correction-verify", correction.public_id),
                _("Verify the correction"), icon="clipboard-check", is_main=True,
            )
            for correction in at.corrections
            if correction.done_on and not correction.verified_on
        ]  # fmt: skip
    if case.state == CaseState.FINAL and proven and _executes(at):
        found.append(
            Offer(
                "execute", at.url("execute"), _("Carry out the sanction"), icon="hammer",
                is_main=True, is_danger=case.sanction in {
                    SanctionKind.SUSPENSION, SanctionKind.TERMINATION_REVIEW},
            )
        )  # fmt: skip
    return found


def _executes(at: CaseAt) -> bool:
    if at.case.executed_on is not None or at.case.sanction in {"", SanctionKind.NONE}:
        return False
    if at.case.track == Track.CONTRACT:
        return may(at.actor, Permission.CONTRACT_SUSPEND)
    return may(at.actor, Permission.LICENCE_SANCTION)


def ending(at: CaseAt) -> list[Offer]:
    """Return how a case ends: closed after its sanction, or without action."""
    case, found = at.case, []
    open_work = any(not correction.verified_on for correction in at.corrections)
    carried = case.executed_on is not None or case.sanction in {"", SanctionKind.NONE}
    if case.state == CaseState.FINAL and verifies(at.actor, case.track):
        found.append(
            Offer(
                "close", at.url("close"), _("Close the case"), icon="archive",
                is_main=carried and not open_work,
            )
        )  # fmt: skip
    if case.state in UNDECIDED and triages(at.actor, case.track) and not at.reported:
        found.append(
            Offer("close-no-action", at.url("close-no-action"), _("Close without action"),
                  icon="archive-x")
        )  # fmt: skip
    return found
