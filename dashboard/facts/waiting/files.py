"""Reports and cases that wait: to be examined, served, answered, decided, carried out, closed."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Case as Choice
from django.db.models import (
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from accounts.persons import accounts_of
from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from contracts.models import Contract
from contracts.states import BLOCKING, ContractState
from dashboard.facts.waiting.papers import PAPERS, absences, papers
from dashboard.facts.waiting.sessions import SESSIONS, sessions
from dashboard.facts.waiting.shapes import NOTICE_OF, Kind, Section, Waiting, Waits, own_track
from dashboard.facts.waiting.stand_ins import STAND_INS, stand_ins
from violations.acts import cases, corrections, notices, reports
from violations.facts import awaiting, knows_parties
from violations.facts.paper import entered_receipts, kind_in_json, with_waiting_paper
from violations.facts.sessions import stood_back_by
from violations.facts.triage import to_triage
from violations.facts.windows import NOT_EXECUTED, SETTLED, TO_VERIFY, to_be_closed
from violations.models import (
    Appeal,
    Case,
    CaseReport,
    CorrectiveAction,
    Defence,
    Notice,
    ViolationReport,
)
from violations.models.hearing import to_serve
from violations.states import (
    COUNTED,
    CaseState,
    Channel,
    NoticeKind,
    Outcome,
    SanctionKind,
    Track,
)
from workdays.rules import Unit

FILES = Section.FILES
KINDS = {
    "triage": Kind(
        FILES, "report", _("Decide on the report"), (reports.RETURN,), see=_("Examine")
    ),
    "returned": Kind(FILES, "report", _("Complete the returned report"), (reports.SUPPLEMENT,)),
    "serve": Kind(FILES, "message", _("Serve the notice"), (cases.ISSUE_NOTICE,),
        clock="service",
    ),
    "tell-decision": Kind(FILES, "message", _("Serve the decision"), (cases.ISSUE_NOTICE,),
        clock="decision_service",
    ),
    "tell-result": Kind(
        FILES, "message", _("Serve the result of the objection"), (cases.ISSUE_NOTICE,),
        clock="result_service",
    ),
    "unserved": Kind(
        FILES, "message", _("A notice has not been served"), (notices.RECORD_SERVICE_OF_NOTICE,)
    ),
    "serve-on-paper": Kind(
        FILES, "message", _("A notice was left unopened in the portal: serve it on paper"),
        (notices.RECORD_SERVICE_OF_NOTICE,),
    ),
    "service-entered": Kind(
        FILES, "message", _("The receipt was entered and waits for its second person"),
        see=_("See the case"),
    ),
    "decide": Kind(FILES, "case", _("Decide the case"), (cases.DECIDE,), clock="decision"),
    "appeal": Kind(
        FILES, "case", cases.DECIDE_APPEAL.title, (cases.DECIDE_APPEAL,), clock="appeal_decision"
    ),
    **SESSIONS,
    **STAND_INS,
    **PAPERS,
    "execute": Kind(
        FILES, "case", _("Carry out the sanction"), (cases.EXECUTE,), clock="execution"
    ),
    "verify": Kind(FILES, "case", _("Verify the correction"), (corrections.VERIFY_CORRECTION,)),
    "close": Kind(FILES, "case", cases.CLOSE.title, (cases.CLOSE,), clock="closing"),
    "receive": Kind(
        FILES, "message", _("Receive the notice"), (notices.ACKNOWLEDGE_NOTICE,),
        see=_("See the notice"),
    ),
    "receive-summons": Kind(
        FILES, "message", _("Receive the summons to a hearing session"),
        (notices.ACKNOWLEDGE_NOTICE,), see=_("See the summons"),
    ),
    "defend": Kind(
        FILES, "evidence", _("Answer the report"), (cases.DEFEND,), clock="defence"
    ),
    "complete-defence": Kind(
        FILES, "evidence", _("Your answer was received; it can be completed until the last day"),
        (cases.DEFEND,), see=_("See the case"), clock="defence",
    ),
    "decided": Kind(
        FILES, "review", _("See the decision"), (cases.APPEAL,), see=_("See the decision"),
        clock="appeal",
    ),
    "correct": Kind(
        FILES, "case", _("Carry out the corrective action"), (corrections.REPORT_CORRECTION,),
        unit=Unit.DAY,
    ),
    "assist": Kind(
        FILES, "evidence", _("A member is in its defence window"), see=_("See the case"),
        clock="defence",
    ),
}  # fmt: skip
# True of all these anyhow; said, so that the index of waiting cases answers.
UNDONE = {"executed_on": None}
# True of a result that no notice told; said, so that the index of results to serve answers.
UNTOLD = {"result_serve_due_on__isnull": False, "result_served_on": None}


def _body(record: str = "", track: str = "track") -> Choice:
    """Return by whose working days the keeper's windows count, as `violations.facts.body_of`."""
    licence = When(**{f"{record}{track}": Track.LICENCE}, then=Value(""))
    return Choice(licence, default=F(f"{record}agency__kind"))


