"""The acts on one notice of a case, and what a case has to issue, serve and acknowledge."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import is_void
from approvals.models import PendingAct
from core.acts import Act, ActTable, Confirm, Final, Paper, Whose, once_per_record, why_not
from offices.acts.interests import INTERESTED
from violations import facts
from violations.acts.conditions import ON_OWN_TRACK, RECUSED, REPORTER, keeps_track
from violations.facts import notice_due
from violations.facts.paper import entered_receipts
from violations.models import Appeal, Case, Notice
from violations.states import CALLED_OFF, CaseState, Channel, NoticeKind

OF_DECISION = (NoticeKind.DECISION, NoticeKind.APPEAL_RESULT)
NONE_WAITS = gettext_lazy("No such notice waits for service.")


def lock(key: int, actor: Principal) -> Notice:
    """Return the notice in the actor's scope, locked."""
    return Notice.objects.visible_to(actor).lock(key)


def keeps_case(actor: Principal, notice: Notice, on: date) -> bool:
    """Tell whether the actor's side keeps the case of the notice."""
    return keeps_track(actor, notice.case, on)


def is_served(notice: Notice, actor: Principal, on: date) -> str:
    """Return that the notice was served."""
    return "" if notice.served_on is None else _("This notice has been served.")


def _is_past(notice: Notice) -> bool:
    """Tell whether a judgment sent the case back after the notice of its decision."""
    return notice.kind in OF_DECISION and notice.round_no < notice.case.round_no


def is_off(notice: Notice, actor: Principal, on: date) -> str:
    """Return that the session of a summons was called off, or the case closed before service."""
    if _is_past(notice) or (
        notice.kind == NoticeKind.CHARGE and notice.case.state != CaseState.OPENED
    ):
        return str(NONE_WAITS)
    if notice.session is None or notice.session.state not in CALLED_OFF:
        return ""
    return _("The session was called off, so its summons is not served any more.")


def comes_on_paper(notice: Notice, actor: Principal, on: date) -> str:
    """Return that the notice is not acknowledged in the portal."""
    if notice.channel == Channel.PORTAL:
        return ""
    return _("This notice comes by letter or in person, with a receipt.")


def receipt_waits(notice: Notice, actor: Principal, on: date) -> str:
    """Return that a receipt of the notice was entered and waits for its second person."""
    if all(is_void(each, on) for each in _receipts_of(notice)):
        return ""
    return _("The receipt was entered and waits for its second person.")


@once_per_record
def _receipts_of(notice: Notice) -> list[PendingAct]:
    return list(entered_receipts(notice.case.public_id, notice.kind))


NOTICE_ACTS = ActTable("notice", lock, paper=Paper.NONE)
SERVICE_TELLS = ("agency", "secretariat", "association", "office")

ACKNOWLEDGE_NOTICE = NOTICE_ACTS.act(
    "acknowledge",
    title=gettext_lazy("Acknowledge and read the notice"),
    icon="mail-open",
    permissions=(Permission.CASE_DEFEND,),
    blocked=(is_served, is_off, comes_on_paper),
    event={
        "case.notice_served": gettext_lazy("served a notice"),
        "case.summons_served": gettext_lazy("served the summons to a hearing session"),
    },
    paper=Paper.REQUIRED,
    tells=SERVICE_TELLS,
    not_by=(),
    confirm=Confirm.PAGE,
    undo=Final("What was read stays read."),
)
RECORD_SERVICE_OF_NOTICE = NOTICE_ACTS.act(
    "service",
    title=gettext_lazy("Enter the receipt of service"),
    verb=gettext_lazy("Enter the receipt"),
    icon="receipt-text",
    permissions=(Permission.CASE_SERVE,),
    whose=Whose("the side that keeps the case", keeps_case, ON_OWN_TRACK.error),
    not_by=(REPORTER, RECUSED, INTERESTED),
    blocked=(is_served, is_off, receipt_waits),
    event=ACKNOWLEDGE_NOTICE.event,
    paper=Paper.REQUIRED,
    tells=SERVICE_TELLS,
    confirm=Confirm.SECOND_IF_BACK,
    undo=Final("A service with its receipt stays; a court may annul what rests on it."),
)


@once_per_record
def notices_of(case: Case, actor: Principal) -> Sequence[Notice]:
    """Return the notices of the case that the actor may see, oldest first."""
    rows = Notice.objects.visible_to(actor).filter(case=case)
    found = list(rows.select_related("session", "receipt").order_by("issued_on", "pk"))
    for notice in found:
        notice.case = case
    return found


@once_per_record
def appeal_of(case: Case) -> Appeal | None:
    """Return the objection of the office in the present round, if there is one."""
    return facts.appeal_of(case)


def notice_to_issue(case: Case, actor: Principal) -> str:
    """Return the kind of the notice that is due and was not issued; empty if there is none."""
    kind = notice_due(case, appeal_of(case))
    is_issued = any(
        notice.kind == kind and not _is_past(notice) for notice in notices_of(case, actor)
    )
    return "" if is_issued else kind


def open_notices(act: Act, case: Case, actor: Principal, on: date) -> list[Notice]:
    """Return the notices of the case on which the act is open to the actor, oldest first."""
    return [row for row in notices_of(case, actor) if why_not(act, row, actor, on) is None]


def no_notice_is_due(case: Case, actor: Principal, on: date) -> str:
    """Return that the state of the case asks for no notice, or that it was issued."""
    if not notice_due(case, appeal_of(case)):
        return _("No notice is due in this state.")
    return "" if notice_to_issue(case, actor) else _("This notice has been issued.")


def nothing_to_serve(case: Case, actor: Principal, on: date) -> str:
    """Return that no notice of the case waits for its service, or its receipt was entered."""
    if open_notices(RECORD_SERVICE_OF_NOTICE, case, actor, on):
        return ""
    entered = (
        receipt_waits(notice, actor, on)
        for notice in notices_of(case, actor)
        if not is_served(notice, actor, on) and not is_off(notice, actor, on)
    )
    return next(filter(None, entered), str(NONE_WAITS))


def nothing_to_acknowledge(case: Case, actor: Principal, on: date) -> str:
    """Return that no notice of the case waits in the portal to be acknowledged."""
    if open_notices(ACKNOWLEDGE_NOTICE, case, actor, on):
        return ""
    waiting = [
        notice
        for notice in notices_of(case, actor)
        if not is_served(notice, actor, on) and not is_off(notice, actor, on)
    ]
    return comes_on_paper(waiting[-1], actor, on) if waiting else str(NONE_WAITS)
