"""Compare desks and rows of lists with the tables: offered is allowed, allowed is offered."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from contracts.acts import contract as contracts
from contracts.models import Contract
from contracts.rules.standing import RENEW_BEFORE
from core.acts import TABLES, Act, is_open, why_not
from dashboard.facts.waiting import KINDS, waiting_for
from offices.acts import licences
from offices.models import Licence
from oversight.acts import reviews
from oversight.facts import turns as review_turns
from oversight.models import TerminationReview
from violations.acts import cases, corrections, hearings, notices, reports
from violations.facts.turns import stand_in_of
from violations.models import Case, CorrectiveAction, HearingSession, Notice, ViolationReport
from violations.views.listed import CaseList, ReportList

# Rows that stand for many records; each of these is asked.
GATHERED = frozenset({"confirm", "confirm-days"})


def faults_of_desk(actor: Principal, on: date) -> Iterator[str]:
    """Yield each task on a person's desk whose act is closed to the person."""
    for waiting in waiting_for(actor, on):
        leads = KINDS[waiting.kind].acts
        if not leads or waiting.kind in GATHERED:
            continue
        for record in waiting.rows:
            found = [why_not(act, record, actor, on) for act in leads]
            if None not in found:
                yield f"{actor.role} has {waiting.kind} {record!r} on the desk: {found[0]}"


def _first_naming(record: Any, on: date) -> bool:
    """Tell whether nobody is named to decide yet; another naming is no waiting work."""
    find = review_turns.stand_in_of if isinstance(record, TerminationReview) else stand_in_of
    return find(record, on) is None


def _is_ending(contract: Contract, on: date) -> bool:
    return contract.state == "active" and contract.ends_on <= on + RENEW_BEFORE


def _always(record: Any, on: date) -> bool:
    return True


def _is_silent(review: TerminationReview, on: date) -> bool:
    return review.heard_on is None and review.served_on is not None and not review.statement


def _is_unanswered(case: Case, on: date) -> bool:
    """Tell whether the office's window runs and it has not answered."""
    return case.state == "notified" and not case.defences.exists()


def _prepares(actor: Principal) -> bool:
    """Tell whether the actor prepares contracts for another to sign."""
    return not may(actor, Permission.CONTRACT_SIGN)


def _everybody(actor: Principal) -> bool:
    return True


def _recommends(actor: Principal) -> bool:
    return actor.role is Role.EXPERT


@dataclass(frozen=True)
class Turn:
    """An act that waits on the desk of whose turn it is, under one of some kinds of work."""

    act: Act
    records: Any
    kinds: frozenset[str]
    when: Callable[[Any, date], bool] = _always
    whose: Callable[[Principal], bool] = _everybody


def _turn(act: Act, model: Any, *kinds: str, **more: Any) -> Turn:
    return Turn(act, model, frozenset(kinds), **more)


