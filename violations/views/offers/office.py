"""What the office itself may do in its case."""

from django.utils.translation import gettext as _

from accounts.roles import Role
from core import jalali
from violations.models import CorrectiveAction
from violations.states import (
    HEARD_IN,
    CaseState,
    Channel,
    NoticeKind,
)
from violations.views.offers.shapes import CaseAt, Offer


def offers(at: CaseAt) -> list[Offer]:
    """Return what the office itself may do."""
    if at.actor.role is not Role.OPERATOR:
        return []
    found = [*_acknowledge(at), *_defence(at)]
    state = at.case.state
    if state == CaseState.NOTIFIED or _appeal_runs(at):
        label = _("End the window early")
        found.append(Offer("waive", at.url("waive"), label, icon="fast-forward"))
    if _appeal_runs(at):
        found.append(
            Offer("appeal", at.url("appeal"), _("File an objection"), icon="scale", is_main=True)
        )
    for row in at.corrections:
        if row.done_on is None:
            found.append(_correction(at, row, is_main=not any(offer.is_main for offer in found)))
    return found


def _correction(at: CaseAt, row: CorrectiveAction, *, is_main: bool) -> Offer:
    """Return the report of one correction, with what is asked and until when."""
    text = _("{what} (until {day})").format(what=row.text, day=jalali.long(row.due_on))
    url = at.url("correction-report", row.public_id)
    return Offer("correction", url, _("Report the correction"), text, "wrench", is_main)


def _defence(at: CaseAt) -> list[Offer]:
    """Return the answer to the notice: the first one, more of it, or one that comes late."""
    state = at.case.state
    if state not in HEARD_IN:
        return []
    label, is_first = _("Write a defence"), state == CaseState.NOTIFIED
    if is_first:
        text = _("Without a defence nothing is admitted, but it is decided without you.")
    elif at.case.defences.exists():
        label = _("Add to the defence")
        text = _("What was sent stays as it is; this is added to it.")
    else:
        text = _("The window is over; a late answer is kept, and marked as late.")
    return [Offer("defence", at.url("defence"), label, text, "pencil", is_main=is_first)]


def _acknowledge(at: CaseAt) -> list[Offer]:
    portal = (notice for notice in at.waiting if notice.channel == Channel.PORTAL)
    waiting = next(portal, None)
    if waiting is None or at.case.state == CaseState.CLOSED_NO_ACTION:
        return []
    return [
        Offer(
            "acknowledge",
            at.url("acknowledge", waiting.kind),
            _("Acknowledge and read the notice"),
            icon="mail-open",
            is_main=True,
            text=_("It opens, and you learn day and hour of the session, when you acknowledge it.")
            if waiting.kind == NoticeKind.SUMMONS
            else _("It opens, and your window starts, when you acknowledge it."),
        )
    ]


def _appeal_runs(at: CaseAt) -> bool:
    due = at.case.appeal_due_on
    return bool(at.case.state == CaseState.DECIDED and due and at.on <= due)
