"""
A case is closed without action, and reopened by the body above.

Without a finding nothing shows whether it was right to close: so there is a coded ground, and, once
the charge notice was issued, a second person of the deciding body, or of the body above where
nobody else there is free (docs/adr/0046-recusal-and-closing-without-action.md). Where a step of the
agency is so late that it is before the deputy, it is the deputy who confirms.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import PendingKind
from audit.actions import record
from core.acts import Blocked, begin
from core.persian import isolated, persian_digits
from violations.actions.second_person import (
    agency_of,
    barred_from_confirming,
    propose_in_case,
)
from violations.actions.steps import Problems, change, terms_of
from violations.actions.unopened import restart_paper_service
from violations.acts import ending, papers
from violations.acts.cases import CLOSE_NO_ACTION, REOPEN
from violations.acts.ending import undecided_closing
from violations.facts.closing import (
    closes_still,
    closing_content,
    closing_in_words,
    needs_second,
    without_barred,
    wrong_in_closing,
)
from violations.models import Case
from violations.states import DROPPED_FROM, CaseState, ClosingCode
from workdays.actions import keep_deadlines
from workdays.facts import Kept
from workdays.rules import DeadlineKey

LEAST_CLOSING = 20


@transaction.atomic
def close_no_action(
    *, case_id: int, code: str, reason: str, actor: Principal, on: date, at: datetime
) -> Case:
    """
    Close an undecided case without action on a coded ground, or propose that to a second person.

    A case whose notice was issued, or whose late step is before the deputy, stays as it is until
    the second person confirms.

    Raises:
        NotPermitted, FactorRequired: another role or side, a reporter, one who stood back, or the
            factor is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case has been decided, a hearing session of it is not over, or a closing
            waits for its second person.
        Invalid: by field code, reason.
    """
    case: Case = begin(CLOSE_NO_ACTION, case_id, actor, on)
    problems = Problems()
    why = problems.text("reason", reason, least=LEAST_CLOSING)
    if code not in ClosingCode.values:
        problems.add("code", _("Choose the ground on which the case is closed."))
    problems.add_all(wrong_in_closing(case, {"code": code}))
    problems.raise_if_any()
    if needs_second(case):
        _propose(case, ClosingCode(code), why, actor, on, at)
    else:
        _close(case, ClosingCode(code), why, actor.user_id, actor, on, at)
    return case


def _close(
    case: Case,
    code: ClosingCode,
    why: str,
    closer: int,
    actor: Principal,
    on: date,
    at: datetime,
) -> None:
    """Write that a case is closed without action; `closer` is who closed or proposed it."""
    window = terms_of(case, on).due(DeadlineKey.REOPEN_WINDOW, on)
    changes = change(
        case,
        {
            "state": CaseState.CLOSED_NO_ACTION,
            "closed_on": on,
            "closed_by": closer,
            "closing_code": code,
            "closing_note": why,
            "closed_from": case.state,
            "reopen_due_on": window.due_on,
        },
    )
    record(
        actor=actor, verb="case.closed_without_action", target=case, changes=changes, note=why,
        at=at,
    )  # fmt: skip


def _propose(
    case: Case, code: ClosingCode, why: str, actor: Principal, on: date, at: datetime
) -> None:
    """Propose a closing to the deciding body; to the body above where nobody else is free."""
    with translation.override("fa"):
        title = _("Closing of case {number} without action").format(
            number=isolated(persian_digits(case.number))
        )
    changes = change(case, {}) | {"closing_code": ("", code)}
    propose_in_case(
        CLOSE_NO_ACTION,
        case,
        {"code": code, "reason": why, "closer": actor.user_id},
        title=title,
        summary=why,
        within=DeadlineKey.CONFIRM_CLOSING,
        void=undecided_closing(case),
        actor=actor,
        on=on,
        at=at,
    )
    record(actor=actor, verb="case.closing_proposed", target=case, changes=changes, note=why, at=at)


def _blocked(
    case: Case, arguments: Mapping[str, Any], actor: Principal, on: date
) -> Blocked | str | None:
    if case.state not in DROPPED_FROM:
        return str(CLOSE_NO_ACTION.state_error)
    if not closes_still(case, arguments["closer"], on):
        return _("Who proposed it stood back or no longer holds the role; it is proposed anew.")
    for untrue in wrong_in_closing(case, arguments).values():
        return untrue[0]
    return ending.session_is_live(case, actor, on) or papers.paper_waits(case, actor, on)


def _confirm(
    case: Case, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> None:
    """Close the case as its second person; the pending act has checked and locked it."""
    code = ClosingCode(arguments["code"])
    _close(case, code, arguments["reason"], arguments["closer"], actor, on, at)


CLOSING = PendingKind(
    name=CLOSE_NO_ACTION.key,
    title=gettext_lazy("Closing of a case without action"),
    permission=Permission.CASE_CONFIRM_CLOSING,
    above=Permission.CASE_REOPEN,
    agency=agency_of,
    proposal=CLOSE_NO_ACTION.key,
    content=closing_content,
    rows=closing_in_words,
    perform=_confirm,
    barred=barred_from_confirming,
    without=without_barred,
    blocked=_blocked,
    model="violations.case",
    is_over=lambda case, arguments, on: not closes_still(case, arguments["closer"], on),
)


@transaction.atomic
def reopen_case(*, case_id: int, reason: str, actor: Principal, on: date, at: datetime) -> Case:
    """
    Reopen a case that was closed without action, in the state from which it was closed.

    What runs in that state runs anew from `on`: the service, the defence window, the decision.

    Raises:
        NotPermitted, FactorRequired: another role, a reporter, one who stood back, or the factor
            is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case was not closed without action, or the time to reopen it is over.
        Invalid: by field reason.
    """
    case: Case = begin(REOPEN, case_id, actor, on)
    problems = Problems()
    why = problems.text("reason", reason, least=LEAST_CLOSING)
    problems.raise_if_any()
    restarted = restart_paper_service(case, on)
    fresh, kept = fresh_clocks(case, CaseState(case.closed_from), on)
    changes = change(
        case,
        {
            "state": case.closed_from,
            "closed_on": None,
            "closed_by": None,
            "closing_code": "",
            "closing_note": "",
            "closed_from": "",
            "reopen_due_on": None,
            "reopened_at": at,
            "reopened_by": actor.user_id,
            **fresh,
        },
    )
    keep_deadlines(kept=kept)
    changes |= restarted
    record(actor=actor, verb="case.reopened", target=case, changes=changes, note=why, at=at)
    return case


def fresh_clocks(case: Case, state: CaseState, on: date) -> tuple[dict[str, Any], list[Kept]]:
    """Return the deadlines of a state that begin on a day, and how they were computed."""
    terms = terms_of(case, on)
    if state is CaseState.OPENED:
        service = terms.due(DeadlineKey.SERVE_NOTICE, on)
        return {"serve_due_on": service.due_on}, [terms.kept("case.service", case, service)]
    values: dict[str, Any] = {"calendar_version": terms.version}
    kept: list[Kept] = []
    start, after = on, ""
    if state is CaseState.NOTIFIED:
        defence = terms.due(DeadlineKey.DEFENCE_WINDOW, on)
        if case.defence_due_on is None or defence.due_on > case.defence_due_on:
            values["defence_due_on"] = defence.due_on
            kept.append(terms.kept("case.defence", case, defence))
        start, after = max(defence.due_on, case.defence_due_on or on), "case.defence"
    decision = terms.due(DeadlineKey.DECISION, start)
    values["decision_due_on"] = decision.due_on
    kept.append(terms.kept("case.decision", case, decision, after=after))
    if case.decision_on is not None and case.decision_on < on:
        values["decision_on"] = decision.due_on
    return values, kept
