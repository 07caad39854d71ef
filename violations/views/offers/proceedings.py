"""The hearing session and the proposed closing of a case, as links on the page of the case."""

from django.utils.translation import gettext as _

from accounts.principal import may
from accounts.roles import Permission
from approvals.acts import PENDING
from core.acts import is_open
from core.clock import day_in_tehran
from violations.acts.ending import pending_closing
from violations.acts.hearings import CALL_OFF
from violations.facts.closing import needs_second
from violations.states import DROPPED_FROM, SessionState
from violations.views.offers.shapes import CaseAt, Offer

CONFIRMING = (Permission.CASE_CONFIRM_CLOSING, Permission.CASE_REOPEN)


def closing(at: CaseAt) -> list[Offer]:
    """Return the link to a closing without action that the actor confirms as second person."""
    case = at.case
    confirms = any(may(at.actor, each) for each in CONFIRMING)
    if not confirms or case.state not in DROPPED_FROM or not needs_second(case):
        return []
    pending = pending_closing(case)
    if pending is None or not is_open(PENDING["confirm"], pending, at.actor, at.on):
        return []
    url, label = pending.get_absolute_url(), _("Confirm or refuse the closing without action")
    return [Offer("confirm-closing", url, label, icon="signature", is_main=True)]


def session(at: CaseAt) -> list[Offer]:
    """Return the link to a session that is to be held or signed."""
    if at.session is None or not at.session.is_live:
        return []
    held = at.session.state == SessionState.HELD
    is_due = (
        CALL_OFF.is_of(at.actor, at.case, at.on) and day_in_tehran(at.session.starts_at) <= at.on
    )
    label = _("Minutes that wait for signatures") if held else _("Hearing session")
    url, text = at.url("hearing", at.session.public_id), ""
    if at.is_turn:
        text = _("The case is decided after the minutes of this session.")
    return [Offer("hearing", url, label, text, icon="people", is_main=held or is_due)]
