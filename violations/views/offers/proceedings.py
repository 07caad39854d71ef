"""What moves a case on: notices and their service, what came on paper, hearing sessions."""

from django.utils.translation import gettext as _

from core.clock import day_in_tehran
from violations.states import (
    HEARD_IN,
    SessionState,
)
from violations.views.offers.shapes import CaseAt, Offer
from violations.views.rights import (
    serves,
)


def session(at: CaseAt) -> list[Offer]:
    """Return what is to be done about a hearing session: to call one, or to go to it."""
    if at.session is None:
        if at.case.state not in HEARD_IN or not serves(at.actor, at.case.track):
            return []
        label = _("Call a hearing session")
        return [Offer("summon", at.url("summon"), label, icon="people")]
    if not at.session.is_live:
        return []
    held = at.session.state == SessionState.HELD
    is_due = serves(at.actor, at.case.track) and day_in_tehran(at.session.starts_at) <= at.on
    label = _("Minutes that wait for signatures") if held else _("Hearing session")
    url, text = at.url("hearing", at.session.public_id), ""
    if at.is_turn:
        text = _("The case is decided after the minutes of this session.")
    return [Offer("hearing", url, label, text, icon="people", is_main=held or is_due)]
