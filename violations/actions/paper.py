"""
Paper acts of an earlier day: one person enters them, another confirms them (docs/adr/0047).

A day that somebody types moves the windows of an office. Where it lies further back than the rule
`paper_entry` lets one person enter it, the act waits for a second person of the side that keeps the
case, or of the body above where nobody else there is free. A paper in the office's name waits for
the deputy, and comes before the deputy again where nobody decided on it in time.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Permission, Role
from approvals.actions import propose_again
from approvals.facts import (
    PendingKind,
    is_void,
    no_agency,
    nothing,
    pending_of,
    proposer_barred,
    target_of,
    unexplained,
)
from approvals.models import PendingAct
from approvals.states import PendingState
from audit.actions import record
from core.acts import Act
from core.clock import day_in_tehran
from core.errors import IllegalMove
from core.jalali import long
from core.persian import isolated, persian_digits
from violations.actions.evidence import attach
from violations.actions.second_person import (
    agency_of,
    barred_from_confirming,
    barred_from_judgment,
    barred_from_office_paper,
    propose_in_case,
    proposer_enters_no_more,
    proposer_stood_back,
    without_decided,
)
from violations.actions.steps import change, terms_of
from violations.acts.cases import (
    ENTER_PAPER_APPEAL,
    ENTER_PAPER_DEFENCE,
    PAPER_ACTS,
    RECORD_JUDGMENT,
    RECORD_SERVICE,
)
from violations.acts.deciding import cannot_be_judged
from violations.acts.ending import no_paper_objection
from violations.facts.closing import without_barred
from violations.facts.objections import takes_paper_objection
from violations.facts.paper import (
    OFFICE_PAPERS,
    office_paper_content,
    paper_content,
    paper_in_words,
    paper_links,
)
from violations.facts.paper_entries import records_judgment
from violations.models import Case, Evidence
from workdays.rules import DeadlineKey

# What each of these acts does when it is confirmed; its module fills its place.
PERFORMED: dict[str, Callable[[Case, Mapping[str, Any], Principal, date, datetime], None]] = {}
# What a confirmation on a day does, in words, for the acts that start a window.
EFFECTS: dict[str, Callable[[Case, Mapping[str, Any], date], str]] = {}


def propose_paper(
    act: Act,
    case: Case,
    day: date,
    text: str,
    files: Sequence[Evidence],
    *,
    actor: Principal,
    on: date,
    at: datetime,
    **more: Any,
) -> PendingAct:
    """
    Propose a paper act of an earlier day to a second person; its files go to the case at once.

    Raises:
        IllegalMove: one of this kind waits for its second person already.
    """
    waiting = pending_of(act.key, case)
    if waiting and (not is_void(waiting, on) or waiting.proposed_by != actor.user_id):
        raise IllegalMove(_("This has been entered already and waits for its second person."))
    attach(files, at=at, case=case)
    changes = change(case, {})
    pending = propose_in_case(
        act,
        case,
        {
            "day": day.isoformat(),
            "entered_on": on.isoformat(),
            "entered_by": actor.user_id,
            "entered_by_name": actor.name,
            "text": text,
            "files": [str(file.public_id) for file in files],
            **more,
        },
        title=_title(act, case),
        summary=text,
        within=DeadlineKey.CONFIRM_PAPER,
        void=waiting,
        actor=actor,
        on=on,
        at=at,
    )
    record(
        actor=actor, verb="case.paper_proposed", target=case,
        changes=changes
        | {
            "act": (None, act.key),
            "day": (None, day),
            "evidence": (None, [row.sha256 for row in files]),
        },
        note=text, at=at,
    )  # fmt: skip
    return pending


def _title(act: Act, case: Case) -> str:
    """Return what a proposal of a paper act is called, in official Persian."""
    with translation.override("fa"):
        number = isolated(persian_digits(case.number))
        return _("{act}, case {number}").format(act=act.title, number=number)


def files_of(arguments: Mapping[str, Any]) -> list[Evidence]:
    """Return the files that came with a proposal, in their order; the first one is the scan."""
    found = Evidence.objects.in_bulk(arguments["files"], field_name="public_id")
    by_id = {str(key): file for key, file in found.items()}
    return [by_id[key] for key in arguments["files"]]


def _blocked(act: Act) -> Callable[..., str]:
    def blocked(case: Case, arguments: Mapping[str, Any], actor: Principal, on: date) -> str:
        if act.states is not None and case.state not in act.states:
            return str(act.state_error)
        if act is RECORD_JUDGMENT:
            return _no_judgment(case, arguments, actor, on)
        return no_paper_objection(case, actor, on) if act is ENTER_PAPER_APPEAL else ""

    return blocked


def _no_judgment(case: Case, arguments: Mapping[str, Any], actor: Principal, on: date) -> str:
    if records_judgment(case, arguments["entered_by"], on):
        return cannot_be_judged(case, actor, on)
    return _("Who entered it no longer records judgments in this case; it is entered anew.")


# Who is barred from confirming an act, and without which rows the list of such a person is.
_BARRED: dict[str, tuple[Any, Any]] = {
    ENTER_PAPER_DEFENCE.key: (barred_from_office_paper, without_decided),
    ENTER_PAPER_APPEAL.key: (barred_from_office_paper, without_decided),
    RECORD_JUDGMENT.key: (barred_from_judgment, without_decided),
}


def _is_over(act: Act) -> Callable[[Case, Mapping[str, Any], date], bool]:
    def is_over(case: Case, arguments: Mapping[str, Any], on: date) -> bool:
        if act.states is not None and case.state not in act.states:
            return True
        return act is ENTER_PAPER_APPEAL and not takes_paper_objection(case)

    return is_over


def _served_by_now(case: Case, arguments: Mapping[str, Any]) -> str:
    """Return that the notice of a receipt that waits was served since."""
    last = case.notices.filter(kind=arguments["kind"]).order_by("pk").last()
    if last is None or last.served_on is None:
        return ""
    text = _("The notice was served on {day}, so this receipt is not needed any more.")
    return text.format(day=long(last.served_on))


def _again(acts: Sequence[PendingAct], actor: Principal, at: datetime) -> None:
    """Put the papers of offices that ended undecided before the deputy anew, by the clock alone."""
    if actor.role is not Role.SYSTEM:
        return
    on = day_in_tehran(at)
    for pending in acts:
        case = target_of(pending)
        is_undecided = pending.state in (PendingState.EXPIRED, PendingState.VOID)
        if not is_undecided or case is None or proposer_barred(pending, on):
            continue
        if not _is_over(ACTS[pending.act])(case, pending.arguments, on):
            until = terms_of(case, on).due(DeadlineKey.CONFIRM_PAPER, on).due_on
            propose_again(pending=pending, expires_on=until, actor=actor, at=at)


def _kind(act: Act) -> PendingKind:
    def confirm(
        case: Case, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
    ) -> None:
        PERFORMED[act.key](case, arguments, actor, on, at)

    def effect(case: Case, arguments: Mapping[str, Any], on: date) -> str:
        return EFFECTS[act.key](case, arguments, on) if act.key in EFFECTS else ""

    barred, without = _BARRED.get(act.key, (barred_from_confirming, without_barred))
    is_office_paper = act.key in OFFICE_PAPERS
    return PendingKind(
        name=act.key,
        title=act.title,
        permission=(Permission.CASE_REOPEN if is_office_paper else Permission.CASE_CONFIRM_CLOSING),
        above=None if is_office_paper else Permission.CASE_REOPEN,
        agency=no_agency if is_office_paper else agency_of,
        proposal=act.key,
        content=office_paper_content if is_office_paper else paper_content,
        rows=paper_in_words,
        papers=paper_links,
        effect=effect,
        perform=confirm,
        barred=barred,
        without=without,
        blocked=_blocked(act),
        model="violations.case",
        is_over=_is_over(act),
        why_void=_served_by_now if act is RECORD_SERVICE else unexplained,
        proposer_barred=proposer_enters_no_more if is_office_paper else proposer_stood_back,
        ended=_again if is_office_paper else nothing,
    )


ACTS = {act.key: act for act in PAPER_ACTS}
PAPER_KINDS = tuple(_kind(act) for act in PAPER_ACTS)