def _heard(record: str = "") -> Choice:
    """Return how the office's defence stands: given, none, still open; empty before its window."""
    given = Defence.objects.counted().filter(case=OuterRef(f"{record}pk"))
    lapsed = (CaseState.DEFENCE_LAPSED, CaseState.SCHEDULED)
    return Choice(
        When(Exists(given), then=Value("given")),
        When(**{f"{record}state": CaseState.NOTIFIED}, then=Value("open")),
        When(**{f"{record}state__in": lapsed}, then=Value("none")),
        default=Value(""),
    )


BODY = _body()
CLOCK = ("defence_due_on", "decision_due_on")
REPORTS = frozenset({"triage", "returned"})
# What nobody does who reported the case, and what waits for a paper in the office's name.
SERVING = frozenset(
    {
        "serve",
        "tell-decision",
        "tell-result",
        "unserved",
        "serve-on-paper",
        "service-entered",
        "call-session",
        "hold",
    }
)
# What the side that keeps a case does in it. Who decides is asked by `awaiting`.
KEEPING = SERVING | {"execute", "verify", "close"}
PASSING = frozenset({"call-session", "hold", "execute", "close"})
# Where the defence says something: before a case is decided.
HEARD = frozenset({"decide", *SESSIONS, *STAND_INS})


def waits(principal: Principal, on: date) -> Waits:
    """Yield the reports and cases that wait for the principal, for parties with their grade."""
    for waiting in _waits(principal, on):
        free = _without_recused(waiting, principal) if waiting.kind in KEEPING else waiting
        free = _without_reported(free, principal) if waiting.kind in SERVING else free
        free = _without_waiting_paper(free) if waiting.kind in PASSING else free
        yield _graded(free) if knows_parties(principal) else free


def _without_recused(waiting: Waiting, principal: Principal) -> Waiting:
    """Return what waits without the cases from which the principal stood back, by any account."""
    own = Case.objects.filter(stood_back_by(accounts_of(principal.user_id)))
    case = {f"{waiting.record}pk__in": own.values("pk")}
    return replace(waiting, rows=waiting.rows.exclude(**case))


def _without_reported(waiting: Waiting, principal: Principal) -> Waiting:
    """Return what waits without the cases that the principal reported, by any account."""
    own = CaseReport.objects.filter(report__reporter_id__in=accounts_of(principal.user_id))
    case = {f"{waiting.record}pk__in": own.values("case")}
    return replace(waiting, rows=waiting.rows.exclude(**case))


def _without_waiting_paper(waiting: Waiting) -> Waiting:
    """Return what waits without the cases in which a paper of the office waits."""
    with_paper = Case.objects.filter(with_waiting_paper())
    case = {f"{waiting.record}pk__in": with_paper.values("pk")}
    return replace(waiting, rows=waiting.rows.exclude(**case))


def _graded(waiting: Waiting) -> Waiting:
    """Return what waits with the grade of each file, and how its defence stands."""
    grade = "type__severity" if waiting.kind in REPORTS else "severity"
    heard = _heard(waiting.record) if waiting.kind in HEARD else waiting.heard
    return replace(waiting, grade=grade, heard=heard)


