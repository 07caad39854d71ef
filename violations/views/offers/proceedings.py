"""The hearing session of a case, as a link on the page of the case."""

from django.utils.translation import gettext as _

from core.clock import day_in_tehran
from violations.acts.hearings import CALL_OFF
from violations.states import SessionState
from violations.views.offers.shapes import CaseAt, Offer


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
