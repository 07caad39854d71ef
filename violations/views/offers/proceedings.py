"""What moves a case on: notices and their service, what came on paper, hearing sessions."""

from django.utils.translation import gettext as _

from core.clock import day_in_tehran
from violations.facts import notice_due
from violations.facts.objections import was_missed
from violations.states import (
    HEARD_IN,
    CaseState,
    Channel,
    SessionState,
)
from violations.views.offers.shapes import CaseAt, Offer
from violations.views.rights import (
    enters_paper,
    serves,
)


def service(at: CaseAt) -> list[Offer]:
    """Return notices to issue and receipts to enter."""
    if not serves(at.actor, at.case.track):
        return []
    found = []
    kind = notice_due(at.case, at.appeal)
    if kind and at.notice(kind) is None:
        label = _("Issue the notice")
        found.append(Offer("notice", at.url("notice"), label, icon="send", is_main=True))
    waiting = next(iter(at.waiting), None)
    if waiting is not None:
        found.append(
            Offer(
                "service", at.url("service", waiting.kind), _("Enter the receipt of service"),
                icon="receipt-text",
                is_main=waiting.channel != Channel.PORTAL,
            )
        )  # fmt: skip
    found += _paper(at)
    if at.case.state in {CaseState.DEFENDED, CaseState.DEFENCE_LAPSED}:
        found.append(
            Offer("schedule", at.url("schedule"), _("Name the day of decision"),
                  icon="calendar-days")
        )  # fmt: skip
    return found


def _paper(at: CaseAt) -> list[Offer]:
    """Return what came on paper and is entered for the office."""
    if not enters_paper(at.actor, at.case.track):
        return []
    if at.case.state in HEARD_IN:
        label = _("Enter a paper defence")
        return [Offer("paper-defence", at.url("paper-defence"), label, icon="file-pen")]
    if at.case.state == CaseState.DECIDED and at.case.appeal_due_on:
        label = _("Enter a paper objection")
    elif at.appeal is None and was_missed(at.case):
        label = _("Enter a paper objection that came in time")
    else:
        return []
    return [Offer("paper-appeal", at.url("paper-appeal"), label, icon="file-pen")]


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