TURNS = (
    _turn(reports.RETURN, ViolationReport, "triage"),
    _turn(reports.SUPPLEMENT, ViolationReport, "returned"),
    _turn(cases.ISSUE_NOTICE, Case, "serve", "tell-decision", "tell-result"),
    _turn(notices.RECORD_SERVICE_OF_NOTICE, Notice, "unserved", "serve-on-paper"),
    _turn(notices.ACKNOWLEDGE_NOTICE, Notice, "receive", "receive-summons"),
    _turn(cases.DEFEND, Case, "defend", when=_is_unanswered),
    _turn(cases.DECIDE, Case, "decide", "stand-in"),
    _turn(cases.DECIDE_APPEAL, Case, "appeal", "stand-in-appeal"),
    _turn(
        cases.NAME_STAND_IN, Case, "name-stand-in", "name-stand-in-licence", when=_first_naming
    ),
    _turn(cases.APPEAL, Case, "decided"),
    _turn(cases.EXECUTE, Case, "execute"),
    _turn(cases.CLOSE, Case, "close"),
    _turn(corrections.VERIFY_CORRECTION, CorrectiveAction, "verify"),
    _turn(corrections.REPORT_CORRECTION, CorrectiveAction, "correct"),
    _turn(hearings.HOLD, HearingSession, "hold"),
    _turn(
        hearings.CALL_OFF, HearingSession, "unconfirmed",
        when=lambda session, on: session.state == "held",
    ),
    _turn(hearings.SIGN, HearingSession, "sign-minutes"),
    _turn(reviews.ACKNOWLEDGE, TerminationReview, "receive-review"),
    _turn(reviews.ANSWER, TerminationReview, "hear", when=_is_silent),
    _turn(reviews.SERVE, TerminationReview, "serve-review"),
    _turn(reviews.DECIDE, TerminationReview, "review", "stand-in-review"),
    _turn(reviews.NAME_STAND_IN, TerminationReview, "name-stand-in-review", when=_first_naming),
    _turn(reviews.EXECUTE, TerminationReview, "execute-review"),
    _turn(
        reviews.RECOMMEND, TerminationReview, "recommend", whose=_recommends,
        when=lambda review, on: review.recommended_on is None,
    ),
    _turn(contracts.SIGN, Contract, "sign"),
    _turn(contracts.TERMINATE, Contract, "terminate"),
    _turn(
        contracts.SERVE_NOTICE, Contract, "serve-notice",
        whose=lambda actor: may(actor, Permission.CONTRACT_SERVE),
    ),
    _turn(contracts.ACKNOWLEDGE_NOTICE, Contract, "receive-termination"),
    _turn(contracts.ACCEPT, Contract, "accept"),
    _turn(contracts.ACCEPT_END, Contract, "accept-end"),
    _turn(contracts.ACCEPT_ADDENDUM, Contract, "accept-addendum"),
    _turn(contracts.SEND, Contract, "send", whose=_prepares),
    _turn(contracts.RENEW, Contract, "renew", whose=_prepares, when=_is_ending),
    _turn(contracts.SETTLE, Contract, "settle", whose=_prepares),
    _turn(
        licences.ENTER_RENEWED, Licence, "renewal",
        when=lambda licence, on: licence.state == "renewal_requested",  # else a document may come
    ),
)  # fmt: skip


def faults_of_turns(actor: Principal, on: date, seen: Counter[str]) -> Iterator[str]:
    """Yield each act that waits for a person and is not on the desk; count those that are."""
    rows: dict[str, set[int]] = {}
    for waiting in waiting_for(actor, on):
        if waiting.kind not in GATHERED:
            rows.setdefault(waiting.kind, set()).update(waiting.rows.values_list("pk", flat=True))
    for turn in TURNS:
        if not turn.act.is_for(actor) or not turn.whose(actor):
            continue
        shown = set().union(*(rows.get(kind, set()) for kind in turn.kinds))
        for record in turn.records.objects.visible_to(actor):
            if not is_open(turn.act, record, actor, on) or not turn.when(record, on):
                continue
            seen[turn.act.key] += 1
            if record.pk not in shown:
                yield f"{actor.role} may {turn.act.key} {record!r}, and it is not on the desk"


def faults_of_rows(actor: Principal, on: date, seen: Counter[str]) -> Iterator[str]:
    """Yield each button of a row of cases or reports whose act is closed to its reader."""
    for listed, query, model in (
        (CaseList, "queue=cases", Case),
        (ReportList, "queue=reports", ViolationReport),
    ):
        keys = list(model.objects.visible_to(actor).values_list("pk", flat=True))
        shown = listed(actor=actor, query=QueryDict(query), on=on)
        records = model.objects.visible_to(actor).in_bulk(keys)
        for row in shown.rows_of(keys):
            act = row["act"]
            if not act:
                continue
            record = records[row["pk"]]
            wanted = _behind(act)
            seen[str(act["label"])] += 1
            found = [why_not(each, record, actor, on) for each in wanted]
            if wanted and None not in found:
                yield f"{actor.role} has “{act['label']}” at {record!r}: {found[0]}"


def _behind(button: Mapping[str, Any]) -> Sequence[Act]:
    """Return the act that the button of a row names; none where it leads to see."""
    kind, _, name = button["key"].partition(".")
    return (TABLES[kind][name],) if name else ()


def faults_of(actor: Principal, on: date, seen: Counter[str]) -> list[str]:
    """Return all that is offered to a person and closed, and all that is open and not offered."""
    return [
        *faults_of_desk(actor, on),
        *faults_of_turns(actor, on, seen),
        *faults_of_rows(actor, on, seen),
    ]