def _waits(principal: Principal, on: date) -> Waits:
    yield from _reports(principal, on)
    yield from _notices(principal, on)
    yield from sessions(principal, on, BODY)
    yield from _decisions(principal, on)
    yield from stand_ins(principal, on, BODY)
    yield from _endings(principal)
    yield from _office(principal, on)
    yield from papers(principal)
    yield from absences(principal, on)
    if principal.role is Role.ASSOCIATION:
        heard = Case.objects.visible_to(principal).filter(state=CaseState.NOTIFIED)
        yield Waiting("assist", heard, "served_on", "defence_due_on")


def _reports(principal: Principal, on: date) -> Waits:
    seen = ViolationReport.objects.visible_to(principal)
    if reports.RETURN.is_for(principal):
        filed = seen.filter(state__in=reports.RETURN.states or ())
        own = to_triage(principal, filed, on)
        yield Waiting(
            "triage", own, "submitted_on", "triage_due_on", body=_body(track="type__track")
        )
    if reports.SUPPLEMENT.is_for(principal):
        mine = seen.filter(state__in=reports.SUPPLEMENT.states or (), reporter_id=principal.user_id)
        yield Waiting("returned", mine, "triaged_on", note="triage_reason")


def _without(kind: NoticeKind) -> Any:
    own = Notice.objects.filter(case=OuterRef("pk"), round_no=OuterRef("round_no"), kind=kind)
    return ~Exists(own)


def _notices(principal: Principal, on: date) -> Waits:
    """Yield what the side that keeps the case has to serve."""
    if not cases.ISSUE_NOTICE.is_for(principal):
        return
    seen = Case.objects.visible_to(principal).filter(own_track(principal))
    opened = seen.filter(state=CaseState.OPENED, is_issued=False, **UNDONE)
    yield Waiting("serve", opened, "opened_on", "serve_due_on", body=BODY)
    decided = seen.filter(_without(NoticeKind.DECISION), state=CaseState.DECIDED)
    yield Waiting("tell-decision", decided, "decided_on", "decision_serve_due_on", body=BODY)
    told = seen.filter(
        _without(NoticeKind.APPEAL_RESULT),
        state__in=COUNTED,
        appeal__round_no=F("round_no"),
        appeal__decided_on__isnull=False,
        **UNTOLD,
    )
    yield Waiting("tell-result", told, "appeal__decided_on", "result_serve_due_on", body=BODY)
    unserved = _unserved(seen)
    due = Choice(
        When(kind=NoticeKind.CHARGE, then=F("case__serve_due_on")),
        When(kind=NoticeKind.DECISION, then=F("case__decision_serve_due_on")),
        default=F("case__result_serve_due_on"),
    )
    is_entered = Exists(entered_receipts(OuterRef("case__public_id"), kind_in_json()))
    entered = unserved.filter(is_entered)
    yield Waiting(
        "service-entered", entered, "issued_on", None, NOTICE_OF, "case__", body=_body("case__")
    )
    unserved = unserved.exclude(is_entered)
    waiting = unserved.filter(paper_since=None)
    yield Waiting("unserved", waiting, "issued_on", due, NOTICE_OF, "case__", body=_body("case__"))
    left = unserved.filter(paper_since__isnull=False)
    yield Waiting(
        "serve-on-paper", left, "paper_since", "paper_due_on", NOTICE_OF, "case__",
        body=_body("case__"),
    )  # fmt: skip


def _unserved(seen: QuerySet[Case]) -> QuerySet[Notice]:
    """Return the notices of visible cases that were issued, and whose windows do not run yet."""
    return Notice.objects.filter(to_serve(), case__in=seen)


