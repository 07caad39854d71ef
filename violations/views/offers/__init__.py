"""The acts on a case that are open to the actor, as links to their pages, the main one first."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core import jalali
from core.acts import Act, is_open, why_not
from core.web import ActLink
from violations.acts.cases import (
    ACKNOWLEDGE,
    APPEAL,
    CASE_ACTS,
    CLOSE,
    CONTEST_OBJECTION,
    CONTEST_PAPER,
    DECIDE,
    DECIDE_APPEAL,
    DEFEND,
    ENTER_PAPER_APPEAL,
    EXECUTE,
    ISSUE_NOTICE,
    NAME_STAND_IN,
    RECORD_SERVICE,
    REPORT_A_CORRECTION,
    SUMMON,
    VERIFY_A_CORRECTION,
)
from violations.acts.corrections import REPORT_CORRECTION, VERIFY_CORRECTION, open_corrections
from violations.acts.deciding import decides_track, judges_track
from violations.acts.notices import ACKNOWLEDGE_NOTICE, RECORD_SERVICE_OF_NOTICE, open_notices
from violations.facts.turns import part_in, stand_in_of, step_of
from violations.models import Case, HearingSession, Notice
from violations.states import (
    COUNTED,
    TO_DECIDE,
    CaseState,
    Channel,
    NoticeKind,
    SanctionKind,
    StandInStep,
    Track,
)
from violations.views.offers import proceedings
from violations.views.offers.shapes import CaseAt, Offer, Offers

__all__ = ["Offer", "Offers", "offers_of"]

# These stand elsewhere on the page: notes, files and dossier in their own parts, others in lists.
ELSEWHERE = frozenset({"note", "evidence-access", "dossier", "assign", "remind"})
# Acts on a case that are done on one of its notices or corrections.
IN_PARTS = {ACKNOWLEDGE, RECORD_SERVICE, REPORT_A_CORRECTION, VERIFY_A_CORRECTION}
LEADING = {
    ISSUE_NOTICE, DECIDE, DECIDE_APPEAL, APPEAL, CLOSE, EXECUTE, CONTEST_PAPER, CONTEST_OBJECTION,
}  # fmt: skip
# What the receipt of a notice does; only a charge and a decision start a window.
STARTS_WINDOW = gettext_lazy("It opens, and your window starts, when you acknowledge it.")
OPENS = {
    NoticeKind.SUMMONS: gettext_lazy(
        "It opens, and you learn day and hour of the session, when you acknowledge it."
    ),
    NoticeKind.APPEAL_RESULT: gettext_lazy(
        "It opens, and you learn how your objection was decided, when you acknowledge it."
    ),
}
HEAVY = (SanctionKind.SUSPENSION, SanctionKind.TERMINATION_REVIEW)


def offers_of(case: Case, actor: Principal, on: date, session: HearingSession | None) -> Offers:
    """Return the acts on a case that the actor's page offers, the main one first."""
    links = [
        *proceedings.session(at := CaseAt(case, actor, on, session)),
        *proceedings.closing(at),
        *(
            link
            for act in CASE_ACTS
            if act.name not in ELSEWHERE and is_open(act, case, actor, on)
            for link in _links(act, case, actor, on)
        ),
    ]
    found = sorted(links, key=lambda link: not link.is_main)
    return Offers(tuple(found), _blocked(case, actor, on))


def _links(act: Act, case: Case, actor: Principal, on: date) -> Iterator[ActLink]:
    """Yield the link of an open act, or one for each notice or correction that is open to it."""
    if act not in IN_PARTS:
        yield _link(act, case, on)
    elif act is ACKNOWLEDGE:
        for notice in open_notices(ACKNOWLEDGE_NOTICE, case, actor, on)[:1]:
            text = str(OPENS.get(NoticeKind(notice.kind), STARTS_WINDOW))
            yield _part(act, case, notice.kind, text=text, is_main=True)
    elif act is RECORD_SERVICE:
        for notice in open_notices(RECORD_SERVICE_OF_NOTICE, case, actor, on)[:1]:
            text = _service_text(notice)
            is_main = notice.channel != Channel.PORTAL or notice.paper_since is not None
            yield _part(act, case, notice.kind, text=text, is_main=is_main)
    elif act is REPORT_A_CORRECTION:
        for row in open_corrections(REPORT_CORRECTION, case, actor, on):
            text = _("{what} (until {day})").format(what=row.text, day=jalali.long(row.due_on))
            is_main = case.state not in {CaseState.OPENED, CaseState.DECIDED}
            yield _part(act, case, row.public_id, text=text, is_main=is_main)
    else:
        for row in open_corrections(VERIFY_CORRECTION, case, actor, on):
            yield _part(act, case, row.public_id, is_main=True)


def _service_text(notice: Notice) -> str:
    """Return what is to be done about a notice that waits in the portal of its office."""
    if notice.channel != Channel.PORTAL:
        return ""
    if notice.paper_due_on is None:
        return _("The notice waits in the office's portal; the office has not opened it yet.")
    text = _("The office has left it unopened in its portal: serve it on paper until {day}.")
    return text.format(day=jalali.long(notice.paper_due_on))


def _link(act: Act, case: Case, on: date) -> ActLink:
    label, text, is_main = str(act.title), "", act in LEADING
    if act is DEFEND:
        label, text, is_main = _defence(case)
    elif act is NAME_STAND_IN:
        label, text, is_main = _naming(case, on)
    elif act is SUMMON:  # the committee decides in a session alone: nothing else comes next
        is_main = case.track == Track.LICENCE and case.state in TO_DECIDE
    elif act is ENTER_PAPER_APPEAL and case.state in COUNTED:
        label = _("Enter a paper objection that came in time")
    is_danger = case.sanction in HEAVY if act is EXECUTE else act.is_danger
    url = reverse(f"violations:{act.name}", args=[case.number])
    return ActLink(act.name, url, label, text, act.icon, is_main, is_danger)


def _part(act: Act, case: Case, part: object, *, text: str = "", is_main: bool = False) -> ActLink:
    url = reverse(f"violations:{act.name}", args=[case.number, part])
    return ActLink(act.name, url, str(act.title), text, act.icon, is_main)


def _defence(case: Case) -> tuple[str, str, bool]:
    """Return label, sentence and weight of the first answer, more of it, or a late one."""
    is_open = case.state == CaseState.NOTIFIED
    if case.defences.counted().exists():
        text = _("What was sent stays as it is; this is added to it.")
        return _("Add to the defence"), text, is_open
    if is_open:
        text = _("Without a defence nothing is admitted, but it is decided without you.")
        return _("Write a defence"), text, True
    text = _("The window is over; a late answer is kept, and marked as late.")
    return _("Write a defence"), text, False


def _naming(case: Case, on: date) -> tuple[str, str, bool]:
    """Return label, sentence and weight of naming who decides, or another one."""
    if stand_in_of(case, on) is not None:
        return _("Name another member"), "", False
    return _("Name who decides"), _("Nobody whose turn it is is free to decide here."), True


def _blocked(case: Case, actor: Principal, on: date) -> str:
    """Return why somebody who usually decides such a case may not decide this one."""
    step = step_of(case)
    if step is None:
        return ""
    is_first = step == StandInStep.DECISION
    usual = decides_track if is_first else judges_track
    act = DECIDE if is_first else DECIDE_APPEAL
    if not usual(actor, case.track) or why_not(act, case, actor, on) is None:
        return ""
    return part_in(actor, case, step, on)
