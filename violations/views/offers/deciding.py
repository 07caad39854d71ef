"""Who decides a case and its objection, who is named to, and what a court decided."""

from django.utils.translation import gettext as _

from accounts.principal import may
from accounts.roles import Permission
from violations.facts.turns import (
    is_objected,
    is_passed_over,
    is_turn,
    needs_stand_in,
    part_in,
    stand_in_of,
    step_of,
)
from violations.states import JUDGMENT, TO_DECIDE
from violations.views.offers.shapes import CaseAt, Offer


def decision(at: CaseAt) -> list[Offer]:
    """Return the decision, for those whose turn it is, once no session is to be sealed."""
    if at.case.state not in TO_DECIDE or not at.is_turn:
        return []
    session = at.session
    if session is not None and (session.is_live or is_passed_over(session, at.actor, at.on)):
        return []
    return [Offer("decision", at.url("decision"), _("Decide"), icon="gavel", is_main=True)]


def appeal(at: CaseAt) -> list[Offer]:
    """Return the decision of the objection, for those whose turn it is."""
    if not is_objected(at.case) or not at.is_turn:
        return []
    return [
        Offer("appeal-decision", at.url("appeal-decision"), _("Decide the objection"), icon="scale",
              is_main=True)
    ]  # fmt: skip


def naming(at: CaseAt) -> list[Offer]:
    """Return the naming of a stand-in where nobody is free; beside the rest once one holds."""
    if not may(at.actor, Permission.STAND_IN_NAME) or not needs_stand_in(at.case, at.on):
        return []
    step = step_of(at.case)
    if step is None or part_in(at.actor, at.case, step):
        return []
    url, named = at.url("stand-in"), stand_in_of(at.case, at.on)
    if named is not None:
        return [Offer("stand-in", url, _("Name another member"), icon="gavel")]
    text = _("Nobody whose turn it is is free to decide here.")
    return [Offer("stand-in", url, _("Name who decides"), text, icon="gavel", is_main=True)]


def judgment(at: CaseAt) -> list[Offer]:
    """Return the recording of a court's judgment, for those whose turn it is."""
    if not is_turn(at.actor, at.case, JUDGMENT, at.on):
        return []
    label = _("Record a judgment that annuls")
    return [Offer("judgment", at.url("judgment"), label, icon="landmark", is_danger=True)]