def _decisions(principal: Principal, on: date) -> Waits:
    deciders = {
        Track.CONTRACT: Permission.CASE_DECIDE_CONTRACT,
        Track.LICENCE: Permission.CASE_DECIDE_LICENCE,
    }
    tracks = [track for track, permission in deciders.items() if may(principal, permission)]
    seen = Case.objects.visible_to(principal)
    if tracks:
        undone = seen.filter(track__in=tracks, **UNDONE)
        heard = awaiting.first_decisions(principal, undone, on)
        yield Waiting("decide", heard, *CLOCK, body=BODY)
    if may(principal, Permission.CASE_DECIDE_APPEAL):
        appeals = awaiting.objections(principal, seen, on).filter(
            appeal__round_no=F("round_no"), appeal__contested_on=None
        )
        yield Waiting("appeal", appeals, "appeal__filed_on", "appeal_decision_due_on", body=BODY)


def _endings(principal: Principal) -> Waits:
    """Yield what follows a final decision, for the side that keeps the case."""
    own = Case.objects.visible_to(principal).filter(own_track(principal))
    final = own.filter(state__in=cases.CLOSE.states or ())
    if cases.EXECUTE.is_for(principal):
        waiting = final.filter(NOT_EXECUTED, SETTLED).exclude(_on_hold())
        yield Waiting("execute", waiting, "final_on", "execution_due_on", body=BODY)
    if not cases.CLOSE.is_for(principal):
        return
    track = Track.CONTRACT if principal.is_agency else Track.LICENCE
    corrections = CorrectiveAction.objects.visible_to(principal).of_round()
    made = corrections.filter(TO_VERIFY, case__track=track)
    yield Waiting(
        "verify", made, "done_on", "verify_due_on", "text", "case__", body=_body("case__")
    )
    done = own.filter(to_be_closed())
    yield Waiting("close", done, "final_on", "closing_due_on", body=BODY)


def _on_hold() -> Q:
    """Return the condition that the contract to be suspended is on hold already."""
    held = Contract.objects.filter(state__in=BLOCKING).exclude(state=ContractState.ACTIVE)
    running = Contract.objects.filter(state__in=BLOCKING, renewed_from=OuterRef("contract"))
    own = ~Exists(running) & Exists(held.filter(pk=OuterRef("contract")))
    renewal = Exists(held.filter(pk=Subquery(_newest_renewal())))
    return Q(own | renewal, track=Track.CONTRACT, sanction=SanctionKind.SUSPENSION)


def _newest_renewal() -> QuerySet[Contract, int]:
    """Return the contract that renewed a case's and runs, as `touched_contract` finds it."""
    renewals = Contract.objects.filter(
        state__in=BLOCKING, renewed_from=OuterRef(OuterRef("contract"))
    )
    return renewals.order_by("-pk").values_list("pk", flat=True)[:1]


def _office(principal: Principal, on: date) -> Waits:
    """Yield what an office has to receive, to answer and to put right."""
    if not cases.DEFEND.is_for(principal):
        return
    seen = Case.objects.visible_to(principal)
    in_portal = _unserved(seen).filter(channel=Channel.PORTAL)
    summons = in_portal.filter(kind=NoticeKind.SUMMONS)
    others = in_portal.exclude(kind=NoticeKind.SUMMONS)
    yield Waiting("receive", others, "issued_on", note=NOTICE_OF, record="case__")
    yield Waiting("receive-summons", summons, "issued_on", note=NOTICE_OF, record="case__")
    answered = Exists(Defence.objects.counted().filter(case=OuterRef("pk")))
    asked = seen.filter(state=CaseState.NOTIFIED)
    yield Waiting("defend", asked.filter(~answered), "served_on", "defence_due_on")
    yield Waiting("complete-defence", asked.filter(answered), "served_on", "defence_due_on")
    decided = seen.filter(
        state__in=cases.APPEAL.states or (),
        outcome=Outcome.PROVEN,
        appeal_due_on__gte=on,
        is_contested=False,
    ).exclude(Exists(Appeal.objects.counted().filter(case=OuterRef("pk"), is_paper=False)))
    yield Waiting("decided", decided, "decided_on", "appeal_due_on")
    corrections = CorrectiveAction.objects.visible_to(principal).of_round()
    waiting = corrections.filter(done_on=None, verified_on=None)
    yield Waiting("correct", waiting, "case__decided_on", "due_on", note="text", record="case__")
